"""Previews in the UI: ten rows at most, no ID number, no full name, no free text."""

from typing import Any

import pyarrow as pa
import pytest

from assets.previews import PREFERRED, preview
from pipeline.contracts import contracts

MARTS = [name for name in contracts() if name.startswith("mart_")]
CANARY, NAME = "440823199001011234", "欧阳某某"
FREE_TEXT = ("message", "cells", "_text", "remark", "reason")


def rows_of(table: str) -> pa.Table:
    values: dict[str, list[Any]] = {}
    for column in contracts()[table].columns:
        is_name = "姓名" in column.zh or "签" in column.zh
        is_secret = is_name or column.name.endswith(FREE_TEXT) or "masked" in column.name
        values[column.name] = [(NAME if is_name else CANARY) if is_secret else "x|y\nz"] * 30
    return pa.table(values)


@pytest.mark.parametrize("table", MARTS)
def test_a_preview_is_small_and_masked(table: str) -> None:
    text = preview(table, rows_of(table))
    lines = text.splitlines()
    assert len(lines) == 12
    assert {line.count("|") for line in lines} == {lines[0].count("|")}
    assert CANARY not in text and NAME not in text


def test_preferred_columns_exist() -> None:
    for table, names in PREFERRED.items():
        assert set(names) <= {column.name for column in contracts()[table].columns}
