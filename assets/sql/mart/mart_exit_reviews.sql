-- One row per household in scope: the opinion of its planned exit year at that year's line, and that of the last cohort
-- year at its line. A statement that is owed and missing shows as 未报送; nobody is absent. 错退 is said only of a household
-- that was declared out and of its closed exit year (脱贫年度, else 预脱贫年度); before that the words are 建议暂不退出 or 需进一步核实
-- (docs/method.md#accusations).
with reviewed as (
    select
        h.*,
        exits.exit_line_fen as exit_year_line_fen,
        exits.disposable_income_per_capita_fen as exit_year_per_capita_fen,
        exits.margin_fen as exit_year_margin_fen,
        exits.verdict as exit_year_verdict,
        exits.verdict_zh as exit_year_verdict_zh,
        exits.verdict_text as exit_year_verdict_text,
        finals.exit_line_fen as final_year_line_fen,
        finals.disposable_income_per_capita_fen as final_year_per_capita_fen,
        finals.margin_fen as final_year_margin_fen,
        finals.verdict as final_year_verdict,
        finals.verdict_zh as final_year_verdict_zh,
        finals.verdict_text as final_year_verdict_text,
        coalesce(exits.is_over and finals.is_below, false) as relapse_risk,
        declared.verdict_zh as declared_verdict_zh,
        coalesce(declared.is_below and declared.is_year_closed, false) as false_exit_doubt,
        coalesce(declared.is_below, exits.is_below, false) as is_below,
        coalesce(declared.verdict, exits.verdict, '') = 'not_met' as is_clearly_below
    from derive_exiting_households as h
    left join derive_opinions as exits on exits.household_id = h.household_id and exits.survey_year = h.planned_exit_year
    left join derive_opinions as finals on finals.household_id = h.household_id and finals.survey_year = h.final_year
    left join derive_opinions as declared
        on declared.household_id = h.household_id and declared.survey_year = coalesce(h.exited_year, h.planned_exit_year)
        and h.is_declared_out
),

-- What a form shows above the head's signature names no fault: form_text.
worded as (
    select
        *,
        concat_ws('；',
            cast(planned_exit_year as string) || '年（预脱贫年度）' || coalesce(exit_year_verdict_zh, '未报送'),
            case
                when exited_year not in (planned_exit_year, final_year)
                    then cast(exited_year as string) || '年（脱贫年度）' || declared_verdict_zh
            end,
            case
                when final_year <> planned_exit_year
                    then cast(final_year as string) || '年' || coalesce(
                        final_year_verdict_zh,
                        case final_closed_reason when 'cancelled' then '已注销' when 'died_out' then '已无在世成员' end,
                        '未报送'
                    )
            end) as years_text
    from reviewed
)

select
    household_id,
    village_id,
    county_name,
    town_name,
    village_name,
    household_code,
    head_name,
    head_id_masked,
    household_type,
    has_labour_capacity,
    planned_exit_year,
    exit_status,
    exit_status_year,
    status_file,
    status_sheet,
    status_row,
    cast(exit_year_line_fen * 0.01 as decimal(18, 2)) as exit_year_line_yuan,
    cast(exit_year_per_capita_fen * 0.01 as decimal(18, 2)) as exit_year_per_capita_yuan,
    cast(exit_year_margin_fen * 0.01 as decimal(18, 2)) as exit_year_margin_yuan,
    exit_year_verdict,
    exit_year_verdict_zh,
    exit_year_verdict_text,
    final_year,
    cast(final_year_line_fen * 0.01 as decimal(18, 2)) as final_year_line_yuan,
    cast(final_year_per_capita_fen * 0.01 as decimal(18, 2)) as final_year_per_capita_yuan,
    cast(final_year_margin_fen * 0.01 as decimal(18, 2)) as final_year_margin_yuan,
    final_year_verdict,
    final_year_verdict_zh,
    final_year_verdict_text,
    relapse_risk,
    false_exit_doubt,
    missing_years is not null as not_delivered,
    missing_years,
    is_declared_out,
    concat_ws('；',
        years_text,
        case when relapse_risk or is_below then '需进一步核实' end) as form_text,
    concat_ws('；',
        years_text,
        case when relapse_risk then case when is_declared_out then '有返贫风险' else '收入回落，需进一步核实' end end,
        case
            when false_exit_doubt then '有错退疑点'
            when is_clearly_below then '建议暂不退出'
            when is_below then '需进一步核实'
        end) as review_text
from worded
order by household_id
