"""Which files of a release the web server shows, and to whom."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.contracts import contracts
from pipeline.release.code_version import file_hash
from pipeline.release.folders import Release
from pipeline.release.manifest import Manifest
from pipeline.service.exports import ExportsApp, is_about_households
from pipeline.settings import Settings

ID = "20181210T020000Z-1f2e3d4c"
FILES = ("charts/distribution.png", "charts/near_threshold.png", "mart_household_incomes.parquet",
         "mart_village_summaries.parquet", "marts.duckdb", "unknown.txt")  # fmt: skip


@pytest.fixture
def release(tmp_path: Path) -> Release:
    folder = tmp_path / "marts" / "releases" / ID
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    (tmp_path / "marts" / "secret.txt").write_text("secret")
    manifest = Manifest("run", date(2018, 12, 10), {"mart_village_summaries": 1}, {}, {}, {})
    sealed = manifest.sealed(
        release_id=ID, created_at="2018-12-10T02:00:00+00:00", files={name: file_hash(folder / name) for name in FILES}
    )
    (folder / "manifest.json").write_bytes(sealed.to_json())
    (tmp_path / "marts" / "current").symlink_to(f"releases/{ID}")
    return Release(folder)


def get(release: Release, path: str, method: str = "GET", with_households: bool = False) -> tuple[int, dict, bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    app = ExportsApp(Settings.at(release.path.parents[2]), with_households)
    asyncio.run(app({"type": "http", "method": method, "path": path}, None, send))  # type: ignore[arg-type]
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def test_the_front_page_leads_to_the_current_release(release: Release) -> None:
    assert get(release, "/exports/")[1][b"location"].decode() == f"/exports/{ID}/"
    assert (
        get(release, "/exports/current/charts/distribution.png")[1][b"location"].decode().endswith("distribution.png")
    )


def test_the_listing_leaves_out_what_names_households(release: Release) -> None:
    page = get(release, f"/exports/{ID}/")[2].decode()
    assert "charts/distribution.png" in page and "mart_village_summaries.parquet" in page
    assert "near_threshold" not in page and "household_incomes" not in page and "duckdb" not in page


@pytest.mark.parametrize(
    "name", ["mart_household_incomes.parquet", "marts.duckdb", "unknown.txt", "charts/near_threshold.png"]
)
def test_household_files_only_if_turned_on(release: Release, name: str) -> None:
    assert get(release, f"/exports/{ID}/{name}")[0] == 404
    assert get(release, f"/exports/{ID}/{name}", with_households=True)[2] == name.encode()


@pytest.mark.parametrize(
    "path",
    ["../../secret.txt", "%2e%2e/%2e%2e/secret.txt", "manifest.json", "charts", "charts/../marts.duckdb", "x\0y"],
)
def test_nothing_outside_the_list_is_served(release: Release, path: str) -> None:
    assert get(release, f"/exports/{ID}/{path}", with_households=True)[0] == 404


def test_only_reading(release: Release) -> None:
    assert get(release, "/exports/", method="POST")[0] == 405
    status, headers, body = get(release, f"/exports/{ID}/charts/distribution.png", method="HEAD")
    assert (status, headers[b"content-length"], body) == (200, b"23", b"")


def test_every_table_of_households_is_recognised() -> None:
    shown = {name for name in contracts() if name.startswith("mart_") and not is_about_households(f"{name}.parquet")}
    assert not {"mart_household_incomes", "mart_findings", "mart_members", "mart_quarantine"} & shown
    for name in shown:
        columns = {column.name for column in contracts()[name].columns}
        assert not columns & {"household_id", "head_name", "head_key", "person_key", "member_name", "source_file"}


def test_a_damaged_file_is_not_served(release: Release) -> None:
    (release.path / FILES[0]).write_bytes(b"charts/distributiom.png")
    status, _, body = get(release, f"/exports/{ID}/{FILES[0]}")
    assert (status, "与清单的 SHA-256 不符" in body.decode()) == (410, True)
