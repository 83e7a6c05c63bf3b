-- One row per answer to a finding, with what became of it: taken, without signature, or of a finding that the data no longer show.
select
    a.finding_id,
    a.survey_year,
    a.household_id,
    a.village_id,
    a.county_name,
    a.town_name,
    a.village_name,
    a.household_code,
    a.head_name,
    f.rule_id,
    f.title,
    f.severity_zh,
    a.item_zh,
    a.conclusion,
    case a.conclusion
        when 'confirmed' then '核实无误'
        when 'corrected' then '已更正'
        when 'refused' then '不予采纳'
        when 'in_error' then '申报有误'
        when 'awaited' then '尚在核实'
        when 'explained' then '只有说明'
        else a.conclusion_text
    end as conclusion_zh,
    a.corrected_text,
    a.reason,
    a.evidence,
    a.signed_by,
    a.signed_text,
    case
        when a.conclusion is null then 'unknown'
        when f.finding_id is not null and a.conclusion = 'awaited' then 'awaited'
        when a.is_date_impossible then 'date_impossible'
        when a.reason is null or a.signed_by is null then 'unsigned'
        when f.finding_id is null then 'closed'
        when a.conclusion in ('corrected', 'in_error') then 'still_open'
        when a.office_decision is not null then a.office_decision
        else 'answered'
    end as state,
    case
        when a.conclusion is null then '核实结论认不出，请从下拉框选择'
        when f.finding_id is not null and a.conclusion = 'awaited' then '尚在核实，未答复'
        when a.is_date_impossible then '日期早于所属年度，未受理'
        when a.reason is null or a.signed_by is null then '缺少原因或签名，未受理'
        when f.finding_id is null then '数据已变，疑点已消除'
        when a.conclusion = 'corrected' then '称已更正，疑点仍在'
        when a.conclusion = 'in_error' then '称申报有误，尚未更正'
        when a.office_decision = 'accepted' then '办公室已采纳'
        when a.office_decision = 'returned' then '办公室退回，须重新核实'
        else '已答复'
    end as state_zh,
    a.source_file,
    a.source_sheet,
    a.source_row
from clean_corrections as a
left join mart_findings as f on f.finding_id = a.finding_id
where a.finding_id is not null
order by a.finding_id, a.source_file, a.source_sheet, a.source_row
