"""Checks a package without anything else at hand: hashes, row counts, and every figure from its items."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.handouts.audience import Audience
from pipeline.handouts.package.locate import count_csv_rows, first_difference, first_table_difference
from pipeline.handouts.package.mart_files import DATA_DIR, columns_of
from pipeline.handouts.package.recompute import TABLE, rewards_by_year, wrong_figures
from pipeline.handouts.package.seal import CHECKSUM, MANIFEST, SIGNATURE, checksum_of, file_names, signer_of
from pipeline.release.code_version import file_hash


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: file, row (as the file counts it), column; in Chinese."""

    file: str
    message: str
    row: int | None = None
    column: str | None = None

    @property
    def text(self) -> str:
        place = self.file + (f" 第{self.row}行" if self.row else "") + (f" “{self.column}”列" if self.column else "")
        return f"{place}：{self.message}"


@dataclass(frozen=True)
class Verified:
    """`signer`: hex of the public key whose signature holds; None without a signature."""

    manifest: Mapping[str, Any]
    problems: tuple[Problem, ...]
    signer: str | None


def verify_package(folder: Path, trusted_key: str | None = None) -> Verified:
    """Check a package. Problems come in the order of files; an empty tuple means that nothing was touched.

    `trusted_key`: hex of the public key that must have signed it.
    """
    manifest, problems = read_manifest(folder)
    signer, doubts = check_signature(folder, trusted_key)
    problems += doubts
    if manifest is None:
        return Verified({}, tuple(problems), signer)
    touched = list(check_files(folder, manifest))
    problems += touched
    broken = {problem.file for problem in touched}
    problems += check_counts(folder, manifest, broken)
    problems += check_figures(folder, manifest, broken)
    return Verified(manifest, tuple(problems), signer)


def read_manifest(folder: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The manifest, if it can be read, and what is wrong with it."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        return None, [Problem(MANIFEST, "缺失或读不出，这不是一个完整的资料包")]
    problems = []
    checksum = folder / CHECKSUM
    if not checksum.is_file():
        problems.append(Problem(CHECKSUM, "缺失"))
    elif checksum.read_bytes() != checksum_of(content):
        problems.append(Problem(MANIFEST, f"与 {CHECKSUM} 不符，二者之一被改动"))
    try:
        manifest = json.loads(content)
        if not isinstance(manifest["files"], dict) or not isinstance(manifest["row_counts"], dict):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return None, [*problems, Problem(MANIFEST, "内容损坏，无法据以校验")]
    return manifest, problems


def check_signature(folder: Path, trusted_key: str | None) -> tuple[str | None, list[Problem]]:
    """The signer, and what is wrong with the signature."""
    path = folder / SIGNATURE
    if not path.is_file():
        return None, [Problem(SIGNATURE, "要求有签名，但资料包没有签名")] if trusted_key else []
    content = (folder / MANIFEST).read_bytes() if (folder / MANIFEST).is_file() else b""
    signer = signer_of(content, path.read_bytes())
    if signer is None:
        return None, [Problem(SIGNATURE, "签名无效：清单或签名被改动")]
    if trusted_key and signer != trusted_key:
        return signer, [Problem(SIGNATURE, f"不是所指定的密钥签的名（实为 {signer[:16]}…）")]
    return signer, []


def check_files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Files missing, added or altered; an altered one with the first place that differs, where that can be found out."""
    listed, present = manifest["files"], set(file_names(folder))
    for name in sorted(listed.keys() | present):
        path = folder / name
        if name not in listed:
            yield Problem(name, "不在清单中，是后来加入的")
        elif name not in present:
            yield Problem(name, "缺失")
        elif path.is_symlink() or not path.is_file():
            yield Problem(name, "不是普通文件")
        elif file_hash(path) != listed[name]:
            place = first_difference(folder, name, manifest)
            yield Problem(name, f"被改动（SHA-256 不符{place.message if place else ''}）",
                          place.row if place else None, place.column if place else None)  # fmt: skip


def check_counts(folder: Path, manifest: Mapping[str, Any], broken: set[str]) -> list[Problem]:
    """Row counts of every table against the manifest; CSV and Parquet must hold the same."""
    problems = []
    for table, expected in manifest["row_counts"].items():
        parquet, flat = f"{DATA_DIR}/{table}.parquet", f"{DATA_DIR}/{table}.csv"
        needed = {parquet} if manifest["audience"] == Audience.VILLAGE else {parquet, flat}
        if not needed <= set(manifest["files"]):
            problems.append(Problem(parquet, "清单有行数而没有文件"))
            continue
        counted = {}
        if parquet not in broken:
            counted[parquet] = pq.read_metadata(folder / parquet).num_rows
        if flat in needed and flat not in broken:
            counted[flat] = count_csv_rows(folder / flat)
        problems += [
            Problem(name, f"有 {rows} 行，清单为 {expected} 行") for name, rows in counted.items() if rows != expected
        ]
    return problems


def check_figures(folder: Path, manifest: Mapping[str, Any], broken: set[str]) -> list[Problem]:
    """Per-capita figures from their items, and CSV against Parquet; nothing for a package without households."""
    parquet = f"{DATA_DIR}/{TABLE}.parquet"
    parameters = f"{DATA_DIR}/mart_parameters.parquet"
    if TABLE not in manifest["row_counts"] or {parquet, parameters} & broken:
        return []
    try:
        years = set(pq.read_table(folder / parquet, columns=["survey_year"])["survey_year"].to_pylist())
        wrong = next(wrong_figures(folder / parquet, rewards_by_year(folder / parameters, years)), None)
    except (OSError, KeyError, pa.ArrowException):
        return [Problem(parquet, "读不出，文件已损坏")]
    if wrong is not None:
        title = columns_of(TABLE, [wrong.column])[0].zh
        message = f"为 {wrong.found} 元，按分项复算应为 {wrong.expected} 元"
        return [Problem(parquet, message, wrong.row, f"{title} {wrong.column}")]
    flat = f"{DATA_DIR}/{TABLE}.csv"
    place = None if flat in broken or flat not in manifest["files"] else first_table_difference(folder, TABLE)
    return [Problem(flat, f"与 Parquet 不同{place.message}", place.row, place.column)] if place else []
