-- One row per household and survey year: what the delivered lists say of it. That year's list speaks first, then
-- the nearest earlier one, then the earliest later one; the planned exit year is that of the latest list naming one.
-- Size, 低保 (enrolled, eligible), housing and water change from year to year: only that year's list tells them.
with years as (
    select distinct survey_year from raw_year_parameters where is_surveyed
),

repeats as (
    select household_id, survey_year
    from clean_households
    group by household_id, survey_year
    having count(*) > 1
),

outnumbered as (
    select
        h.source_file,
        h.source_sheet,
        h.source_row,
        row_number() over (
            partition by h.household_id, h.survey_year order by h.source_file, h.source_sheet, h.source_row
        ) as line
    from clean_households as h
    inner join repeats on repeats.household_id = h.household_id and repeats.survey_year = h.survey_year
),

-- What is compared between lists, without the rest: this is read three times, and a province's must fit in memory.
listed as (
    select h.household_id, h.survey_year, h.has_labour_capacity, h.planned_exit_year
    from clean_households as h
    left join outnumbered
        on outnumbered.source_file = h.source_file
        and outnumbered.source_sheet = h.source_sheet
        and outnumbered.source_row = h.source_row
        and outnumbered.line > 1
    where outnumbered.source_file is null
),

nearest as (
    select
        listed.household_id,
        years.survey_year as for_year,
        coalesce(
            max(case when listed.survey_year <= years.survey_year then listed.survey_year end), min(listed.survey_year)
        ) as list_year,
        coalesce(
            max(case when listed.survey_year <= years.survey_year and listed.has_labour_capacity is not null then listed.survey_year end),
            min(case when listed.has_labour_capacity is not null then listed.survey_year end)
        ) as capacity_year,
        max(case when listed.planned_exit_year is not null then listed.survey_year end) as planned_year
    from listed
    cross join years
    group by listed.household_id, years.survey_year
),

identified as (
    select household_id, min(identified_year) as identified_year
    from clean_households
    group by household_id
)

select
    nearest.for_year as survey_year,
    here.household_id,
    here.village_id, here.county_name, here.town_name, here.village_name,
    here.household_code, here.head_name, here.head_key, here.head_id_masked, here.household_type,
    capacity.has_labour_capacity,
    here.exit_status,
    here.exit_state,
    here.survey_year as exit_status_year,
    planned.planned_exit_year,
    here.exited_year,
    identified.identified_year,
    here.poverty_cause,
    case when here.survey_year = nearest.for_year then here.list_count end as list_count,
    case when here.survey_year = nearest.for_year then here.is_subsistence_recipient end as is_subsistence_recipient,
    case when here.survey_year = nearest.for_year then here.is_subsistence_eligible end as is_subsistence_eligible,
    case when here.survey_year = nearest.for_year then here.is_unsafe_housing end as is_unsafe_housing,
    case when here.survey_year = nearest.for_year then here.has_safe_water end as has_safe_water,
    case when here.survey_year = nearest.for_year then here.household_type end as own_household_type,
    here.survey_year = nearest.for_year as is_listed,
    here.source_file, here.source_sheet, here.source_row
from nearest
inner join clean_households as here
    on here.household_id = nearest.household_id and here.survey_year = nearest.list_year
left join outnumbered
    on outnumbered.source_file = here.source_file
    and outnumbered.source_sheet = here.source_sheet
    and outnumbered.source_row = here.source_row
    and outnumbered.line > 1
inner join identified on identified.household_id = nearest.household_id
left join listed as capacity
    on capacity.household_id = nearest.household_id and capacity.survey_year = nearest.capacity_year
left join listed as planned
    on planned.household_id = nearest.household_id and planned.survey_year = nearest.planned_year
where outnumbered.source_file is null
order by here.household_id, nearest.for_year
