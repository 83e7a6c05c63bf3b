"""What a measurement must keep to: each ratio, its bar, and whether it holds."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Bar:
    """A ratio of two measurements, side by side, against the most (or least) it may be; None: only told."""

    title: str
    ratio: float
    most: float | None = None
    least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the ratio keeps to its bar."""
        return (self.most is None or self.ratio <= self.most) and (self.least is None or self.ratio >= self.least)

    def only_told(self) -> "Bar":
        """The same ratio without a bar."""
        return replace(self, most=None, least=None)

    @property
    def limit(self) -> str:
        """The bar in words."""
        if self.most is not None:
            return f"≤ {self.most:g}"
        return "—" if self.least is None else f"≥ {self.least:g}"

    @property
    def row(self) -> tuple[str, str, str, str]:
        """A line of the table."""
        told = "—" if self.most is None and self.least is None else "met" if self.is_met else "**missed**"
        return self.title, f"{self.ratio:.2f}", self.limit, told


def markdown(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
