"""Times as an official reads them: Beijing time, whatever zone the machine keeps. Ids of releases stay in UTC."""

from datetime import UTC, datetime, timedelta, timezone

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
