"""Full ID numbers for an assessor who asked for them: from data/work of the very run, never from a release."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.handouts.audience import PackageError
from pipeline.handouts.sheets import SheetColumn, SheetPlan
from pipeline.handouts.village_choice import Village, rows_of
from pipeline.release.durable import DamagedError
from pipeline.release.folders import Release
from pipeline.release.reuse import proven_file

FILE = "完整证件号码.xlsx"
COLUMNS = (
    SheetColumn("年度", "plain"), SheetColumn("户标识", widest=44), SheetColumn("姓名"), SheetColumn("身份"),
    SheetColumn("完整证件号码"),
)  # fmt: skip
PEOPLE = {  # table → name, relation, key
    "mart_household_incomes": ("head_name", None, "head_key"),
    "mart_members": ("name", "relation", "person_key"),
}


def full_ids_plan(release: Release, village: Village | None, runs_dir: Path, note: str) -> SheetPlan:
    """Heads and members with their whole number. Raises PackageError if the run's data are gone."""
    table = "raw_id_numbers"
    try:
        path = proven_file(runs_dir / release.manifest.run_id, table, f"{table}.parquet")
    except (OSError, KeyError):
        raise PackageError(
            f"完整证件号码只在产生版本 {release.id} 的中间数据里，已被清理；请重新运行后再导出"
        ) from None
    except DamagedError:
        raise PackageError(
            f"版本 {release.id} 的完整证件号码已损坏（与记录的 SHA-256 不符）；请重新运行后再导出"
        ) from None
    known = pq.read_table(path, columns=["person_key", "id_number"]).to_pylist()
    numbers = {row["person_key"]: row["id_number"] for row in known if row["person_key"] and row["id_number"]}
    rows = sorted(set(_people(release, village, numbers)), key=lambda row: tuple(map(str, row)))
    return SheetPlan("完整证件号码", "完整证件号码（内部使用，不得外传）", note, COLUMNS, lambda: rows, 3)


def _people(release: Release, village: Village | None, numbers: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    for table, (name, relation, key) in PEOPLE.items():
        for batch in rows_of(pq.ParquetFile(release.table(table)).iter_batches(), village):
            for row in batch.to_pylist():
                if row[key] in numbers:
                    role = row[relation] if relation else "户主"
                    yield (row["survey_year"], row["household_id"], row[name], role, numbers[row[key]])
