-- One row per village team and stage of the bulletin's timetable: what is owed, delivered, verified, and due by when.
-- Stage 1 counts households in scope and the years they owe a statement for; the later stages have no input yet and
-- are not measured, which is not the same as nothing done. A village's team bears its name.
with timetable as (
    select p.county_name, p.as_of_date, 1 as stage, 'stage_1_due_date' as code, p.stage_1_due_date as due_date, '预脱贫户家庭人均可支配收入统计' as stage_zh
    from raw_year_parameters as p
    where p.is_own_county
    union
    select county_name, as_of_date, 1 + 1, 'stage_2_due_date', stage_2_due_date, '帮扶记录簿填写' from raw_year_parameters where is_own_county
    union
    select county_name, as_of_date, 2 + 1, 'stage_3_due_date', stage_3_due_date, '考核资料收集与归档整理' from raw_year_parameters where is_own_county
    union
    select county_name, as_of_date, 2 + 2, 'stage_4_due_date', stage_4_due_date, '省系统帮扶数据填报和录入' from raw_year_parameters where is_own_county
),

stages as (
    select
        timetable.*,
        sources.source as due_date_source,
        row_number() over (partition by timetable.stage order by length(sources.region) desc, sources.valid_from desc) as choice
    from timetable
    left join raw_parameters as sources
        on sources.county_name = timetable.county_name and sources.code = timetable.code and sources.value = cast(timetable.due_date as string)
    where timetable.due_date is not null
),

owed as (
    select
        s.village_id,
        cast(count(*) as integer) as expected_count,
        cast(count(*) filter (where s.is_delivered) as integer) as delivered_count,
        cast(count(*) filter (where v.verdict <> 'undeterminable') as integer) as verified_count
    from derive_owed_statements as s
    left join derive_verdicts as v on v.household_id = s.household_id and v.survey_year = s.survey_year
    group by s.village_id
),

progress as (
    select
        villages.*,
        stages.stage,
        stages.stage_zh,
        stages.due_date,
        stages.due_date_source,
        stages.as_of_date,
        case when stages.stage = 1 then coalesce(owed.expected_count, 0) end as expected_count,
        case when stages.stage = 1 then coalesce(owed.delivered_count, 0) end as delivered_count,
        case when stages.stage = 1 then coalesce(owed.verified_count, 0) end as verified_count
    from derive_villages as villages
    cross join stages
    left join owed on owed.village_id = villages.village_id
    where stages.choice = 1
),

halves as (
    select
        *,
        case
            when expected_count is null then 'not_measured'
            when delivered_count >= expected_count then 'finished'
            when delivered_count > 0 then 'in_progress'
            else 'not_started'
        end as status,
        2 * 100 * 100 * cast(delivered_count as bigint) + expected_count as delivered_x,
        2 * 100 * 100 * cast(verified_count as bigint) + expected_count as verified_x,
        nullif(2 * cast(expected_count as bigint), 0) as d
    from progress
)

select
    village_id,
    county_name,
    town_name,
    village_name,
    village_name || '驻村工作队' as team_name,
    stage,
    stage_zh,
    due_date,
    due_date_source,
    status,
    case status
        when 'not_measured' then '未计量'
        when 'finished' then '已完成'
        when 'in_progress' then '进行中'
        else '未开始'
    end as status_zh,
    expected_count,
    delivered_count,
    verified_count,
    cast(cast((delivered_x - delivered_x % d) / d as bigint) * 0.01 * 0.01 as decimal(18, 4)) as delivered_share,
    cast(cast((verified_x - verified_x % d) / d as bigint) * 0.01 * 0.01 as decimal(18, 4)) as verified_share,
    case when status <> 'not_measured' then status <> 'finished' and as_of_date > due_date end as is_overdue,
    as_of_date
from halves
order by village_id, stage
