"""Sums of a printed table by village, town and county, in the order in which its rows come."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pipeline.handouts.sheets import SheetColumn

PLACES = 3  # values before a row's own: county, town, village
Place = tuple[str, str, str]


class VillageSums:
    """Rows and sums of a place; None in a sum where no row had an amount."""

    def __init__(self, columns: Iterable[SheetColumn]) -> None:
        self.summed = [place for place, column in enumerate(columns) if column.is_summed]
        self.counts: dict[tuple[str, ...], int] = {}
        self.sums: dict[tuple[str, ...], dict[int, Decimal | int | None]] = {}

    def add(self, place: Place, row: tuple[Any, ...]) -> None:
        """Count a row to its village, its town, its county and the whole."""
        for depth in range(PLACES + 1):
            key = place[:depth]
            self.counts[key] = self.counts.get(key, 0) + 1
            sums = self.sums.setdefault(key, dict.fromkeys(self.summed))
            for column in self.summed:
                value = row[column]
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    sums[column] = value + (sums[column] or 0)

    def of_village(self, place: Place) -> tuple[int, dict[int, Any]]:
        return self.counts[place], self.sums[place]

    def of_all(self) -> dict[int, Any]:
        """The largest sums, which decide how wide a column must be."""
        return self.sums.get((), {})

    def overview(self) -> list[tuple[str, int, dict[int, Any]]]:
        """(label, rows, sums) of every village, town and county, each after what it holds, and of the whole."""
        counties = sorted({key[0] for key in self.counts if key})
        lines: list[tuple[str, int, dict[int, Any]]] = []
        for county in counties:
            for town in sorted({key[1] for key in self.counts if len(key) > 1 and key[0] == county}):
                villages = sorted(key for key in self.counts if len(key) == PLACES and key[:2] == (county, town))
                lines += [self._line(f"{key[2] or '未写明村'}", key) for key in villages]
                lines.append(self._line(f"{town or '未写明镇'} 镇合计", (county, town)))
            lines.append(self._line(f"{county or '未写明县'} 县合计", (county,)))
        if len(counties) > 1:
            lines.append(self._line("总计", ()))
        return lines

    def _line(self, label: str, key: tuple[str, ...]) -> tuple[str, int, dict[int, Any]]:
        return label, self.counts[key], self.sums[key]
