"""1,000 generated batches with random faults, read as a run reads them: no row is unaccounted for.

INCOME_FIRST_BATCH=1000 takes the thousand batches after the first.
"""

import os
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.intake.intake import read_deliveries
from pipeline.intake.raw_tables import RAW_TABLES, write_raw_tables
from pipeline.workbooks.limits import Limits
from tests.delivered_sheets import book
from tests.faults.random_batches import FAULTS, Batch, make_batch, write_batch

pytestmark = pytest.mark.faults
BATCHES = 1_000
FIRST = int(os.environ.get("INCOME_FIRST_BATCH", "0"))


@pytest.fixture(scope="module")
def batches() -> dict[str, tuple[Batch, list[str]]]:
    """File name without suffix → batch and its faults."""
    return {f"{number:04}": make_batch(number) for number in range(FIRST, FIRST + BATCHES)}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, batches: dict[str, tuple[Batch, list[str]]]) -> Path:
    folder = tmp_path_factory.mktemp("conservation")
    for name, (batch, _) in batches.items():
        write_batch(folder / "raw" / "2018", int(name), batch)
    intake = read_deliveries(folder / "raw", folder / "cache", book(), Limits(), workers=2)
    write_raw_tables(intake, folder / "out")
    return folder / "out"


def rows_of(out: Path, table: str) -> list[dict]:
    return pq.read_table(out / f"{table}.parquet").to_pylist()


def stem(row: dict) -> str:
    return Path(row["source_file"]).stem


def test_every_row_of_every_batch_is_counted_once(
    out: Path, batches: dict[str, tuple[Batch, list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    deliveries = rows_of(out, "raw_deliveries")
    seen, statuses, written, lost = Counter[str](), Counter[str](), 0, 0
    for one in deliveries:
        assert one["rows_seen"] == one["rows_accepted"] + one["rows_quarantined"] + one["rows_ignored"]
        seen[stem(one)] += one["rows_seen"]
        statuses[one["status"]] += 1
    opened = {stem(one) for one in deliveries if one["source_sheet"] or one["kind"] or one["rows_seen"]}
    for name in opened:
        rows = len(batches[name][0].all_rows)
        written += rows
        lost += abs(rows - seen[name] - trailing_blanks(batches[name][0]) * (seen[name] < rows))
    with capsys.disabled():
        print(f"\n  {BATCHES} batches, {written} rows, {lost} unaccounted for; sheets: {dict(statuses)}")
    assert {stem(one) for one in deliveries} == set(batches)
    assert lost == 0
    assert min(statuses["accepted"], statuses["rejected"]) > 100


def trailing_blanks(batch: Batch) -> int:
    """Blank rows at the very end, which a workbook does not store."""
    rows = batch.all_rows
    return next(
        (place for place, row in enumerate(reversed(rows)) if any(cell not in (None, "") for cell in row)), len(rows)
    )


def test_every_data_row_of_an_accepted_sheet_is_kept_or_quarantined(
    out: Path, batches: dict[str, tuple[Batch, list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    """By the token in it: kept once for each time it was delivered, or quarantined, or in a hidden row that is told."""
    kept: dict[str, Counter[str]] = defaultdict(Counter)
    for table in RAW_TABLES:
        if "household_code" in pq.read_schema(out / f"{table}.parquet").names:
            for row in rows_of(out, table):
                kept[stem(row)][row["household_code"] or ""] += 1
    for row in rows_of(out, "raw_quarantine"):
        for token in batches[stem(row)][0].tokens:
            kept[stem(row)][token] += f'"{token}"' in row["cells"]
    accepted = {stem(one) for one in rows_of(out, "raw_deliveries") if one["status"] == "accepted"}
    told = {stem(one) for one in rows_of(out, "raw_reading_notes") if one["code"] == "hidden_rows"}
    count, missing = 0, []
    for name in sorted(accepted):
        batch, faults = batches[name]
        for token, times in delivered(batch, name in told).items():
            count += times
            if kept[name][token] != times:
                missing.append((name, token, times, kept[name][token], faults))
    with capsys.disabled():
        print(f"\n  {len(accepted)} accepted sheets, {count} data rows by name, {len(missing)} lost or doubled")
    assert missing == []


def delivered(batch: Batch, is_told: bool) -> Counter[str]:
    """How often each token stands in a visible row; hidden rows count unless the reader told of them."""
    tokens = set(batch.tokens)
    return Counter(
        cell
        for place, row in enumerate(batch.all_rows)
        if not (is_told and place in batch.hidden)
        for cell in row
        if cell in tokens
    )


def test_every_fault_was_planted_often(batches: dict[str, tuple[Batch, list[str]]]) -> None:
    planted = Counter(name for _, names in batches.values() for name in names)
    assert set(planted) == set(FAULTS)
    assert min(planted.values()) > 80
