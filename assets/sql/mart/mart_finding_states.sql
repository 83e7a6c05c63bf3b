-- One row per doubt (提示 apart) that the data show or an earlier release remembers, and how far it is dealt with. It is closed
-- when the data no longer show it, though they looked (is_examined); answered, and accepted when the office takes the
-- answer; shown again after that it is reopened, and what was answered before then counts no more.
with today as (
    select max(as_of_date) as as_of_date from raw_year_parameters where is_own_county
),

shown as (
    select * from mart_findings where severity <> 'info'
),

joined as (
    select
        coalesce(s.finding_id, p.finding_id) as finding_id,
        today.as_of_date,
        coalesce(s.rule_id, p.rule_id) as rule_id,
        coalesce(s.title, p.title) as title,
        coalesce(s.severity, p.severity) as severity,
        coalesce(s.survey_year, p.survey_year) as survey_year,
        coalesce(s.household_id, p.household_id) as household_id,
        coalesce(s.county_name, p.county_name) as county_name,
        coalesce(s.town_name, p.town_name) as town_name,
        coalesce(s.village_name, p.village_name) as village_name,
        coalesce(s.household_code, p.household_code) as household_code,
        coalesce(s.head_name, p.head_name) as head_name,
        coalesce(s.item, p.item) as item,
        coalesce(s.message, p.message) as message,
        coalesce(s.source_file, p.source_file) as source_file,
        coalesce(s.source_sheet, p.source_sheet) as source_sheet,
        coalesce(s.source_row, p.source_row) as source_row,
        s.finding_id is not null as is_shown,
        p.household_id is null or coalesce(h.has_statement, false) as is_examined,
        coalesce(p.found_on, today.as_of_date) as found_on,
        p.state as earlier_state,
        p.closed_on as earlier_closed_on,
        p.history as earlier_history,
        case when p.state = 'closed' and s.finding_id is not null then today.as_of_date else p.reopened_on end as reopened_on,
        coalesce(p.reopened_count, 0) + case when p.state = 'closed' and s.finding_id is not null then 1 else 0 end as reopened_count
    from shown as s
    full outer join raw_previous_findings as p on p.finding_id = s.finding_id
    cross join today
    left join derive_household_years as h on h.household_id = p.household_id and h.survey_year = p.survey_year
),

answered as (
    select
        joined.*,
        a.conclusion,
        a.reason,
        a.signed_by,
        a.office_decision,
        a.office_by
    from joined
    left join derive_finding_answers as a
        on a.finding_id = joined.finding_id
        and (joined.reopened_on is null or coalesce(a.answer_seen_on >= joined.reopened_on, false))
),

judged as (
    select
        *,
        case
            when not is_shown and (is_examined or earlier_state = 'closed') then 'closed'
            when not is_shown then earlier_state
            when office_decision = 'accepted' and conclusion not in ('corrected', 'in_error') then 'accepted'
            when conclusion not in ('corrected', 'in_error') and office_decision is null then 'answered'
            when reopened_on is not null then 'recurred'
            else 'open'
        end as state
    from answered
)

select
    finding_id,
    rule_id,
    title,
    severity,
    case severity when 'critical' then '重大疑点' else '一般疑点' end as severity_zh,
    survey_year,
    household_id,
    county_name,
    town_name,
    village_name,
    household_code,
    head_name,
    item,
    message,
    is_shown,
    found_on,
    state,
    states.label_zh as state_zh,
    conclusion,
    reason,
    signed_by,
    office_by,
    case when state = 'closed' then coalesce(case when earlier_state = 'closed' then earlier_closed_on end, as_of_date) end as closed_on,
    reopened_on,
    cast(reopened_count as integer) as reopened_count,
    concat_ws('；',
        coalesce(earlier_history, cast(found_on as string) || '发现'),
        case when state <> coalesce(earlier_state, 'open') then cast(as_of_date as string) || states.label_zh || case state
            when 'answered' then '（' || signed_by || '）'
            when 'accepted' then coalesce('（' || office_by || '）', '')
            else ''
        end end) as history,
    as_of_date,
    source_file,
    source_sheet,
    source_row
from judged
left join raw_labels as states on states.label_set = 'finding_state' and states.code = state
order by finding_id
