"""All charts of a release, drawn from its marts into its folder."""

from collections.abc import Callable

import duckdb
from matplotlib.figure import Figure

from pipeline.charts import incomes, opinions

CHARTS: dict[str, Callable[[duckdb.DuckDBPyConnection], Figure]] = {
    "distribution": incomes.distribution,
    "villages": incomes.villages,
    "composition": incomes.composition,
    "stated_and_recomputed": incomes.stated_and_recomputed,
    "opinions": opinions.opinions,
    "near_threshold": opinions.near_threshold,
    "transitions": opinions.transitions,
}
OF_HOUSEHOLDS = {"opinions", "transitions"}


def caption_of(name: str, as_of: str, years: str) -> str:
    """The line under a chart: unit, source with its survey years, as-of date."""
    unit = "户" if name in OF_HOUSEHOLDS else "元"
    return f"单位：{unit}；来源：{years}预脱贫户家庭人均可支配收入核查，数据截止日 {as_of}"


def years_of(table: str, marts: duckdb.DuckDBPyConnection) -> str:
    """The survey years of a mart as a caption names them: 2016-2018年; '' for an empty one."""
    first, last = ("from_year", "to_year") if table == "mart_exit_transitions" else ("survey_year", "survey_year")
    row = marts.execute(f"select min({first}), max({last}) from {table}").fetchall()[0]
    if row[0] is None:
        return ""
    return f"{row[0]}年" if row[0] == row[1] else f"{row[0]}-{row[1]}年"
