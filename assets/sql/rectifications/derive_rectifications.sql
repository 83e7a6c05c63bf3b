-- One row per matter of the rectification ledger, open or closed: what earlier releases say of it, what the data show now, and
-- what was replied. It closes when the data no longer show it, though they looked (is_examined), or by a complete reply
-- that no newer data contradict; findings, differences and missing deliveries are closed by data alone. What was closed
-- and is shown again, by newer data where a reply closed it, is reopened, and so is what a reply closed and a later one calls not mended.
-- The same day reported twice changes nothing.
with exported as (
    select distinct household_id, survey_year from clean_income_statements where form = 'B'
),

today as (
    select max(as_of_date) as as_of_date, max(last_planned_exit_year) as final_year from raw_year_parameters where is_own_county
),

joined as (
    select
        coalesce(i.rectification_id, p.rectification_id) as rectification_id,
        today.as_of_date,
        i.rectification_id is not null as is_shown,
        coalesce(i.issue_kind, p.issue_kind) as issue_kind,
        coalesce(i.department, p.department) as department,
        coalesce(i.team_name, p.team_name) as team_name,
        coalesce(i.supervision_group, p.supervision_group) as supervision_group,
        coalesce(i.survey_year, p.survey_year) as survey_year,
        coalesce(i.village_id, p.village_id) as village_id,
        coalesce(i.county_name, p.county_name) as county_name,
        coalesce(i.town_name, p.town_name) as town_name,
        coalesce(i.village_name, p.village_name) as village_name,
        coalesce(i.household_id, p.household_id) as household_id,
        coalesce(i.household_code, p.household_code) as household_code,
        coalesce(i.head_name, p.head_name) as head_name,
        coalesce(i.person_key, p.person_key) as person_key,
        coalesce(i.name_masked, p.name_masked) as name_masked,
        coalesce(i.item, p.item) as item,
        coalesce(i.issue_text, p.issue_text) as issue_text,
        coalesce(i.source_file, p.source_file) as source_file,
        coalesce(i.source_sheet, p.source_sheet) as source_sheet,
        coalesce(i.source_row, p.source_row) as source_row,
        i.stated_due_on,
        i.evidence_seen_on,
        coalesce(p.found_on, i.inspected_on, today.as_of_date) as found_on,
        p.state as earlier_state,
        p.closed_on as earlier_closed_on,
        p.closed_by as earlier_closed_by,
        p.closing_evidence as earlier_evidence,
        p.reopened_on as earlier_reopened_on,
        coalesce(p.reopened_count, 0) as earlier_reopened_count,
        p.history as earlier_history,
        coalesce(r.reply_text, p.reply_text) as reply_text,
        coalesce(r.replied_by, p.replied_by) as replied_by,
        coalesce(r.replied_on, p.replied_on) as replied_on,
        r.evidence as reply_evidence,
        r.rectification_id is not null as is_replied,
        r.rectification_id is not null and r.place_problem is null and coalesce(r.outcome, '') not in ('not_begun', 'not_needed')
            as is_begun,
        coalesce(r.is_closing, false) and coalesce(i.issue_kind, p.issue_kind) in ('gap', 'inspection')
        and (p.reopened_on is null or r.reply_seen_on >= p.reopened_on) as is_reply_closing,
        coalesce(r.outcome in ('not_begun', 'in_progress') and r.replied_on > p.closed_on, false)
        and r.lacking is null and r.date_problem is null and r.place_problem is null and p.closed_by = 'reply' as is_taken_back,
        case coalesce(i.issue_kind, p.issue_kind)
            when 'gap' then case
                when p.item in ('dibao', 'housing', 'drinking_water') then coalesce(h.is_listed or h.is_on_roster, false)
                else coalesce(h.is_on_roster, false)
            end
            when 'finding' then p.household_id is null or coalesce(h.has_statement, false)
            when 'system_difference' then e.household_id is not null
            when 'missing_delivery' then true
            else false
        end as is_examined
    from derive_issues as i
    full outer join raw_previous_rectifications as p on p.rectification_id = i.rectification_id
    cross join today
    left join derive_replies as r on r.rectification_id = coalesce(i.rectification_id, p.rectification_id) and r.is_latest
    left join derive_household_years as h
        on h.household_id = p.household_id
        and h.survey_year = case when p.issue_kind = 'gap' then today.final_year else p.survey_year end
    left join exported as e on e.household_id = p.household_id and e.survey_year = p.survey_year
),

judged as (
    select
        *,
        is_shown and issue_kind <> 'inspection'
        and coalesce(evidence_seen_on > coalesce(earlier_reopened_on, found_on) and evidence_seen_on >= replied_on, false)
            as is_contradicted
    from joined
),

moved as (
    select
        *,
        case
            when earlier_state = 'closed' and is_shown and (earlier_closed_by = 'data' or is_contradicted) then 'reopen'
            when earlier_state = 'closed' and is_taken_back then 'reopen'
            when earlier_state = 'closed' then 'stay_closed'
            when not is_shown and is_examined then 'close_by_data'
            when is_reply_closing and (not is_shown or not is_contradicted) then 'close_by_reply'
            else 'stay_open'
        end as movement
    from judged
)

select
    rectification_id,
    issue_kind,
    survey_year,
    village_id,
    county_name,
    town_name,
    village_name,
    team_name,
    supervision_group,
    department,
    household_id,
    household_code,
    head_name,
    person_key,
    name_masked,
    item,
    issue_text,
    is_shown,
    found_on,
    stated_due_on,
    case
        when movement in ('stay_closed', 'close_by_data', 'close_by_reply') then 'closed'
        when movement = 'reopen' or earlier_state = 'recurred' then 'recurred'
        when is_begun or (not is_replied and earlier_state = 'in_progress') then 'in_progress'
        else 'open'
    end as state,
    case
        when movement = 'stay_closed' then earlier_closed_on
        when movement = 'close_by_data' then as_of_date
        when movement = 'close_by_reply' then greatest(replied_on, coalesce(earlier_reopened_on, found_on))
    end as closed_on,
    case
        when movement = 'stay_closed' then earlier_closed_by
        when movement = 'close_by_data' then 'data'
        when movement = 'close_by_reply' then 'reply'
    end as closed_by,
    case
        when movement = 'stay_closed' then earlier_evidence
        when movement = 'close_by_data' then '截至' || cast(as_of_date as string) || '的报送数据已不再显示'
        when movement = 'close_by_reply' then reply_evidence
    end as closing_evidence,
    reply_text,
    replied_by,
    replied_on,
    is_replied and is_contradicted or (is_replied and is_shown and issue_kind not in ('gap', 'inspection')) as is_contradicted,
    case when movement = 'reopen' then as_of_date else earlier_reopened_on end as reopened_on,
    cast(earlier_reopened_count + case when movement = 'reopen' then 1 else 0 end as integer) as reopened_count,
    concat_ws('；',
        coalesce(earlier_history, cast(found_on as string) || '发现'),
        case movement
            when 'reopen' then cast(as_of_date as string) || '复发（原' || cast(earlier_closed_on as string) || '销号）'
            when 'close_by_data' then cast(as_of_date as string) || '销号（数据已不再显示）'
            when 'close_by_reply' then cast(greatest(replied_on, coalesce(earlier_reopened_on, found_on)) as string) || '销号（'
                || replied_by || '回复：' || reply_evidence || '）'
        end) as history,
    as_of_date,
    source_file,
    source_sheet,
    source_row
from moved
order by rectification_id
