-- One row per roster line that lists somebody whom the same household and year already list: a roster delivered twice,
-- by village and by county, must not double the household. Persons without a number are known by their name: whoever bears
-- the name of just one numbered member is that member; not where 人编号, sex or birth date say that they are two. The first
-- line delivered stands, one with a number before others.
with unnumbered as (
    select distinct survey_year, household_id, name
    from clean_members
    where person_key is null and name is not null
),

namesakes as (
    select m.survey_year, m.household_id, m.name, min(m.person_key) as person_key
    from clean_members as m
    inner join unnumbered
        on unnumbered.survey_year = m.survey_year
        and unnumbered.household_id = m.household_id
        and unnumbered.name = m.name
    where m.person_key is not null
    group by m.survey_year, m.household_id, m.name
    having min(m.person_key) = max(m.person_key)
),

named as (
    select
        m.*,
        coalesce(m.person_key, namesakes.person_key, m.name) as identity_text
    from clean_members as m
    left join namesakes
        on m.person_key is null
        and namesakes.survey_year = m.survey_year
        and namesakes.household_id = m.household_id
        and namesakes.name = m.name
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
            order by case when named.person_key is null then 1 else 0 end,
                named.source_file, named.source_sheet, named.source_row
        ) as line
    from named
    inner join repeats
        on repeats.survey_year = named.survey_year
        and repeats.household_id = named.household_id
        and repeats.identity_text = named.identity_text
)

select distinct
    later.survey_year, later.household_id, later.person_key, later.name_masked, later.source_file, later.source_sheet, later.source_row
from ranked as later
inner join ranked as first_one
    on first_one.survey_year = later.survey_year
    and first_one.household_id = later.household_id
    and first_one.identity_text = later.identity_text
    and first_one.line < later.line
where coalesce(first_one.person_key = later.person_key, false)
    or not (
        coalesce(first_one.person_number <> later.person_number, false)
        or coalesce(first_one.gender <> later.gender, false)
        or coalesce(first_one.birth_date <> later.birth_date, false)
    )
order by source_file, source_sheet, source_row
