-- One row per line of a correction workbook that answers its finding: by a conclusion, or by a reason without a corrected value.
select
    s.finding_id,
    coalesce(dates.year, s.survey_year) as survey_year,
    coalesce(links.household_id, places.village_id || '|' || s.household_code) as household_id,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.household_code,
    names.name as head_name,
    s.item_text as item_zh,
    s.conclusion_text,
    case
        when s.conclusion_text in ('核实无误', '属实', '无误') then 'confirmed'
        when s.conclusion_text in ('已更正', '更正') then 'corrected'
        when s.conclusion_text in ('不予采纳', '不采纳') then 'refused'
        when s.conclusion_text is null and s.corrected_text is not null then 'corrected'
        when s.conclusion_text is null then 'explained'
    end as conclusion,
    s.corrected_text,
    s.reason,
    s.evidence,
    s.signed_by,
    s.signed_text,
    case
        when s.office_text in ('采纳', '同意', '认可') then 'accepted'
        when s.office_text in ('退回', '不采纳', '不同意') then 'returned'
    end as office_decision,
    s.office_by,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_corrections as s
inner join raw_places as places on places.place_text = s.place_text
left join raw_names as names on names.text = s.head_name
left join raw_dates as dates on dates.text = s.stated_year
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and coalesce(dates.year, s.survey_year) >= links.valid_from_year
    and coalesce(dates.year, s.survey_year) <= coalesce(links.valid_to_year, dates.year, s.survey_year)
where s.finding_id is not null and (s.conclusion_text is not null or s.corrected_text is not null or s.reason is not null)
order by s.finding_id, s.source_file, s.source_sheet, s.source_row
