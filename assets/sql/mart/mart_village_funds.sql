-- One row per village and year with assistance projects or dividends: budget, arrived, spent and idle over its projects, how
-- many are slow, and the dividends that ledgers pay beside those that its households declare.
with projects as (
    select
        survey_year, village_id,
        cast(count(*) as integer) as project_count,
        cast(count(*) filter (where status in ('slow', 'not_started')) as integer) as slow_count,
        cast(sum(budget_yuan) as decimal(18, 2)) as budget_yuan,
        cast(sum(received_yuan) as decimal(18, 2)) as received_yuan,
        cast(sum(spent_yuan) as decimal(18, 2)) as spent_yuan,
        cast(sum(idle_yuan) as decimal(18, 2)) as idle_yuan
    from mart_fund_progress
    where village_id is not null
    group by survey_year, village_id
),

dividends as (
    select
        c.survey_year, h.village_id,
        cast(sum(c.paid_fen) as bigint) as paid_fen,
        cast(sum(c.declared_fen) as bigint) as declared_fen
    from derive_ledger_comparisons as c
    inner join derive_household_years as h on h.household_id = c.household_id and h.survey_year = c.survey_year
    where c.item_code = 'asset_dividend'
    group by c.survey_year, h.village_id
),

keys as (
    select survey_year, village_id from projects
    union
    select survey_year, village_id from dividends where village_id is not null
)

select
    keys.survey_year,
    keys.village_id,
    teams.county_name,
    teams.town_name,
    teams.village_name,
    teams.team_name,
    coalesce(projects.project_count, 0) as project_count,
    coalesce(projects.slow_count, 0) as slow_count,
    projects.budget_yuan,
    projects.received_yuan,
    projects.spent_yuan,
    projects.idle_yuan,
    cast(dividends.paid_fen * 0.01 as decimal(18, 2)) as dividend_paid_yuan,
    cast(dividends.declared_fen * 0.01 as decimal(18, 2)) as dividend_declared_yuan,
    cast((dividends.declared_fen - dividends.paid_fen) * 0.01 as decimal(18, 2)) as dividend_difference_yuan
from keys
left join projects on projects.survey_year = keys.survey_year and projects.village_id = keys.village_id
left join dividends on dividends.survey_year = keys.survey_year and dividends.village_id = keys.village_id
left join derive_teams as teams on teams.village_id = keys.village_id
order by keys.survey_year, keys.village_id
