-- One row per matter that the data show and that somebody must mend: a gap in the guarantees (of the last cohort year), a
-- critical finding, a difference from the provincial system, a stage overdue in a village, a finding of an inspection.
-- rectification_id is made of what the matter is about, so it is the same every night. evidence_seen_on: since when the
-- sheet that shows it lies there without a break: an old sheet that is delivered again is new evidence.
with final as (
    select cast(max(last_planned_exit_year) as integer) as final_year, max(as_of_date) as as_of_date from raw_year_parameters
        where is_own_county
),

seen as (
    select source_file, source_sheet, max(in_force_since) as in_force_since
    from raw_arrivals
    group by source_file, source_sheet
),

matters as (
    select
        'inspection' as issue_kind,
        concat_ws('|', 'inspection', i.inspection_number, i.village_id, i.household_code) as matter,
        i.survey_year, i.village_id, i.county_name, i.town_name, i.village_name, i.household_id, i.household_code, i.head_name,
        cast(null as string) as person_key, cast(null as string) as name_masked, i.inspection_number as item,
        coalesce(i.department, '驻村工作队') as department,
        coalesce(i.inspected_by, '巡视审计') || '反馈' || i.inspection_number || '：' || i.issue_text as issue_text,
        i.inspected_on, i.stated_due_on, i.source_file, i.source_sheet, i.source_row
    from clean_inspections as i
    where i.line_number = 1
    union all
    select
        'gap',
        concat_ws('|', 'gap', g.household_id, g.gap, coalesce(g.person_key, g.name_masked)),
        g.survey_year, g.village_id, g.county_name, g.town_name, g.village_name, g.household_id, g.household_code, g.head_name,
        g.person_key, g.name_masked, g.gap, g.department,
        g.gap_zh || '：' || g.reason,
        null, null,
        g.source_file, g.source_sheet, g.source_row
    from mart_coverage_gaps as g
    cross join final
    where g.survey_year = final.final_year
    union all
    select
        'finding', concat_ws('|', 'finding', f.finding_id),
        f.survey_year, h.village_id, f.county_name, f.town_name, f.village_name, f.household_id, f.household_code, f.head_name,
        f.person_key, cast(null as string), f.rule_id, '驻村工作队',
        cast(f.survey_year as string) || '年' || f.title || '：' || f.message,
        null, null, f.source_file, f.source_sheet, f.source_row
    from mart_findings as f
    left join derive_household_years as h on h.household_id = f.household_id and h.survey_year = f.survey_year
    where f.severity = 'critical'
    union all
    select
        'system_difference', concat_ws('|', 'system', cast(d.survey_year as string), d.household_id, d.item_code),
        d.survey_year, d.village_id, d.county_name, d.town_name, d.village_name, d.household_id, d.household_code, d.head_name,
        cast(null as string), cast(null as string), d.item_code, '驻村工作队',
        cast(d.survey_year as string) || '年' || d.item_zh || case d.difference_kind
            when 'missing_in_system' then '：省系统没有该户'
            when 'missing_in_survey' then '：省系统有该户而村级调查没有'
            else '：村级调查' || coalesce(cast(d.survey_yuan as string) || '元', cast(d.survey_count as string) || '人', '空白')
                || '，省系统' || coalesce(cast(d.system_yuan as string) || '元', cast(d.system_count as string) || '人', '空白')
        end,
        null, null, d.source_file, d.source_sheet, d.source_row
    from mart_system_differences as d
    union all
    select
        'missing_delivery', concat_ws('|', 'missing', t.village_id, cast(t.stage as string)),
        final.final_year, t.village_id, t.county_name, t.town_name, t.village_name, cast(null as string), cast(null as string),
        cast(null as string), cast(null as string), cast(null as string), 'stage_' || cast(t.stage as string), '驻村工作队',
        t.stage_zh || case
            when t.expected_count = 0 then '：没有户名册，应报数不明'
            else '：应报' || cast(t.expected_count as string) || '，已报' || cast(t.delivered_count as string)
        end,
        null, t.due_date, cast(null as string), cast(null as string), cast(null as integer)
    from mart_team_progress as t
    cross join final
    where t.is_overdue and (t.expected_count = 0 or t.delivered_count < t.expected_count)
),

numbered as (
    select
        *,
        row_number() over (partition by matter order by source_file, source_sheet, source_row, issue_text) as ordinal
    from matters
)

select
    cast('ZG-' || upper(left(md5(n.matter || '|' || cast(n.ordinal as string)), 10)) as string) as rectification_id,
    n.issue_kind,
    n.survey_year,
    n.village_id,
    n.county_name,
    n.town_name,
    n.village_name,
    teams.team_name,
    teams.supervision_group,
    n.department,
    n.household_id,
    n.household_code,
    n.head_name,
    n.person_key,
    n.name_masked,
    n.item,
    n.issue_text,
    case when n.inspected_on <= final.as_of_date then n.inspected_on end as inspected_on,
    n.stated_due_on,
    coalesce(seen.in_force_since, final.as_of_date) as evidence_seen_on,
    n.source_file,
    n.source_sheet,
    n.source_row
from numbered as n
cross join final
left join derive_teams as teams on teams.village_id = n.village_id
left join seen on seen.source_file = n.source_file and seen.source_sheet = n.source_sheet
order by rectification_id
