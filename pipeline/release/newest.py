"""How old the newest official release is, whatever `current` points to."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.release.failures import PublishError
from pipeline.release.folders import Release, list_releases

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
