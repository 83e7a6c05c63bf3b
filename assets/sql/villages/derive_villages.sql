-- One row per village that a statement, list or roster names: its names as its latest household row writes them.
with named as (
    select
        village_id,
        county_name,
        town_name,
        village_name,
        row_number() over (
            partition by village_id
            order by survey_year desc, case when has_statement then 0 else 1 end, household_id
        ) as choice
    from derive_household_years
    where village_id is not null
)

select
    village_id,
    county_name,
    town_name,
    village_name
from named
where choice = 1
order by village_id
