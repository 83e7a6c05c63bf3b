-- One row per household and year: the statement its verdict rests on (derive_chosen_statements), its lines side by side. The one place
-- where lines become columns: an item that is absent is 0, one that is unreadable null, all null
-- where the statement holds no amount at all (未填报); a stated total that is absent null.
with statements as (
    select s.*, 'delivered' as origin, coalesce(s.is_blank, false) as is_empty from clean_income_statements as s
    union all
    select c.*, 'corrected', coalesce(c.is_blank, false) from derive_corrected_statements as c
    union all
    select m.*, 'monthly', coalesce(m.is_blank, false) from clean_monthly_statements as m
),

known as (
    select
        statement_id,
        max(case when item_code = 'wage_income' then amount_fen end) as wage_income_fen,  -- each amount
        count(*) as line_count
    from derive_base_lines
    group by statement_id
),

odd as (
    select
        statement_id,
        max(case when item_code = 'wage_income' then 1 end) as wage_income,  -- each item
        count(*) as line_count
    from derive_base_lines
    where amount_fen is null
    group by statement_id
)

select
    s.survey_year, s.household_id, s.village_id, s.county_name, s.town_name, s.village_name, s.household_code, s.head_name, s.head_key,
    s.head_id_masked, s.form, s.household_type, s.has_size_column, s.is_blank, s.is_sign_assumed, s.registered_count,
    s.resident_count, s.work_months,
    case when odd.wage_income is null and not s.is_empty then coalesce(known.wage_income_fen, 0) end as wage_income_fen,  -- each item
    known.monthly_wage_fen,
    known.stated_total_income_fen,  -- each total
    unreadable_items.unreadable_items,
    s.remark,
    coalesce(repeated.row_count, 1) as row_count,
    coalesce(repeated.distinct_count, 1) as distinct_count,
    s.statement_id, s.source_file, s.source_sheet, s.source_row
from derive_chosen_statements as chosen
inner join statements as s on s.statement_id = chosen.statement_id and s.origin = chosen.origin
left join known on known.statement_id = chosen.statement_id
left join odd on odd.statement_id = chosen.statement_id
left join derive_unreadable_items as unreadable_items
    on unreadable_items.household_id = chosen.household_id and unreadable_items.survey_year = chosen.survey_year
left join derive_repeated_statements as repeated
    on repeated.household_id = chosen.household_id
    and repeated.survey_year = chosen.survey_year
    and repeated.form = chosen.form
order by s.household_id, s.survey_year
