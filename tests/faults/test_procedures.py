"""Upgrade, going back, move and restore of docs/operating.md, done as written in a scratch installation.

The release to upgrade from is made by the commit before this one (HEAD^), with its own code; where the checkout has no
such commit the test says NOT TESTED.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.demo.deliver import make_demo
from pipeline.release.folders import current_release, find_release, list_releases
from pipeline.release.readback import verify_release

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("procedures")]
ROOT = Path(__file__).parents[2]
AS_OF = "2018-12-10"


@dataclass(frozen=True)
class Site:
    """An installation: code and data."""

    code: Path
    data: Path

    def income(self, *words: str, code: int = 0) -> str:
        """What a command of this installation's code says."""
        command = [sys.executable, "-W", "ignore", "-m", "pipeline.cli", *words, "--data", str(self.data)]
        done = subprocess.run(
            command,
            cwd=self.code,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": str(self.code), "COLUMNS": "200"},
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout + done.stderr

    def run(self) -> str:
        self.income("run", "--as-of", AS_OF)
        return current_release(self.data / "marts").id


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site]:
    """The same data under the code before, with a release of it, and under the present code."""
    folder = tmp_path_factory.mktemp("site")
    packed = subprocess.run(["git", "archive", "HEAD^"], cwd=ROOT, capture_output=True)
    if packed.returncode != 0:
        pytest.skip("NOT TESTED: this checkout has no commit before the present one")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder / "before", filter="data")
    make_demo(folder / "data", villages=1, households=5, seed=5)
    before, now = Site(folder / "before", folder / "data"), Site(ROOT, folder / "data")
    before.run()
    return before, now


def written(procedure: str) -> list[str]:
    """The lines of a procedure as the page has them."""
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    block = page.split(f"## {procedure}")[1].split("\n## ")[0]
    return [re.split(r"\s+#", line)[0].strip() for line in block.splitlines() if line.startswith("    ")]


def test_the_page_still_says_what_is_tried_here() -> None:
    assert written("Upgrade") == ["make down", "income backup", "git pull", "make run", "make up"]
    assert written("Move to another machine") == ["make down", "rsync -aH data/ newhost:/opt/income/data/"]
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for said in (
        "income rollback RELEASE",
        "income backup --restore STAMP",
        "delete `data/dagster`",
        "income run --new-person-key",
    ):
        assert said in page


@pytest.mark.slow
def test_upgrade_and_back(site: tuple[Site, Site], record_property: Callable[[str, object], None]) -> None:
    before, now = site
    old = current_release(now.data / "marts").id
    now.income("down")
    now.income("backup")
    new = now.run()
    assert new > old
    verify_release(find_release(now.data / "marts", old))
    explained = json.loads(now.income("explain", "示例东岭村/00001", "--release", old, "--json"))
    assert explained["receipt"]["release_id"] == old
    assert f"{old} → {new}" in now.income("diff", old, new)
    now.income("rollback", old)
    assert current_release(now.data / "marts").id == old
    now.income("forms", str(now.data.parent / "forms of the old release"))
    again = before.run()  # back: the old version, `make run`
    assert again > new
    assert now.run() > again
    record_property(
        "measured", f"upgrade and back: {len(list_releases(now.data / 'marts'))} releases of two versions, all verify"
    )
    for release in list_releases(now.data / "marts"):
        verify_release(release)


@pytest.mark.slow
def test_move(site: tuple[Site, Site], tmp_path: Path) -> None:
    _, now = site
    moved = Site(ROOT, tmp_path / "opt" / "data")
    shutil.copytree(now.data, moved.data, symlinks=True)  # rsync -aH keeps links as links
    assert "正常" in moved.income("status")
    first = current_release(moved.data / "marts")
    assert current_release(moved.data / "marts").manifest.content_hash == first.manifest.content_hash
    moved.run()
    key = moved.data / "secret" / "person_key"
    kept = key.read_bytes()
    key.unlink()
    assert "不见了" in moved.income("run", "--as-of", AS_OF, code=2)
    key.write_bytes(kept)
    key.chmod(0o600)
    moved.run()


@pytest.mark.slow
def test_restore(site: tuple[Site, Site], tmp_path: Path) -> None:
    _, now = site
    elsewhere = Site(ROOT, tmp_path / "data")
    shutil.copytree(now.data, elsewhere.data, symlinks=True)
    elsewhere.income("backup")
    stamp = sorted(path.name for path in (elsewhere.data / "dagster_backup").glob("*Z"))[-1]
    (elsewhere.data / "dagster" / "history" / "runs.db").write_bytes(b"")
    assert "请从备份恢复" in elsewhere.income("backup", code=1)
    assert "已恢复" in elsewhere.income("backup", "--restore", stamp)
    elsewhere.income("backup")
    shutil.rmtree(elsewhere.data / "dagster")  # lost altogether
    kept = current_release(elsewhere.data / "marts")
    away = tmp_path / "away"
    kept.path.rename(away)  # and the served release with it; a copy comes back
    elsewhere.income("run", "--as-of", AS_OF)
    shutil.copytree(away, kept.path)
    elsewhere.income("rollback", kept.id)
    assert current_release(elsewhere.data / "marts").id == kept.id
