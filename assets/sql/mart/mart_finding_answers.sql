-- One row per answer to a finding, with what became of it: taken, without signature, or of a finding that the data no longer show.
with judged as (
    select
        a.*,
        f.rule_id,
        f.title,
        f.severity_zh,
        case
            when a.conclusion is null then 'unknown'
            when f.finding_id is not null and a.conclusion = 'awaited' then 'awaited'
            when a.is_date_impossible then 'date_impossible'
            when a.reason is null or a.signed_by is null then 'unsigned'
            when f.finding_id is null then 'closed'
            when a.conclusion in ('corrected', 'in_error') then 'still_open'
            when a.office_decision is not null then a.office_decision
            else 'answered'
        end as state
    from clean_corrections as a
    left join mart_findings as f on f.finding_id = a.finding_id
    where a.finding_id is not null
)

select
    finding_id,
    survey_year,
    household_id,
    village_id,
    county_name,
    town_name,
    village_name,
    household_code,
    head_name,
    rule_id,
    title,
    severity_zh,
    item_zh,
    conclusion,
    coalesce(conclusions.label_zh, conclusion_text) as conclusion_zh,
    corrected_text,
    reason,
    evidence,
    signed_by,
    signed_text,
    state,
    states.label_zh as state_zh,
    source_file,
    source_sheet,
    source_row
from judged
left join raw_labels as conclusions on conclusions.label_set = 'conclusion' and conclusions.code = conclusion
left join raw_labels as states
    on states.label_set = 'answer_state' and states.code = case when state = 'still_open' then conclusion else state end
order by finding_id, source_file, source_sheet, source_row
