-- One row per household, year and head's ID number, as a statement or list writes it, that cannot be right.
with written as (
    select c.survey_year, c.household_id, c.head_name, n.problem, n.id_number_masked, s.source_file, s.source_sheet, s.source_row
    from raw_income_statements as s
    inner join raw_id_numbers as n on n.text = s.head_id_number and n.problem is not null
    inner join clean_income_statements as c
        on c.source_file = s.source_file and c.source_sheet = s.source_sheet and c.source_row = s.source_row
    union all
    select c.survey_year, c.household_id, c.head_name, n.problem, n.id_number_masked, s.source_file, s.source_sheet, s.source_row
    from raw_households as s
    inner join raw_id_numbers as n on n.text = s.head_id_number and n.problem is not null
    inner join clean_households as c
        on c.source_file = s.source_file and c.source_sheet = s.source_sheet and c.source_row = s.source_row
),

ranked as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year, problem, id_number_masked order by source_file, source_sheet, source_row
        ) as first_written
    from written
)

select
    survey_year,
    household_id,
    substr(head_name, 1, 1) || '＊＊' as name_masked,
    id_number_masked,
    problem as id_problem,
    source_file,
    source_sheet,
    source_row
from ranked
where first_written = 1
order by household_id, survey_year, source_file, source_sheet, source_row
