"""manifest.json of a package: what it holds, from which release, and the hash of every file; and the signature over it."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pipeline.handouts.audience import Audience, PackageError
from pipeline.handouts.package.cover import DEVIATIONS
from pipeline.release.code_version import file_hash
from pipeline.release.folders import Release
from pipeline.release.manifest import hash_of

MANIFEST, CHECKSUM = "manifest.json", "manifest.sha256"
SIGNATURE = "manifest.sig"
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


FORM = re.compile(rb"ed25519 ([0-9a-f]{64}) ([0-9a-f]{128})\n")


def load_private_key(path: Path) -> Ed25519PrivateKey:
    """A PEM (PKCS 8, without password) Ed25519 key, as `openssl genpkey -algorithm ed25519` writes. PackageError."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise PackageError(f"读不出签名密钥 {path}（应为无口令的 PEM 私钥）") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PackageError(f"{path} 不是 Ed25519 私钥；可用 openssl genpkey -algorithm ed25519 生成")
    return key


def load_public_key(path: Path) -> str:
    """Hex of a PEM Ed25519 public key. Raises PackageError."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise PackageError(f"读不出公钥 {path}（应为 PEM 公钥）") from error
    if not isinstance(key, Ed25519PublicKey):
        raise PackageError(f"{path} 不是 Ed25519 公钥")
    return key.public_bytes_raw().hex()


def signature_of(content: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature file: algorithm, public key, signature, in hex."""
    return f"ed25519 {key.public_key().public_bytes_raw().hex()} {key.sign(content).hex()}\n".encode()


def signer_of(content: bytes, signature: bytes) -> str | None:
    """Hex of the public key that signed the content; None if the signature does not hold."""
    match = FORM.fullmatch(signature)
    if match is None:
        return None
    public, signed = (bytes.fromhex(part.decode()) for part in match.groups())
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed, content)
    except (InvalidSignature, ValueError):
        return None
    return public.hex()
