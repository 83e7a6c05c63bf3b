"""Every layout of tests/layouts, laid into one data folder and run once: its truth is what was published."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.release.folders import current_release
from tests.layout_files import AS_OF, Layout, entry_of, load_layouts
from tests.layout_truth import Marts, Truth, has_any

pytestmark = pytest.mark.xdist_group("layouts")

LAYOUTS = load_layouts()
Published = tuple[Marts | None, str]


def publish(data: Path, layouts: list[Layout]) -> Published:
    """One run over the files of these layouts: the marts (None: nothing was published) and what the run said."""
    for layout in layouts:
        layout.lay(data / "raw")
    result = CliRunner().invoke(main, ["run", "--as-of", AS_OF, "--data", str(data)])
    if result.exit_code != 0:
        return None, result.output
    return Marts(current_release(data / "marts").path), result.output


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
    marts, said = published(layout)
    allowed = layout.right.get("or_run_refused")
    if marts is None:
        assert allowed and all(has_any(said, word) for word in allowed), said
        return
    assert Truth(layout.folder, layout.right, marts).problems() == [], layout.said["about"]


def test_layouts_do_not_meet() -> None:
    """Each has villages of its own, and asks for something."""
    villages: dict[str, str] = {}
    for layout in LAYOUTS:
        assert layout.said["about"] and layout.right, layout.name
        for row in layout.said.get("household_list", []):
            assert villages.setdefault(entry_of("list", row)["村"], layout.name) == layout.name
