"""The secret under which persons are hashed: from the environment, or made on first run and kept private."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

VARIABLE = "INCOME_SECRET_KEY"
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
    return _checked(_read_private(path), f"密钥文件 {path.name}")


def _checked(secret: bytes, place: str) -> bytes:
    if len(secret) < SHORTEST:
        raise SecretError(f"{place} 过短：至少 {SHORTEST} 个字符，请更换后重新运行")
    return secret


def _read_private(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise SecretError(f"密钥文件 {path.name} 不能读取（不接受链接），请检查文件和权限") from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
            raise SecretError(f"密钥文件 {path.name} 其他用户可读，请执行 chmod 600，或改用环境变量 {VARIABLE}")
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
