-- One row per household, year and form that lists the household more than once and is not the form its verdict rests
-- on: the repeat leaves the verdict alone, but the two systems cannot be compared.
select
    repeated.survey_year,
    repeated.household_id,
    repeated.form,
    repeated.row_count,
    repeated.distinct_count > 1 as is_different
from derive_repeated_statements as repeated
inner join derive_base_statements as base
    on base.household_id = repeated.household_id
    and base.survey_year = repeated.survey_year
    and base.form <> repeated.form
order by repeated.household_id, repeated.survey_year, repeated.form
