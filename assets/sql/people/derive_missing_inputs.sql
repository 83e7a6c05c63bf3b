-- One row per input that a rule may need and year in which villages with statements lack it: how many of how many.
-- A ledger is missed where some household of the village declares its item, a register of events where no office sent one, that of
-- 低保 where the year's has nobody of the village.
with villages as (
    select
        base.village_id,
        base.survey_year
    from derive_base_statements as base
    group by base.village_id, base.survey_year
),

facts as (
    select village_id, survey_year, bool_or(is_on_roster) as has_roster, bool_or(is_listed) as has_list
    from derive_household_years
    group by village_id, survey_year
),

exports as (
    select distinct village_id, survey_year from clean_income_statements where form = 'B'
),

remark_sheets as (
    select distinct source_file, source_sheet
    from raw_source_columns
    where kind = 'income_statement' and column_name = 'remark'
),

remarks as (
    select distinct base.village_id, base.survey_year
    from derive_base_statements as base
    inner join remark_sheets
        on remark_sheets.source_file = base.source_file and remark_sheets.source_sheet = base.source_sheet
),

ledgers as (
    select distinct village_id, survey_year from derive_ledger_coverage
),

declared as (
    select distinct base.village_id, base.survey_year, l.item_code
    from derive_base_lines as l
    inner join derive_base_statements as base on base.statement_id = l.statement_id
    inner join raw_statement_items as items
        on items.item_code = l.item_code and items.item_kind = 'item' and items.ledger is not null
    where l.amount_fen > 0
),

unledgered as (
    select distinct declared.village_id, declared.survey_year, declared.item_code
    from declared
    left join derive_ledger_coverage as coverage
        on coverage.village_id = declared.village_id
        and coverage.survey_year = declared.survey_year
        and coverage.item_code = declared.item_code
    where coverage.village_id is null
),

registers as (
    select
        coalesce(bool_or(register_group = 'death'), false) as has_deaths,
        coalesce(bool_or(register_group = 'vehicle'), false) as has_vehicles,
        coalesce(bool_or(register_group = 'house'), false) as has_houses,
        coalesce(bool_or(register_group = 'business'), false) as has_businesses,
        coalesce(bool_or(register_group = 'payroll'), false) as has_payroll
    from clean_registers
),

missing as (
    select v.survey_year, v.village_id, 'roster' as input_code
    from villages as v
    left join facts on facts.village_id = v.village_id and facts.survey_year = v.survey_year
    where not coalesce(facts.has_roster, false)
    union all
    select v.survey_year, v.village_id, 'household_list'
    from villages as v
    left join facts on facts.village_id = v.village_id and facts.survey_year = v.survey_year
    where not coalesce(facts.has_list, false)
    union all
    select v.survey_year, v.village_id, 'household_list_or_roster'
    from villages as v
    left join facts on facts.village_id = v.village_id and facts.survey_year = v.survey_year
    where not coalesce(facts.has_list or facts.has_roster, false)
    union all
    select v.survey_year, v.village_id, 'previous_year'
    from villages as v
    left join villages as last on last.village_id = v.village_id and last.survey_year = v.survey_year - 1
    where last.village_id is null
    union all
    select v.survey_year, v.village_id, 'previous_roster'
    from villages as v
    left join facts on facts.village_id = v.village_id and facts.survey_year = v.survey_year - 1
    where not coalesce(facts.has_roster, false)
    union all
    select v.survey_year, v.village_id, 'system'
    from villages as v
    left join exports on exports.village_id = v.village_id and exports.survey_year = v.survey_year
    where exports.village_id is null
    union all
    select v.survey_year, v.village_id, 'remark_or_ledger'
    from villages as v
    left join remarks on remarks.village_id = v.village_id and remarks.survey_year = v.survey_year
    left join ledgers on ledgers.village_id = v.village_id and ledgers.survey_year = v.survey_year
    where remarks.village_id is null and ledgers.village_id is null
    union all
    select survey_year, village_id, 'ledger:' || item_code from unledgered
    union all
    select v.survey_year, v.village_id, 'register:death' from villages as v cross join registers where not registers.has_deaths
    union all
    select v.survey_year, v.village_id, 'register:vehicle' from villages as v cross join registers where not registers.has_vehicles
    union all
    select v.survey_year, v.village_id, 'register:house' from villages as v cross join registers where not registers.has_houses
    union all
    select v.survey_year, v.village_id, 'register:business' from villages as v cross join registers where not registers.has_businesses
    union all
    select v.survey_year, v.village_id, 'register:payroll' from villages as v cross join registers where not registers.has_payroll
    union all
    select v.survey_year, v.village_id, 'register:subsistence'
    from villages as v
    left join derive_register_coverage as coverage
        on coverage.village_id = v.village_id and coverage.survey_year = v.survey_year and coverage.register_group = 'subsistence'
    where coverage.village_id is null
),

counted as (
    select survey_year, count(*) as village_count from villages group by survey_year
)

select
    missing.survey_year,
    missing.input_code,
    cast(count(*) as integer) as missing_count,
    cast(min(counted.village_count) as integer) as village_count
from missing
inner join counted on counted.survey_year = missing.survey_year
group by missing.survey_year, missing.input_code
order by missing.input_code, missing.survey_year
