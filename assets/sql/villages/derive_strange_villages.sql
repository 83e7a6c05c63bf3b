-- One row per household and year whose statement names a village that no list, roster or registry knows: nearest_village_name
-- is the village where a list has the same household (code and head), else the one of the registry that is written most
-- alike. Where there is no registry, only a household that a list has elsewhere tells that its village is none.
with known as (
    select distinct village_id, county_name, village_name
    from derive_household_years
    where (is_listed or is_on_roster) and village_id is not null
),

registry as (
    select village_id, county_name, village_name
    from clean_teams
    where line_number = 1
),

strange as (
    select h.household_id, h.survey_year, h.village_id, h.county_name, h.village_name, h.household_code, h.head_name,
        h.head_key
    from derive_household_years as h
    left join known on known.village_id = h.village_id
    left join registry on registry.village_id = h.village_id
    where h.has_statement and h.village_id is not null and known.village_id is null and registry.village_id is null
),

listed_elsewhere as (
    select
        strange.household_id,
        strange.survey_year,
        lists.village_name,
        row_number() over (
            partition by strange.household_id, strange.survey_year order by lists.survey_year desc, lists.household_id
        ) as choice
    from strange
    inner join derive_lists as lists
        on lists.household_code = strange.household_code
        and (lists.head_key = strange.head_key or lists.head_name = strange.head_name)
),

sizes as (
    select cast(row_number() over (order by village_id) as integer) as size
    from registry
),

compared as (
    -- how many characters two names share from the front and from the back
    select
        villages.village_id,
        registry.village_id as known_village_id,
        registry.village_name,
        count(*) filter (where left(villages.village_name, size) = left(registry.village_name, size))
        + count(*) filter (where right(villages.village_name, size) = right(registry.village_name, size)) as shared_count
    from (select distinct village_id, county_name, village_name from strange) as villages
    inner join registry on registry.county_name = villages.county_name
    inner join sizes on sizes.size <= length(villages.village_name) and sizes.size <= length(registry.village_name)
    group by villages.village_id, registry.village_id, registry.village_name
),

alike as (
    select
        village_id,
        village_name,
        row_number() over (partition by village_id order by shared_count desc, known_village_id) as choice
    from compared
)

select
    strange.survey_year,
    strange.household_id,
    strange.village_name,
    coalesce(listed_elsewhere.village_name, alike.village_name) as nearest_village_name,
    listed_elsewhere.village_name is not null as is_listed_elsewhere
from strange
left join listed_elsewhere
    on listed_elsewhere.household_id = strange.household_id
    and listed_elsewhere.survey_year = strange.survey_year
    and listed_elsewhere.choice = 1
left join alike on alike.village_id = strange.village_id and alike.choice = 1
where listed_elsewhere.village_name is not null or alike.village_name is not null
order by strange.household_id, strange.survey_year
