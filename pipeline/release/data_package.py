"""datapackage.json: the tables of a folder by the Frictionless Data Package standard (v1), from the contract."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.contracts import Column, contracts
from pipeline.release.code_version import file_hash

FILE = "datapackage.json"
PROFILE = "data-package"
TYPES = {
    "varchar": "string", "integer": "integer", "bigint": "integer", "boolean": "boolean", "date": "date", "double": "number",
}  # fmt: skip


def write_data_package(folder: Path, facts: Mapping[str, str], tables: Mapping[str, Mapping[str, str]]) -> Path:
    """Describe the tables of `tables` (path below the folder → heading in the file → name of the contract's column);
    returns the file."""
    resources = [resource(folder, path, headings) for path, headings in sorted(tables.items())]
    content = {"profile": PROFILE, "name": "income-verification", "title": "预脱贫户家庭人均可支配收入核查", **facts,
               "resources": resources}  # fmt: skip
    (folder / FILE).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return folder / FILE


def resource(folder: Path, path: str, headings: Mapping[str, str]) -> dict[str, Any]:
    """One file: its table's title, columns with types and units, key, hash and size."""
    table = contracts().get(Path(path).stem)
    known = {column.name: column for column in table.columns} if table else {}
    fields = [field(title, known.get(name, Column(name, "varchar", name)), path) for title, name in headings.items()]
    found: dict[str, Any] = {
        "name": f"{Path(path).stem.replace('_', '-')}-{Path(path).suffix[1:]}", "path": path, "format": Path(path).suffix[1:],
        "bytes": (folder / path).stat().st_size, "hash": f"sha256:{file_hash(folder / path)}",
    }  # fmt: skip
    if table:
        found |= {"title": table.zh, "description": table.grain}
    if path.endswith(".csv"):
        found |= {"encoding": "utf-8", "profile": "tabular-data-resource"}
    schema: dict[str, Any] = {"fields": fields}
    if table and set(table.key) <= set(headings) and not path.endswith(".csv"):
        schema["primaryKey"] = list(table.key)
    return found | {"schema": schema}


def field(heading: str, column: Column, path: str) -> dict[str, Any]:
    """A column; a CSV has Chinese titles for names, and 是/否 for booleans."""
    kind = "number" if column.type.startswith("decimal") else TYPES.get(column.type, "string")
    found: dict[str, Any] = {"name": heading, "type": kind, "title": column.zh}
    if column.unit:
        found["unit"] = column.unit
    if column.note:
        found["description"] = column.note
    if kind == "boolean" and path.endswith(".csv"):
        found |= {"trueValues": ["是"], "falseValues": ["否"]}
    return found
