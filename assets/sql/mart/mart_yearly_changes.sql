-- One row per household and year whose size changed, whose members split off or came from another household, or which
-- crossed the line: what per capita would be at last year's size, and together with the other household. Splitting
-- off the old raises an average without raising an income (审计署 2017-6); the recomputed figures show it.
with others as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year order by moved_count desc, other_household_id, side
        ) as choice
    from derive_household_splits
    where not is_renumbered
),

pairs as (
    select
        now.survey_year,
        now.household_id,
        now.disposable_income_fen,
        now.disposable_income_per_capita_fen,
        now.divisor_count,
        case when coalesce(facts.has_labour_capacity, true) then now.exit_line_fen end as exit_line_fen,
        case when coalesce(facts.has_labour_capacity, true) then now.is_over_line end as is_over_line,
        before.disposable_income_per_capita_fen as previous_per_capita_fen,
        before.divisor_count as previous_divisor_count,
        before.is_over_line as was_over_line,
        others.other_household_id,
        others.other_household_code,
        others.side,
        others.moved_count,
        now.disposable_income_fen + other.disposable_income_fen as merged_income_fen,
        now.divisor_count + other.divisor_count as merged_count
    from derive_disposable_incomes as now
    inner join derive_household_years as facts
        on facts.household_id = now.household_id and facts.survey_year = now.survey_year
    left join derive_disposable_incomes as before
        on before.household_id = now.household_id and before.survey_year = now.survey_year - 1
    left join others on others.household_id = now.household_id and others.survey_year = now.survey_year and others.choice = 1
    left join derive_disposable_incomes as other
        on other.household_id = others.other_household_id and other.survey_year = now.survey_year
    where others.household_id is not null
        or now.divisor_count <> before.divisor_count
        or (coalesce(facts.has_labour_capacity, true) and now.is_over_line <> before.is_over_line)
),

quotients as (
    select
        *,
        cast(round(cast(disposable_income_fen as double) / nullif(previous_divisor_count, 0)) as bigint) as at_previous_size_fen,
        disposable_income_fen >= exit_line_fen * previous_divisor_count as is_met_at_previous_size,
        cast(round(cast(merged_income_fen as double) / nullif(merged_count, 0)) as bigint) as merged_fen,
        merged_income_fen >= exit_line_fen * merged_count as is_met_merged
    from pairs
)

select
    q.survey_year,
    q.household_id,
    h.village_id,
    h.county_name,
    h.town_name,
    h.village_name,
    h.household_code,
    h.head_name,
    h.scope,
    cast(q.previous_per_capita_fen * 0.01 as decimal(18, 2)) as previous_per_capita_yuan,
    cast(q.disposable_income_per_capita_fen * 0.01 as decimal(18, 2)) as disposable_income_per_capita_yuan,
    cast(q.exit_line_fen * 0.01 as decimal(18, 2)) as exit_line_yuan,
    earlier.verdict_zh as previous_verdict_zh,
    later.verdict_zh,
    q.previous_divisor_count,
    q.divisor_count,
    cast(q.at_previous_size_fen * 0.01 as decimal(18, 2)) as per_capita_at_previous_size_yuan,
    q.is_met_at_previous_size,
    q.other_household_id,
    q.other_household_code,
    q.moved_count,
    cast(q.merged_fen * 0.01 as decimal(18, 2)) as merged_per_capita_yuan,
    q.is_met_merged,
    q.is_over_line and coalesce(not q.is_met_at_previous_size or not q.is_met_merged, false) as is_met_by_size_only,
    concat_ws('；',
        case when q.was_over_line and not q.is_over_line then '由达到标准变为低于标准' end,
        case when not q.was_over_line and q.is_over_line then '由低于标准变为达到标准' end,
        case
            when q.divisor_count <> q.previous_divisor_count
                then '计算人口由' || cast(q.previous_divisor_count as string) || '人变为' || cast(q.divisor_count as string)
                || '人，按上年人口计算人均' || cast(cast(q.at_previous_size_fen * 0.01 as decimal(18, 2)) as string) || '元'
        end,
        case
            when q.other_household_id is not null
                then cast(q.moved_count as string) || '名成员' || case when q.side = 'old' then '转入' else '来自' end || '户'
                || coalesce(q.other_household_code, '') || coalesce(
                    '，两户合并计算人均' || cast(cast(q.merged_fen * 0.01 as decimal(18, 2)) as string) || '元', '')
        end) as explanation
from quotients as q
inner join derive_household_years as h on h.household_id = q.household_id and h.survey_year = q.survey_year
inner join derive_opinions as later on later.household_id = q.household_id and later.survey_year = q.survey_year
left join derive_opinions as earlier on earlier.household_id = q.household_id and earlier.survey_year = q.survey_year - 1
order by q.survey_year, q.household_id
