-- One row per person and year: in which household a roster, or a statement or list by its head, counts him. A list
-- of another year says nothing of where he lived, and a household that calls him moved or dead counts him only where no
-- other has him.
with told as (
    select person_key, survey_year, household_id, coalesce(member_state in ('dead', 'moved'), false) as is_gone
    from clean_members
    where person_key is not null
    union all
    select head_key, survey_year, household_id, false
    from derive_household_years
    where head_key is not null and (has_statement or is_listed or is_on_roster)
),

present as (
    select distinct person_key, survey_year from told where not is_gone
),

homes as (
    select distinct told.person_key, told.survey_year, told.household_id
    from told
    left join present on present.person_key = told.person_key and present.survey_year = told.survey_year
    where not told.is_gone or present.person_key is null
)

select
    survey_year,
    person_key,
    min(household_id) as household_id,
    max(household_id) as last_household_id,
    cast(count(*) as integer) as household_count
from homes
group by survey_year, person_key
order by person_key, survey_year
