-- One row per doubt about a household and year: what is stated, what it should be, where it stands, what to do and what was answered.
with findings as (
    select
        finding_id, rule_id, severity, survey_year, household_id, village_name, household_code, person_key, item, stated, expected,
        message, source_file, source_sheet, source_row
    from derive_totals_findings
    union all
    select
        finding_id, rule_id, severity, survey_year, household_id, village_name, household_code, person_key, item, stated, expected,
        message, source_file, source_sheet, source_row
    from derive_amounts_findings
    union all
    select
        finding_id, rule_id, severity, survey_year, household_id, village_name, household_code, person_key, item, stated, expected,
        message, source_file, source_sheet, source_row
    from derive_size_findings
    union all
    select
        finding_id, rule_id, severity, survey_year, household_id, village_name, household_code, person_key, item, stated, expected,
        message, source_file, source_sheet, source_row
    from derive_identity_findings
    union all
    select
        finding_id, rule_id, severity, survey_year, household_id, village_name, household_code, person_key, item, stated, expected,
        message, source_file, source_sheet, source_row
    from derive_evidence_findings
    union all
    select
        finding_id, rule_id, severity, survey_year, household_id, village_name, household_code, person_key, item, stated, expected,
        message, source_file, source_sheet, source_row
    from derive_status_findings
    union all
    select
        finding_id, rule_id, severity, survey_year, household_id, village_name, household_code, person_key, item, stated, expected,
        message, source_file, source_sheet, source_row
    from derive_records_findings
)

select
    findings.finding_id,
    findings.rule_id,
    rules.title,
    rules.topic,
    findings.severity,
    case findings.severity when 'critical' then '重大疑点' when 'warning' then '一般疑点' else '提示' end as severity_zh,
    findings.survey_year,
    findings.household_id,
    facts.county_name,
    facts.town_name,
    findings.village_name,
    findings.household_code,
    facts.head_name,
    facts.scope,
    findings.person_key,
    findings.item,
    findings.stated,
    findings.expected,
    findings.message,
    case
        when answers.conclusion is null then '待核实'
        when answers.conclusion = 'confirmed' then '已答复：核实无误'
        when answers.conclusion = 'corrected' then '称已更正，疑点仍在'
        when answers.conclusion = 'refused' then '已答复：不予采纳'
        else '已答复：有说明'
    end as answer_zh,
    answers.conclusion,
    answers.reason,
    answers.signed_by,
    findings.source_file,
    findings.source_sheet,
    findings.source_row
from findings
left join derive_finding_answers as answers on answers.finding_id = findings.finding_id
inner join raw_rules as rules on rules.rule_id = findings.rule_id
left join derive_household_years as facts
    on facts.household_id = findings.household_id and facts.survey_year = findings.survey_year
order by findings.survey_year, findings.household_id, findings.rule_id, findings.finding_id
