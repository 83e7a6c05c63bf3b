"""Which charts there are, and the mart that each rests on; light enough to import where nothing is drawn."""

FORMATS = ("png", "svg")
CHARTS_OF_TABLE = {
    "mart_household_incomes": ("distribution", "composition", "stated_and_recomputed", "opinions"),
    "mart_village_summaries": ("villages",),
    "mart_near_threshold": ("near_threshold",),
    "mart_exit_transitions": ("transitions",),
}


def chart_files(table: str) -> list[str]:
    """File names of the charts that rest on one table."""
    return [f"{name}.{kind}" for name in CHARTS_OF_TABLE.get(table, ()) for kind in FORMATS]
