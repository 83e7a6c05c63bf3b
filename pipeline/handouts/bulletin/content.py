"""What stands in the bulletin, in order, as texts that Word and PDF print alike; each figure is one query on the marts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.contracts import ROOT
from pipeline.explanation import records
from pipeline.handouts.bulletin import wording
from pipeline.handouts.bulletin.issues import Earlier
from pipeline.parameters import read_yaml

OPEN_GAP = "from mart_rectifications where issue_kind = 'gap' and state <> 'closed' and item ="
PERSON = "count(distinct concat_ws('|', household_id, coalesce(person_key, name_masked, rectification_id)))"
QUERIES = read_yaml(ROOT / "assets" / "lists" / "bulletin.yml")
FIGURES = {name: sql.format(person=PERSON, open_gap=OPEN_GAP) for name, sql in QUERIES["figures"].items()}
LISTS: dict[str, str] = QUERIES["lists"]


def figures_of(marts: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> dict[str, Any]:
    """Every figure by name. `values`: day (a date) and year."""
    return {name: marts.execute(sql, used(sql, values)).fetchall()[0][0] for name, sql in FIGURES.items()}


def lists_of(marts: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every list by name, its rows as mappings."""
    return {name: records(marts, sql, used(sql, values)) for name, sql in LISTS.items()}


def used(sql: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values that a query names."""
    return {name: value for name, value in values.items() if f"${name}" in sql}


TITLE = "关于迎考工作进度的通报"
NOTE = "本通报不含户名。各项数字取自版本{release}（数据截止日{as_of}），应报、已报、核定按户和年度计。"


@dataclass(frozen=True)
class Issue:
    """Which bulletin: its date, its number, its release, and who sends it to whom (texts, None where not given)."""

    day: dt.date
    number: int
    release_id: str
    as_of: dt.date
    year: int
    office: str | None
    recipients: str | None
    report_to: str | None
    copy_to: str | None
    code: str | None


def bulletin_content(marts: duckdb.DuckDBPyConnection, issue: Issue, earlier: Earlier | None) -> dict[str, Any]:
    """Texts and rows of the bulletin. `earlier`: what it is compared with."""
    values = {"day": issue.day, "year": issue.year}
    figures, lists = figures_of(marts, values), lists_of(marts, values)
    overall = [wording.gap_sentence(issue.as_of, figures)]
    if earlier is not None:
        overall.append(wording.change_sentence(figures, earlier.figures, earlier.called))
    overall += [wording.other_gaps_sentence(figures), wording.rectification_sentence(figures)]
    return {
        "title": TITLE,
        "number": f"{issue.code or ''}〔{issue.day.year}〕第{issue.number}期",
        "office": issue.office or "（印发机关：请设定参数 bulletin_office）",
        "recipients": issue.recipients or "各驻村工作队",
        "overall": [text for text in overall if text],
        "registry": wording.registry_sentence(figures),
        "stages": [stage_of(stage, lists["ranks"], issue.day) for stage in lists["stages"]],
        "groups": texts_of(lists["groups"]),
        "departments": texts_of(lists["departments"]),
        "problems": list(wording.problem_sentences(figures, lists)),
        "requirements": list(wording.requirement_sentences(issue.day, lists)),
        "report_to": issue.report_to or "",
        "copy_to": issue.copy_to or "",
        "day": wording.day_text(issue.day),
        "note": NOTE.format(release=issue.release_id, as_of=issue.as_of.isoformat()),
    }


def stage_of(stage: dict[str, Any], ranks: list[dict[str, Any]], day: dt.date) -> dict[str, Any]:
    """A stage: its sentence, and its rank table."""
    rows = [texts_of([row])[0] | {"share": share_text(row)} for row in ranks if row["stage"] == stage["stage"]]
    return {"sentence": wording.stage_sentence(stage, day), "zh": stage["stage_zh"], "rows": rows}


def share_text(row: dict[str, Any]) -> str:
    """核定率 as a percentage; － where nothing is known to be owed."""
    share = row["verified_share"]
    return "－" if share is None else f"{100 * share:.1f}%"


def texts_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as texts: what is null is blank, yes is 逾期, no is a dash."""
    return [{name: text_of(value) for name, value in row.items()} for row in rows]


def text_of(value: Any) -> str:
    """One cell."""
    if isinstance(value, bool):
        return "逾期" if value else "－"
    return "" if value is None else str(value)
