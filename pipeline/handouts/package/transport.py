"""The marts as encrypted Parquet, to be carried from one office to another: nothing is legible without the key.

Parquet modular encryption, AES-256-GCM over pages and footer, with one key that both sides hold. Any reader of the
format opens the files with the key; `income decrypt` also checks that they are all there and of one release.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.parquet.encryption import create_decryption_properties, create_encryption_properties

from pipeline.handouts.audience import NEVER_LEAVES, PackageError
from pipeline.handouts.package.export import refuse_used
from pipeline.handouts.package.mart_files import BATCH_ROWS, mart_names
from pipeline.release.folders import Release
from pipeline.release.manifest import MANIFEST_NAME
from pipeline.release.staging import whole_folder

MANIFEST, README = "manifest.parquet", "说明.txt"
TABLE_NAME = re.compile(r"mart_[a-z_]+")
NOTE = """加密的核查结果表（Parquet，AES-256-GCM），须用双方约定的密钥打开；密钥不得与文件一同传送。
打开：income decrypt 本文件夹 新文件夹（密钥放在环境变量 INCOME_TRANSPORT_KEY 或用 --key-file 指定）。
"""


def seal_marts(release: Release, key: bytes, target: Path) -> dict[str, int]:
    """Write every mart of a release encrypted into `target` (absent or empty), whole or not at all; table → rows.

    The keyed hashes of persons stay behind. Raises PackageError.
    """
    with made_whole(target) as work:
        counts = {name: _seal(release, name, key, work) for name in mart_names(release)}
        text = (release.path / MANIFEST_NAME).read_text(encoding="utf-8")
        listed = {"manifest": [text], "table": [list(counts)], "rows": [list(counts.values())]}
        _write(work / MANIFEST, iter([pa.table(listed)]), key, release.id)
        (work / README).write_text(NOTE, encoding="utf-8", newline="")
    return counts


def open_sealed(folder: Path, key: bytes, target: Path) -> dict[str, int]:
    """Decrypt what `seal_marts` made into `target`, whole or not at all; table → rows.

    Raises PackageError for a wrong key, an altered, missing, added or exchanged file.
    """
    with made_whole(target) as work:
        release_id, manifest = _read(folder / MANIFEST, key)
        (listed,) = manifest.to_pylist()
        counts = dict(zip(listed["table"], listed["rows"], strict=True))
        present = {path.name for path in folder.iterdir()} - {MANIFEST, README}
        if present != {f"{name}.parquet" for name in counts} or not all(map(TABLE_NAME.fullmatch, counts)):
            odd = "、".join(sorted(present ^ {f"{name}.parquet" for name in counts})[:5])
            raise PackageError(f"文件与清单不一致：{odd}")
        for name, rows in counts.items():
            found, table = _read(folder / f"{name}.parquet", key)
            if (found, table.num_rows) != (f"{release_id}/{name}", rows):
                raise PackageError(f"{name}.parquet 不是版本 {release_id} 的这张表")
            pq.write_table(table.replace_schema_metadata(None), work / f"{name}.parquet", compression="zstd")
        (work / MANIFEST_NAME).write_text(listed["manifest"], encoding="utf-8")
    return counts


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """A folder that takes its name only when everything in it was written."""
    refuse_used(target)
    with whole_folder(target) as work:
        yield work


def _seal(release: Release, name: str, key: bytes, work: Path) -> int:
    source = pq.ParquetFile(release.table(name))
    kept = [column for column in source.schema_arrow.names if column not in NEVER_LEAVES]
    empty = source.schema_arrow.empty_table().select(kept)
    batches = (pa.Table.from_batches([batch]) for batch in source.iter_batches(BATCH_ROWS, columns=kept))
    return _write(work / f"{name}.parquet", batches, key, f"{release.id}/{name}", empty)


def _write(path: Path, tables: Iterator[pa.Table], key: bytes, label: str, empty: pa.Table | None = None) -> int:
    """Write tables encrypted; `label` stands in the encrypted footer, so that no file passes for another."""
    first = next(tables, empty)
    if first is None:
        raise PackageError(f"{path.name} 没有内容")
    schema, rows = first.schema.with_metadata({"label": label}), 0
    properties = create_encryption_properties(footer_key=key)
    with pq.ParquetWriter(path, schema, compression="zstd", encryption_properties=properties) as writer:
        for table in (first, *tables):
            writer.write_table(table.cast(schema))
            rows += table.num_rows
    return rows


def _read(path: Path, key: bytes) -> tuple[str, pa.Table]:
    """Label and rows; every page is authenticated while it is read."""
    try:
        with path.open("rb") as stream:
            is_sealed = stream.read(4) == b"PARE"
        if not is_sealed:
            raise PackageError(f"{path.name} 不是加密的 Parquet 文件")
        with pq.ParquetFile(path, decryption_properties=create_decryption_properties(footer_key=key)) as file:
            table = file.read()
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise PackageError(f"{path.name} 缺失，这不是一个完整的加密资料") from None
        raise PackageError(f"{path.name} 打不开：密钥不对，或文件被改动") from None
    return (table.schema.metadata or {}).get(b"label", b"").decode(), table
