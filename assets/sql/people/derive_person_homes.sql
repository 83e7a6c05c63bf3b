-- One row per person and year: in which household a roster, or a statement or list by its head, counts him. A list
-- of another year says nothing of where he lived.
with homes as (
    select person_key, survey_year, household_id from clean_members where person_key is not null
    union
    select head_key, survey_year, household_id
    from derive_household_years
    where head_key is not null and (has_statement or is_listed or is_on_roster)
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
