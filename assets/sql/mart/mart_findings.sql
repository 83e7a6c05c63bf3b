-- One row per doubt about a household and year: what is stated, what it should be, where it stands, what to do and what was answered.
with findings as (
    select * from derive_totals_findings where false
    union all select * from derive_totals_findings  -- each topic
),

-- the statement a household's finding is about is the one its verdict rests on; a sheet's finding names its own row
placed as (
    select
        findings.finding_id, findings.item_code,
        case when findings.household_id is null then findings.source_file else base.source_file end as source_file,
        case when findings.household_id is null then findings.source_sheet else base.source_sheet end as source_sheet,
        case when findings.household_id is null then findings.source_row else base.source_row end as source_row
    from findings
    left join derive_base_statements as base
        on base.household_id = findings.household_id and base.survey_year = findings.survey_year
    where findings.item_code is not null
),

named as (
    select finding_id, item_code, source_file, source_sheet, source_row
    from placed
    where item_code not like '%、%'
    union all
    select placed.finding_id, items.item_code, placed.source_file, placed.source_sheet, placed.source_row
    from placed
    cross join raw_statement_items as items
    where placed.item_code like '%、%' and '、' || placed.item_code || '、' like '%、' || items.item_code || '、%'
),

places as (
    select named.finding_id, named.item_code, columns.column_letter || cast(named.source_row as string) as cell
    from named
    inner join raw_source_columns as columns
        on columns.source_file = named.source_file and columns.source_sheet = named.source_sheet
        and columns.kind = 'income_statement' and columns.column_name = named.item_code
),

cells as (
    select
        finding_id,
        concat_ws('、',
            max(case when item_code = 'wage_income' then cell end),  -- each amount
            max(case when item_code = 'registered_count' then cell end),
            max(case when item_code = 'resident_count' then cell end)
        ) as cell
    from places
    group by finding_id
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
    findings.item_code,
    cells.cell,
    findings.stated,
    findings.expected,
    findings.message,
    names.label_zh as answer_zh,
    answers.conclusion,
    answers.reason,
    answers.signed_by,
    findings.source_file,
    findings.source_sheet,
    findings.source_row
from findings
left join derive_finding_answers as answers on answers.finding_id = findings.finding_id
left join raw_labels as names on names.label_set = 'answer' and names.code = coalesce(answers.conclusion, 'pending')
inner join raw_rules as rules on rules.rule_id = findings.rule_id
left join cells on cells.finding_id = findings.finding_id
left join derive_household_years as facts
    on facts.household_id = findings.household_id and facts.survey_year = findings.survey_year
order by findings.survey_year, findings.household_id, findings.rule_id, findings.finding_id
