"""What can go wrong in publishing, each with a message that an operator can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class PublishError(Exception):
    """A release was not published; the message is Chinese, one or two sentences, without personal data."""


class LockedError(PublishError):
    """Another run, or another publisher, holds the lock."""


class StaleWriterError(PublishError):
    """A newer run has begun since this writer began: whatever it made is out of date."""


class NoReleaseError(PublishError):
    """There is no such release, or none at all yet."""


REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超出允许的大小",
    errno.EIO: "磁盘读写出错（请检查硬盘）",
    errno.EROFS: "磁盘为只读",
    errno.EACCES: "没有读写权限",
    errno.EPERM: "没有读写权限",
    errno.EXDEV: "生成文件夹与发布文件夹不在同一磁盘",
    errno.ENOENT: "文件不存在",
    errno.EISDIR: "应为文件，却是文件夹",
    errno.ENOTDIR: "应为文件夹，却是文件",
    errno.ENOTEMPTY: "文件夹不空",
    errno.EEXIST: "已存在同名文件",
    errno.EBUSY: "文件正被占用",
    errno.ELOOP: "链接循环",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EMFILE: "打开的文件过多",
    errno.ENOMEM: "内存不足",
}
UNKNOWN = "程序出错"
# Libraries word the system's error in their own exceptions; these phrases come from strerror(3).
PHRASES = {
    "No space left on device": "磁盘已满",
    "Disk quota exceeded": "磁盘配额已用完",
    "File too large": "文件超出允许的大小",
    "Input/output error": "磁盘读写出错（请检查硬盘）",
    "Read-only file system": "磁盘为只读",
    "Permission denied": "没有读写权限",
    "malformed": "数据库文件已损坏",
    "is not a database": "数据库文件已损坏",
    "database is locked": "数据库正被另一程序占用",
    "database or disk is full": "磁盘已满",
    "disk I/O error": "磁盘读写出错（可能已满，或硬盘有故障）",
}


def reason_of(error: BaseException) -> str:
    """The cause in Chinese; never the text of a library's message, which may quote data."""
    if isinstance(error, MemoryError):
        return "内存不足"
    if isinstance(error, OSError) and error.errno in REASONS:
        return REASONS[error.errno] + (f"：{error.filename}" if error.filename else "")
    return known_reason(str(error)) or UNKNOWN


def known_reason(text: str) -> str | None:
    """What a library's message says of the disk, in Chinese; None if it says nothing of it."""
    return next((reason for phrase, reason in PHRASES.items() if phrase in text), None)


@contextmanager
def failures_as_publish_errors(action: str) -> Iterator[None]:
    """Turn an operating system's error within into a PublishError: `<action>失败：<reason>`."""
    try:
        yield
    except OSError as error:
        raise PublishError(f"{action}失败：{reason_of(error)}。") from error
