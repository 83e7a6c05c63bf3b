"""The secrets: the key under which persons are hashed, and that of marts that are carried to another office.

The key of persons is irreplaceable: with another one persons and findings change their names. Its fingerprint stands in
each release's manifest, so a key that was lost or exchanged is noticed before a run.
"""

import hashlib
import hmac
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from pipeline.release.durable import sync_folder
from pipeline.release.folders import newest_official
from pipeline.settings import Settings

VARIABLE = "INCOME_SECRET_KEY"
TRANSPORT_VARIABLE = "INCOME_TRANSPORT_KEY"
_TRANSPORT_KEY = re.compile(rb"[0-9a-fA-F]{64}")  # 256 bits
SHORTEST = 24  # characters; as hex digits 96 bits
FINGERPRINT = "person_key_fingerprint"  # in the manifest's details
LOST = (
    "密钥文件 {path} 不见了，而已有已发布的版本（最近 {release}）：换了密钥，同一人的编码和疑点编号都会改变。"
    "请从另存处恢复该文件（权限 0600），再运行；确实找不回时，用 income run --new-person-key 另立新密钥。"
)
OTHER = (
    "密钥 {path} 与版本 {release} 所用的不是同一个（指纹 {found}，应为 {expected}）：同一人的编码和疑点编号都会改变。"
    "请恢复原来的密钥，再运行；确要更换时，用 income run --new-person-key。"
)


class SecretError(Exception):
    """The secret can't be used; the message (Chinese) says what to do and never shows the secret."""


def load_secret(secret_dir: Path) -> bytes:
    """INCOME_SECRET_KEY if set, else the file `person_key` in `secret_dir`, made (mode 0600) if absent."""
    stated = os.environ.get(VARIABLE)
    if stated is not None:
        return _checked(stated.strip().encode(), f"环境变量 {VARIABLE}")
    path = secret_dir / "person_key"
    if not path.is_symlink() and not path.exists():
        _generate(path)
    return _checked(_read_private(path, VARIABLE), f"密钥文件 {path.name}")


def load_transport_key(path: Path | None) -> bytes:
    """The key of encrypted marts, 64 hex digits: from `path` (mode 0600) if given, else from INCOME_TRANSPORT_KEY.

    Never from the command line, where every user of the machine reads it. Raises SecretError.
    """
    stated = (
        _read_private(path, TRANSPORT_VARIABLE)
        if path is not None
        else os.environ.get(TRANSPORT_VARIABLE, "").strip().encode()
    )
    if not stated:
        raise SecretError(
            f"没有传输密钥：请设环境变量 {TRANSPORT_VARIABLE}，或用 --key-file 指定文件"
            "（可用 umask 077; openssl rand -hex 32 > 文件 生成）"
        )
    if not _TRANSPORT_KEY.fullmatch(stated):
        raise SecretError("传输密钥应为 64 位十六进制数字（openssl rand -hex 32）")
    return bytes.fromhex(stated.decode())


def _checked(secret: bytes, place: str) -> bytes:
    if len(secret) < SHORTEST:
        raise SecretError(f"{place} 过短：至少 {SHORTEST} 个字符，请更换后重新运行")
    return secret


def _read_private(path: Path, variable: str) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise SecretError(f"密钥文件 {path.name} 不能读取（不接受链接），请检查文件和权限") from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
            raise SecretError(f"密钥文件 {path.name} 其他用户可读，请执行 chmod 600，或改用环境变量 {variable}")
        return file.read(4096).strip()


def _generate(path: Path) -> None:
    """Written whole under another name, then linked: of two first runs one wins, and both read that."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(secrets.token_hex(32).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
    sync_folder(path.parent)


def fingerprint(secret: bytes) -> str:
    """Sixteen hex digits that tell keys apart and tell nothing of the key."""
    return hmac.new(secret, b"income verification: which key is this", hashlib.sha256).hexdigest()[:16]


def present_fingerprint(settings: Settings) -> str | None:
    """Of the key at hand; None if there is none, or it can't be used. Makes no key."""
    if os.environ.get(VARIABLE) is None and not (settings.secret_dir / "person_key").exists():
        return None
    with suppress(SecretError):
        return fingerprint(load_secret(settings.secret_dir))
    return None


def check_person_key(settings: Settings, is_new_allowed: bool = False) -> None:
    """Raise SecretError where the newest release was made with a key that is not the one at hand.

    A release of an earlier version has no fingerprint: then a key must only be there.
    """
    newest = newest_official(settings.marts_dir)
    if newest is None or is_new_allowed:
        return
    path = f"环境变量 {VARIABLE}" if os.environ.get(VARIABLE) is not None else settings.secret_dir / "person_key"
    if os.environ.get(VARIABLE) is None and not (settings.secret_dir / "person_key").exists():
        raise SecretError(LOST.format(path=path, release=newest.id))
    expected = newest.manifest.details.get(FINGERPRINT)
    found = fingerprint(load_secret(settings.secret_dir))
    if expected is not None and found != expected:
        raise SecretError(OTHER.format(path=path, release=newest.id, found=found, expected=expected))
