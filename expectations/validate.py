"""Checking one table of a run: Great Expectations runs its suite, and each outcome says what an analyst asks."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from expectations.adapter import CheckResult, run_suite
from expectations.rules import SEVERITIES, TOPICS, findings_table, rules
from expectations.suites import ALL_REPORTED, Check, inputs, runs_table, suite
from pipeline.engine import DuckEngine
from pipeline.engines import Engine, Session
from pipeline.workspace import Workspace

SAMPLE_ROWS = 20
_SAMPLED = ("village_name", "household_code", "survey_year", "item", "stated", "expected", "message")
_NAMELESS = ("village_name", "household_code", "survey_year")


@dataclass(frozen=True)
class CheckOutcome:
    """What one check of a table gave. `count` failing of `checked` rows; None where it is not about rows.

    `error` is set when the check could not be made: then it is not passed, and blocks whatever it checks.
    """

    name: str
    title: str
    passed: bool
    is_blocking: bool
    severity: str
    count: int | None = None
    checked: int | None = None
    sample: tuple[Mapping[str, Any], ...] = ()
    source: str = ""
    definition: str = ""
    error: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Failing rows over checked rows."""
        return self.count / self.checked if self.count is not None and self.checked else None

    @property
    def summary(self) -> str:
        """One Chinese sentence for the check's description."""
        if self.error:
            return f"{self.title}：检查未能执行，停止发布（{self.error}）"
        if self.count is None:
            return f"{self.title}：{'符合' if self.passed else '不符合'}"
        of = f"共{self.checked}条，" if self.checked is not None else ""
        return f"{self.title}：{of}不符合{self.count}条"

    def metadata(self) -> dict[str, Any]:
        """Plain values by Chinese name, for a user interface; no ID number and no full name among them."""
        known: dict[str, Any] = {
            "疑点条数": self.count,
            "核查条数": self.checked,
            "占比": None if self.share is None else round(self.share, 4),
            "程度": None if self.is_blocking else SEVERITIES[self.severity],
            "依据": self.source or None,
            "定义": self.definition or None,
            "错误": self.error,
            "样例": [dict(row) for row in self.sample] or None,
        }
        return {name: value for name, value in known.items() if value is not None}


def declared_checks(table: str) -> tuple[Check, ...]:
    """The checks that `validate_table` will report, in the same order."""
    return suite(table)


def validate_table(table: str, workspace: Workspace) -> list[CheckOutcome]:
    """Run every declared check of a table of this run; one outcome each, in the order declared.

    What the same checks found in the same tables is not asked again.
    """
    sources = {name: workspace.source(name) for name in inputs(table)}
    promises = [repr(check.spec) for check in suite(table)]
    found = workspace.memo.once(
        f"{table}.checks",
        sources,
        lambda: _validated(table, workspace, sources),
        extra=promises,
    )
    return [CheckOutcome(**outcome | {"sample": tuple(outcome["sample"])}) for outcome in found]


def _validated(table: str, workspace: Workspace, sources: Mapping[str, Path]) -> list[dict[str, Any]]:
    if workspace.side_process is not None and workspace.are_small(sources.values()):
        return workspace.side_process.call(outcomes_beside, table, workspace.settings.data, sources)
    return outcomes_on(workspace.engine, table, sources)


def outcomes_beside(table: str, data: Path, sources: Mapping[str, Path]) -> list[dict[str, Any]]:
    """The outcomes, found in a process that has its own database."""
    return outcomes_on(_own_engine(data), table, sources)


@cache
def _own_engine(data: Path) -> DuckEngine:
    return DuckEngine(data)


def outcomes_on(engine: Engine, table: str, sources: Mapping[str, Path]) -> list[dict[str, Any]]:
    """The outcomes of a table's checks as plain values, found on an engine."""
    checks = suite(table)
    with engine.connect(sources) as session:
        runs = _runs(session, table)
        samples = _samples(session, table) if runs else {}
        results = run_suite(session, table, [check.spec for check in checks])
    return [
        asdict(_outcome(check, result, runs, samples.get(check.name, ())))
        for check, result in zip(checks, results, strict=True)
    ]


def _outcome(
    check: Check, result: CheckResult, runs: Mapping[str, Mapping[str, Any]], sample: Iterable[Mapping[str, Any]]
) -> CheckOutcome:
    error = result.error or _not_reported(check, runs, result)
    return CheckOutcome(
        name=check.name,
        title=check.title,
        passed=result.success and error is None,
        is_blocking=check.is_blocking or error is not None,
        severity=check.severity,
        count=result.unexpected_count,
        checked=runs.get(check.name, {}).get("checked_count", result.details.get("checked_count")),
        sample=tuple(sample),
        source=check.source,
        definition=check.definition,
        error=error,
        details=result.details,
    )


def _not_reported(check: Check, runs: Mapping[str, Mapping[str, Any]], result: CheckResult) -> str | None:
    """Which rules count as not run: they raised, reported nothing, or their numbers contradict each other."""
    if check.rule:
        return _fault_of(runs.get(check.name), result.unexpected_count)
    if check.name != ALL_REPORTED or result.success:
        return None
    faults = [(name, _fault_of(runs.get(name), None)) for name, rule in rules().items() if rule.table == _table(check)]
    told = [f"{rules()[name].title} {name}：{fault}" for name, fault in faults if fault]
    return "；".join(told) or "疑点表与规则报告的条数不符"


def _table(check: Check) -> str:
    return next(findings_table(topic) for topic in TOPICS if runs_table(topic) in check.spec.sql)


def _fault_of(run: Mapping[str, Any] | None, found: int | None) -> str | None:
    if run is None:
        return "规则没有报告运行结果"
    if run["error"]:
        return str(run["error"])
    if run["checked_count"] is None:
        return "规则没有报告核查条数"
    if found is not None and run["finding_count"] != found:
        return f"规则报告{run['finding_count']}条疑点，疑点表有{found}条"
    return None


def _runs(session: Session, table: str) -> dict[str, dict[str, Any]]:
    """Rule id → what the runs table of the topic says of it; empty for other tables."""
    for topic in TOPICS:
        if findings_table(topic) == table:
            sql = f"select rule_id, checked_count, finding_count, error from {runs_table(topic)}"
            return {row["rule_id"]: row for row in session.frame(sql, table).to_pylist()}
    return {}


def _samples(session: Session, table: str) -> dict[str, list[dict[str, Any]]]:
    """Rule id → up to twenty findings, newest years first, without ID numbers, and without figures that are names."""
    columns = ", ".join(_SAMPLED)
    sql = f"""select rule_id, {columns} from (
        select *, row_number() over (
            partition by rule_id order by survey_year desc, household_id, finding_id
        ) as place from {table}
    ) as numbered where place <= {SAMPLE_ROWS} order by rule_id, place"""
    samples: dict[str, list[dict[str, Any]]] = {}
    for row in session.frame(sql, table).to_pylist():
        name = row.pop("rule_id")
        shown = row if not rules()[name].holds_names else {key: row[key] for key in _NAMELESS}
        samples.setdefault(name, []).append(shown)
    return samples
