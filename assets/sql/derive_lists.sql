-- One row per household and survey year: what the delivered lists say of it. That year's list speaks first, then
-- the nearest earlier one, then the earliest later one; the planned exit year is that of the latest list naming one.
with years as (
    select distinct survey_year from raw_year_parameters where is_surveyed
),

listed as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year order by source_file, source_sheet, source_row
        ) as first_delivered
    from clean_households
),

ranked as (
    select
        years.survey_year as for_year,
        listed.*,
        row_number() over (
            partition by listed.household_id, years.survey_year
            order by
                case
                    when listed.survey_year = years.survey_year then 0
                    when listed.survey_year < years.survey_year then 1
                    else 2
                end,
                case when listed.survey_year < years.survey_year then 0 - listed.survey_year else listed.survey_year end
        ) as nearness
    from listed
    cross join years
    where listed.first_delivered = 1
),

planned as (
    select
        household_id,
        planned_exit_year,
        row_number() over (partition by household_id order by survey_year desc) as newest_first
    from listed
    where first_delivered = 1 and planned_exit_year is not null
),

capacity as (
    select
        for_year,
        household_id,
        has_labour_capacity,
        row_number() over (partition by household_id, for_year order by nearness) as choice
    from ranked
    where has_labour_capacity is not null
),

identified as (
    select household_id, min(identified_year) as identified_year, min(survey_year) as first_listed_year
    from clean_households
    group by household_id
)

select
    ranked.for_year as survey_year,
    ranked.household_id,
    ranked.village_id, ranked.county_name, ranked.town_name, ranked.village_name,
    ranked.household_code, ranked.head_name, ranked.head_key, ranked.head_id_masked, ranked.household_type,
    capacity.has_labour_capacity,
    ranked.exit_status,
    ranked.survey_year as exit_status_year,
    planned.planned_exit_year,
    identified.identified_year,
    ranked.poverty_cause,
    case when ranked.survey_year = ranked.for_year then ranked.list_count end as list_count,
    case when ranked.survey_year = ranked.for_year then ranked.is_subsistence_recipient end as is_subsistence_recipient,
    ranked.is_subsistence_eligible,
    ranked.is_unsafe_housing,
    ranked.survey_year = ranked.for_year as is_listed,
    ranked.source_file, ranked.source_sheet, ranked.source_row
from ranked
left join planned on planned.household_id = ranked.household_id and planned.newest_first = 1
left join capacity
    on capacity.household_id = ranked.household_id and capacity.for_year = ranked.for_year and capacity.choice = 1
left join identified on identified.household_id = ranked.household_id
where ranked.nearness = 1
order by ranked.household_id, ranked.for_year
