"""Where releases lie, what they are called, and how a reader finds the current one.

data/marts/current → releases/<release_id>      the newest official release
data/marts/releases/<release_id>/               immutable: <mart>.parquet, marts.duckdb, charts, manifest.json
data/marts/.building/<run_id>/                  a run's release in the making
data/marts/.removing/                           releases on their way out
data/marts/releases.log                         what became of each release
"""

import errno
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path

from pipeline.release.code_version import file_hash
from pipeline.release.failures import NoReleaseError, PublishError, reason_of
from pipeline.release.history import read_history
from pipeline.release.manifest import MANIFEST_NAME, Manifest, read_manifest
from pipeline.settings import plain_run_id

RELEASE_ID = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{8}")
DATABASE_NAME = "marts.duckdb"
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, order=True)
class Release:
    """One published release: its folder never changes, so who holds this object reads one night's marts."""

    path: Path

    @property
    def id(self) -> str:
        """UTC time and content, as in 20181210T020000Z-1f2e3d4c; ids sort in the order of publishing."""
        return self.path.name

    @cached_property
    def manifest(self) -> Manifest:
        """What it holds and was made from. Raises PublishError if the file is damaged or gone."""
        try:
            return read_manifest(self.path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PublishError(f"版本 {self.id} 的 {MANIFEST_NAME} 缺失或损坏。") from error

    @property
    def is_what_if(self) -> bool:
        """True for a trial calculation."""
        return self.manifest.is_what_if

    @property
    def database(self) -> Path:
        """The DuckDB file with all its marts; open it with `open_release`, which proves it first."""
        return self.path / DATABASE_NAME

    def table(self, name: str) -> Path:
        """The Parquet file of a mart, proven. Raises KeyError if this release has none of that name, PublishError."""
        if name not in self.manifest.row_counts:
            raise KeyError(name)
        return self.proven(f"{name}.parquet")

    def proven(self, name: str) -> Path:
        """A file that is what the manifest says of it; looked at once by this object. Raises PublishError."""
        if name not in self._proven:
            self.prove(name)
            self._proven.add(name)
        return self.path / name

    def prove(self, name: str) -> None:
        """Compare a file with the manifest. Raises PublishError."""
        path = self.path / name
        if not path.is_file() or file_hash(path) != self.manifest.files.get(name):
            raise PublishError(f"版本 {self.id} 的文件 {name} 缺失，或与清单的 SHA-256 不符。")

    @cached_property
    def _proven(self) -> set[str]:
        return set()


def current_release(marts_dir: Path) -> Release:
    """The release that is current now. Resolves the link once: read everything through the object returned.

    Raises NoReleaseError before the first release is published.
    """
    release_id = current_id(marts_dir)
    if release_id is None:
        raise NoReleaseError("还没有已发布的版本，请先运行 income run。")
    return Release(releases_dir(marts_dir) / release_id)


def current_id(marts_dir: Path) -> str | None:
    """Id of the current release, None if there is none. Raises PublishError if `current` is no link."""
    try:
        return (marts_dir / "current").readlink().name
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise PublishError(f"读不出当前版本：{reason_of(error)}。") from error
        raise PublishError(f"{marts_dir / 'current'} 不是符号链接（复制文件夹时被展开？），请删除后重试。") from error


def list_releases(marts_dir: Path) -> list[Release]:
    """All releases kept, oldest first, trial calculations among them."""
    return [Release(entry) for entry in entries_of(releases_dir(marts_dir)) if RELEASE_ID.fullmatch(entry.name)]


def find_release(marts_dir: Path, release_id: str) -> Release:
    """The release of that id, or of the one id that begins so, or that was made on that Beijing day (20181210) or
    minute (20181210T0200). Raises NoReleaseError."""
    known = list_releases(marts_dir)
    found = [one for one in known if beijing_name(one.id).startswith(release_id)]
    if len(found) != 1:
        found = [one for one in known if one.id.startswith(release_id)] or found
    if not release_id or len(found) != 1:
        state = "不止一个版本" if found else "没有版本"
        raise NoReleaseError(f"{state}的编号是“{release_id}”或以它开头；用 income releases 查看。")
    return found[0]


def releases_dir(marts_dir: Path) -> Path:
    """Folder of all releases."""
    return marts_dir / "releases"


def removing_dir(marts_dir: Path) -> Path:
    """Folder of releases being removed: out of sight in one step, deleted afterwards."""
    return marts_dir / ".removing"


def building_dir(marts_dir: Path, run_id: str = "") -> Path:
    """Where a run builds its release: on the releases' own disk, so that one rename publishes it."""
    folder = marts_dir / ".building"
    return folder / plain_run_id(run_id) if run_id else folder


def create_folders(marts_dir: Path) -> None:
    """Create the folders of publishing, private to their owner."""
    for folder in (marts_dir, releases_dir(marts_dir), building_dir(marts_dir), removing_dir(marts_dir)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def entries_of(folder: Path) -> list[Path]:
    """What lies in a folder, sorted; nothing if there is no such folder."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def next_release_id(marts_dir: Path, content: str, now: datetime) -> str:
    """A new id, later than any given before, even if the clock went back or two fall into one second."""
    names = [entry.name for entry in entries_of(releases_dir(marts_dir))]
    names += [entry["release_id"] for entry in read_history(marts_dir)]
    stamps = [match.group(1) for match in map(RELEASE_ID.fullmatch, names) if match and is_time(match.group(1))]
    stamp = now.astimezone(UTC).strftime(STAMP)
    if stamps and stamp <= max(stamps):
        last = datetime.strptime(max(stamps), STAMP)
        stamp = (last + timedelta(seconds=1)).strftime(STAMP)
    return f"{stamp}-{content[:8]}"


def is_time(stamp: str) -> bool:
    """Whether the digits of an id are a time; a disk may have altered them."""
    try:
        return bool(datetime.strptime(stamp, STAMP))
    except ValueError:
        return False


BEIJING = timezone(timedelta(hours=8))  # China has one zone and no summer time


def beijing_time(moment: str | datetime) -> str:
    """An ISO time with its zone (UTC if it has none) → 2018-12-10 02:00（北京时间）."""
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    known = found if found.tzinfo else found.replace(tzinfo=UTC)
    return f"{known.astimezone(BEIJING):%Y-%m-%d %H:%M}（北京时间）"


def beijing_name(release_id: str) -> str:
    """The Beijing day and time that an id such as 20181209T180000Z-… was given, as digits: 20181210T0200."""
    made = datetime.strptime(release_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return f"{made.astimezone(BEIJING):%Y%m%dT%H%M}"


OVERDUE = timedelta(hours=26)


def newest_official(marts_dir: Path) -> Release | None:
    """The newest release that is no trial calculation and whose manifest can be read."""
    for release in reversed(list_releases(marts_dir)):
        with suppress(PublishError):
            if not release.is_what_if:
                return release
    return None


def age_of(release: Release, now: datetime | None = None) -> timedelta:
    """Time since it was published; below zero if the clock was set back since."""
    return (now or datetime.now(UTC)) - datetime.fromisoformat(release.manifest.created_at)


def is_overdue(marts_dir: Path, now: datetime | None = None, limit: timedelta = OVERDUE) -> bool:
    """Whether no release came out for 26 hours. A release of the future (a clock set wrong) counts as none."""
    release = newest_official(marts_dir)
    if release is None:
        return True
    age = age_of(release, now)
    return age > limit or age < -timedelta(hours=1)
