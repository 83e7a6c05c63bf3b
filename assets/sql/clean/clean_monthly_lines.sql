-- One row per household, year and form delivered month by month and item that says something: the year's amount.
-- sum: the items of all months are added; an unreadable month makes the year's item unreadable, and a total that one month leaves
-- blank is no total. A loan is a stock and a monthly wage a rate: the last month's. Figures per person add up only while the size
-- stays the same. cumulative: the last month holds the year. The statement is the last month's, as in clean_monthly_statements.
with months as (
    select
        s.household_id, s.survey_year, s.form, s.month, s.registered_count, s.statement_id,
        p.monthly_form,
        row_number() over (
            partition by s.household_id, s.survey_year, s.form, s.month order by s.source_file, s.source_sheet, s.source_row
        ) as first_delivered
    from clean_income_statements as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.is_own_county
    where s.month is not null and p.monthly_form is not null
),

years as (
    select
        household_id, survey_year, form,
        max(month) as last_month,
        count(*) as month_count,
        min(coalesce(registered_count, -1)) = max(coalesce(registered_count, -1)) as is_size_steady
    from months
    where first_delivered = 1
    group by household_id, survey_year, form
),

lines as (
    select
        months.household_id, months.survey_year, months.form, l.item_code, l.text, l.amount_fen,
        months.month = years.last_month as is_last,
        months.monthly_form = 'sum' and items.item_kind not in ('memo', 'rate') as is_added
    from months
    inner join years
        on years.household_id = months.household_id and years.survey_year = months.survey_year and years.form = months.form
    inner join clean_statement_lines as l on l.statement_id = months.statement_id
    inner join raw_statement_items as items on items.item_code = l.item_code
    where months.first_delivered = 1
),

made as (
    select
        lines.household_id, lines.survey_year, lines.form, lines.item_code,
        max(case when lines.amount_fen is null then lines.text end) as text,
        count(*) as line_count,
        case when count(lines.amount_fen) = count(*) then cast(sum(lines.amount_fen) as bigint) end as amount_fen
    from lines
    where lines.is_added or lines.is_last
    group by lines.household_id, lines.survey_year, lines.form, lines.item_code
)

select
    last.statement_id,
    made.item_code,
    made.text,
    made.amount_fen
from made
inner join years
    on years.household_id = made.household_id and years.survey_year = made.survey_year and years.form = made.form
inner join months as last
    on last.household_id = made.household_id and last.survey_year = made.survey_year and last.form = made.form
    and last.month = years.last_month and last.first_delivered = 1
inner join raw_statement_items as items on items.item_code = made.item_code
where (not items.is_blank_zero or coalesce(made.amount_fen <> 0, true))
    and (last.monthly_form <> 'sum' or items.item_kind <> 'total' or made.line_count = years.month_count)
    and (
        last.monthly_form <> 'sum' or items.item_kind <> 'total_per_capita'
        or (made.line_count = years.month_count and years.is_size_steady)
    )
order by last.statement_id, made.item_code
