-- One row per household, year and scenario: what would become of per capita and line. A test whose input was not
-- delivered is absent, not passed.
select
    survey_year,
    household_id,
    scenario,
    scenario_zh,
    is_deciding,
    cast(income_fen * 0.01 as decimal(18, 2)) as income_yuan,
    divisor_count,
    cast(per_capita_fen * 0.01 as decimal(18, 2)) as per_capita_yuan,
    cast(line_fen * 0.01 as decimal(18, 2)) as line_yuan,
    is_met,
    is_flipping
from derive_stress_tests
order by household_id, survey_year, position, scenario
