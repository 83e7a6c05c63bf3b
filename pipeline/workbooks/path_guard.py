"""Look at a delivered path before anything parses it: name, kind of file, links, size, settled or still arriving."""

import os
import stat
import time
import unicodedata
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import RefusedError, Rejection

_LONGEST_NAME = 200
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control, format (bidi, zero width), surrogate, separators


@dataclass(frozen=True)
class Deferred:
    """The file is still arriving: leave it to the next run. `reason` is Chinese."""

    code: str
    reason: str


def is_ignorable(path: Path) -> bool:
    """Lock files of open workbooks (~$…), dotfiles and what file managers leave behind: no delivery, no message."""
    return path.name.startswith(("~$", ".")) or path.name.lower() in _SYSTEM_FILES


def inspect_path(raw_dir: Path, path: Path, limits: Limits) -> Rejection | Deferred | None:
    """What keeps `path` (below `raw_dir`) from being read, or None. Opens nothing, follows no link, never raises."""
    try:
        for part in path.relative_to(raw_dir).parts:
            _check_name(part)
        status = _check_links(raw_dir, path)
        check_status(status, limits)
    except RefusedError as refused:
        return refused.rejection
    except (OSError, ValueError):
        return Rejection("unreadable_path", "文件无法访问或不在报送目录内，请检查权限和位置后重新报送")
    if 0 <= time.time() - status.st_mtime < limits.settle_seconds:
        return Deferred("not_settled", "文件刚刚变动，可能仍在上传，留待下次运行读取")
    return None


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The whole file, read once through a descriptor that follows no link and waits on no pipe.

    Raises RefusedError when it is no plain file, empty, over the cap or not readable.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise RefusedError(
            "unreadable_path", "文件无法打开（可能是链接、管道或没有权限），请重新复制原文件后报送"
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        check_status(os.fstat(descriptor), limits)
        data = file.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise _too_large(limits)
    return data


def check_status(status: os.stat_result, limits: Limits) -> None:
    """Raise RefusedError unless this is a plain file with a single name and a size between 1 byte and the cap."""
    if stat.S_ISLNK(status.st_mode):
        raise RefusedError("symlink", "是符号链接而不是文件，请复制文件本身后报送")
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError("not_a_file", "不是普通文件（管道、设备或目录），请复制文件本身后报送")
    if status.st_nlink > 1:
        raise RefusedError("hard_link", "文件另有硬链接，内容可能在别处被改动，请复制为独立文件后报送")
    if status.st_size == 0:
        raise RefusedError("empty_file", "文件是空的（0 字节），请检查原文件后重新报送")
    if status.st_size > limits.file_bytes:
        raise _too_large(limits)


def _too_large(limits: Limits) -> RefusedError:
    return RefusedError("file_too_large", f"文件超过 {limits.file_bytes // 1_000_000} MB，请按村或按年度拆分后报送")


def _check_name(name: str) -> None:
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        raise RefusedError("name_control_characters", "文件名或文件夹名含不可见的控制字符，请改名后报送")
    if name != unicodedata.normalize("NFC", name):
        raise RefusedError("name_not_normalised", "文件名的字符编码不规范（非 NFC），请重新输入文件名后报送")
    if len(name) > _LONGEST_NAME or name in ("..", "."):
        raise RefusedError("name_not_allowed", f"文件名过长或不允许，请改为 {_LONGEST_NAME} 字以内的文件名后报送")


def _check_links(raw_dir: Path, path: Path) -> os.stat_result:
    """lstat of `path`, which lies below `raw_dir`, with every folder between them a real one."""
    for folder in takewhile(lambda one: one != raw_dir, path.parents):
        if folder.is_symlink():
            raise RefusedError("symlink", "所在文件夹是符号链接，请把文件夹本身复制到报送目录")
    return path.lstat()
