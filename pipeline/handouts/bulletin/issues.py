"""Which bulletins were issued and the gaps they told: the next one tells its changes since the last without being asked.

The figures themselves are kept, one small sealed file an issue, in data/marts/bulletins: a release may be purged since.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.handouts.bulletin.wording import CHANGES, day_text
from pipeline.release.durable import read_sealed, write_sealed

FOLDER = "bulletins"


@dataclass(frozen=True)
class Earlier:
    """What a bulletin is compared with: how it is called in the text, and its figures by name."""

    called: str
    figures: Mapping[str, int]


def remember(marts_dir: Path, day: dt.date, number: int, as_of: dt.date, figures: Mapping[str, Any]) -> None:
    """Keep what this issue told; the same number of a year printed again replaces it. Raises OSError."""
    folder = marts_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    told = {name: figures[name] for name, _, _ in CHANGES}
    write_sealed(
        folder / f"{day.year}_{number:04d}.json", {"as_of": as_of.isoformat(), "figures": told}, is_durable=True
    )


def last_before(marts_dir: Path, year: int, number: int) -> Earlier | None:
    """The issue before this one: the next lower number of the year, else the last of the newest earlier year.

    Raises OSError, and DamagedError where the file is not what was written.
    """
    known = sorted((marts_dir / FOLDER).glob("[0-9]*_[0-9]*.json"))
    earlier = [path for path in known if key_of(path) < (year, number)]
    if not earlier:
        return None
    last = max(earlier, key=key_of)
    kept = read_sealed(last)
    its_year, its_number = key_of(last)
    called = f"第{its_number}期" if its_year == year else f"{its_year}年第{its_number}期"
    return Earlier(f"上期（{called}，数据截至{day_text(dt.date.fromisoformat(kept['as_of']))}）", kept["figures"])


def key_of(path: Path) -> tuple[int, int]:
    """Year and number of an issue's file."""
    year, _, number = path.stem.partition("_")
    return int(year), int(number)
