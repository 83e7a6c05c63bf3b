-- One row per entry of a department's register: a vehicle, a house, a business, a post, a death, 低保 or 五保. An event
-- is of the year of its date; a status is of the year of the register that lists it, whenever it began, and of none
-- later (docs/method.md#precedence-of-evidence).
select
    coalesce(registered.year, s.survey_year) as survey_year,
    case when registered.year > s.survey_year then registered.year else s.survey_year end as register_year,
    s.register_type,
    case
        when types.register_group in ('subsistence', 'destitute', 'disability') and details.register_group = 'stopped' then 'stopped'
        else coalesce(types.register_group, 'other')
    end as register_group,
    case
        when types.register_group = 'stopped' then types.stopped_group
        when details.register_group = 'stopped' and types.register_group in ('subsistence', 'destitute', 'disability')
            then types.register_group
    end as stopped_group,
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
left join raw_register_types as details on details.text = s.detail
left join raw_dates as registered on registered.text = s.registered_on
order by s.source_file, s.source_sheet, s.source_row
