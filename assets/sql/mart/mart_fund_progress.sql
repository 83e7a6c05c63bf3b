-- One row per assistance project and year: budget, what arrived, what was spent, how far, and what lies idle. A project is
-- slow where a document's share is given (parameter fund_slow_share), or where both its dates are delivered and its spent
-- share lags behind the months gone by more than fund_slow_lag; what was not delivered or cannot be read is 未核查.
with projects as (
    select
        f.*,
        p.fund_slow_share_bp,
        p.fund_slow_lag_bp,
        (year(p.as_of_date) - f.started_year) * p.months_of_year + month(p.as_of_date) - f.started_month as months_gone,
        nullif(
            greatest((f.planned_end_year - f.started_year) * p.months_of_year + f.planned_end_month - f.started_month, 0), 0
        ) as months_planned
    from clean_fund_projects as f
    inner join raw_year_parameters as p on p.survey_year = f.survey_year and p.is_own_county
),

shares as (
    select
        *,
        case
            when budget_fen > 0 and received_fen >= 0 then cast(round(cast(100 * 100 * received_fen as double) / budget_fen) as bigint)
        end as received_share_bp,
        case
            when budget_fen > 0 and spent_fen >= 0 then cast(round(cast(100 * 100 * spent_fen as double) / budget_fen) as bigint)
        end as spent_share_bp,
        case
            when months_gone <= 0 then 0
            when months_gone >= months_planned then 100 * 100
            else cast((100 * 100 * months_gone - (100 * 100 * months_gone) % months_planned) / months_planned as bigint)
        end as elapsed_share_bp
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
            when months_planned is not null and spent_share_bp < elapsed_share_bp - fund_slow_lag_bp then 'slow'
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
    started_year,
    started_month,
    planned_end_year,
    planned_end_month,
    cast(case when months_planned is not null then elapsed_share_bp end * 0.01 * 0.01 as decimal(18, 4)) as elapsed_share,
    cast(case
        when received_fen > spent_fen then received_fen - spent_fen
        when received_fen <= spent_fen then 0
    end * 0.01 as decimal(18, 2)) as idle_yuan,
    status,
    statuses.label_zh as status_zh,
    status_text,
    remark,
    source_file,
    source_sheet,
    source_row
from judged
left join raw_labels as statuses on statuses.label_set = 'fund_status' and statuses.code = status
order by source_file, source_sheet, source_row
