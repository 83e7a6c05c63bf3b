-- One row per person and year: in which household a roster, or a statement or list by its head, counts him. A list
-- of another year says nothing of where he lived, and a household that calls him moved or dead counts him only where no
-- other has him.
with told as (
    select person_key, survey_year, household_id, member_state
    from clean_members
    where person_key is not null
    union all
    select head_key, survey_year, household_id, cast(null as string)
    from derive_household_years
    where head_key is not null and (has_statement or is_listed or is_on_roster)
),

homes as (
    select person_key, survey_year, household_id, max(case when member_state in ('dead', 'moved') then 0 else 1 end) as here
    from told
    group by person_key, survey_year, household_id
)

select
    survey_year,
    person_key,
    coalesce(min(case when here = 1 then household_id end), min(household_id)) as household_id,
    coalesce(max(case when here = 1 then household_id end), max(household_id)) as last_household_id,
    cast(coalesce(nullif(sum(here), 0), count(*)) as integer) as household_count
from homes
group by survey_year, person_key
order by person_key, survey_year
