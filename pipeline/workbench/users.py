"""Who may see households and who may answer: data/site/users.yml, passwords as Argon2id, sessions in memory.

张三: {role: 复核, password: $argon2id$…}      # made by `income user 张三 --role 复核`
"""

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from pipeline.release.durable import write_file
from pipeline.release.lock import FileLock

FILE_NAME = "users.yml"
ROLES = ("查看", "复核")
LONGEST = 12 * 3600  # seconds a session lasts
MOST_FAILURES, PAUSE = 5, 300  # after so many wrong passwords nobody logs in by that name for so many seconds
SHORTEST_PASSWORD = 8
MOST_NAMES = 1_000  # whose failures are remembered
BUSY, BUSY_SECONDS = "另一程序正在改用户名单，请稍候再试。", 10.0
LENGTH, PASSES, LANES, KIBIBYTES = 32, 3, 1, 64 * 1024  # of Argon2id, after RFC 9106


class UsersError(ValueError):
    """The list of users can't be used; the message is Chinese."""


@dataclass(frozen=True)
class User:
    """`role` 查看 sees households, 复核 also answers and signs."""

    name: str
    role: str

    @property
    def may_answer(self) -> bool:
        return self.role == "复核"


def load_users(site_dir: Path) -> dict[str, dict[str, str]]:
    """Name → role and password hash; empty without a list. Raises UsersError."""
    path = site_dir / FILE_NAME
    if not path.exists():
        return {}
    try:
        found: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        raise UsersError(f"{path} 不是合格的 YAML 文件。") from None
    if not isinstance(found, dict):
        raise UsersError(f"{path} 应为“姓名: {{role: …, password: …}}”的列表。")
    for name, entry in found.items():
        if not isinstance(entry, dict) or entry.get("role") not in ROLES or not isinstance(entry.get("password"), str):
            raise UsersError(f"{path} 中 {name} 的写法不对，请用 income user 姓名 --role 查看 重新添加。")
    return found


def save_user(site_dir: Path, name: str, role: str, password: str) -> None:
    """Add or replace a user. Raises UsersError."""
    if role not in ROLES or not name.strip() or len(password) < SHORTEST_PASSWORD:
        raise UsersError(f"角色须为 {'、'.join(ROLES)}，密码至少 {SHORTEST_PASSWORD} 位")
    entry = {"role": role, "password": hashed(password)}
    site_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(site_dir / f".{FILE_NAME}.lock", BUSY, BUSY_SECONDS):  # two at once would lose one of the users
        users = load_users(site_dir) | {name.strip(): entry}
        write_file(site_dir / FILE_NAME, yaml.safe_dump(users, allow_unicode=True, sort_keys=True).encode())


def hashed(password: str) -> str:
    kdf = Argon2id(salt=os.urandom(16), length=LENGTH, iterations=PASSES, lanes=LANES, memory_cost=KIBIBYTES)
    return kdf.derive_phc_encoded(password.encode())


class Sessions:
    """Who is logged in, by the token of his cookie. Ends with the process."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[User, float]] = {}
        self._failures: dict[str, list[float]] = {}

    def log_in(self, site_dir: Path, name: str, password: str) -> str | None:
        """A new token; None for a wrong name or password, or while the name is paused. Raises UsersError."""
        now = time.monotonic()
        failed = [one for one in self._failures.get(name, []) if now - one < PAUSE]
        if len(failed) >= MOST_FAILURES:
            return None
        entry = load_users(site_dir).get(name)
        try:
            Argon2id.verify_phc_encoded(password.encode(), entry["password"] if entry else hashed("nobody"))
            is_right = entry is not None
        except InvalidKey:
            is_right = False
        if not is_right or entry is None:
            others = [(one, told) for one, told in self._failures.items() if one != name]
            self._failures = dict(others[-MOST_NAMES:]) | {name: [*failed, now]}
            return None
        token = secrets.token_urlsafe(32)
        self._open[token] = (User(name, entry["role"]), now + LONGEST)
        return token

    def user_of(self, site_dir: Path, token: str) -> User | None:
        """Who holds the token; nobody once it is old, or once he was taken off the list. Raises UsersError."""
        user, until = self._open.get(token, (None, 0.0))
        entry = load_users(site_dir).get(user.name) if user else None
        if user is None or entry is None or time.monotonic() > until:
            self._open.pop(token, None)
            return None
        return User(user.name, entry["role"])

    def log_out(self, token: str) -> None:
        self._open.pop(token, None)
