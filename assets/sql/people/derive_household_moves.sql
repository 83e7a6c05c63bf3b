-- One row per year and pair of households, last year's and this year's, between which members moved: how many. Whom several
-- households count in one of the years is left out.
select
    now.survey_year,
    before.household_id as old_household_id,
    now.household_id as new_household_id,
    cast(count(*) as integer) as moved_count
from derive_person_homes as now
inner join derive_person_homes as before
    on before.person_key = now.person_key and before.survey_year = now.survey_year - 1
where now.household_count = 1 and before.household_count = 1 and now.household_id <> before.household_id
group by now.survey_year, before.household_id, now.household_id
order by new_household_id, survey_year, old_household_id
