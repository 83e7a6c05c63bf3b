-- One row per line of the registry of expected villages: a delivered list of teams (kind team), or the site's own
-- villages.csv, whose word counts before a delivery's. line_number 1 is the line that counts for its village.
with listed as (
    select
        1 as origin, s.place_text, s.county_name, s.town_name, s.village_name, s.team_name, s.sending_unit, s.paired_town,
        s.supervision_group, s.leader_name, s.remark, s.source_file, s.source_sheet, s.source_row
    from raw_site_villages as s
    union all
    select
        2, s.place_text, s.county_name, s.town_name, s.village_name, s.team_name, s.sending_unit, s.paired_town,
        s.supervision_group, s.leader_name, s.remark, s.source_file, s.source_sheet, s.source_row
    from raw_teams as s
)

select
    places.village_id,
    coalesce(listed.county_name, places.county_name) as county_name,
    coalesce(listed.town_name, places.town_name) as town_name,
    listed.village_name,
    coalesce(listed.team_name, listed.village_name || '驻村工作队') as team_name,
    listed.sending_unit,
    listed.paired_town,
    listed.supervision_group,
    listed.leader_name,
    listed.remark,
    cast(row_number() over (
        partition by places.village_id
        order by listed.origin, listed.source_file, listed.source_sheet, listed.source_row
    ) as integer) as line_number,
    listed.source_file,
    listed.source_sheet,
    listed.source_row
from listed
inner join raw_places as places on places.place_text = listed.place_text
order by listed.source_file, listed.source_sheet, listed.source_row
