"""The sizes that are measured."""

from dataclasses import dataclass

PROVINCE = 700_000


@dataclass(frozen=True)
class Size:
    """Households of three years; `workbooks`: so many of them as deliveries; `villages`: a county of so many, for what
    users do; `limit`: a run under that much DuckDB memory too; `smaller`: so many households beside it, for the memory
    of each; `has_csv`: raw rows as CSV too; `is_slope`: the chain to income only; `has_earlier`: the whole run by the
    earlier version too.
    """

    name: str
    households: int
    rounds: int
    workbooks: int = 0
    villages: int = 0
    limit: str = ""
    smaller: int = 0
    has_csv: bool = False
    is_slope: bool = False
    has_earlier: bool = False

    @property
    def household_years(self) -> int:
        return 3 * self.households

    @property
    def is_province(self) -> bool:
        """Whether the bars on a whole run hold at this size."""
        return self.households >= PROVINCE


SIZES = {
    "tiny": Size("tiny", 300, 1, workbooks=90, villages=3),  # does the benchmark itself work?
    "3k": Size("3k", 3_000, 2, workbooks=3_000, villages=26),
    "30k": Size("30k", 30_000, 2, workbooks=30_000, has_earlier=True),
    "100k": Size("100k", 100_000, 1, has_earlier=True),
    "700k": Size("700k", 700_000, 1, workbooks=3_000, limit="2GB", smaller=30_000, has_csv=True, has_earlier=True),
    "5m": Size("5m", 5_000_000, 1, is_slope=True),
}
