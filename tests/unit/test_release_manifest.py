"""What the manifest says, and when two nights count as equal."""

import ast
import hashlib
import json
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from pipeline.intake.entries import FOLDERS, PACKAGES
from pipeline.release.code_version import LIBRARIES, ROOT, code_version, hash_files, source_hash
from pipeline.release.lease import take_lease
from pipeline.release.manifest import Manifest, content_hash, hash_of, hash_of_json
from pipeline.release.publish import publish
from tests.release_builder import NIGHT, SOURCE_HASH, build, manifest_of, publish_values, write_mart


def test_the_manifest_of_a_release(tmp_path: Path) -> None:
    release = publish_values(tmp_path, "run-1", [1, 2])
    values = json.loads((release.path / "manifest.json").read_bytes())
    mart = hashlib.sha256(release.table("mart_incomes").read_bytes()).hexdigest()
    hashes = {name: values.pop(name) for name in ("content_hash", "inputs_hash", "parameters_hash", "manifest_hash")}
    assert values == {
        "release_id": release.id,
        "created_at": "2018-12-09T18:00:00+00:00",
        "generation": 1,
        "files": {"mart_incomes.parquet": mart},
        "run_id": "run-1",
        "as_of_date": "2018-12-10",
        "row_counts": {"mart_incomes": 2},
        "inputs": {"2018/村.xlsx": SOURCE_HASH},
        "parameters": {"assets/parameters/lines.yml": SOURCE_HASH},
        "code": {"package_version": "0", "git_commit": None, "source_sha256": SOURCE_HASH},
        "what_if": None,
        "details": {},
        "is_what_if": False,
    }
    assert all(len(value) == 64 for value in hashes.values())
    assert release.id.endswith("-" + hashes["content_hash"][:8])
    assert Manifest.from_json(release.manifest.to_json()) == release.manifest


def test_two_nights_on_the_same_input_have_the_same_content(tmp_path: Path) -> None:
    first, second = publish_values(tmp_path, "run-1", [1]), publish_values(tmp_path, "run-2", [1])
    third = publish_values(tmp_path, "run-3", [2])
    assert first.id != second.id
    assert first.manifest.content_hash == second.manifest.content_hash == content_hash(first.path)
    assert first.manifest.content_hash != third.manifest.content_hash


def test_the_content_of_a_building_folder_is_known_before_publishing(tmp_path: Path) -> None:
    with take_lease(tmp_path, "run-1") as lease:
        manifest = build(lease, [1])
        expected = content_hash(lease.build_dir())
        (lease.build_dir() / "charts").mkdir()
        write_mart(lease.build_dir() / "charts" / "points.parquet", [1])  # no mart: not at the top
        release = publish(tmp_path, lease.build_dir(), manifest, lease.generation, now=NIGHT)
    assert release.manifest.content_hash == expected
    assert set(release.manifest.files) == {"mart_incomes.parquet", "charts/points.parquet"}


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"run_id": 1}', b"\xff"])
def test_anything_else_is_no_manifest(content: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        Manifest.from_json(content)


def test_the_code_version_names_this_package() -> None:
    found = code_version()
    assert len(found["source_sha256"] or "") == 64
    assert found["duckdb_version"]
    assert set(found) >= {"package_version", "git_commit"}


def imported_by(*folders: str) -> set[str]:
    """The distributions of what the code below these folders of pipeline/ imports, by normalised name."""
    distributions = packages_distributions()
    trees = [ast.parse(path.read_bytes()) for folder in folders for path in (ROOT / "pipeline" / folder).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    tops = {name.partition(".")[0] for name in names} - {"pipeline"}
    return {one.lower().replace("_", "-") for top in tops for one in distributions.get(top, ())}


def test_the_libraries_that_read_and_parse_are_on_record() -> None:
    """An upgrade of any makes anew what it had a part in."""
    assert imported_by(*FOLDERS) <= set(LIBRARIES)
    assert imported_by(*FOLDERS) == set(PACKAGES)
    assert {f"{name}_version" for name in LIBRARIES} | {"python_version"} <= code_version().keys()


def test_any_change_of_code_sql_or_parameters_changes_the_source_hash(tmp_path: Path) -> None:
    for name in ("pipeline/a.py", "assets/sql/clean_x.sql", "expectations/rules/sums.yml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("before", encoding="utf-8")
        before = source_hash(tmp_path)
        path.write_text("after", encoding="utf-8")
        assert source_hash(tmp_path) != before, name


def test_compiled_and_hidden_files_do_not_change_it(tmp_path: Path) -> None:
    (tmp_path / "pipeline" / "__pycache__").mkdir(parents=True)
    before = source_hash(tmp_path)
    (tmp_path / "pipeline" / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"x")
    (tmp_path / "pipeline" / ".a.py.swp").write_bytes(b"x")
    (tmp_path / "other.py").write_bytes(b"x")
    assert source_hash(tmp_path) == before


def test_the_commit_is_known_in_a_checkout_only(tmp_path: Path) -> None:
    inside = tmp_path / "site-packages"
    inside.mkdir()
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(tmp_path)]
    subprocess.run([*command, "init", "-q"], check=True)
    subprocess.run([*command, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    assert len(code_version(tmp_path)["git_commit"] or "") == 40
    assert code_version(inside)["git_commit"] is None


def test_files_are_hashed_by_relative_path(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "lines.yml").write_bytes(b"x")
    digest = hashlib.sha256(b"x").hexdigest()
    assert hash_files(tmp_path, [tmp_path / "site", tmp_path / "absent"]) == {"site/lines.yml": digest}


def test_hashes_of_earlier_releases_are_made_the_same_way_for_ever() -> None:
    """What a release says of itself was written by the version of its day: another spelling would disown them all."""
    assert hash_of({"村.xlsx": "1", "a": None}) == hashlib.sha256("a\0None\n村.xlsx\x001\n".encode()).hexdigest()
    stated = b'{"a": [1, null], "\xe6\x9d\x91": "\xe4\xb8\xad"}'
    assert hash_of_json({"村": "中", "a": [1, None]}) == hashlib.sha256(stated).hexdigest()


def test_the_manifest_is_written_for_people_with_the_release_first() -> None:
    lines = manifest_of("run-1", mart_incomes=3).sealed(release_id="x").to_json().decode().splitlines()
    assert lines[:4] == ["{", ' "release_id": "x",', ' "created_at": "",', ' "generation": 0,']
    assert f'  "2018/村.xlsx": "{SOURCE_HASH}"' in lines
