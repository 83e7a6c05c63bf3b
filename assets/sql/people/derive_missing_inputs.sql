-- One row per input that a rule may need and year in which villages with statements lack it: how many of how many.
-- A ledger is missed where some household of the village declares its item, a register of events where no office sent one, that of
-- 低保 where the year's has nobody of the village.
with villages as (
    select distinct village_id, survey_year from derive_base_statements
),

general as (
    select 'roster' as input_code union all select 'household_list' union all select 'household_list_or_roster'
    union all select 'previous_year' union all select 'previous_roster' union all select 'system' union all select 'remark_or_ledger'
    union all select 'register:death' union all select 'register:vehicle' union all select 'register:house'
    union all select 'register:business' union all select 'register:payroll' union all select 'register:subsistence'
),

needed as (
    select villages.village_id, villages.survey_year, general.input_code
    from villages
    cross join general
    union
    select base.village_id, base.survey_year, 'ledger:' || l.item_code
    from derive_base_lines as l
    inner join derive_base_statements as base on base.statement_id = l.statement_id
    inner join raw_statement_items as items
        on items.item_code = l.item_code and items.item_kind = 'item' and items.ledger is not null
    where l.amount_fen > 0
),

delivered as (
    select village_id, survey_year, 'roster' as input_code from derive_household_years where is_on_roster
    union
    select village_id, survey_year, 'household_list' from derive_household_years where is_listed
    union
    select village_id, survey_year, 'household_list_or_roster' from derive_household_years where is_listed or is_on_roster
    union
    select village_id, survey_year + 1, 'previous_year' from villages
    union
    select village_id, survey_year + 1, 'previous_roster' from derive_household_years where is_on_roster
    union
    select village_id, survey_year, 'system' from clean_income_statements where form = 'B'
    union
    select base.village_id, base.survey_year, 'remark_or_ledger'
    from derive_base_statements as base
    inner join raw_source_columns as columns
        on columns.source_file = base.source_file and columns.source_sheet = base.source_sheet
        and columns.kind = 'income_statement' and columns.column_name = 'remark'
    union
    select village_id, survey_year, 'remark_or_ledger' from derive_ledger_coverage
    union
    select village_id, survey_year, 'ledger:' || item_code from derive_ledger_coverage
    union
    select village_id, survey_year, 'register:subsistence' from derive_register_coverage where register_group = 'subsistence'
    union
    select villages.village_id, villages.survey_year, 'register:' || registers.register_group
    from villages
    cross join (
        select distinct register_group from clean_registers where register_group in ('death', 'vehicle', 'house', 'business', 'payroll')
    ) as registers
)

select
    needed.survey_year,
    needed.input_code,
    cast(count(*) as integer) as missing_count,
    cast(min(counted.village_count) as integer) as village_count
from needed
inner join (select survey_year, count(*) as village_count from villages group by survey_year) as counted
    on counted.survey_year = needed.survey_year
left join delivered
    on delivered.village_id = needed.village_id
    and delivered.survey_year = needed.survey_year
    and delivered.input_code = needed.input_code
where delivered.village_id is null
group by needed.survey_year, needed.input_code
order by needed.input_code, needed.survey_year
