-- One row per village team and stage of the bulletin's timetable: what is owed, delivered, verified, by when, and its rank.
-- Every village of the registry is here. 已完成 is verified >= expected, and never 0 of 0: that is 缺名册; nothing delivered at
-- all is 未报送, and stands last, a village that was silent altogether after all others. Without a registry the villages are those
-- delivered, and registry_zh says so.
with counted as (
    select
        village_id,
        stage,
        cast(count(*) as integer) as expected_count,
        cast(count(*) filter (where is_delivered) as integer) as delivered_count,
        cast(count(*) filter (where is_verified) as integer) as verified_count,
        cast(count(*) filter (where timing = 'in_time') as integer) as in_time_count,
        cast(count(*) filter (where timing = 'late') as integer) as late_count,
        min(case when is_delivered then first_delivered_on end) as first_delivered_on,
        max(case when is_delivered then first_delivered_on end) as last_delivered_on
    from mart_stage_tasks
    group by village_id, stage
),

progress as (
    select
        teams.*,
        stages.stage,
        stages.stage_zh,
        stages.due_date,
        stages.due_date_source,
        stages.as_of_date,
        coalesce(counted.expected_count, 0) as expected_count,
        coalesce(counted.delivered_count, 0) as delivered_count,
        coalesce(counted.verified_count, 0) as verified_count,
        coalesce(counted.in_time_count, 0) as in_time_count,
        coalesce(counted.late_count, 0) as late_count,
        counted.first_delivered_on,
        counted.last_delivered_on
    from derive_teams as teams
    cross join derive_stages as stages
    left join counted on counted.village_id = teams.village_id and counted.stage = stages.stage
),

shares as (
    select
        *,
        case
            when expected_count = 0 and is_named then 'no_list'
            when delivered_count = 0 then 'not_delivered'
            when verified_count >= expected_count then 'finished'
            else 'in_progress'
        end as status,
        cast(round(cast(100 * 100 * delivered_count as double) / nullif(expected_count, 0)) as bigint) as delivered_bp,
        cast(round(cast(100 * 100 * verified_count as double) / nullif(expected_count, 0)) as bigint) as verified_bp
    from progress
)

select
    village_id,
    county_name,
    town_name,
    village_name,
    team_name,
    sending_unit,
    paired_town,
    supervision_group,
    leader_name,
    is_registered,
    case
        when is_registered is null then '无应报名册，按报送资料列出'
        when is_registered then '在应报名册'
        else '应报名册以外'
    end as registry_zh,
    stage,
    stage_zh,
    due_date,
    due_date_source,
    status,
    statuses.label_zh as status_zh,
    cast(rank() over (
        partition by stage
        order by
            case when not is_named then 1 else 0 end, case status when 'not_delivered' then 2 when 'no_list' then 1 else 0 end,
            coalesce(verified_bp, 0) desc, coalesce(delivered_bp, 0) desc
    ) as integer) as rank_number,
    expected_count,
    delivered_count,
    verified_count,
    in_time_count,
    late_count,
    cast(delivered_bp * 0.01 * 0.01 as decimal(18, 4)) as delivered_share,
    cast(verified_bp * 0.01 * 0.01 as decimal(18, 4)) as verified_share,
    first_delivered_on,
    last_delivered_on,
    status <> 'finished' and as_of_date > due_date as is_overdue,
    as_of_date
from shares
left join raw_labels as statuses on statuses.label_set = 'team_status' and statuses.code = status
order by village_id, stage
