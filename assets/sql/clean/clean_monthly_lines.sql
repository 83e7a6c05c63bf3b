-- One row per household, year and form delivered month by month and item that says something: the year's amount.
-- sum: the items of all months are added; an unreadable month makes the year's item unreadable, and a total that one month leaves
-- blank is no total. A loan is a stock and a monthly wage a rate: the last month's. Figures per person add up only while the size
-- stays the same. cumulative: the last month holds the year. The statement is the last month's, as in clean_monthly_statements.
with made as (
    select
        months.household_id, months.survey_year, months.form, l.item_code,
        max(case when l.amount_fen is null then l.text end) as text,
        count(*) as line_count,
        case when count(l.amount_fen) = count(*) then cast(sum(l.amount_fen) as bigint) end as amount_fen
    from clean_months as months
    inner join clean_statement_lines as l on l.statement_id = months.statement_id
    inner join raw_statement_items as items on items.item_code = l.item_code
    where months.is_last or (months.monthly_form = 'sum' and items.item_kind not in ('memo', 'rate'))
    group by months.household_id, months.survey_year, months.form, l.item_code
)

select
    last.statement_id,
    made.item_code,
    made.text,
    made.amount_fen
from made
inner join clean_months as last
    on last.household_id = made.household_id and last.survey_year = made.survey_year and last.form = made.form and last.is_last
inner join raw_statement_items as items on items.item_code = made.item_code
where (not items.is_blank_zero or coalesce(made.amount_fen <> 0, true))
    and (
        last.monthly_form <> 'sum'
        or items.item_kind not in ('total', 'total_per_capita')
        or (made.line_count = last.month_count and (items.item_kind = 'total' or last.is_size_steady))
    )
order by last.statement_id, made.item_code
