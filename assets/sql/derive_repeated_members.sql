-- One row per roster line that lists somebody whom the same household and year already list: a roster delivered twice,
-- by village and by county, must not double the household. Persons without a number are told by their name.
with named as (
    select
        survey_year,
        household_id,
        person_key,
        name_masked,
        coalesce(person_key, name) as identity_text,
        source_file,
        source_sheet,
        source_row
    from clean_members
),

repeats as (
    select survey_year, household_id, identity_text
    from named
    where identity_text is not null
    group by survey_year, household_id, identity_text
    having count(*) > 1
),

ranked as (
    select
        named.*,
        row_number() over (
            partition by named.survey_year, named.household_id, named.identity_text
            order by named.source_file, named.source_sheet, named.source_row
        ) as line
    from named
    inner join repeats
        on repeats.survey_year = named.survey_year
        and repeats.household_id = named.household_id
        and repeats.identity_text = named.identity_text
)

select survey_year, household_id, person_key, name_masked, source_file, source_sheet, source_row
from ranked
where line > 1
order by source_file, source_sheet, source_row
