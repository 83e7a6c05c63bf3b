"""What of the delivered files belongs to one village: those that name it, and those that name no other."""

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.handouts.village_choice import Village
from pipeline.release.folders import Release

# Releases made before the first table existed tell by the others which villages a file names.
NAMING = (
    "mart_source_villages", "mart_household_incomes", "mart_members", "mart_coverage_gaps", "mart_fund_progress",
)  # fmt: skip
# Rows of these speak of a file. A quarantined row names no village: only a file of that village alone may show it.
BY_FILE = {"mart_deliveries": False, "mart_source_columns": False, "mart_quarantine": True}


def files_of(release: Release, village: Village) -> tuple[set[str], set[str]]:
    """(files with a row of the village, those of them without a row of any other village)."""
    villages = defaultdict(set)
    for table in NAMING:
        if table in release.manifest.row_counts:
            rows = pq.read_table(release.table(table), columns=["source_file", "village_id"])
            for row in rows.group_by(["source_file", "village_id"]).aggregate([]).to_pylist():
                villages[row["source_file"]].add(row["village_id"])
    own = {file for file, named in villages.items() if village.village_id in named}
    return own, {file for file in own if len(villages[file]) == 1}


def rows_of_files(rows: pa.Table, files: set[str]) -> pa.Table:
    """The rows whose source_file is among the files."""
    return rows.filter(pc.is_in(rows["source_file"], pa.array(sorted(files), pa.string())))
