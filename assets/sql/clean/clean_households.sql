-- One row per household on a delivered list: who is in scope, labour capacity, exit status.
select
    s.survey_year,
    coalesce(links.household_id, places.village_id || '|' || s.household_code) as household_id,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.household_code,
    names.name as head_name,
    heads.person_key as head_key,
    heads.id_number_masked as head_id_masked,
    s.household_type,
    case when labour.is_able then true when labour.is_unable then false end as has_labour_capacity,
    s.exit_status,
    case when exits.since_year > s.survey_year then exits.earlier_state else exits.exit_state end as exit_state,
    case
        when planned.year is not null then planned.year
        when is_planned.is_true then s.survey_year
        else exited.year
    end as planned_exit_year,
    exited.year as exited_year,
    identified.year as identified_year,
    s.poverty_cause,
    cast(round(
        try_cast(translate(replace(s.registered_count, '人', ''), '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(12, 4))
    ) as integer) as list_count,
    types.is_subsistence,
    types.is_destitute,
    subsistence.is_held = (coalesce(subsistence.since_year, s.survey_year) <= s.survey_year) as is_subsistence_recipient,
    eligible.is_true as is_subsistence_eligible,
    unsafe.is_held as is_unsafe_housing,
    water.is_safe and coalesce(water.since_year, s.survey_year) <= s.survey_year as has_safe_water,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_households as s
inner join raw_places as places on places.place_text = s.place_text
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and s.survey_year between links.valid_from_year and coalesce(links.valid_to_year, s.survey_year)
left join raw_names as names on names.text = s.head_name
left join raw_id_numbers as heads on heads.text = s.head_id_number
left join raw_labour_types as labour
    on labour.text = s.labour_capacity and coalesce(labour.since_year, s.survey_year) <= s.survey_year
left join raw_dates as planned on planned.text = s.planned_exit_year
left join raw_dates as exited on exited.text = s.exited_year
left join raw_dates as identified on identified.text = s.identified_year
left join raw_flags as is_planned on is_planned.text = s.is_planned_this_year
left join raw_flags as subsistence
    on subsistence.text = s.is_subsistence_recipient and coalesce(subsistence.until_year, s.survey_year) >= s.survey_year
left join raw_flags as eligible on eligible.text = s.is_subsistence_eligible
left join raw_flags as unsafe on unsafe.text = s.is_unsafe_housing
left join raw_flags as water on water.text = s.has_safe_water
left join raw_exit_states as exits on exits.text = s.exit_status
left join raw_household_types as types on types.text = s.household_type
order by household_id, s.survey_year, s.source_file, s.source_sheet, s.source_row
