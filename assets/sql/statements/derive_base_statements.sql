-- One row per household and year: the statement its verdict rests on (derive_chosen_statements), its lines side by side. The one place
-- where lines become columns: an item that is absent is 0, one that is unreadable null, a stated total that is absent null.
with statements as (
    select s.*, 'delivered' as origin from clean_income_statements as s
    union all
    select c.*, 'corrected' from derive_corrected_statements as c
    union all
    select m.*, 'monthly' from clean_monthly_statements as m
),

known as (
    select
        household_id,
        survey_year,
        max(case when item_code = 'wage_income' then amount_fen end) as wage_income_fen,  -- each amount
        count(*) as line_count
    from derive_base_lines
    group by household_id, survey_year
),

unreadable as (
    select
        household_id,
        survey_year,
        max(case when item_code = 'wage_income' then 1 end) as wage_income,  -- each item
        count(*) as line_count
    from derive_base_lines
    where amount_fen is null
    group by household_id, survey_year
)

select
    s.survey_year, s.household_id, s.village_id, s.county_name, s.town_name, s.village_name, s.household_code, s.head_name, s.head_key,
    s.head_id_masked, s.form, s.household_type, s.has_size_column, s.registered_count, s.resident_count, s.work_months,
    case when unreadable.wage_income is null then coalesce(known.wage_income_fen, 0) end as wage_income_fen,  -- each item
    known.monthly_wage_fen,
    known.stated_total_income_fen,  -- each total
    unreadable_items.unreadable_items,
    s.remark, s.has_one_off, s.remark_one_off_fen, s.has_loan, s.remark_loan_fen, s.has_forecast, s.remark_forecast_fen,
    s.has_fixed_forecast, s.remark_fixed_forecast_fen,
    coalesce(repeated.row_count, 1) as row_count,
    coalesce(repeated.distinct_count, 1) as distinct_count,
    s.source_file, s.source_sheet, s.source_row
from derive_chosen_statements as chosen
inner join statements as s
    on s.source_file = chosen.source_file and s.source_sheet = chosen.source_sheet and s.source_row = chosen.source_row
    and s.origin = chosen.origin
left join known on known.household_id = chosen.household_id and known.survey_year = chosen.survey_year
left join unreadable on unreadable.household_id = chosen.household_id and unreadable.survey_year = chosen.survey_year
left join derive_unreadable_items as unreadable_items
    on unreadable_items.household_id = chosen.household_id and unreadable_items.survey_year = chosen.survey_year
left join derive_repeated_statements as repeated
    on repeated.household_id = chosen.household_id
    and repeated.survey_year = chosen.survey_year
    and repeated.form = chosen.form
order by s.household_id, s.survey_year
