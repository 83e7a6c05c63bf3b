-- One row per household and year with a statement: the opinion as marts, export, explanation and interface show it: the
-- verdict, its figures and cover, its Chinese words, reasons and the one sentence, which is composed only here. Whoever
-- is judged by cover is not held against the line of those who can work (docs/method.md#verdict).
with facts as (
    select
        v.*,
        d.disposable_income_per_capita_fen,
        d.exit_line_fen,
        d.margin_fen,
        d.is_over_line,
        d.is_year_closed,
        h.has_labour_capacity,
        h.is_subsistence_eligible,
        covers.is_cover_known,
        covers.is_on_subsistence,
        covers.is_on_destitute,
        covers.cover_claim_zh,
        covers.cover_column,
        covers.cover_file,
        covers.cover_sheet,
        covers.cover_row,
        decisive.decisive_item,
        decisive.decisive_item_zh,
        bounds.flipping_scenarios,
        line_sources.exit_line_source,
        cast(v.survey_year as string) as year,
        cast(cast(d.disposable_income_per_capita_fen * 0.01 as decimal(18, 2)) as string) as per_capita,
        replace(cast(cast(d.exit_line_fen * 0.01 as decimal(18, 2)) as string), '.00', '') as line,
        cast(cast(abs(d.margin_fen) * 0.01 as decimal(18, 2)) as string) as margin,
        cast(cast(v.to_flip_fen * 0.01 as decimal(18, 2)) as string) as to_flip,
        replace(cast(cast(p.exit_line_band_bp * 0.01 as decimal(18, 2)) as string), '.00', '') as band,
        cast(cast(v.evidenced_share_bp * 0.01 as decimal(18, 2)) as string) as evidenced,
        replace(cast(cast(p.minimum_evidenced_share_bp * 0.01 as decimal(18, 2)) as string), '.00', '') as minimum
    from derive_verdicts as v
    inner join derive_disposable_incomes as d on d.household_id = v.household_id and d.survey_year = v.survey_year
    inner join derive_household_years as h on h.household_id = v.household_id and h.survey_year = v.survey_year
    inner join derive_covers as covers on covers.household_id = v.household_id and covers.survey_year = v.survey_year
    inner join raw_year_parameters as p on p.survey_year = v.survey_year and p.county_name = split_part(v.household_id, '|', 1)
    left join derive_decisive_items as decisive on decisive.household_id = v.household_id and decisive.survey_year = v.survey_year
    left join derive_stress_bounds as bounds on bounds.household_id = v.household_id and bounds.survey_year = v.survey_year
    left join derive_line_sources as line_sources
        on line_sources.survey_year = v.survey_year and line_sources.county_name = p.county_name
),

worded as (
    select
        *,
        case verdict
            when 'undeterminable' then '无法核定'
            when 'covered' then '兜底已落实'
            when 'not_covered' then '兜底未落实'
            when 'insufficient_evidence' then '证据不足'
            when 'borderline' then case borderline_side when 'above' then '临界（线上）' else '临界（线下）' end
            when 'met' then '达标'
            else '未达标'
        end as verdict_zh,
        case verdict
            when 'undeterminable' then coalesce(
                critical_reasons, case
                    when line is null then '没有当年的脱贫收入标准'
                    when has_labour_capacity is null then '有无劳动能力不明'
                    else '收入或计算人口不明'
                end
            )
            when 'covered' then '无劳动能力，' || case when is_on_destitute then '五保' else '低保' end || '在保' || coalesce('（'
                || cover_claim_zh || '）', '')
            when 'not_covered' then '无劳动能力，' || case
                when is_subsistence_eligible then '符合低保条件而未纳入（应保未保' || coalesce('，' || cover_claim_zh, '') || '）'
                when is_cover_known then '未纳入低保或五保' || coalesce('（' || cover_claim_zh || '）', '')
                else '低保五保情况未比对'
            end
            when 'insufficient_evidence' then '有台账佐证的收入占' || evidenced || '%，不足' || minimum || '%'
            when 'borderline' then concat_ws('；',
                case when is_within_band then '与标准相差不超过' || band || '%' end,
                flipping_scenarios || case when is_over_line then '后低于标准' else '后达到标准' end)
        end as verdict_reasons,
        case
            when per_capita is null then year || '年家庭人均可支配收入无法算出'
            when line is null or verdict in ('covered', 'not_covered') then year || '年家庭人均可支配收入' || per_capita || '元'
            else year || '年家庭人均可支配收入' || per_capita || '元，' || case
                when margin_fen > 0 then '高于'
                when is_over_line then '正好达到'
                when margin_fen = 0 then '四舍五入后等于但未达到'
                else '低于'
            end || '脱贫收入标准' || line || '元（' || coalesce(exit_line_source, '依据未注明') || '）'
            || case when margin_fen <> 0 then margin || '元' when is_over_line then '' else '（全户差' || to_flip || '元）' end
        end as figures
    from facts
)

select
    survey_year,
    household_id,
    disposable_income_per_capita_fen,
    case when verdict not in ('covered', 'not_covered') then exit_line_fen end as exit_line_fen,
    case when verdict not in ('covered', 'not_covered') then margin_fen end as margin_fen,
    margin_ratio_bp,
    is_over_line,
    verdict in ('met', 'not_met', 'borderline', 'insufficient_evidence') and is_over_line as is_over,
    verdict in ('met', 'not_met', 'borderline', 'insufficient_evidence') and not is_over_line as is_below,
    is_year_closed,
    verdict,
    verdict_zh,
    borderline_side,
    is_provisional,
    is_within_band,
    to_flip_fen,
    per_person_to_flip_fen,
    lowest_per_capita_fen,
    highest_per_capita_fen,
    evidenced_share_bp,
    critical_finding_count,
    warning_finding_count,
    info_finding_count,
    decisive_item,
    decisive_item_zh,
    is_on_subsistence,
    is_on_destitute,
    cover_claim_zh,
    cover_column,
    cover_file,
    cover_sheet,
    cover_row,
    verdict_reasons,
    exit_line_source,
    figures || '，' || case
        when verdict in ('met', 'not_met') then verdict_zh
        when verdict = 'borderline' and borderline_side = 'below' then '未达标（临界线下）：' || verdict_reasons
        else verdict_zh || '：' || verdict_reasons
    end || case when is_provisional then '（初核）' else '' end || '。' as verdict_text
from worded
order by household_id, survey_year
