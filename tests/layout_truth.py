"""What a layout says must be right, compared with what a run published; the words are those of tests/layouts/README.md."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

Row = dict[str, Any]
SHORT = {
    "disposable": "disposable_income_yuan",
    "per_capita": "disposable_income_per_capita_yuan",
    "size": "registered_count",
}
KEYS = {"village": "village_name", "code": "household_code", "year": "survey_year", "gap": "gap"}
UNSURE = ("undeterminable", "insufficient_evidence")
NOT_INCOME = ("household_list", "roster")
DOUBTS = ("warning", "critical")


class Marts:
    """The published marts of a run, whole tables in memory."""

    def __init__(self, release: Path) -> None:
        self.tables: dict[str, list[Row]] = {}
        with duckdb.connect() as session:
            for file in sorted(release.glob("*.parquet")):
                found = session.execute(f"select * from read_parquet('{file}')")
                names = [column[0] for column in found.description]
                self.tables[file.stem] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def rows(self, mart: str, want: Row) -> list[Row]:
        """Rows of the village, code, year and gap that `want` names."""
        keys = [(column, str(want[key])) for key, column in KEYS.items() if key in want]
        return [
            row for row in self.tables[mart] if all(str(row[column]).replace(" ", "") == key for column, key in keys)
        ]


class Truth:
    """The comparison of one layout; `folder` tells its files from those of others."""

    def __init__(self, folder: str, want: Row, marts: Marts) -> None:
        self.folder, self.want, self.marts = folder, want, marts
        self.deliveries = self._own("mart_deliveries")

    def problems(self) -> list[str]:
        """What is not as it should be, one sentence each; empty when all is right."""
        parts: tuple[Callable[[], Iterator[str]], ...] = (
            self.households, self.delivered, self.found, self.gaps, self.quarantined, self.silence,
            self.progress, self.reviews, self.same_household, self.heads, self.members, self.rule_runs, self.blocks,
        )  # fmt: skip
        return [problem for part in parts for problem in part()]

    def _own(self, mart: str) -> list[Row]:
        return [row for row in self.marts.tables[mart] if self.folder in PurePosixPath(row["source_file"] or "").parts]

    def _all(self, key: str) -> Iterable[Any]:
        return as_list(self.want.get(key, []))

    def is_refused(self) -> bool:
        """Whether the layout allows a refusal and one happened, with a reason."""
        allowed = self.want.get("or_rejected")
        refused = [one for one in self.deliveries if one["status"] == "rejected" and one["reason"]]
        if allowed in (None, False, True):
            return bool(allowed) and any(one["kind"] not in NOT_INCOME for one in refused)
        return any(file_name(one) in as_list(allowed) for one in refused)

    def households(self) -> Iterator[str]:
        for want in self._all("households"):
            rows = self.marts.rows("mart_household_incomes", want)
            if "absent" in want:
                rows = rows if want["absent"] is True else [row for row in rows if row["source_file"]]
                yield from [f"{label(want)} should not be there"] if rows else []
            elif not (self.is_refused() and not want.get("always")):
                yield from self._household(want, rows[0]) if rows else [f"{label(want)} is missing"]

    def _household(self, want: Row, row: Row) -> Iterator[str]:
        if row["verdict"] in UNSURE and (self.want.get("or_undeterminable") or want.get("or_undeterminable")):
            return
        for key, right in want.items():
            if key in (*KEYS, "always", "or_undeterminable"):
                continue
            if key == "verdict":
                wrong = row["verdict"] not in as_list(right)
            elif key == "verdict_not":
                wrong = row["verdict"] in as_list(right)
            elif key == "text_lacks":
                wrong = any(text in (row["verdict_text"] or "") for text in as_list(right))
            elif key == "not_values":
                wrong = any(is_same(row[SHORT.get(column, column)], value) for column, value in right.items())
            else:
                wrong = not is_same(row[SHORT.get(key, key)], right)
            if wrong:
                yield f"{label(want)} {key} {row.get(SHORT.get(key, key), row['verdict'])}, right {right}"

    def delivered(self) -> Iterator[str]:
        for want in self._all("deliveries"):
            rows = [row for row in self.deliveries if file_name(row) == want["file"]]
            rows = [row for row in rows if row["source_sheet"] == want.get("sheet", row["source_sheet"])]
            if not rows:
                yield f"{want['file']} {want.get('sheet', '')} was not delivered"
            for row in rows:
                yield from self._delivery(want, row)

    def _delivery(self, want: Row, row: Row) -> Iterator[str]:
        reason = row["reason"] or ""
        if "status" in want and row["status"] not in as_list(want["status"]):
            yield f"{want['file']} {row['status']} ({reason[:80]}), right {want['status']}"
        if row["status"] == "rejected" and "reason_has" in want and not has_any(reason, want["reason_has"]):
            yield f"{want['file']} reason lacks {want['reason_has']}: {reason}"
        if row["status"] == "rejected" and has_any(reason, want.get("reason_lacks", [])):
            yield f"{want['file']} reason misleads: {reason}"
        if row["status"] == "accepted" and want.get("rows_accepted", row["rows_accepted"]) != row["rows_accepted"]:
            yield f"{want['file']} rows_accepted {row['rows_accepted']}, right {want['rows_accepted']}"
        for column, key in (("notes", "notes_has"), ("context", "context_has")):
            if row["status"] == "accepted" and key in want and not has_any(row.get(column) or "", want[key]):
                yield f"{want['file']} {column} lacks {want[key]}: {row.get(column)}"

    def found(self) -> Iterator[str]:
        for want in self._all("findings"):
            rows = self._findings(want)
            wanted = want.get("present", True)
            if wanted and not self.is_refused() and len(rows) < want.get("at_least", 1):
                yield f"{label(want)} {len(rows)} findings {want.get('rule', '')}, right at least {want.get('at_least', 1)}"
            if not wanted and rows:
                yield f"{label(want)} false finding {rows[0]['rule_id']} {rows[0]['severity']}: {rows[0]['message']}"

    def _findings(self, want: Row) -> list[Row]:
        is_ours = not {"village", "code"} & set(want) or "file" in want
        rows = self._own("mart_findings") if is_ours else self.marts.tables["mart_findings"]
        rows = [row for row in rows if row in self.marts.rows("mart_findings", want)] if set(want) & set(KEYS) else rows
        rows = [row for row in rows if "file" not in want or file_name(row) == want["file"]]
        rows = [row for row in rows if row["rule_id"] in as_list(want.get("rule", row["rule_id"]))]
        rows = [row for row in rows if row["severity"] in as_list(want.get("severity", row["severity"]))]
        return [row for row in rows if "message_has" not in want or has_any(row["message"] or "", want["message_has"])]

    def gaps(self) -> Iterator[str]:
        for want in self._all("gaps"):
            rows = self.marts.rows("mart_coverage_gaps", want)
            if "count" in want and len(rows) != want["count"]:
                yield f"{label(want)} gap {want.get('gap')}: {len(rows)}, right {want['count']}"
            if "count" not in want and want.get("present", True) != bool(rows):
                yield f"{label(want)} gap {want.get('gap')} {'is there' if rows else 'is missing'}"
            for row in rows:
                if file_name(row) != want.get("source_file", file_name(row)):
                    yield f"{label(want)} gap cites {file_name(row)}, right {want['source_file']}"

    def quarantined(self) -> Iterator[str]:
        for want in self._all("quarantined"):
            found = sum(file_name(row) == want["file"] for row in self._own("mart_quarantine"))
            if found < want.get("at_least", 0) and not self.is_refused():
                yield f"{want['file']} {found} rows in quarantine, right at least {want['at_least']}"
            if found > want.get("at_most", found):
                yield f"{want['file']} {found} rows in quarantine, right at most {want['at_most']}"

    def silence(self) -> Iterator[str]:
        """A file of which something must have been said, in whatever way."""
        for want in self._all("not_silent"):
            skipped = want.get("ignoring", ())
            told = [
                *(
                    row["status"] == "rejected" or row["notes"]
                    for row in self.deliveries
                    if file_name(row) == want["file"]
                ),
                *(file_name(row) == want["file"] for row in self._own("mart_quarantine")),
                *(
                    file_name(row) == want["file"] and row["severity"] in DOUBTS and row["rule_id"] not in skipped
                    for row in self._own("mart_findings")
                ),
            ]
            yield from [] if any(told) else [f"{want['file']}: nothing was said"]

    def progress(self) -> Iterator[str]:
        for want in self._all("progress"):
            rows = self.marts.rows("mart_team_progress", {"village": want["village"]})
            rows = [row for row in rows if row["stage"] == want.get("stage", 1)] or [{"status": "absent"}]
            for row in rows:
                if "status" in want and row["status"] not in as_list(want["status"]):
                    yield f"{label(want)} progress {row['status']}, right {want['status']}"
                if row["status"] in as_list(want.get("status_not", [])):
                    yield f"{label(want)} progress must not be {row['status']}"
                for key in ("expected_count", "delivered_count", "verified_count"):
                    if want.get(key, row.get(key)) != row.get(key):
                        yield f"{label(want)} {key} {row.get(key)}, right {want[key]}"

    def reviews(self) -> Iterator[str]:
        for want in self._all("reviews"):
            rows = self.marts.rows("mart_exit_reviews", {key: want[key] for key in ("village", "code")})
            if want.get("absent"):
                yield from [f"{label(want)} is 未报送"] if rows and rows[0]["not_delivered"] else []
                continue
            yield from [] if rows else [f"{label(want)} exit review is missing"]
            for row in rows[:1]:
                for key in ("false_exit_doubt", "not_delivered", "relapse_risk"):
                    if key in want and bool(row[key]) != want[key]:
                        yield f"{label(want)} {key} {row[key]}, right {want[key]}"
                if has_any(row["review_text"] or "", want.get("text_lacks", [])):
                    yield f"{label(want)} exit review says {want['text_lacks']}"

    def same_household(self) -> Iterator[str]:
        for group in self._all("same_household"):
            rows = [
                [row for row in self.marts.rows("mart_household_incomes", want) if row["source_file"]] for want in group
            ]
            if not all(rows) or len({row["household_id"] for found in rows for row in found}) != 1:
                yield f"not one household: {' + '.join(map(label, group))}"

    def rule_runs(self) -> Iterator[str]:
        """What a rule says that it could not check; null: it lacked nothing."""
        for want in self._all("rule_runs"):
            reason = next(
                row["not_checked_reason"]
                for row in self.marts.tables["mart_rule_runs"]
                if row["rule_id"] == want["rule"]
            )
            said = want["reason_has"]
            if (reason is not None) if said is None else not all(text in (reason or "") for text in as_list(said)):
                yield f"{want['rule']} not checked: {reason}, right {said}"

    def heads(self) -> Iterator[str]:
        for want in self._all("heads"):
            names = [row["head_name"] for row in self.marts.rows("mart_household_incomes", want)][:1]
            is_right = "name" not in want or (bool(names) and names[0] in as_list(want["name"]))
            if not (is_right or self.is_refused()) or (names and names[0] in as_list(want.get("not", []))):
                yield f"{label(want)} head {names}"

    def members(self) -> Iterator[str]:
        for want in self._all("members"):
            found = len(self._own("mart_members"))
            is_told = want.get("or_told") and any(row["notes"] for row in self.deliveries)
            if found < want["at_least"] and not is_told:
                yield f"{found} members, right at least {want['at_least']}"

    def blocks(self) -> Iterator[str]:
        """any_of: one of its blocks must hold."""
        wrong = [Truth(self.folder, block, self.marts).problems() for block in self._all("any_of")]
        if wrong and all(wrong):
            yield "none of: " + " / ".join("; ".join(one) for one in wrong)


def as_list(value: Any) -> list[Any]:
    """The value itself where it is a list."""
    return value if isinstance(value, list) else [value]


def has_any(text: str, wanted: Any) -> bool:
    return any(str(one) in text for one in as_list(wanted))


def file_name(row: Row) -> str:
    return PurePosixPath(row["source_file"] or "").name


def label(want: Row) -> str:
    return "/".join(str(want[key]) for key in (*KEYS, "file") if key in want)


def is_same(got: Any, right: Any) -> bool:
    """Equal, numbers by value whatever their writing."""
    if got is None or right is None or isinstance(got, bool) or isinstance(right, bool):
        return got is right
    try:
        return Decimal(str(got)) == Decimal(str(right))
    except InvalidOperation:
        return str(got) == str(right)
