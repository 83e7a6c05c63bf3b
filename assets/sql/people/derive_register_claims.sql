-- One row per household, year, benefit (低保, 五保) and year of a civil-affairs register that names a member of the household then or
-- earlier, or that has rows of the village and, by their numbers, none of the household (docs/method.md#precedence-of-evidence).
with people as (
    select household_id, survey_year, village_id, person_key, name from clean_members
    union all
    select household_id, survey_year, village_id, head_key, head_name from derive_household_years
),

entries as (
    select *, coalesce(stopped_group, register_group) as benefit
    from clean_registers
    where coalesce(stopped_group, register_group) in ('subsistence', 'destitute')
),

-- The newest entry of each person
newest as (
    select
        people.household_id,
        people.survey_year,
        entries.register_year as evidence_year,
        entries.benefit,
        entries.stopped_group is null as is_on,
        entries.source_file, entries.source_sheet, entries.source_row,
        row_number() over (
            partition by people.household_id, people.survey_year, entries.register_year, entries.person_key, entries.benefit
            order by entries.registered_on desc nulls last, entries.stopped_group nulls last,
                entries.source_file, entries.source_sheet, entries.source_row
        ) as choice
    from entries
    inner join people on people.person_key = entries.person_key and people.survey_year >= entries.register_year
),

-- Whoever of the household receives it speaks for the household
named as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year, evidence_year, benefit
            order by case when is_on then 0 else 1 end, source_file, source_sheet, source_row
        ) as speaker
    from newest
    where choice = 1
),

-- Whom a register names without a readable number may be the member of that name: of his household it is not silent
spoken_of as (
    select household_id, survey_year, benefit from named where evidence_year = survey_year
    union
    select people.household_id, people.survey_year, entries.benefit
    from entries
    inner join people
        on people.name = entries.name
        and people.survey_year = entries.register_year
        and people.village_id = coalesce(entries.village_id, people.village_id)
    where entries.person_key is null
),

left_out as (
    select distinct h.household_id, h.survey_year, coverage.register_group as benefit, coverage.source_file, coverage.source_sheet
    from derive_register_coverage as coverage
    inner join derive_household_years as h on h.village_id = coverage.village_id and h.survey_year = coverage.survey_year
    inner join people on people.household_id = h.household_id and people.survey_year = h.survey_year and people.person_key is not null
    left join spoken_of
        on spoken_of.household_id = h.household_id
        and spoken_of.survey_year = h.survey_year
        and spoken_of.benefit = coverage.register_group
    where coverage.register_group in ('subsistence', 'destitute') and spoken_of.household_id is null
)

select
    survey_year,
    household_id,
    cast(evidence_year as integer) as evidence_year,
    benefit,
    'register' as claim_origin,
    is_on,
    source_file,
    source_sheet,
    source_row
from named
where speaker = 1
union all
select survey_year, household_id, survey_year, benefit, 'register_omission', household_id is null, source_file, source_sheet,
    cast(null as integer)
from left_out
order by household_id, survey_year, evidence_year, benefit
