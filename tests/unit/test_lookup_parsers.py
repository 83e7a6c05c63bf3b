"""How a run's as-of date reaches the parsers of lookups."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

from assets.raw import parser_of
from pipeline.engine import DuckEngine
from pipeline.settings import Settings
from pipeline.workspace import Workspace

DECEMBER_2018, JANUARY_2019 = "44082320181220001", "44082320190102001"


def with_check_digit(body: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def test_a_year_end_roster_may_hold_who_was_born_after_the_as_of_date(tmp_path: Path) -> None:
    """A roster says who lives there at the year's end, wherever in December the data were cut off."""
    settings = Settings.at(tmp_path)
    settings.create_folders()
    workspace = Workspace(settings, "births", DuckEngine(settings.data))
    run = SimpleNamespace(workspace=workspace, what_if={}, as_of_date=dt.date(2018, 12, 10))
    december, january = (with_check_digit(body) for body in (DECEMBER_2018, JANUARY_2019))
    found = {row["text"]: row["problem"] for row in parser_of("raw_id_numbers", run)([december, january]).to_pylist()}
    assert found == {december: None, january: "birth_date"}
