-- One row per household in scope: its newest row, where its status stands, whether it was declared out (by 脱贫属性 or, where
-- that is blank, by its exit year), the last cohort year, and the years of which a statement is owed and missing.
with known as (
    select
        h.*,
        p.last_planned_exit_year as final_year,
        coalesce(
            h.exit_state in ('exited', 'relapsed')
            or (h.exit_state is null and h.exited_year <= year(p.as_of_date)),
            false
        ) as is_declared_out,
        row_number() over (partition by h.household_id order by h.survey_year desc) as newest_first
    from derive_household_years as h
    inner join raw_year_parameters as p on p.survey_year = h.survey_year and p.county_name = split_part(h.household_id, '|', 1)
    where h.scope = 'in_scope'
),

missing as (
    select
        household_id,
        cast(survey_year as string) as year,
        row_number() over (partition by household_id order by survey_year) as place
    from derive_owed_statements
    where not is_delivered
),

gaps as (
    select
        household_id,
        concat_ws('、',
            max(case when place = 1 then year end),
            max(case when place = 2 then year end),
            max(case when place = 3 then year end))
            || coalesce('等' || cast(max(case when place > 3 then place end) as string) || '年', '') as missing_years
    from missing
    group by household_id
)

select
    h.household_id,
    h.village_id,
    h.county_name,
    h.town_name,
    h.village_name,
    h.household_code,
    h.head_name,
    h.head_id_masked,
    h.household_type,
    h.has_labour_capacity,
    h.planned_exit_year,
    h.exited_year,
    h.exit_status,
    h.exit_status_year,
    h.is_declared_out,
    cast(h.final_year as integer) as final_year,
    closed.closed_reason as final_closed_reason,
    lists.source_file as status_file,
    lists.source_sheet as status_sheet,
    lists.source_row as status_row,
    gaps.missing_years
from known as h
left join derive_lists as lists on lists.household_id = h.household_id and lists.survey_year = h.survey_year
left join derive_household_years as closed
    on closed.household_id = h.household_id and closed.survey_year = h.final_year and closed.closed_reason is not null
left join gaps on gaps.household_id = h.household_id
where h.newest_first = 1
order by h.household_id
