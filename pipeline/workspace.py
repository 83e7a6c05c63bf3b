"""One run's folder of tables: where a step reads its inputs and writes its output."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contracts import contracts
from pipeline.engines import Engine
from pipeline.release.durable import replace_link
from pipeline.release.reuse import Memo
from pipeline.settings import Settings
from pipeline.side_process import SideProcess

NOTES = "notes.json"
LARGEST_BYTES = 64 * 2**20  # of tables that are worked on beside others: above, DuckDB has use for all cores and memory


class MissingInputError(RuntimeError):
    """A step was started alone and no earlier run holds the table it reads."""


@dataclass(frozen=True)
class Workspace:
    """Tables of one run under data/work/runs/<run_id>; inputs it lacks come from the latest whole run.

    What that run made from the same inputs is linked, not made again, unless the run is a fresh one. Checks
    are made and charts drawn in `side_process`, where the run has one.
    """

    settings: Settings
    run_id: str
    engine: Engine
    is_fresh: bool = False
    side_process: SideProcess | None = None

    @cached_property
    def folder(self) -> Path:
        folder = self.settings.run_dir(self.run_id)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def latest_link(self) -> Path:
        return self.settings.work_dir / "latest"

    @cached_property
    def memo(self) -> Memo:
        """What need not be made again; a fresh run remembers nothing."""
        engine = " ".join(self.engine.about().get(part, "") for part in ("name", "place")).strip()
        return Memo(self.folder, None if self.is_fresh else self.latest_link, engine)

    def path(self, table: str) -> Path:
        """Where this run writes the table."""
        return self.folder / f"{table}.parquet"

    def source(self, table: str) -> Path:
        """The table as this run made it, else as the latest whole run did. Raises MissingInputError."""
        for folder in (self.folder, self.latest_link):
            path = folder / f"{table}.parquet"
            if path.exists():
                return path
        raise MissingInputError(f"{table} 尚未生成，请先完整运行一次（income run）")

    def are_small(self, tables: Iterable[Path]) -> bool:
        """Whether these tables leave room for something else to be done at the same time."""
        return sum(path.stat().st_size for path in tables) <= LARGEST_BYTES

    def write_model(self, table: str, sql: str, inputs: Iterable[str]) -> int:
        """Run one select over the input tables into the table's file; returns the number of rows."""
        sources: Mapping[str, Path] = {name: self.source(name) for name in inputs}

        def write() -> int:
            with self.engine.connect(sources, writable=[self.folder]) as session:
                return session.write(sql, self.path(table), comment=contracts()[table].comment)

        return self.memo.once(table, sources, write, files=[f"{table}.parquet"], extra=[sql])

    def write_rows(self, table: str, rows: pa.Table) -> int:
        """Write a table made in Python; returns the number of rows."""
        unfinished = self.folder / f".{table}.parquet.tmp"
        pq.write_table(rows, unfinished, compression="zstd", compression_level=3)
        unfinished.replace(self.path(table))
        return int(rows.num_rows)

    def note(self, **facts: int) -> None:
        """Keep what the manifest should say of this run besides its tables."""
        (self.folder / NOTES).write_text(json.dumps(self.notes() | facts), encoding="utf-8")

    def notes(self) -> dict[str, int]:
        """What was noted so far."""
        path = self.folder / NOTES
        noted: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return noted

    def mark_latest(self) -> None:
        """Let steps that are started alone later read this run's tables."""
        replace_link(self.latest_link, f"runs/{self.run_id}")
