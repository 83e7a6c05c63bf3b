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


def caption_of(name: str, as_of: str) -> str:
    """The line under a chart: unit, source, as-of date."""
    unit = "户" if name in OF_HOUSEHOLDS else "元"
    return f"单位：{unit}；来源：2016-2018年预脱贫户家庭人均可支配收入核查，数据截止日 {as_of}"
