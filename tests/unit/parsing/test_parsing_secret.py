"""The secret: private, whole, made once, and refused when weak or open to others."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.release.secret import VARIABLE, SecretError, load_secret


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_made_on_first_run_and_read_on_the_second(tmp_path: Path) -> None:
    old = os.umask(0o000)
    try:
        secret = load_secret(tmp_path / "secret")
    finally:
        os.umask(old)
    path = tmp_path / "secret" / "person_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_secret(tmp_path / "secret") == secret and len(secret) == 64
    assert [entry.name for entry in path.parent.iterdir()] == ["person_key"]


def test_rival_first_runs_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load_secret, [tmp_path / "secret"] * 8))) == 1


def test_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "0123456789abcdef01234567")
    assert load_secret(tmp_path / "secret") == b"0123456789abcdef01234567"
    assert not (tmp_path / "secret").exists()


def test_a_short_secret_is_refused_and_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "hunter2")
    with pytest.raises(SecretError, match="过短") as refusal:
        load_secret(tmp_path)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_a_file_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "person_key"
    path.write_text("0" * 64)
    path.chmod(mode)
    with pytest.raises(SecretError, match="chmod 600"):
        load_secret(tmp_path)


def test_a_link_or_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("0" * 64)
    (tmp_path / "person_key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SecretError, match="链接"):
        load_secret(tmp_path)
    (tmp_path / "person_key").unlink()
    (tmp_path / "person_key").touch(mode=0o600)
    with pytest.raises(SecretError, match="过短"):
        load_secret(tmp_path)
