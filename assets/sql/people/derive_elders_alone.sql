-- One row per household and year whose members on the roster are all of pension age, while somebody able to work who
-- earlier stood in one household with one of them stands in another household of the village: whose income is not shared.
with ages as (
    select
        m.survey_year,
        m.household_id,
        m.person_key,
        coalesce(year(m.birth_date) <= m.survey_year - p.pension_age, false) as is_elder,
        coalesce(m.is_able, false) as is_able
    from clean_members as m
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    where m.household_id is not null
),

elders as (
    select survey_year, household_id
    from ages
    group by survey_year, household_id
    having count(*) = count(*) filter (where is_elder)
),

kin as (
    select distinct
        ages.survey_year,
        ages.household_id,
        able.household_id as other_household_id
    from elders
    inner join ages on ages.household_id = elders.household_id and ages.survey_year = elders.survey_year
    inner join derive_person_homes as elder_before
        on elder_before.person_key = ages.person_key and elder_before.survey_year < ages.survey_year
    inner join derive_person_homes as child_before
        on child_before.household_id = elder_before.household_id
        and child_before.survey_year = elder_before.survey_year
        and child_before.person_key <> ages.person_key
    inner join ages as able
        on able.person_key = child_before.person_key
        and able.survey_year = ages.survey_year
        and able.household_id <> ages.household_id
        and able.is_able
)

select
    kin.survey_year,
    kin.household_id,
    max(kin.other_household_id) as other_household_id,
    max(other.household_code) as other_household_code
from kin
inner join derive_household_years as own on own.household_id = kin.household_id and own.survey_year = kin.survey_year
inner join derive_household_years as other
    on other.household_id = kin.other_household_id and other.survey_year = kin.survey_year and other.village_id = own.village_id
group by kin.survey_year, kin.household_id
order by kin.household_id, kin.survey_year
