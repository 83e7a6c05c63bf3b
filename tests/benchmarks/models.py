"""The models of a run as plain SQL, in the order of their inputs: what there is to compute, and nothing around it."""

import re
from collections.abc import Iterator
from pathlib import Path

from expectations.rule_sql import topic_sql
from expectations.rules import TOPICS, findings_table, tables_read
from pipeline.models import model_queries


def model_texts() -> dict[str, str]:
    """Table → select: every SQL file, and the findings of each topic."""
    shipped = model_queries()
    return shipped | {findings_table(topic): topic_sql(topic) for topic in TOPICS}


def in_order(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each model after those it reads. Raises ValueError for a circle."""
    waiting = dict(texts)
    while waiting:
        ready = [name for name, sql in waiting.items() if not waiting.keys() & set(inputs_of(sql))]
        if not ready:
            raise ValueError(f"models in a circle: {sorted(waiting)}")
        for name in ready:
            yield name, waiting.pop(name)


def needed_for(name: str, texts: dict[str, str]) -> set[str]:
    """The model and all models that it stands on."""
    needed: set[str] = set()
    waiting = {name}
    while waiting:
        needed |= waiting
        waiting = {one for model in waiting for one in inputs_of(texts[model]) if one in texts} - needed
    return needed


def inputs_of(sql: str) -> list[str]:
    """Tables that a model reads."""
    return tables_read(re.sub(r"--[^\n]*", "", sql))


def tables_in(folder: Path) -> dict[str, Path]:
    """Table → Parquet file."""
    return {path.stem: path for path in sorted(folder.glob("*.parquet"))}
