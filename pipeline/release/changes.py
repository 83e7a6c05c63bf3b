"""Household-years whose figures or opinions differ between two releases, with both rows, and why: correction, data, parameter,
setting, rule, code, or the day the release is made for.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipeline.contracts import contracts
from pipeline.item_book import groups
from pipeline.locked_duckdb import open_memory, quote_name, quote_text
from pipeline.release.folders import Release
from pipeline.release.readback import completed, marts

TABLE = "mart_household_incomes"
FIGURES = ("disposable_income_yuan", "divisor_count", "disposable_income_per_capita_yuan", "exit_line_yuan")
OPINION = ("verdict", "borderline_side", "is_provisional", "has_labour_capacity")
SIZES = ("registered_count", "resident_count")
HEAD = ("village_name", "household_code", "head_name", "verdict_zh", "source_file", "critical_finding_count")


@dataclass(frozen=True)
class Change:
    """One household and year: its row before and after; None where it was not there."""

    household_id: str
    survey_year: int
    old: dict[str, Any] | None
    new: dict[str, Any] | None

    def differing(self, names: tuple[str, ...]) -> list[str]:
        """Columns of those named that differ; none where a side is missing."""
        if self.old is None or self.new is None:
            return []
        return [name for name in names if self.old[name] != self.new[name]]


def item_columns() -> tuple[str, ...]:
    """Items and stated totals, as the mart names them."""
    return tuple(f"{name}_yuan" for name in (*groups()["items"], *groups()["stated_totals"]))


def open_both(old: Release, new: Release) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the marts of both as old_<mart> and new_<mart>, shut off from everything else."""
    connection = open_memory(folders=[old.path, new.path])
    for side, release in (("old", old), ("new", new)):
        for name in dict.fromkeys([*release.manifest.row_counts, *marts()]):
            connection.execute(f"create view {quote_name(f'{side}_{name}')} as {_select(release, name)}")
    return connection


def _select(release: Release, name: str) -> str:
    """A mart of a release with every column of today; without a row where the release has none."""
    if name not in release.manifest.row_counts:
        return completed(name, (), "")
    path = release.table(name)
    return completed(name, pq.read_schema(path).names, f"read_parquet({quote_text(path)})")


def changes(tables: duckdb.DuckDBPyConnection) -> Iterator[Change]:
    """Every household-year that differs, by village, household and year."""
    held = tuple(dict.fromkeys((*HEAD, *FIGURES, *OPINION, *SIZES, *item_columns())))
    compared = (*FIGURES, *OPINION, *SIZES, *item_columns())
    old, new = (", ".join(f"{side}.{name}" for name in held) for side in ("o", "n"))
    differs = " or ".join(f"o.{name} is distinct from n.{name}" for name in compared)
    cursor = tables.cursor().execute(
        f"select coalesce(n.household_id, o.household_id), coalesce(n.survey_year, o.survey_year),"
        f" o.household_id is not null, n.household_id is not null, {old}, {new}"
        f" from old_{TABLE} as o full outer join new_{TABLE} as n"
        " on n.household_id = o.household_id and n.survey_year = o.survey_year"
        f" where o.household_id is null or n.household_id is null or {differs} order by 1, 2"
    )
    while rows := cursor.fetchmany(5000):
        for household, year, has_old, has_new, *values in rows:
            before = dict(zip(held, values[: len(held)], strict=True)) if has_old else None
            after = dict(zip(held, values[len(held) :], strict=True)) if has_new else None
            yield Change(household, year, before, after)


WORDS = {
    "correction": "更正", "data": "报送数据", "parameter": "参数", "setting": "本地设置", "rule": "核查规则", "code": "程序",
    "date": "数据截止日", "unknown": "不明",
}  # fmt: skip
SETTINGS = {
    "headers": "表头对照", "limits.yml": "读取限额", "words.yml": "词表", "stress_tests.yml": "测算情形",
}  # fmt: skip
CORRECTIONS = (
    "select household_id, survey_year, item_code, item_zh, delivered_text, corrected_text, signed_by, reason"
    " from {side}_mart_corrections where status = 'applied'"
)


@dataclass(frozen=True)
class Cause:
    """kind: a key of WORDS; text: what exactly, in Chinese."""

    kind: str
    text: str


@dataclass(frozen=True)
class Circumstances:
    """What differs between two releases as wholes."""

    parameters: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    inputs: frozenset[str] = frozenset()
    has_new_rules: bool = False
    has_new_code: bool = False
    has_new_date: bool = False
    corrections: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)


def circumstances(old: Release, new: Release, tables: duckdb.DuckDBPyConnection) -> Circumstances:
    """Compare manifests, parameters and corrections of two releases."""
    before, after = old.manifest, new.manifest
    rules = [one.manifest.details.get("rules_sha256") for one in (old, new)]
    files = set(before.inputs) | set(after.inputs)
    has_new_rules = rules[0] != rules[1]
    codes = [{name: one.code[name] for name in one.code if name != "git_commit"} for one in (before, after)]
    return Circumstances(
        parameters=tuple(changed_parameters(tables)),
        settings=tuple(changed_settings(before.parameters, after.parameters)),
        inputs=frozenset(name for name in files if before.inputs.get(name) != after.inputs.get(name)),
        has_new_rules=has_new_rules,
        has_new_code=codes[0] != codes[1] and not has_new_rules,
        has_new_date=before.as_of_date != after.as_of_date,
        corrections=changed_corrections(tables),
    )


def changed_parameters(tables: duckdb.DuckDBPyConnection) -> list[str]:
    """Parameters with another value, another day or another source, by title."""
    columns = "name, title, region, valid_from, valid_to, value"
    rows = tables.execute(
        f"select distinct title from ((select {columns} from old_mart_parameters except all"
        f" select {columns} from new_mart_parameters) union all (select {columns} from new_mart_parameters except all"
        f" select {columns} from old_mart_parameters)) order by 1"
    ).fetchall()
    return [str(title) for (title,) in rows]


def changed_settings(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The site's settings that are no parameter of one value and differ, in Chinese: headers, words, limits."""
    differing = {name for name in (*before, *after) if before.get(name) != after.get(name)}
    own = [PurePosixPath(name) for name in sorted(differing) if name.startswith("site/")]
    kinds = [(path, SETTINGS.get(path.name) or SETTINGS.get(path.parent.name)) for path in own]
    return [f"{kind}{'' if path.name in SETTINGS else ' ' + path.name}" for path, kind in kinds if kind]


def changed_corrections(tables: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """Corrections in force in one release and not, or otherwise, in the other, by household and year."""
    known = {name for (name,) in tables.execute("select view_name from duckdb_views()").fetchall()}
    sides = {}
    for side in ("old", "new"):
        found = []
        if f"{side}_mart_corrections" in known:
            cursor = tables.execute(CORRECTIONS.format(side=side))
            names = [column[0] for column in cursor.description or []]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        sides[side] = found
    changed = defaultdict(list)
    for mine, other, is_new in ((sides["new"], sides["old"], True), (sides["old"], sides["new"], False)):
        for row in mine:
            if row not in other:
                changed[row["household_id"], row["survey_year"]].append(row | {"is_new": is_new})
    return dict(changed)


def causes_of(change: Change, around: Circumstances) -> list[Cause]:
    """The causes of one change, the certain ones first; where only the opinion moved, all that may have moved it."""
    corrections = around.corrections.get((change.household_id, change.survey_year), [])
    found = [Cause("correction", correction_text(row)) for row in corrections]
    if change.old is None or change.new is None:
        state = "新报送" if change.old is None else "不再报送"
        return [*found, Cause("data", f"收入统计表{state}")]
    corrected = {f"{row['item_code']}_yuan" for row in corrections} | {row["item_code"] for row in corrections}
    items = [name for name in change.differing((*item_columns(), *SIZES)) if name not in corrected]
    found += [Cause("data", difference_text(change, name)) for name in items]
    if items and around.settings and change.new["source_file"] not in around.inputs:
        found.append(Cause("setting", "、".join(around.settings[:5])))
    if change.differing(("exit_line_yuan",)):
        found.append(Cause("parameter", difference_text(change, "exit_line_yuan")))
    if found:
        return found
    if change.differing(OPINION) == ["is_provisional"] and around.has_new_date:
        return [Cause("date", "年度是否结束")]
    return possible_causes(around)


def possible_causes(around: Circumstances) -> list[Cause]:
    """What differs between the releases and may have moved a figure whose items did not move."""
    found = []
    if around.parameters:
        found.append(Cause("parameter", "、".join(around.parameters[:5])))
    if around.settings:
        found.append(Cause("setting", "、".join(around.settings[:5])))
    if around.has_new_rules:
        found.append(Cause("rule", "核查规则有改动"))
    if around.has_new_code:
        found.append(Cause("code", "程序有改动"))
    if around.inputs:
        found.append(Cause("data", f"佐证材料有变（{len(around.inputs)} 个文件）"))
    if around.has_new_date:
        found.append(Cause("date", "数据截止日不同"))
    return found or [Cause("unknown", "两版的数据、参数、设置、规则和程序都相同")]


def correction_text(row: dict[str, Any]) -> str:
    """A correction in words."""
    done = "更正" if row["is_new"] else "撤销更正"
    values = f"{row['delivered_text'] or '空白'} → {row['corrected_text']}"
    return f"{done} {row['item_zh']}：{values}（{row['signed_by']}：{row['reason']}）"


def difference_text(change: Change, name: str) -> str:
    """A column's value before and after."""
    assert change.old is not None and change.new is not None
    words = {column.name: column.zh for column in contracts()["mart_household_incomes"].columns}
    return f"{words[name]}：{shown(change.old[name])} → {shown(change.new[name])}"


def shown(value: Any) -> str:
    return "空白" if value is None else str(value)
