"""One default demo for all tests of this folder: 26 villages of 30 households."""

import csv
from pathlib import Path

import pytest

from pipeline.demo import Demo
from pipeline.demo.history import make_world
from pipeline.demo.records import World
from tests.demo_key import make_keyed_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo as `income demo` makes it, with its key."""
    return make_keyed_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def clean_world() -> World:
    """The same households without a fault."""
    return make_world(2018, 26, 30)


def read_key(demo: Demo, name: str) -> list[dict[str, str]]:
    """One table of the answer key."""
    with (demo.raw_dir.with_name("demo_key") / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def all_bytes(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
