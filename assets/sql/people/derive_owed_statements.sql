-- One row per household in scope and year it owes a statement for: its planned exit year, the last cohort year, every year
-- from its stated identification on, and every year whose own list or roster names it (docs/method.md#who-needs-this,
-- decision 4), within the years of the cohorts. A list carried over from another year makes nothing owed; a statement
-- without any amount delivers nothing; whoever is cancelled or died out owes nothing from then on. Whoever counts what is
-- missing or delivered counts these rows.
with known as (
    select
        h.household_id,
        h.survey_year,
        h.village_id,
        h.planned_exit_year,
        p.last_planned_exit_year as final_year,
        h.is_listed or h.is_on_roster or h.identified_year is not null as is_named,
        h.survey_year between p.first_planned_exit_year and p.last_planned_exit_year as is_of_cohorts,
        row_number() over (partition by h.household_id order by h.survey_year desc) as newest_first
    from derive_household_years as h
    inner join raw_year_parameters as p on p.survey_year = h.survey_year and p.county_name = split_part(h.household_id, '|', 1)
    where h.scope = 'in_scope'
),

owed as (
    select household_id, survey_year from known where is_named and is_of_cohorts
    union
    select household_id, planned_exit_year from known where newest_first = 1
    union
    select household_id, final_year from known where newest_first = 1
),

closed as (
    select household_id, survey_year, exit_status_year <= survey_year or closed_reason = 'died_out' as is_from_then_on
    from derive_household_years
    where closed_reason is not null
),

closed_from as (
    select household_id, min(survey_year) as first_year
    from closed
    where is_from_then_on
    group by household_id
)

select
    cast(owed.survey_year as integer) as survey_year,
    owed.household_id,
    coalesce(here.village_id, newest.village_id) as village_id,
    base.household_id is not null and not coalesce(base.is_blank, false) as is_delivered
from owed
left join known as here on here.household_id = owed.household_id and here.survey_year = owed.survey_year
left join known as newest on newest.household_id = owed.household_id and newest.newest_first = 1
left join closed on closed.household_id = owed.household_id and closed.survey_year = owed.survey_year
left join closed_from on closed_from.household_id = owed.household_id and closed_from.first_year <= owed.survey_year
left join derive_base_statements as base
    on base.household_id = owed.household_id and base.survey_year = owed.survey_year
left join derive_absent_years as absent on absent.household_id = owed.household_id and absent.survey_year = owed.survey_year
where closed.household_id is null and closed_from.household_id is null and absent.household_id is null
order by owed.household_id, owed.survey_year
