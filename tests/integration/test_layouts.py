"""Every layout of tests/layouts, laid into one data folder and run once: its truth is what was published."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from assets.raw import HEADERS
from pipeline.cli import main
from pipeline.intake.deliveries import Judging
from pipeline.intake.intake import check_files
from pipeline.intake.raw_tables import delivery_row
from pipeline.parameter_tables import judged_years
from pipeline.recognition.headers import HeaderBook
from pipeline.release.folders import current_release
from pipeline.workbooks.limits import Limits
from tests.layout_files import AS_OF, Layout, entry_of, load_layouts
from tests.layout_truth import Marts, Truth, has_any

pytestmark = pytest.mark.xdist_group("layouts")

LAYOUTS = load_layouts()


class Published(NamedTuple):
    """The marts of a run (None: nothing was published), what the run said, and its data folder."""

    marts: Marts | None
    said: str
    data: Path


def publish(data: Path, layouts: list[Layout]) -> Published:
    """One run over the files of these layouts."""
    for layout in layouts:
        layout.lay(data / "raw")
    result = CliRunner().invoke(main, ["run", "--as-of", AS_OF, "--data", str(data)])
    if result.exit_code != 0:
        return Published(None, result.output, data)
    return Published(Marts(current_release(data / "marts").path), result.output, data)


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[Layout], Published]:
    """The run that a layout belongs to: its own where it says `alone`, else that of all the selected ones."""
    names = {item.callspec.id for item in request.session.items if hasattr(item, "callspec")}
    together = [one for one in LAYOUTS if one.name in names and not one.is_alone]

    @cache
    def of(name: str | None) -> Published:
        layouts = together if name is None else [one for one in LAYOUTS if one.name == name]
        return publish(tmp_path_factory.mktemp("layouts"), layouts)

    return lambda layout: of(layout.name if layout.is_alone else None)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_is_read_as_a_clerk_reads_it(layout: Layout, published: Callable[[Layout], Published]) -> None:
    marts, said, _ = published(layout)
    allowed = layout.right.get("or_run_refused")
    if marts is None:
        assert allowed and all(has_any(said, word) for word in allowed), said
        return
    assert Truth(layout.folder, layout.right, marts).problems() == [], layout.said["about"]


def test_a_check_of_loose_files_says_the_same_as_the_run(published: Callable[[Layout], Published]) -> None:
    """Every sheet of every file that was laid together: sent back or taken, for the same reason."""
    marts, _, data = published(next(one for one in LAYOUTS if not one.is_alone))
    assert marts is not None
    run = {(row["source_file"], row["source_sheet"], row["kind"]): row for row in marts.tables["mart_deliveries"]}
    differing = []
    for folder in sorted((data / "raw").iterdir()):
        paths = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}
        loose = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        for row in checked_rows(loose, data / "site", int(folder.name)):
            path = paths.get(row["source_file"]) or Path(row["source_file"])
            ran = run[path.relative_to(data / "raw").as_posix(), row["source_sheet"], row["kind"]]
            is_same = (row["status"], without_folder(row)) == (ran["status"], without_folder(ran))
            if not is_same and "duplicate" not in (row["status"], ran["status"]):
                differing.append((ran["source_file"], row["reason"], ran["reason"]))
    assert differing == []


def without_folder(row: dict[str, Any]) -> str | None:
    """Why a sheet was sent back, other sheets named without its own folder: a run names it, a check only where names meet."""
    reason: str | None = row["reason"]
    return reason and reason.replace(Path(row["source_file"]).parent.as_posix() + "/", "")


def checked_rows(paths: list[Path], site: Path, year: int) -> list[dict[str, Any]]:
    """The lines of raw_deliveries that `income check` would tell of these files."""
    day = date.fromisoformat(AS_OF)
    found = check_files(
        paths, HeaderBook.load(HEADERS), Limits(), year, Judging(line_years=judged_years(site, {}, day))
    )
    return [delivery_row(one) for one in found.deliveries]


def test_layouts_do_not_meet() -> None:
    """Each has villages of its own, and asks for something."""
    villages: dict[str, str] = {}
    for layout in LAYOUTS:
        assert layout.said["about"] and layout.right, layout.name
        for row in layout.said.get("household_list", []):
            assert villages.setdefault(entry_of("list", row)["村"], layout.name) == layout.name
