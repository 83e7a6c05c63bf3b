"""Critical findings that the release before did not have, counted by rule."""

import logging

import duckdb

from pipeline.locked_duckdb import open_memory
from pipeline.release.failures import PublishError
from pipeline.release.folders import Release, list_releases
from pipeline.service.alarms import NEW_CRITICAL, Alarm, send_alarm
from pipeline.settings import Settings

logger = logging.getLogger(__name__)

NEW_BY_RULE = """
select rule_id, count(*) from read_parquet(?) as latest
where severity = 'critical'
  and not exists (select 1 from read_parquet(?) as earlier
                  where earlier.finding_id = latest.finding_id and earlier.severity = 'critical')
group by rule_id order by rule_id
"""


def new_critical_alarm(settings: Settings, release: Release) -> Alarm | None:
    """The alarm, if the release has critical findings that the official one before it had not.

    The first release of all raises none: everything in it is new.
    """
    earlier = [one for one in list_releases(settings.marts_dir) if one.id < release.id and not one.is_what_if]
    if release.is_what_if or not earlier:
        return None
    paths = [one.table("mart_findings") for one in (release, earlier[-1])]
    with open_memory(files=paths) as connection:
        counts = dict(connection.execute(NEW_BY_RULE, list(map(str, paths))).fetchall())
    if not counts:
        return None
    listed = "，".join(f"{rule} {number} 条" for rule, number in counts.items())
    return Alarm(
        NEW_CRITICAL,
        f"版本 {release.id.partition('-')[2]} 比上一版本新增重大疑点：{listed}。用 income findings 查看。",
        asset="mart_findings",
        rule="、".join(counts),
        run_id=release.manifest.run_id,
        counts=counts,
    )


def announce_new_findings(settings: Settings, release: Release) -> None:
    """Raise the alarm where there is cause. What goes wrong here never fails the run that published."""
    try:
        alarm = new_critical_alarm(settings, release)
    except (duckdb.Error, KeyError, OSError, PublishError):
        logger.warning("未能与上一版本比较重大疑点：上一版本的文件读不出或已损坏。请用 income releases 查看各版本。")
        return
    if alarm is not None:
        send_alarm(settings, alarm)
