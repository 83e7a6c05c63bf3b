"""The marker data/raw/.demo: it tells invented deliveries from real ones, so that they never mix."""

import hashlib
import json
from pathlib import Path

from pipeline.release.durable import write_file

GENERATOR_VERSION = 1
MARKER = ".demo"
EXCEPTED = frozenset({"README.md"})
REPAIR = "请把真实报送文件移出 data/raw，清空 data/raw（连同 .demo）后放回。"


class DemoMarkerError(ValueError):
    """The marker can't be read; the message is Chinese."""


def marker_path(data_dir: Path) -> Path:
    """Where the marker lies."""
    return data_dir / "raw" / MARKER


def read_marker(data_dir: Path) -> dict[str, str | None] | None:
    """Demo files with their SHA-256 (None: being written), or None when there is no demo. Raises DemoMarkerError."""
    path = marker_path(data_dir)
    if not path.is_file():
        return None
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {str(one["path"]): one["sha256"] for one in files}
    except (ValueError, LookupError, TypeError):
        raise DemoMarkerError(f"{path} 已损坏，分不清示例文件和真实报送文件。{REPAIR}") from None


def write_marker(data_dir: Path, seed: int, paths: list[str]) -> None:
    """List the demo files; called before they are written (no hash yet) and after, so that a broken
    attempt still counts as a demo. Paths are relative to data/raw."""
    raw_dir = data_dir / "raw"
    files = [{"path": path, "sha256": file_hash(raw_dir / path)} for path in sorted(paths)]
    content = {"generator_version": GENERATOR_VERSION, "seed": seed, "files": files}
    marker_path(data_dir).parent.mkdir(parents=True, exist_ok=True)
    write_file(marker_path(data_dir), (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def file_hash(path: Path) -> str | None:
    """SHA-256 of a file, None when it is not there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def raw_files(data_dir: Path) -> list[str]:
    """Deliveries in data/raw, relative and sorted; README.md, dotfiles and lock files (~$) are none."""
    raw_dir = data_dir / "raw"
    return sorted(
        path.relative_to(raw_dir).as_posix()
        for path in raw_dir.rglob("*")
        if not path.is_dir() and path.name not in EXCEPTED and not path.name.startswith((".", "~$"))
    )


def foreign_files(data_dir: Path) -> list[str]:
    """Files beside the demo that the marker does not list; empty when there is no demo. A run refuses to
    start while there is one: invented households must never mix with real ones."""
    listed = read_marker(data_dir)
    if listed is None:
        return []
    return [path for path in raw_files(data_dir) if path not in listed and not is_demo_answer(path)]


def is_demo_answer(path: str) -> bool:
    """An answer that an export of the demo, or the workbench over it, wrote: its village is an invented one
    (更正表_示例一镇_示例西坑村.xlsx, 复核意见表_示例一镇_…)."""
    return path.rpartition("/")[2].startswith(("更正表_示例", "复核意见表_示例", "整改回复表_示例"))


def remove_demo(data_dir: Path) -> list[str]:
    """Remove the demo's files, its key and its marker. A demo file that somebody changed stays and is
    returned, as does everything the marker does not list. Without a marker nothing happens."""
    listed = read_marker(data_dir)
    if listed is None:
        return []
    kept = [path for path, sha256 in listed.items() if not remove_file(data_dir / "raw" / path, sha256)]
    remove_empty_folders(data_dir / "raw")
    key_dir = data_dir / "demo_key"
    for path in key_dir.glob("*") if key_dir.is_dir() else ():
        path.unlink()
    if key_dir.is_dir():
        key_dir.rmdir()
    marker_path(data_dir).unlink()
    return sorted(kept)


def remove_file(path: Path, sha256: str | None) -> bool:
    """Remove a file unless it was changed; False when it stays."""
    if path.is_file() and sha256 is not None and file_hash(path) != sha256:
        return False
    path.unlink(missing_ok=True)
    return True


def remove_empty_folders(raw_dir: Path) -> None:
    """Remove the folders that hold nothing any more, deepest first; data/raw itself stays."""
    for folder in sorted((path for path in raw_dir.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
