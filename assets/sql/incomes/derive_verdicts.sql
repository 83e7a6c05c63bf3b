-- One row per household and year with a statement: the verdict (收入核查意见) as docs/method.md#verdict orders it, how firm it is,
-- and what would flip it. Without labour capacity cover decides, whatever stands in the income lines; else a null is
-- asked first: what is unknown is undeterminable, never below the line (docs/method.md#verdict).
with facts as (
    select
        d.survey_year,
        d.household_id,
        d.divisor_count,
        d.disposable_income_fen,
        d.is_over_line,
        d.exit_line_fen * d.divisor_count as household_line_fen,
        d.exit_line_fen,
        d.margin_fen,
        d.is_year_closed,
        h.has_labour_capacity,
        covers.is_covered,
        coalesce(counts.critical_finding_count, 0) as critical_finding_count,
        coalesce(counts.warning_finding_count, 0) as warning_finding_count,
        coalesce(counts.info_finding_count, 0) as info_finding_count,
        counts.critical_reasons,
        case when doubts.household_id is not null then coalesce(doubts.forecast_fen, 1) <> 0 else false end as has_forecast,
        evidence.evidenced_fen,
        d.total_income_fen,
        bounds.lowest_per_capita_fen,
        bounds.highest_per_capita_fen,
        bounds.flipping_scenarios,
        p.exit_line_band_bp,
        p.minimum_evidenced_share_bp
    from derive_disposable_incomes as d
    inner join derive_household_years as h on h.household_id = d.household_id and h.survey_year = d.survey_year
    inner join derive_covers as covers on covers.household_id = d.household_id and covers.survey_year = d.survey_year
    inner join derive_evidence as evidence on evidence.household_id = d.household_id and evidence.survey_year = d.survey_year
    inner join raw_year_parameters as p on p.survey_year = d.survey_year and p.county_name = split_part(d.household_id, '|', 1)
    left join derive_finding_counts as counts on counts.household_id = d.household_id and counts.survey_year = d.survey_year
    left join derive_doubtful_incomes as doubts on doubts.household_id = d.household_id and doubts.survey_year = d.survey_year
    left join derive_stress_bounds as bounds on bounds.household_id = d.household_id and bounds.survey_year = d.survey_year
),

weighed as (
    select
        *,
        coalesce(
            abs(disposable_income_fen - household_line_fen) * 100 * 100 <= exit_line_band_bp * household_line_fen, false
        ) as is_within_band,
        coalesce(
            total_income_fen > 0 and evidenced_fen * 100 * 100 < minimum_evidenced_share_bp * total_income_fen, false
        ) as is_evidence_short,
        case
            when is_over_line then disposable_income_fen - household_line_fen + 1
            else household_line_fen - disposable_income_fen
        end as to_flip_fen,
        case when total_income_fen > 0 then cast(round(cast(100 * 100 * evidenced_fen as double) / total_income_fen) as bigint) end
            as evidenced_share_bp,
        cast(round(cast(100 * 100 * margin_fen as double) / nullif(exit_line_fen, 0)) as bigint) as margin_ratio_bp
    from facts
),

decided as (
    select
        *,
        case
            when not has_labour_capacity and is_covered then 'covered'
            when not has_labour_capacity then 'not_covered'
            when critical_finding_count > 0 or is_over_line is null or has_labour_capacity is null then 'undeterminable'
            when is_evidence_short then 'insufficient_evidence'
            when is_within_band or flipping_scenarios is not null then 'borderline'
            when is_over_line then 'met'
            else 'not_met'
        end as verdict,
        to_flip_fen + divisor_count - 1 as flip_up_fen,
        case when divisor_count > 0 then divisor_count end as flip_count
    from weighed
)

select
    survey_year,
    household_id,
    verdict,
    case when verdict = 'borderline' then case when is_over_line then 'above' else 'below' end end as borderline_side,
    not is_year_closed or has_forecast as is_provisional,
    is_within_band,
    to_flip_fen,
    cast((flip_up_fen - flip_up_fen % flip_count) / flip_count as bigint) as per_person_to_flip_fen,
    lowest_per_capita_fen,
    highest_per_capita_fen,
    margin_ratio_bp,
    evidenced_share_bp,
    critical_finding_count,
    warning_finding_count,
    info_finding_count,
    critical_reasons
from decided
order by household_id, survey_year
