"""Which charts there are, and the mart that each rests on; light enough to import where nothing is drawn."""

FORMATS = ("png", "svg")
CHARTS_OF_TABLE = {
    "mart_household_incomes": {
        "distribution": "收入分布", "composition": "收入构成", "stated_and_recomputed": "申报数与复算数", "opinions": "核查意见",
    },
    "mart_village_summaries": {"villages": "各村收入"},
    "mart_near_threshold": {"near_threshold": "最接近标准的户"},
    "mart_exit_transitions": {"transitions": "年度间变动"},
}  # fmt: skip


def chart_files(table: str) -> list[str]:
    """File names of the charts that rest on one table."""
    return [f"{name}.{kind}" for name in CHARTS_OF_TABLE.get(table, ()) for kind in FORMATS]
