"""Ed25519 over manifest.json: who made the package, where a hash alone says only that nobody touched it since."""

import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pipeline.handouts.audience import PackageError

SIGNATURE = "manifest.sig"
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
