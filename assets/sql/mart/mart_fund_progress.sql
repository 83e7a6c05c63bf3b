-- One row per assistance project and year: budget, what arrived, what was spent, and how far. A project is called slow
-- only where a document's share is given (parameter fund_slow_share); what was not delivered or cannot be read is 未核查.
with projects as (
    select
        f.*,
        p.fund_slow_share_bp,
        case when f.budget_fen > 0 and f.spent_fen >= 0 then 2 * 100 * 100 * f.spent_fen + f.budget_fen end as spent_x,
        case when f.budget_fen > 0 and f.received_fen >= 0 then 2 * 100 * 100 * f.received_fen + f.budget_fen end as received_x,
        case when f.budget_fen > 0 then 2 * f.budget_fen end as d
    from clean_fund_projects as f
    inner join raw_year_parameters as p on p.survey_year = f.survey_year and p.is_own_county
),

shares as (
    select
        *,
        cast((received_x - received_x % d) / d as bigint) as received_share_bp,
        cast((spent_x - spent_x % d) / d as bigint) as spent_share_bp
    from projects
),

judged as (
    select
        *,
        case
            when spent_share_bp is null then 'unknown'
            when spent_fen > budget_fen then 'overspent'
            when spent_fen = budget_fen then 'finished'
            when spent_fen = 0 then 'not_started'
            when spent_fen * 100 * 100 < fund_slow_share_bp * budget_fen then 'slow'
            else 'in_progress'
        end as status
    from shares
)

select
    survey_year,
    village_id,
    county_name,
    town_name,
    village_name,
    project_code,
    project_name,
    project_type,
    fund_source,
    cast(budget_fen * 0.01 as decimal(18, 2)) as budget_yuan,
    cast(received_fen * 0.01 as decimal(18, 2)) as received_yuan,
    cast(received_share_bp * 0.01 * 0.01 as decimal(18, 4)) as received_share,
    cast(spent_fen * 0.01 as decimal(18, 2)) as spent_yuan,
    cast(spent_share_bp * 0.01 * 0.01 as decimal(18, 4)) as spent_share,
    status,
    case status
        when 'unknown' then '未核查'
        when 'overspent' then '超预算'
        when 'finished' then '已支完'
        when 'not_started' then '未支出'
        when 'slow' then '进度偏慢'
        else '支出中'
    end as status_zh,
    status_text,
    remark,
    source_file,
    source_sheet,
    source_row
from judged
order by source_file, source_sheet, source_row
