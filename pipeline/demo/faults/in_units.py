"""万元 for 元 and the other way round, over a whole row."""

from pipeline.demo.planter import fault, is_plain, items_of
from pipeline.demo.records import Household


def rescale(host: Household, year: int, up: bool) -> None:
    """Every amount of the row times or divided by 10,000, to the fen."""
    items = items_of(host, year)
    for name, fen in list(items.items()):
        items[name] = fen * 10_000 if up else max(1, (fen + 5_000) // 10_000)


@fault(
    "unit_suspected",
    "整行按万元填报，表头单位为元",
    lambda one, _: is_plain(one) and one.village.layout not in ("wan", "texty"),
)
def write_ten_thousands(host: Household, year: int) -> None:
    """A row in 万元 on a sheet in 元."""
    rescale(host, year, up=False)


@fault("unit_suspected", "整行按元填报，表头单位为万元", lambda one, _: is_plain(one) and one.village.layout == "wan")
def write_yuan(host: Household, year: int) -> None:
    """A row in 元 on a sheet in 万元."""
    rescale(host, year, up=True)


UNITS = {"unit_suspected": (write_ten_thousands, write_yuan)}
