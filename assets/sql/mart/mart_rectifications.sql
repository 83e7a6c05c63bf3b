-- One row per matter to rectify (整改台账), open or closed, with who must mend it by when, its state and its history. A due
-- date is the stage's own, that of the inspection, or the parameter of the kind; without one there is no time limit.
with due as (
    select
        r.*,
        case r.issue_kind
            when 'missing_delivery' then r.stated_due_on
            when 'gap' then p.gap_due_date
            when 'finding' then p.finding_due_date
            when 'system_difference' then coalesce(p.system_difference_due_date, p.stage_4_due_date)
            else coalesce(r.stated_due_on, p.inspection_due_date)
        end as due_now
    from derive_rectifications as r
    left join raw_year_parameters as p on p.survey_year = r.survey_year and p.is_own_county
)

select
    due.rectification_id,
    due.issue_kind,
    kinds.label_zh as issue_kind_zh,
    due.survey_year,
    due.village_id,
    due.county_name,
    due.town_name,
    due.village_name,
    due.team_name,
    due.supervision_group,
    due.department,
    due.household_id,
    due.household_code,
    due.head_name,
    due.person_key,
    due.name_masked,
    due.item,
    due.issue_text,
    due.found_on,
    coalesce(due.due_now, earlier.due_date) as due_date,
    due.state,
    states.label_zh as state_zh,
    due.state <> 'closed' and coalesce(due.as_of_date > coalesce(due.due_now, earlier.due_date), false) as is_overdue,
    due.closed_on,
    due.closed_by,
    due.closing_evidence,
    due.reply_text,
    due.replied_by,
    due.replied_on,
    due.reopened_on,
    due.reopened_count,
    due.history,
    due.as_of_date,
    due.source_file,
    due.source_sheet,
    due.source_row
from due
left join raw_labels as kinds on kinds.label_set = 'issue_kind' and kinds.code = due.issue_kind
left join raw_labels as states on states.label_set = 'rectification_state' and states.code = due.state
left join raw_previous_rectifications as earlier on earlier.rectification_id = due.rectification_id
order by due.rectification_id
