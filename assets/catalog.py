"""How a table presents itself in Dagster: description, columns, kinds, group, and the checks it carries."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from pipeline.contracts import Table, contracts
from pipeline.workbench.query import LISTINGS

# Dagster takes Latin letters, digits and _ in a group's name, and sorts groups by it.
GROUPS = {"raw": "1_raw", "clean": "2_clean", "derive": "3_derive", "mart": "4_mart"}
EXPORT_GROUP, RELEASE_GROUP = "5_export", "6_release"
OWNER = "team:收入核查组"
READS = re.compile(r"\b(?:from|join)\s+([a-z][a-z0-9_]*)", re.IGNORECASE)


def inputs_of(sql: str) -> list[str]:
    """Tables that a model reads: the names in its FROM and JOIN clauses that the contract knows."""
    without_comments = re.sub(r"--[^\n]*", "", sql)
    return sorted({name for name in READS.findall(without_comments) if name in contracts()})


def first_comment(sql: str) -> str:
    """The comment a model opens with."""
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)


def column_schema(table: Table) -> dg.TableSchema:
    """The Dagster column table: Chinese label and unit of each column, keys marked; notes stand in docs/data-dictionary.md."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.type,
                description=column.label,
                constraints=dg.TableColumnConstraints(
                    nullable=column.name not in table.key,
                    unique=table.key == (column.name,),
                    other=[*(["主键"] if column.name in table.key else []), *([column.unit] if column.unit else [])],
                ),
            )
            for column in table.columns
        ]
    )


def asset_spec(
    name: str,
    deps: Iterable[str],
    *,
    kinds: set[str],
    sql: str = "",
    source: Path | None = None,
) -> dg.AssetSpec:
    """The asset of a table; its first line of description is Chinese plain text."""
    table = contracts()[name]
    description = "\n\n".join(part for part in (table.comment, workbench_link(name), first_comment(sql)) if part)
    metadata: dict[str, Any] = {"dagster/column_schema": column_schema(table)}
    if source is not None:
        metadata["sql_file"] = f"assets/sql/{source.parent.name}/{source.name}"
        metadata["dagster/code_references"] = dg.CodeReferencesMetadataValue(
            code_references=[dg.LocalFileCodeReference(file_path=str(source), line_number=1, label=source.name)]
        )
    return dg.AssetSpec(
        name,
        deps=sorted(deps),
        description=description,
        metadata=metadata,
        group_name=GROUPS[table.layer],
        kinds=kinds,
        owners=[OWNER],
        tags={"layer": table.layer},
    )


def workbench_link(table: str) -> str:
    """Where the workbench lists the table's rows, for who came to the wrong place; empty where it does not."""
    return next(
        (f"[在核查工作台查看：{one.title}](/workbench/{one.path})" for one in LISTINGS.values() if one.table == table),
        "",
    )


def database_comments() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Table → (comment, column → comment), as marts.duckdb carries them."""
    return {
        name: (table.comment, {column.name: column.comment for column in table.columns})
        for name, table in contracts().items()
    }
