"""The key of the person hashes: a lost or another one stops the run before anything is renamed."""

import re
from pathlib import Path

import pytest

from pipeline.release.folders import newest_official
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish
from pipeline.release.secret import (
    FINGERPRINT,
    VARIABLE,
    SecretError,
    check_person_key,
    fingerprint,
    load_secret,
    present_fingerprint,
)
from pipeline.settings import Settings
from tests.release_builder import build, publish_values


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A site with a key and a release made with it."""
    monkeypatch.delenv(VARIABLE, raising=False)
    found = Settings.at(tmp_path)
    found.create_folders()
    with take_lease(found.marts_dir, "run-1") as lease:
        manifest = build(lease, [1]).sealed(details={FINGERPRINT: fingerprint(load_secret(found.secret_dir))})
        publish(found.marts_dir, lease.build_dir(), manifest, lease.generation)
    return found


def test_the_same_key_passes_and_is_not_shown(settings: Settings) -> None:
    check_person_key(settings)
    secret = load_secret(settings.secret_dir)
    assert present_fingerprint(settings) == fingerprint(secret) and fingerprint(secret) not in secret.decode()


def test_a_lost_key_stops_the_run_and_says_where_it_belongs(settings: Settings) -> None:
    key = settings.secret_dir / "person_key"
    newest = newest_official(settings.marts_dir)
    assert newest is not None
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(SecretError, match=rf"{key} 不见了.*最近 {newest.id}）.*恢复该文件.*--new-person-key"):
        check_person_key(settings)
    assert present_fingerprint(settings) is None and not key.exists()
    check_person_key(settings, is_new_allowed=True)
    key.write_bytes(kept)
    key.chmod(0o600)
    check_person_key(settings)


def test_another_key_stops_the_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, newest = present_fingerprint(settings), newest_official(settings.marts_dir)
    assert newest is not None
    monkeypatch.setenv(VARIABLE, "another key of another machine")
    found = present_fingerprint(settings)
    named = f"环境变量 {VARIABLE} 与版本 {newest.id} 所用的不是同一个（指纹 {found}，应为 {expected}）"
    with pytest.raises(SecretError, match=re.escape(named)):
        check_person_key(settings)
    check_person_key(settings, is_new_allowed=True)


def test_before_the_first_release_and_after_one_of_an_earlier_version_a_key_suffices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    settings = Settings.at(tmp_path)
    check_person_key(settings)
    publish_values(settings.marts_dir, "run-1", [1])
    with pytest.raises(SecretError, match="不见了"):
        check_person_key(settings)
    load_secret(settings.secret_dir)
    check_person_key(settings)


def test_a_key_that_cannot_be_used_has_no_fingerprint(settings: Settings) -> None:
    (settings.secret_dir / "person_key").write_bytes(b"")
    assert present_fingerprint(settings) is None


def test_a_key_has_the_fingerprint_that_earlier_releases_hold() -> None:
    """Another way to compute it would stop every site's next run."""
    assert fingerprint(b"a key of the tests") == "eed19ea0601a3899"
