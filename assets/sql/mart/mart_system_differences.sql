-- One row per household, year and item that village survey and provincial system (form B) state differently, or household
-- that only one of them has where the other was delivered for its village. An item is compared where both forms have
-- it; the tolerance is a parameter. A null beside an amount is a cell that is blank (of a total) or cannot be read.
with surveyed_villages as (
    select distinct village_id, survey_year from derive_base_statements where form <> 'B'
),

exported_villages as (
    select distinct village_id, survey_year from derive_first_exports
),

forms as (
    select distinct source_file, source_sheet, column_name
    from raw_source_columns
    where kind = 'income_statement' and column_name is not null
),

compared as (
    select
        d.household_id, d.survey_year, d.item_code, d.item_zh, 'differs' as difference_kind, d.survey_fen, d.system_fen,
        d.survey_count, d.system_count
    from derive_system_differences as d
    inner join derive_base_statements as s on s.household_id = d.household_id and s.survey_year = d.survey_year
    inner join derive_first_exports as e on e.household_id = d.household_id and e.survey_year = d.survey_year
    inner join forms as survey_forms
        on survey_forms.source_file = s.source_file and survey_forms.source_sheet = s.source_sheet
        and survey_forms.column_name = d.item_code
    inner join forms as system_forms
        on system_forms.source_file = e.source_file and system_forms.source_sheet = e.source_sheet
        and system_forms.column_name = d.item_code
    union all
    select
        s.household_id, s.survey_year, 'household', '整户',
        case when s.form = 'B' then 'missing_in_survey' else 'missing_in_system' end,
        cast(null as bigint), cast(null as bigint), cast(null as integer), cast(null as integer)
    from derive_base_statements as s
    left join derive_first_exports as e on e.household_id = s.household_id and e.survey_year = s.survey_year
    left join surveyed_villages
        on surveyed_villages.village_id = s.village_id and surveyed_villages.survey_year = s.survey_year
    left join exported_villages
        on exported_villages.village_id = s.village_id and exported_villages.survey_year = s.survey_year
    where (s.form = 'B' and surveyed_villages.village_id is not null)
        or (s.form <> 'B' and e.household_id is null and exported_villages.village_id is not null)
)

select
    c.survey_year,
    c.household_id,
    s.village_id,
    s.county_name,
    s.town_name,
    s.village_name,
    s.household_code,
    s.head_name,
    h.scope,
    c.item_code,
    c.item_zh,
    c.difference_kind,
    cast(c.survey_fen * 0.01 as decimal(18, 2)) as survey_yuan,
    cast(c.system_fen * 0.01 as decimal(18, 2)) as system_yuan,
    cast((c.survey_fen - c.system_fen) * 0.01 as decimal(18, 2)) as difference_yuan,
    c.survey_count,
    c.system_count,
    s.source_file,
    s.source_sheet,
    s.source_row,
    e.source_file as system_source_file,
    e.source_sheet as system_source_sheet,
    e.source_row as system_source_row
from compared as c
inner join derive_base_statements as s on s.household_id = c.household_id and s.survey_year = c.survey_year
inner join derive_household_years as h on h.household_id = c.household_id and h.survey_year = c.survey_year
left join derive_first_exports as e on e.household_id = c.household_id and e.survey_year = c.survey_year
order by c.survey_year, c.household_id, c.item_code
