"""docs/data-dictionary.md, generated from the contract: `python -m pipeline.dictionary`."""

from pathlib import Path

from pipeline.contracts import ROOT, Table, contracts

TARGET = ROOT / "docs" / "data-dictionary.md"
TITLES = {
    "raw": "raw：报送原文与对照",
    "clean": "clean：清洗",
    "derive": "derive：推算",
    "mart": "mart：结果",
}
HEAD = """# Data dictionary

Generated from `expectations/columns.yml` and `expectations/tables.yml` (`make docs`); a test fails when it drifts.
Marts come first: they are what people use. Amounts ending in `_yuan` are decimal(18,2) yuan, in `_fen` integer fen.
"""


def dictionary_markdown() -> str:
    """The whole dictionary as markdown."""
    tables = contracts().values()
    parts = [HEAD]
    for layer in ("mart", "derive", "clean", "raw"):
        parts.append(f"## {TITLES[layer]}\n")
        parts += [table_markdown(table) for table in tables if table.layer == layer]
    return "\n".join(parts)


def table_markdown(table: Table) -> str:
    """One table: title, grain, key, and a row per column."""
    rows = "\n".join(
        f"| `{column.name}` | {column.type} | {column.zh} | {column.unit} | {column.note} |" for column in table.columns
    )
    key = ", ".join(f"`{name}`" for name in table.key) or "none"
    return (
        f"### {table.name}\n\n{table.zh}：{table.grain}。Key: {key}.\n\n"
        f"| column | type | 中文 | 单位 | note |\n|---|---|---|---|---|\n{rows}\n"
    )


def write(target: Path = TARGET) -> None:
    """Write the file that the repository carries."""
    target.write_text(dictionary_markdown(), encoding="utf-8")


if __name__ == "__main__":
    write()
