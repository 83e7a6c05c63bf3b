-- One row per household and year that the line divides by little: within the band, or flipped by any stress test;
-- those that take least to flip first. Households that cannot work are not held against the line, and are left out.
with near as (
    select
        o.*,
        d.transfer_income_fen,
        d.total_income_fen,
        b.flipping_scenarios,
        b.informing_scenarios,
        b.evidence_needed,
        case
            when o.is_within_band then 'band'
            when b.flipping_scenarios is not null then 'deciding_test'
            else 'informing_test'
        end as nearness
    from derive_opinions as o
    inner join derive_disposable_incomes as d on d.household_id = o.household_id and d.survey_year = o.survey_year
    inner join derive_stress_bounds as b on b.household_id = o.household_id and b.survey_year = o.survey_year
    where o.verdict in ('met', 'not_met', 'borderline', 'insufficient_evidence')
        and (o.is_within_band or b.flipping_scenarios is not null or b.informing_scenarios is not null)
)

select
    n.survey_year,
    n.household_id,
    h.village_id,
    h.county_name,
    h.town_name,
    h.village_name,
    h.household_code,
    h.head_name,
    h.head_id_masked,
    h.planned_exit_year,
    h.exit_status,
    h.scope,
    cast(n.disposable_income_per_capita_fen * 0.01 as decimal(18, 2)) as disposable_income_per_capita_yuan,
    cast(n.exit_line_fen * 0.01 as decimal(18, 2)) as exit_line_yuan,
    cast(n.margin_fen * 0.01 as decimal(18, 2)) as margin_yuan,
    cast(n.margin_ratio_bp * 0.01 * 0.01 as decimal(18, 4)) as margin_ratio,
    cast(n.to_flip_fen * 0.01 as decimal(18, 2)) as yuan_to_flip,
    cast(n.per_person_to_flip_fen * 0.01 as decimal(18, 2)) as yuan_per_person_to_flip,
    n.verdict,
    n.verdict_zh,
    n.borderline_side,
    n.nearness,
    names.label_zh as nearness_zh,
    cast(n.lowest_per_capita_fen * 0.01 as decimal(18, 2)) as lowest_per_capita_yuan,
    cast(n.highest_per_capita_fen * 0.01 as decimal(18, 2)) as highest_per_capita_yuan,
    cast(previous.disposable_income_per_capita_fen * 0.01 as decimal(18, 2)) as previous_per_capita_yuan,
    cast(second_previous.disposable_income_per_capita_fen * 0.01 as decimal(18, 2)) as second_previous_per_capita_yuan,
    case
        when n.transfer_income_fen >= 0 and n.total_income_fen > 0
            then cast(cast(round(cast(100 * 100 * n.transfer_income_fen as double) / n.total_income_fen) as bigint) * 0.01 * 0.01
                as decimal(18, 4))
    end as transfer_share,
    cast(1 - n.evidenced_share_bp * 0.01 * 0.01 as decimal(18, 4)) as unverified_share,
    n.decisive_item,
    n.decisive_item_zh,
    concat_ws('；',
        case when n.is_within_band then '在临界范围内' end,
        n.flipping_scenarios || case when n.is_over_line then '后低于标准' else '后达到标准' end,
        '参考：' || n.informing_scenarios || case when n.is_over_line then '时低于标准' else '时达到标准' end,
        '剔除' || n.decisive_item_zh || '一项即低于标准') as reasons,
    nullif(concat_ws('；', n.evidence_needed, n.decisive_item_zh || '的凭证',
        case when n.evidenced_share_bp < 100 * 100 then '未佐证收入的台账或凭证' end), '') as evidence_needed
from near as n
inner join derive_household_years as h on h.household_id = n.household_id and h.survey_year = n.survey_year
left join raw_labels as names on names.label_set = 'nearness' and names.code = n.nearness
left join derive_disposable_incomes as previous on previous.household_id = n.household_id and previous.survey_year = n.survey_year - 1
left join derive_disposable_incomes as second_previous
    on second_previous.household_id = n.household_id and second_previous.survey_year = n.survey_year - 2
order by n.to_flip_fen, n.household_id, n.survey_year
