-- One row per stage of the bulletin's timetable that has a due date: what is owed by when, and the document that says so.
with timetable as (
    select county_name, as_of_date, 1 as stage, 'stage_1_due_date' as code, stage_1_due_date as due_date,
        '预脱贫户家庭人均可支配收入统计' as stage_zh
    from raw_year_parameters
    where is_own_county
    union
    select county_name, as_of_date, 2, 'stage_2_due_date', stage_2_due_date, '帮扶记录簿填写'
    from raw_year_parameters
    where is_own_county
    union
    select county_name, as_of_date, 3, 'stage_3_due_date', stage_3_due_date, '考核资料收集与归档整理'
    from raw_year_parameters
    where is_own_county
    union
    select county_name, as_of_date, 4, 'stage_4_due_date', stage_4_due_date, '省系统帮扶数据填报和录入'
    from raw_year_parameters
    where is_own_county
),

stages as (
    select
        timetable.*,
        sources.source as due_date_source,
        row_number() over (partition by timetable.stage order by length(sources.region) desc, sources.valid_from desc) as choice
    from timetable
    left join raw_parameters as sources
        on sources.county_name = timetable.county_name and sources.code = timetable.code
            and sources.value = cast(timetable.due_date as string)
    where timetable.due_date is not null
)

select
    cast(stage as integer) as stage,
    stage_zh,
    due_date,
    due_date_source,
    as_of_date
from stages
where choice = 1
order by stage
