"""Captions take their years from the table that the chart rests on."""

import duckdb
import pytest

from pipeline.charts.table_charts import caption_of, years_of


@pytest.mark.parametrize(
    ("years", "said"), [((2016, 2018), "2016-2018年"), ((2017, 2019), "2017-2019年"), ((2018, 2018), "2018年")]
)
def test_years_are_those_of_the_data(years: tuple[int, int], said: str) -> None:
    with duckdb.connect() as marts:
        marts.execute("create table mart_household_incomes (survey_year integer)")
        marts.execute("create table mart_exit_transitions (from_year integer, to_year integer)")
        assert years_of("mart_household_incomes", marts) == ""
        marts.execute("insert into mart_household_incomes values (?), (?)", years)
        marts.execute("insert into mart_exit_transitions values (?, ?)", years)
        assert years_of("mart_household_incomes", marts) == years_of("mart_exit_transitions", marts) == said
    assert f"来源：{said}预脱贫户" in caption_of("opinions", "2019-01-10", said)
