-- One row per village that the registry expects or that a delivery names: its work team and who supervises it. Without a
-- registry (no list of teams, no villages.csv) the villages are those delivered, and is_registered is null.
with registry as (
    select
        village_id, county_name, town_name, village_name, team_name, sending_unit, paired_town, supervision_group, leader_name
    from clean_teams
    where line_number = 1 and village_id is not null
),

known as (
    select count(*) as registered_count from registry
),

named as (
    select village_id from registry
    union
    select village_id from derive_villages
)

select
    named.village_id,
    coalesce(registry.county_name, villages.county_name) as county_name,
    coalesce(registry.town_name, villages.town_name) as town_name,
    coalesce(registry.village_name, villages.village_name) as village_name,
    coalesce(registry.team_name, villages.village_name || '驻村工作队') as team_name,
    registry.sending_unit,
    registry.paired_town,
    registry.supervision_group,
    registry.leader_name,
    case when known.registered_count > 0 then registry.village_id is not null end as is_registered,
    villages.village_id is not null as is_named
from named
cross join known
left join registry on registry.village_id = named.village_id
left join derive_villages as villages on villages.village_id = named.village_id
order by named.village_id
