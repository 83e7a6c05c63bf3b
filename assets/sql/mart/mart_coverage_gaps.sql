-- One row per gap in the guarantees and social security, of a person or of a household, who must close it, and the cell that
-- says so (docs/method.md#gaps). A household's gap is named after its head, and counted once.
with gaps as (
    select
        survey_year, household_id, gap, reason, person_key, name_masked, age, student_stage, column_name,
        source_file, source_sheet, source_row
    from derive_person_gaps
    union all
    select
        g.survey_year, g.household_id, g.gap, g.reason, h.head_key, names.name_masked, cast(null as integer) as age,
        cast(null as string) as student_stage, g.column_name, g.source_file, g.source_sheet, g.source_row
    from derive_household_gaps as g
    inner join derive_household_years as h on h.household_id = g.household_id and h.survey_year = g.survey_year
    left join raw_names as names on names.text = h.head_name
),

letters as (
    select source_file, source_sheet, column_name, min(column_letter) as column_letter
    from raw_source_columns
    where kind in ('roster', 'household_list', 'register') and column_name is not null
    group by source_file, source_sheet, column_name
)

select
    g.survey_year,
    g.household_id,
    g.gap,
    names.label_zh as gap_zh,
    departments.label_zh as department,
    h.village_id,
    h.county_name,
    h.town_name,
    h.village_name,
    h.household_code,
    h.head_name,
    h.scope,
    g.person_key,
    g.name_masked,
    g.age,
    g.student_stage,
    g.reason,
    letters.column_letter,
    g.source_file,
    g.source_sheet,
    g.source_row
from gaps as g
inner join derive_household_years as h on h.household_id = g.household_id and h.survey_year = g.survey_year
left join raw_labels as names on names.label_set = 'gap' and names.code = g.gap
left join raw_labels as departments on departments.label_set = 'gap_department' and departments.code = g.gap
left join letters
    on letters.source_file = g.source_file and letters.source_sheet = g.source_sheet and letters.column_name = g.column_name
order by g.survey_year, g.household_id, g.gap, g.source_file, g.source_sheet, g.source_row
