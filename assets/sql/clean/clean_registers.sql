-- One row per entry of a department's register: a vehicle, a house, a business, a post, a death.
select
    coalesce(registered.year, s.survey_year) as survey_year,
    s.register_type,
    coalesce(types.register_group, 'other') as register_group,
    ids.person_key,
    names.name,
    names.name_masked,
    places.village_id,
    registered.date as registered_on,
    s.detail,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_registers as s
left join raw_places as places on places.place_text = s.place_text and s.village_name is not null
left join raw_names as names on names.text = s.person_name
left join raw_id_numbers as ids on ids.text = s.id_number
left join raw_register_types as types on types.text = s.register_type
left join raw_dates as registered on registered.text = s.registered_on
order by s.source_file, s.source_sheet, s.source_row
