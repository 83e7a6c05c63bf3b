"""Facts remembered in a file that proves itself."""

import hashlib
from pathlib import Path

import pytest

from pipeline.release import durable
from pipeline.release.durable import DamagedError, read_sealed, unsealed, write_sealed

VALUE = {"村": ["甲", None, 1.5, True], "name": "\ud800 a lone surrogate of a file's name\n"}
BODY = b'{"a": "\xe7\x94\xb2"}'


def test_a_value_comes_back(tmp_path: Path) -> None:
    for is_durable in (False, True):
        write_sealed(tmp_path / "fact", VALUE, is_durable)
        assert read_sealed(tmp_path / "fact") == VALUE
    assert [path.name for path in tmp_path.iterdir()] == ["fact"]


def test_what_survives_a_power_cut_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(durable, "write_file", lambda path, content: written.append((path, content)))
    write_sealed(tmp_path / "fact", {"a": "甲"}, is_durable=True)
    assert written == [(tmp_path / "fact", hashlib.sha256(BODY).hexdigest().encode() + b"\n" + BODY)]
    write_sealed(tmp_path / "other", {"a": "甲"})
    assert len(written) == 1 and (tmp_path / "other").read_bytes() == written[0][1]


@pytest.mark.parametrize(
    "content", [b"", b"\n", BODY, b"0" * 64 + b"\n" + BODY, hashlib.sha256(BODY).hexdigest().encode()]
)
def test_what_was_not_written_so_is_damaged(content: bytes) -> None:
    with pytest.raises(DamagedError, match=r"^content and hash differ$"):
        unsealed(content)


def test_a_file_that_is_not_there_is_not_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_sealed(tmp_path / "fact")
