"""The suite of every table: what its contract and promises.yml promise, and, for findings, each rule of the topic.

Structural promises block publishing; a rule's findings never do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from expectations.adapter import ROW_RULE, ExpectationSpec
from expectations.rule_sql import rule_sql
from expectations.rules import TOPICS, Rule, findings_table, rules_of, tables_read
from pipeline.contracts import Table, contracts
from pipeline.locked_duckdb import quote_text
from pipeline.parameters import read_yaml

PROMISES = Path(__file__).resolve().parent / "promises.yml"
ALL_REPORTED = "rules_reported"


@dataclass(frozen=True)
class Check:
    """One promise of a table: its name, Chinese title, what Great Expectations runs, and whether it blocks."""

    name: str
    title: str
    spec: ExpectationSpec
    is_blocking: bool = True
    severity: str = "critical"
    source: str = ""
    definition: str = ""
    rule: Rule | None = field(default=None, repr=False)


@cache
def suite(table: str) -> tuple[Check, ...]:
    """All checks of a table, structural ones first."""
    contract = contracts()[table]
    return (*_structure(contract), *_promised(contract), *_rules(table))


def inputs(table: str) -> list[str]:
    """Tables that must be at hand to check this one, itself included."""
    named = {name for check in suite(table) for name in tables_read(check.spec.sql)}
    runs = {runs_table(topic) for topic in TOPICS if findings_table(topic) == table}
    return sorted({table, *named, *runs})


def runs_table(topic: str) -> str:
    """Name of the table that says how many rows each rule of a topic checked."""
    return f"derive_{topic}_runs"


def _structure(table: Table) -> Iterator[Check]:
    title = "列名、顺序和类型与数据字典一致（金额为整数分或两位小数）"
    yield _query("columns_and_types", title, _wrong_columns(table))
    if table.key:
        yield _query("key_not_null", "主键没有空值", _null_keys(table))
        yield _query("key_unique", "主键没有重复", _repeated_keys(table))


def _wrong_columns(table: Table) -> str:
    listed = ", ".join(
        f"({place}, {quote_text(column.name)}, {quote_text(column.type.upper().replace(' ', ''))})"
        for place, column in enumerate(table.columns, 1)
    )
    return f"""select coalesce(found.column_name, promised.column_name) as column_name
from (select * from information_schema.columns where table_name = {quote_text(table.name)}) as found
full outer join (values {listed}) as promised (place, column_name, data_type)
    on promised.column_name = found.column_name
    and promised.place = found.ordinal_position
    and promised.data_type = replace(found.data_type, ' ', '')
where found.column_name is null or promised.column_name is null"""


def _null_keys(table: Table) -> str:
    return f"select 1 as found from {table.name} where " + " or ".join(f"{name} is null" for name in table.key)


def _repeated_keys(table: Table) -> str:
    """Equal keys have equal hashes: only rows whose hash repeats are grouped by the key itself, which costs twice as much."""
    key = ", ".join(table.key)
    repeated = f"select hash({key}) from {table.name} group by hash({key}) having count(*) > 1"
    return f"select {key} from {table.name} where hash({key}) in ({repeated}) group by {key} having count(*) > 1"


def _promised(table: Table) -> Iterator[Check]:
    promises = _promises()
    if other := promises["rows_as"].get(table.name):
        sql = f"select 1 as found from (select count(*) as n from {table.name}) as a, (select count(*) as n from {other}) as b where a.n <> b.n"
        yield _query("rows_conserved", f"行数与 {other} 相同", sql)
    if other := promises["fed_by"].get(table.name):
        sql = f"select 1 as found from (select count(*) as n from {table.name}) as a, (select count(*) as n from {other}) as b where a.n = 0 and b.n > 0"
        yield _query("not_empty", f"{other} 有数据时不为空", sql)
    if target := promises["refers_to"].get(table.name):
        yield _query(
            "references_exist",
            f"{'、'.join(target['columns'])} 都在 {target['table']} 之中",
            _dangling(table.name, target),
        )
    for column, words in promises["values"].get(table.name, {}).items():
        spec = ExpectationSpec(f"{column}_known", "ExpectColumnValuesToBeInSet", {"column": column, "value_set": words})
        yield Check(spec.id, f"{column} 只取规定的值", spec)
    if kind := promises["delivered_as"].get(table.name):
        yield _query("rows_as_accepted", "每张表的行数与报送清单的接收行数一致", _undelivered(table.name, kind))
    for name, promise in promises["queries"].get(table.name, {}).items():
        yield _query(name, promise["zh"], promise["sql"])


def _dangling(table: str, target: Mapping[str, Any]) -> str:
    match = " and ".join(f"there.{name} = here.{name}" for name in target["columns"])
    given = " and ".join(f"here.{name} is not null" for name in target["columns"])
    return f"select 1 as found from {table} as here left join {target['table']} as there on {match} where {given} and there.{target['columns'][0]} is null"


def _undelivered(table: str, kind: str) -> str:
    return f"""select d.source_file
from (select source_file, source_sheet, rows_accepted from raw_deliveries where kind = {quote_text(kind)}) as d
full outer join (
    select source_file, source_sheet, count(*) as found from {table} group by source_file, source_sheet
) as rows on rows.source_file = d.source_file and rows.source_sheet = d.source_sheet
where coalesce(d.rows_accepted, 0) <> coalesce(rows.found, 0)"""


def _query(name: str, title: str, sql: str) -> Check:
    return Check(name, title, ExpectationSpec(name, ROW_RULE, sql=sql.strip()), definition=sql.strip())


def _rules(table: str) -> Iterator[Check]:
    for topic in TOPICS:
        if findings_table(topic) == table:
            yield _query(ALL_REPORTED, "每条规则都已运行并报告，条数相符", _unreported(topic))
            yield from (_rule(rule) for rule in rules_of(topic))


def _unreported(topic: str) -> str:
    listed = ", ".join(f"({quote_text(rule.id)})" for rule in rules_of(topic))
    return f"""select promised.rule_id
from (values {listed}) as promised (rule_id)
left join {runs_table(topic)} as runs on runs.rule_id = promised.rule_id
left join (
    select rule_id, count(*) as n from {findings_table(topic)} group by rule_id
) as found on found.rule_id = promised.rule_id
where runs.rule_id is null or runs.error is not null or runs.checked_count is null
    or runs.finding_count is distinct from coalesce(found.n, 0)"""


def _rule(rule: Rule) -> Check:
    sql = f"select finding_id from {rule.table} where rule_id = {quote_text(rule.id)}"
    return Check(
        rule.id,
        rule.title,
        ExpectationSpec(rule.id, ROW_RULE, sql=sql),
        is_blocking=False,
        severity=rule.severity,
        source=rule.source,
        definition=rule_sql(rule),
        rule=rule,
    )


@cache
def _promises() -> dict[str, Any]:
    return read_yaml(PROMISES)
