"""What an alarm says: kind, asset, rule, one Chinese sentence. Never a name or an ID number."""

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

RUN_FAILED, CHECK_BLOCKED, OVERDUE, NEW_CRITICAL, BACKUP_FAILED, TEST = (
    "run_failed", "check_blocked", "release_overdue", "new_critical_findings", "backup_failed", "test",
)  # fmt: skip
TITLES = {
    RUN_FAILED: "运行失败",
    CHECK_BLOCKED: "检查未通过，未发布",
    OVERDUE: "过久没有新版本",
    NEW_CRITICAL: "出现新的重大疑点",
    BACKUP_FAILED: "运行历史备份失败",
    TEST: "告警测试",
}
LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９\s\-]{9,}[0-9０-９Xx]")
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|「[^」\n]*」")
LONGEST = 400


@dataclass(frozen=True)
class Alarm:
    """`asset` and `rule` name what failed; `text` is made safe on creation: quotes and long numbers masked."""

    kind: str
    text: str
    asset: str = ""
    rule: str = ""
    run_id: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", without_personal_data(self.text))

    @property
    def sentence(self) -> str:
        """Title, where, what, for a chat."""
        place = "；".join(
            f"{label} {value}"
            for label, value in (("资产", self.asset), ("规则", self.rule), ("运行", self.run_id[:8]))
            if value
        )
        return f"【收入核查】{TITLES[self.kind]}。{place + '。' if place else ''}{self.text}"

    def as_dict(self) -> dict[str, Any]:
        """The alarm as JSON carries it."""
        return asdict(self) | {"title": TITLES[self.kind]}


def without_personal_data(text: str) -> str:
    """The text without quoted values and long numbers, on one line, cut to 400 characters.

    Error messages of libraries quote the value they choke on; the operator looks it up in the run, not here.
    """
    masked = LONG_NUMBER.sub("＊＊＊＊", QUOTED.sub("“…”", text))
    return " ".join(masked.split())[:LONGEST]
