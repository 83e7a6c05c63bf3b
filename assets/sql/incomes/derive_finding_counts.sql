-- One row per household and year with findings: how many of each severity, and what the critical ones are.
-- A critical finding makes an opinion undeterminable (docs/method.md#verdict).
with findings as (
    select household_id, survey_year, rule_id, severity from derive_totals_findings where false
    union all select household_id, survey_year, rule_id, severity from derive_totals_findings  -- each topic
),

counted as (
    select
        household_id,
        survey_year,
        cast(count(*) filter (where severity = 'critical') as integer) as critical_finding_count,
        cast(count(*) filter (where severity = 'warning') as integer) as warning_finding_count,
        cast(count(*) filter (where severity = 'info') as integer) as info_finding_count,
        max(case when severity = 'critical' and rule_id = 'amount_unreadable' then '金额无法识别' end) as unreadable_zh,
        max(case when severity = 'critical' and rule_id = 'statement_blank' then '统计表未填任何金额（未填报）' end) as blank_zh,
        max(case when severity = 'critical' and rule_id = 'household_size_missing_or_zero' then '家庭人口缺失或为零' end) as size_zh,
        max(case when severity = 'critical' and rule_id = 'household_duplicated' then '同一户重复申报且数据不一' end) as duplicated_zh,
        max(case when severity = 'critical' and rule_id = 'labour_capacity_unknown' then '有无劳动能力不明' end) as labour_zh,
        max(case when severity = 'critical' and rule_id = 'person_in_two_households' then '同一人计入两户且影响结论' end) as person_zh,
        max(case when severity = 'critical' and rule_id = 'exit_line_missing' then '所在县没有当年的脱贫收入标准' end) as line_zh,
        max(case when severity = 'critical' and rule_id = 'unit_suspected' then '金额的单位或位数有误' end) as unit_zh,
        max(case when severity = 'critical' and rule_id not in (
            'unit_suspected', 'amount_unreadable', 'statement_blank', 'household_size_missing_or_zero', 'household_duplicated',
            'labour_capacity_unknown', 'person_in_two_households', 'exit_line_missing'
        ) then '其他重大疑点' end) as other_zh
    from findings
    where household_id is not null and survey_year is not null
    group by household_id, survey_year
)

select
    survey_year,
    household_id,
    critical_finding_count,
    warning_finding_count,
    info_finding_count,
    nullif(concat_ws('、', unreadable_zh, blank_zh, size_zh, duplicated_zh, labour_zh, person_zh, line_zh, unit_zh, other_zh),
        '') as critical_reasons
from counted
order by household_id, survey_year
