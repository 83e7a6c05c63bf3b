"""The shape of the code itself: lengths, contracts, documentation that must not drift."""

import re
import subprocess
from pathlib import Path

import pytest

from assets.catalog import first_comment, inputs_of
from assets.lookups import LOOKUPS
from pipeline.contracts import contracts
from pipeline.dictionary import TARGET, dictionary_markdown
from pipeline.models import model_files, model_queries
from pipeline.parameters import read_yaml
from pipeline.recognition.kind_book import kinds

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
MODELS = list(model_files().values())


def source_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.py", "*.sql"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split() if not name.startswith("tests/")]


def lengths() -> dict[Path, int]:
    return {path: len(path.read_text(encoding="utf-8").splitlines()) for path in source_files() if path.exists()}


def test_no_source_file_is_over_250_lines() -> None:
    assert {str(path): length for path, length in lengths().items() if length > 250} == {}


def test_no_line_of_sql_is_over_140_characters() -> None:
    long = [
        f"{path.name}:{number}"
        for path in MODELS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 140
    ]
    assert long == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_has_a_contract_a_comment_and_inputs(path: Path) -> None:
    sql = path.read_text(encoding="utf-8")
    assert path.stem in contracts()
    assert first_comment(sql).startswith("One row per")
    assert inputs_of(sql)


def test_every_model_has_a_case_file_and_every_case_file_a_model() -> None:
    assert {path.stem for path in CASES.glob("*.yml")} == {path.stem for path in MODELS}


def test_every_text_that_is_parsed_is_read_by_a_model() -> None:
    models = list(model_queries().values())
    unread = [
        f"{table}.{column}"
        for lookup in LOOKUPS.values()
        for table, columns in lookup.columns.items()
        for column in columns
        if not any(table in inputs_of(sql) and re.search(rf"[ .]{column}\b", sql) for sql in models)
    ]
    assert unread == []


def test_every_column_and_table_has_its_chinese_words() -> None:
    bare = [f"{t.name}.{c.name}" for t in contracts().values() for c in t.columns if not c.zh]
    assert bare == []
    assert [t.name for t in contracts().values() if not (t.zh and t.grain)] == []


def test_the_data_dictionary_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == dictionary_markdown(), "run `make docs`"


def test_every_declared_column_is_used() -> None:
    declared = read_yaml(ROOT / "expectations" / "columns.yml")
    used = {column.name for table in contracts().values() for column in table.columns}
    assert set(declared["columns"]) - used == set()
    assert [name for name in declared["amounts"] if not used & {f"{name}_fen", f"{name}_yuan"}] == []


def test_every_kind_that_is_read_is_reconciled_with_its_deliveries() -> None:
    promised = read_yaml(ROOT / "expectations" / "promises.yml")["delivered_as"]
    assert promised == {kind.table: kind.name for kind in kinds().values()}
