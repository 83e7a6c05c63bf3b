-- One row per household in scope that owes a statement: for which years. Owed are its planned exit year, the last
-- cohort year, and every year whose list or roster names it (from its identification on; DOMAIN §1).
with exits as (
    select distinct h.household_id, h.planned_exit_year, p.last_planned_exit_year as final_year
    from derive_household_years as h
    inner join raw_year_parameters as p on p.survey_year = h.survey_year
    where h.scope = 'in_scope'
),

owed as (
    select household_id, survey_year
    from derive_household_years
    where scope = 'in_scope' and (is_listed or is_on_roster)
    union
    select household_id, planned_exit_year from exits
    union
    select household_id, final_year from exits
),

missing as (
    select
        owed.household_id,
        cast(owed.survey_year as string) as year,
        row_number() over (partition by owed.household_id order by owed.survey_year) as place,
        count(*) over (partition by owed.household_id) as year_count
    from owed
    left join derive_base_statements as s on s.household_id = owed.household_id and s.survey_year = owed.survey_year
    where s.household_id is null
)

select
    household_id,
    concat_ws('、', max(case when place = 1 then year end), max(case when place = 2 then year end),
        max(case when place = 2 + 1 then year end),
        case when max(year_count) > 2 + 1 then '等' || cast(max(year_count) as string) || '年' end) as missing_years
from missing
group by household_id
order by household_id
