-- One row per household, year and scenario: what would become of per capita and line. A test whose input was not
-- delivered is absent, not passed; households without labour capacity are judged by cover and have none.
select
    tests.survey_year,
    tests.household_id,
    tests.scenario,
    declared.scenario_zh,
    tests.is_deciding,
    cast(tests.income_fen * 0.01 as decimal(18, 2)) as income_yuan,
    tests.divisor_count,
    cast(tests.per_capita_fen * 0.01 as decimal(18, 2)) as per_capita_yuan,
    cast(tests.line_fen * 0.01 as decimal(18, 2)) as line_yuan,
    tests.is_met,
    tests.is_flipping
from derive_stress_tests as tests
inner join raw_stress_tests as declared on declared.scenario = tests.scenario
inner join derive_household_years as h on h.household_id = tests.household_id and h.survey_year = tests.survey_year
where coalesce(h.has_labour_capacity, true)
order by tests.household_id, tests.survey_year, tests.position, tests.scenario
