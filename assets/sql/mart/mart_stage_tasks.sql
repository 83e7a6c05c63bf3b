-- One row per stage of the timetable, household and year that is owed: whether and since when it is delivered, whether it is
-- in order, and whether it came in time. Stage 1: a statement with an opinion; 2: a record book that is complete; 3: a file
-- with all its papers; 4: the provincial export (form B) without an open difference. What was first seen after the as-of
-- date is not delivered yet; a date once noted is kept when a file is sent anew.
with exports as (
    select
        household_id, survey_year, source_file, source_sheet,
        row_number() over (
            partition by household_id, survey_year order by source_file, source_sheet, source_row
        ) as first_delivered
    from clean_income_statements
    where form = 'B'
),

final as (
    select cast(max(last_planned_exit_year) as integer) as final_year from raw_year_parameters where is_own_county
),

newest as (
    select max(survey_year) as list_year from derive_lists
),

-- A record book and a file are owed by every poor household of the newest list, not only the cohorts; struck off (注销) by none
listed as (
    select final.final_year as survey_year, lists.household_id, lists.village_id
    from derive_lists as lists
    inner join newest on newest.list_year = lists.survey_year
    cross join final
    where coalesce(lists.exit_state, '') <> 'cancelled'
),

differences as (
    select distinct household_id, survey_year from mart_system_differences
),

owed as (
    select
        1 as stage, s.survey_year, s.household_id, s.village_id, base.source_file, base.source_sheet, 'income_statement' as kind,
        s.is_delivered, coalesce(v.verdict <> 'undeterminable', false) as is_in_order
    from derive_owed_statements as s
    left join derive_base_statements as base
        on base.household_id = s.household_id and base.survey_year = s.survey_year
    left join derive_verdicts as v on v.household_id = s.household_id and v.survey_year = s.survey_year
    union all
    select
        2, h.survey_year, h.household_id, h.village_id, b.source_file, b.source_sheet, 'record_book',
        b.household_id is not null, coalesce(b.is_complete, false)
    from listed as h
    left join derive_record_books as b on b.household_id = h.household_id and b.survey_year = h.survey_year
    union all
    select
        3, h.survey_year, h.household_id, h.village_id, a.source_file, a.source_sheet, 'archive_item',
        a.household_id is not null, coalesce(a.present_paper_count = a.listed_paper_count, false)
    from listed as h
    left join derive_archives as a on a.household_id = h.household_id and a.survey_year = h.survey_year
    union all
    select
        4, s.survey_year, s.household_id, s.village_id, e.source_file, e.source_sheet, 'income_statement',
        e.household_id is not null, e.household_id is not null and d.household_id is null
    from derive_owed_statements as s
    left join exports as e
        on e.household_id = s.household_id and e.survey_year = s.survey_year and e.first_delivered = 1
    left join differences as d on d.household_id = s.household_id and d.survey_year = s.survey_year
),

dated as (
    select
        owed.*,
        stages.stage_zh,
        stages.due_date,
        stages.as_of_date,
        case when owed.is_delivered then least(arrivals.first_seen_on, earlier.first_delivered_on) end as first_delivered_on
    from owed
    inner join derive_stages as stages on stages.stage = owed.stage
    left join raw_arrivals as arrivals
        on arrivals.source_file = owed.source_file and arrivals.source_sheet = owed.source_sheet and arrivals.kind = owed.kind
    left join raw_previous_tasks as earlier
        on earlier.stage = owed.stage and earlier.household_id = owed.household_id and earlier.survey_year = owed.survey_year
),

arrived as (
    select
        *,
        coalesce(first_delivered_on <= as_of_date, false) as is_arrived,
        case
            when first_delivered_on <= as_of_date and first_delivered_on <= due_date then 'in_time'
            when first_delivered_on <= as_of_date then 'late'
            when as_of_date > due_date then 'missing'
            else 'awaited'
        end as timing
    from dated
)

select
    cast(stage as integer) as stage,
    stage_zh,
    survey_year,
    household_id,
    village_id,
    is_arrived as is_delivered,
    is_arrived and is_in_order as is_verified,
    first_delivered_on,
    due_date,
    timing,
    timings.label_zh as timing_zh,
    as_of_date
from arrived
left join raw_labels as timings on timings.label_set = 'timing' and timings.code = timing
order by stage, household_id, survey_year
