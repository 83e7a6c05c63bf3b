"""Encrypted marts: read back with the key, by nothing without it, and no file passes for another."""

import base64
import os
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.handouts.audience import NEVER_LEAVES, PackageError
from pipeline.handouts.package.transport import open_sealed, seal_marts
from pipeline.release.folders import Release
from tests.unit.export.made_release import publish_rows, sample

KEY, OTHER = bytes(range(32)), bytes(32)
TABLE = "mart_household_incomes"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return publish_rows(tmp_path_factory.mktemp("made") / "marts", sample(40))


@pytest.fixture
def sealed(release: Release, tmp_path: Path) -> Path:
    seal_marts(release, KEY, tmp_path / "sealed")
    return tmp_path / "sealed"


def test_every_mart_comes_back_row_for_row_but_for_the_hashes(release: Release, sealed: Path, tmp_path: Path) -> None:
    counts = open_sealed(sealed, KEY, tmp_path / "open")
    assert counts == release.manifest.row_counts
    for name in counts:
        delivered, opened = pq.read_table(release.table(name)), pq.read_table(tmp_path / "open" / f"{name}.parquet")
        kept = [column for column in delivered.column_names if column not in NEVER_LEAVES]
        assert opened.column_names == kept
        assert opened.to_pylist() == delivered.select(kept).to_pylist()
    assert (tmp_path / "open" / "manifest.json").read_bytes() == (release.path / "manifest.json").read_bytes()


def test_nothing_is_legible_without_the_key(release: Release, sealed: Path) -> None:
    secrets = ["示例1", "那仙村", "household_id", "disposable_income", "2018/", release.id]
    for path in sealed.glob("*.parquet"):
        content = path.read_bytes()
        assert content[:4] == content[-4:] == b"PARE"
        assert [one for one in secrets if one.encode() in content] == [], path.name
        with pytest.raises(OSError, match="decrypt"):
            pq.read_table(path)
        with pytest.raises(duckdb.Error):
            duckdb.sql(f"select * from '{path}'").fetchall()


def test_a_wrong_key_opens_nothing(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="密钥不对"):
        open_sealed(sealed, OTHER, tmp_path / "open")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sealed"]


def test_the_same_marts_never_give_the_same_bytes(release: Release, sealed: Path, tmp_path: Path) -> None:
    """Equal ciphertexts would tell who watches that nothing changed."""
    seal_marts(release, KEY, tmp_path / "again")
    assert (tmp_path / "again" / f"{TABLE}.parquet").read_bytes() != (sealed / f"{TABLE}.parquet").read_bytes()


def test_duckdb_reads_them_with_the_key(release: Release, sealed: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"pragma add_parquet_key('transport', '{base64.b64encode(KEY).decode()}')")
        query = f"select count(*) from read_parquet('{sealed / TABLE}.parquet', encryption_config = {{footer_key: 'transport'}})"
        assert connection.execute(query).fetchall() == [(release.manifest.row_counts[TABLE],)]


def test_an_altered_byte_is_found_anywhere(release: Release, sealed: Path, tmp_path: Path) -> None:
    path = sealed / f"{TABLE}.parquet"
    whole = path.read_bytes()
    for place in range(0, len(whole), len(whole) // 23):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(PackageError):
            open_sealed(sealed, KEY, tmp_path / "open")
    path.write_bytes(whole)
    assert open_sealed(sealed, KEY, tmp_path / "open") == release.manifest.row_counts


def test_exchanged_missing_and_added_files_are_found(release: Release, sealed: Path, tmp_path: Path) -> None:
    older = publish_rows(tmp_path / "older" / "marts", sample(39))
    seal_marts(older, KEY, tmp_path / "old")
    kept = (sealed / f"{TABLE}.parquet").read_bytes()
    shutil.copyfile(tmp_path / "old" / f"{TABLE}.parquet", sealed / f"{TABLE}.parquet")
    with pytest.raises(PackageError, match="不是版本"):
        open_sealed(sealed, KEY, tmp_path / "open")
    plain = pa.table({"x": [1]})
    pq.write_table(plain, sealed / f"{TABLE}.parquet")
    with pytest.raises(PackageError, match="不是加密"):
        open_sealed(sealed, KEY, tmp_path / "open")
    (sealed / f"{TABLE}.parquet").unlink()
    with pytest.raises(PackageError, match="不一致"):
        open_sealed(sealed, KEY, tmp_path / "open")
    (sealed / f"{TABLE}.parquet").write_bytes(kept)
    (sealed / "mart_more.parquet").write_bytes(kept)
    with pytest.raises(PackageError, match="mart_more"):
        open_sealed(sealed, KEY, tmp_path / "open")
    (sealed / "manifest.parquet").unlink()
    with pytest.raises(PackageError, match="缺失"):
        open_sealed(sealed, KEY, tmp_path / "open")
    assert not (tmp_path / "open").exists()


def income(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_commands_take_the_key_from_a_private_file_or_the_environment(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = release.path.parents[2]
    key = tmp_path / "key"
    key.write_text(KEY.hex() + "\n")
    key.chmod(0o644)
    export = ("export", tmp_path / "out", "--encrypt", "--data", data)
    monkeypatch.delenv("INCOME_TRANSPORT_KEY", raising=False)
    assert "没有传输密钥" in income(*export).output
    assert "chmod 600" in income(*export, "--key-file", key).output
    key.chmod(0o600)
    made = income(*export, "--key-file", key)
    assert made.exit_code == 0, made.output
    assert KEY.hex() not in made.output
    monkeypatch.setenv("INCOME_TRANSPORT_KEY", "1234")
    assert "64" in income("decrypt", tmp_path / "out", tmp_path / "open").output
    monkeypatch.setenv("INCOME_TRANSPORT_KEY", KEY.hex())
    assert income("decrypt", tmp_path / "out", tmp_path / "open").exit_code == 0
    assert pq.read_metadata(tmp_path / "open" / f"{TABLE}.parquet").num_rows == release.manifest.row_counts[TABLE]
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "open").iterdir()} == {0}
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".parquet", ".txt"}


def test_no_other_option_goes_with_it(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCOME_TRANSPORT_KEY", KEY.hex())
    data = release.path.parents[2]
    for words in (("--full-ids",), ("--audience", "public"), ("--village", "那仙村")):
        assert income("export", tmp_path / "out", "--encrypt", *words, "--data", data).exit_code == 2
    assert not (tmp_path / "out").exists()
    assert os.environ["INCOME_TRANSPORT_KEY"] == KEY.hex()
