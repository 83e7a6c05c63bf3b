-- One row per filled line of a review sheet: what it lacks, whether its date can be, whether the figure and its evidence
-- are still those it was made on (is_current), and which review of a household and year counts (is_latest): of one day's an
-- answer before the appeal, an objection before an agreement.
with today as (
    select max(as_of_date) as as_of_date from raw_year_parameters where is_own_county
),

lines as (
    select
        r.*,
        bases.basis_code as current_basis_code,
        coalesce(bases.basis_code = r.basis_code, false) as is_current,
        case
            when r.reviewed_text is not null and r.reviewed_on is null then '复核日期不能识别'
            when r.reviewed_on > today.as_of_date then '复核日期晚于数据截止日'
            when r.reviewed_on < make_date(r.survey_year, 1, 1) then '复核日期早于所属年度'
        end as date_problem,
        nullif(concat_ws('、',
            case when r.decision is null and not r.is_appeal then '复核意见（同意或异议）' end,
            case when r.reviewed_by is null then '复核人' end,
            case when r.reviewed_text is null then '复核日期' end,
            case when r.reason is null and (r.decision = 'objected' or r.is_appeal) then '理由' end), '') as lacking
    from clean_reviews as r
    cross join today
    left join derive_review_bases as bases
        on bases.household_id = r.household_id and bases.survey_year = r.survey_year
    where r.is_filled
),

ranked as (
    select
        *,
        lacking is null and date_problem is null and current_basis_code is not null as is_valid,
        row_number() over (
            partition by household_id, survey_year
            order by
                case when lacking is null and date_problem is null and current_basis_code is not null then 0 else 1 end,
                case when is_current then 0 else 1 end,
                reviewed_on desc nulls last, case when is_appeal then 1 else 0 end,
                case when decision = 'objected' then 0 else 1 end, source_file, source_sheet, source_row
        ) as newest_first
    from lines
)

select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, basis_code,
    current_basis_code, release_code, review_type, review_text, decision, is_appeal, reviewed_by, reviewed_on, reviewed_text,
    reason, lacking, date_problem, is_current, is_valid,
    is_valid and newest_first = 1 as is_latest,
    source_file, source_sheet, source_row
from ranked
order by source_file, source_sheet, source_row
