-- One row per entry of a department's register: a vehicle, a house, a business, a post, a death, 低保 or 五保. An event
-- is of the year of its date; a status is of the year of the register that lists it, whenever it began, and of none
-- later (docs/method.md#precedence-of-evidence); what its details deny or say to be over (停发, 已报废, 无)
-- is not so: then a state has stopped, and of a holding nothing is known.
with typed as (
    select
        s.*,
        coalesce(types.register_group, 'other') as type_group,
        types.stopped_group as type_stopped_group,
        types.register_group in ('subsistence', 'destitute', 'disability', 'disability_allowance') as is_state,
        types.register_group in ('vehicle', 'house', 'business', 'payroll') as is_holding,
        case
            when details.since_year > s.survey_year and details.register_group in ('stopped', 'death') then ''
            else coalesce(details.register_group, '')
        end as detail_group,
        case when coalesce(details.register_group, '') not in ('stopped', 'death') then details.since_year end as begins_year,
        coalesce(details.register_group = 'denied' and coalesce(details.stopped_group, types.register_group) = types.register_group, false)
            as is_denied
    from raw_registers as s
    left join raw_register_types as types on types.text = s.register_type
    left join raw_register_types as details on details.text = s.detail
)

select
    coalesce(registered.year, s.survey_year) as survey_year,
    greatest(s.survey_year, coalesce(registered.year, s.survey_year),
        case when s.is_state then coalesce(s.begins_year, s.survey_year) else s.survey_year end) as register_year,
    s.register_type,
    case
        when s.is_state and (s.is_denied or s.detail_group in ('stopped', 'no', 'ended', 'death')) then 'stopped'
        when s.detail_group = 'no' or s.type_group in ('denied', 'no', 'nothing', 'ended') then 'other'
        when s.is_holding and s.detail_group in ('nothing', 'ended') then 'other'
        when s.is_denied then 'other'
        when s.type_group in ('at_school', 'not_at_school') and s.detail_group in ('at_school', 'not_at_school') then s.detail_group
        when s.type_group in ('at_school', 'not_at_school') and s.detail_group in ('graduated', 'ended') then 'other'
        else s.type_group
    end as register_group,
    case
        when s.type_group = 'stopped' then s.type_stopped_group
        when s.is_state and s.type_group <> 'disability_allowance'
            and (s.is_denied or s.detail_group in ('stopped', 'no', 'ended', 'death'))
            then s.type_group
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
from typed as s
left join raw_places as places on places.place_text = s.place_text and s.village_name is not null
left join raw_names as names on names.text = s.person_name
left join raw_id_numbers as ids on ids.text = s.id_number
left join raw_dates as registered on registered.text = s.registered_on
order by s.source_file, s.source_sheet, s.source_row
