-- One row per gap of a household and year: 低保 owed and not received, unsafe housing, unsafe drinking water, with the cell
-- that says so (docs/method.md#gaps). 低保: stated eligible on the year's list and not enrolled; by income only where the
-- local 低保 line is given, and never against a stated 不符合. A household that is cancelled or died out is in no gap.
with open_households as (
    select household_id, survey_year, is_listed, is_subsistence_eligible, source_file, source_sheet, source_row
    from derive_household_years
    where closed_reason is null
),

dibao as (
    select
        h.survey_year,
        h.household_id,
        h.is_listed and coalesce(h.is_subsistence_eligible, false) as is_stated,
        h.source_file,
        h.source_sheet,
        h.source_row
    from open_households as h
    inner join derive_covers as covers on covers.household_id = h.household_id and covers.survey_year = h.survey_year
    inner join raw_year_parameters as p on p.survey_year = h.survey_year and p.county_name = split_part(h.household_id, '|', 1)
    left join derive_disposable_incomes as d on d.household_id = h.household_id and d.survey_year = h.survey_year
    where not covers.is_covered
        and (
            (h.is_listed and h.is_subsistence_eligible)
            or (
                coalesce(h.is_subsistence_eligible, true)
                and d.disposable_income_fen < p.rural_subsistence_line_fen * d.divisor_count
            )
        )
),

told as (
    select survey_year, household_id, 'dibao' as gap, 'is_subsistence_eligible' as column_name, source_file, source_sheet, source_row
    from clean_households
    where is_subsistence_eligible
    union all
    select survey_year, household_id, 'housing', 'is_unsafe_housing', source_file, source_sheet, source_row
    from clean_households
    where is_unsafe_housing
    union all
    select survey_year, household_id, 'housing', 'is_unsafe_housing', source_file, source_sheet, source_row
    from clean_members
    where is_unsafe_housing
    union all
    select survey_year, household_id, 'drinking_water', 'has_safe_water', source_file, source_sheet, source_row
    from clean_households
    where not has_safe_water
    union all
    select survey_year, household_id, 'drinking_water', 'has_safe_water', source_file, source_sheet, source_row
    from clean_members
    where not has_safe_water
),

first_told as (
    select
        told.*,
        row_number() over (
            partition by told.household_id, told.survey_year, told.gap
            order by told.source_file, told.source_sheet, told.source_row
        ) as choice
    from told
    inner join open_households as h on h.household_id = told.household_id and h.survey_year = told.survey_year
)

select
    dibao.survey_year,
    dibao.household_id,
    'dibao' as gap,
    case when dibao.is_stated then '符合低保条件而未纳入低保' else '人均可支配收入低于农村低保标准而未纳入低保' end as reason,
    case when dibao.is_stated then cells.column_name end as column_name,
    case when dibao.is_stated then cells.source_file else dibao.source_file end as source_file,
    case when dibao.is_stated then cells.source_sheet else dibao.source_sheet end as source_sheet,
    case when dibao.is_stated then cells.source_row else dibao.source_row end as source_row
from dibao
left join first_told as cells
    on cells.household_id = dibao.household_id and cells.survey_year = dibao.survey_year and cells.gap = 'dibao' and cells.choice = 1
union all
select
    survey_year,
    household_id,
    gap,
    case gap when 'housing' then '仍住危房' else '未解决安全饮用水' end,
    column_name,
    source_file,
    source_sheet,
    source_row
from first_told
where gap in ('housing', 'drinking_water') and choice = 1
order by household_id, survey_year, gap
