-- One row per household code that differs from a listed code of its village in dashes only (03-00001 and 0300001): the household it
-- means. Only where the list has no such code itself, one listed code fits, and no other code of that table and year fits it too.
with listed as (
    select distinct places.village_id, h.household_code, replace(h.household_code, '-', '') as plain_code
    from raw_households as h
    inner join raw_places as places on places.place_text = h.place_text
),

named as (
    select 'statement' as kind, survey_year, place_text, household_code from raw_income_statements
    union all
    select 'roster', survey_year, place_text, household_code from raw_members
),

delivered as (
    select distinct named.kind, named.survey_year, places.village_id, named.household_code
    from named
    inner join raw_places as places on places.place_text = named.place_text
    left join listed
        on listed.village_id = places.village_id and listed.plain_code = named.household_code and listed.household_code like '%-%'
    where named.household_code like '%-%' or listed.village_id is not null
),

pairs as (
    select delivered.kind, delivered.survey_year, delivered.village_id, delivered.household_code, listed.household_code as listed_code
    from delivered
    inner join listed
        on listed.village_id = delivered.village_id and listed.plain_code = replace(delivered.household_code, '-', '')
    left join listed as itself
        on itself.village_id = delivered.village_id and itself.household_code = delivered.household_code
    where itself.household_code is null
),

contested as (
    select village_id, listed_code
    from pairs
    group by kind, survey_year, village_id, listed_code
    having count(distinct household_code) > 1
),

settled as (
    select village_id, household_code, min(pairs.listed_code) as only_code
    from pairs
    group by village_id, household_code
    having count(distinct pairs.listed_code) = 1
)

select
    settled.village_id || '|' || settled.household_code as old_household_id,
    settled.village_id || '|' || settled.only_code as household_id
from settled
left join contested on contested.village_id = settled.village_id and contested.listed_code = settled.only_code
where contested.village_id is null
order by old_household_id
