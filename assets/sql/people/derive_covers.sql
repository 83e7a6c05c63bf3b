-- One row per household and year: 低保 or 五保 in force, by list, roster, household type or civil-affairs register, and
-- never by money received alone (docs/method.md#exit-line). A register covers the household of the person it names from its date on.
with homes as (
    select person_key, survey_year, household_id from clean_members where person_key is not null
    union
    select head_key, survey_year, household_id from derive_household_years where head_key is not null
),

registered as (
    select distinct homes.household_id, homes.survey_year
    from clean_registers as registers
    inner join homes on homes.person_key = registers.person_key and homes.survey_year >= registers.survey_year
    where registers.register_group in ('subsistence', 'destitute')
)

select
    facts.survey_year,
    facts.household_id,
    coalesce(facts.is_subsistence_recipient, false)
    or coalesce(facts.is_destitute_recipient, false)
    or registered.household_id is not null as is_covered,
    case
        when registered.household_id is not null then 'register'
        when facts.is_subsistence_recipient or facts.is_destitute_recipient then 'status'
    end as cover_source,
    registered.household_id is not null
    or facts.is_subsistence_recipient is not null
    or coalesce(facts.is_destitute_recipient, false) as is_cover_known
from derive_household_years as facts
left join registered
    on registered.household_id = facts.household_id and registered.survey_year = facts.survey_year
order by facts.household_id, facts.survey_year
