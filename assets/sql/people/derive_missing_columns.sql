-- One row per column that a rule needs and year in which villages delivered the kinds of table that may bring it, but not
-- the column: how many of how many villages with statements. A kind that did not come at all is a missing input.
with wanted as (
    select 'exit_status' as column_name, 'household_list' as kind
    union all select 'exit_status', 'income_statement'
    union all select 'household_type', 'household_list'
    union all select 'household_type', 'income_statement'
    union all select 'resident_count', 'income_statement'
    union all select 'outstanding_loan', 'income_statement'
    union all select 'work_months', 'roster'
    union all select 'labour_type', 'roster'
    union all select 'has_medical_insurance', 'roster'
    union all select 'has_pension_insurance', 'roster'
    union all select 'id_number', 'roster'
),

delivered as (
    select distinct village_id, survey_year, 'household_list' as kind, source_file, source_sheet from clean_households
    union
    select distinct village_id, survey_year, 'roster', source_file, source_sheet from clean_members
    union
    select distinct village_id, survey_year, 'income_statement', source_file, source_sheet from clean_income_statements
),

villages as (
    select distinct village_id, survey_year from derive_base_statements
),

known as (
    select
        villages.survey_year,
        villages.village_id,
        wanted.column_name,
        count(columns.column_name) as column_count
    from villages
    inner join delivered on delivered.village_id = villages.village_id and delivered.survey_year = villages.survey_year
    inner join wanted on wanted.kind = delivered.kind
    left join raw_source_columns as columns
        on columns.source_file = delivered.source_file
        and columns.source_sheet = delivered.source_sheet
        and columns.kind = delivered.kind
        and columns.column_name = wanted.column_name
    group by villages.survey_year, villages.village_id, wanted.column_name
),

counted as (
    select survey_year, count(*) as village_count from villages group by survey_year
)

select
    known.survey_year,
    'column:' || known.column_name as input_code,
    cast(count(*) as integer) as missing_count,
    cast(max(counted.village_count) as integer) as village_count
from known
inner join counted on counted.survey_year = known.survey_year
where known.column_count = 0
group by known.survey_year, known.column_name
order by input_code, survey_year
