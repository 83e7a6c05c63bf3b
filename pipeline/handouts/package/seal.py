"""manifest.json of a package: what it holds, from which release, and the hash of every file."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline.handouts.audience import Audience
from pipeline.handouts.package.notes import DEVIATIONS
from pipeline.handouts.package.signing import SIGNATURE, signature_of
from pipeline.release.code_version import file_hash
from pipeline.release.folders import Release
from pipeline.release.manifest import hash_of

MANIFEST, CHECKSUM = "manifest.json", "manifest.sha256"
SEALS = frozenset({MANIFEST, CHECKSUM, SIGNATURE})


def package_manifest(
    release: Release, audience: Audience, *, village: str | None, folder: Path,
    row_counts: Mapping[str, int], sheets: Mapping[str, Mapping[str, int]],
) -> dict[str, Any]:  # fmt: skip
    """Everything a reader needs to retrace the package; a public one names no input file."""
    made = release.manifest
    inputs = {} if audience is Audience.PUBLIC else dict(sorted(made.inputs.items()))
    return {
        "title": "预脱贫户家庭人均可支配收入核查资料包",
        "audience": audience.value,
        "village": village,
        "release_id": release.id,
        "as_of_date": made.as_of_date.isoformat(),
        "is_what_if": made.is_what_if,
        "content_hash": made.content_hash,
        "rules_and_code_hash": made.code.get("source_sha256"),
        "parameters_hash": hash_of(made.parameters),
        "inputs_hash": hash_of(made.inputs),
        "code": dict(made.code),
        "parameters": dict(made.parameters),
        "inputs": inputs,
        "details": {} if audience is Audience.PUBLIC else dict(made.details),
        "deviations": list(DEVIATIONS),
        "row_counts": dict(row_counts),
        "sheets": {name: dict(rows) for name, rows in sorted(sheets.items())},
        "files": {name: file_hash(folder / name) for name in file_names(folder)},
    }


def file_names(folder: Path) -> list[str]:
    """Every file of a package but its seals, by relative path, sorted. Links count as files."""
    names = (
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    )
    return sorted(name for name in names if name not in SEALS)


def write_seals(folder: Path, manifest: Mapping[str, Any], key: Ed25519PrivateKey | None) -> None:
    """Write the manifest, its hash and, with a key, its signature."""
    content = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    (folder / MANIFEST).write_bytes(content)
    (folder / CHECKSUM).write_bytes(checksum_of(content))
    if key is not None:
        (folder / SIGNATURE).write_bytes(signature_of(content, key))


def checksum_of(content: bytes) -> bytes:
    """The checksum file, in the form that `sha256sum -c` reads."""
    return f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode()
