"""The key of the person hashes is irreplaceable: with another one persons and findings change their names.

Its fingerprint stands in each release's manifest, so a key that was lost or exchanged is noticed before a run.
"""

import hashlib
import hmac
import os
from contextlib import suppress

from pipeline.parsing.secret import VARIABLE, SecretError, load_secret
from pipeline.release.newest import newest_official
from pipeline.settings import Settings

FINGERPRINT = "person_key_fingerprint"  # in the manifest's details
LOST = (
    "密钥文件 {path} 不见了，而已有已发布的版本（最近 {release}）：换了密钥，同一人的编码和疑点编号都会改变。"
    "请从另存处恢复该文件（权限 0600），再运行；确实找不回时，用 income run --new-person-key 另立新密钥。"
)
OTHER = (
    "密钥 {path} 与版本 {release} 所用的不是同一个（指纹 {found}，应为 {expected}）：同一人的编码和疑点编号都会改变。"
    "请恢复原来的密钥，再运行；确要更换时，用 income run --new-person-key。"
)


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
