"""The secrets: the one under which persons are hashed, and the key of marts that are carried to another office."""

import contextlib
import os
import re
import secrets
import stat
from pathlib import Path

VARIABLE = "INCOME_SECRET_KEY"
TRANSPORT_VARIABLE = "INCOME_TRANSPORT_KEY"
_TRANSPORT_KEY = re.compile(rb"[0-9a-fA-F]{64}")  # 256 bits
SHORTEST = 24  # characters; as hex digits 96 bits


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
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
