"""Which code made a release: version, git commit, and a hash over all that can change a figure."""

import hashlib
import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assets", "expectations", "pipeline")
LIBRARIES = (
    "cn2an", "duckdb", "great-expectations", "matplotlib", "numpy", "olefile", "pyarrow", "python-calamine", "python-stdnum",
    "pyyaml", "rapidfuzz",
)  # fmt: skip


@cache
def code_version(root: Path = ROOT) -> dict[str, str | None]:
    """Version, commit (null outside a checkout), SHA-256 over the source, and the versions of Python and of libraries."""
    versions = {f"{name}_version": _installed(name) for name in LIBRARIES}
    return {
        "package_version": _installed("income-verification"),
        "git_commit": _git_commit(root),
        "source_sha256": source_hash(root),
        "python_version": platform.python_version(),
        **versions,
    }


def source_hash(root: Path = ROOT) -> str:
    """SHA-256 over every Python, SQL, YAML, CSV and template file of the three packages, with its path."""
    listed = hashlib.sha256()
    for name, digest in sorted(hash_files(root, [root / package for package in PACKAGES]).items()):
        listed.update(f"{name}\0{digest}\n".encode())
    return listed.hexdigest()


def hash_files(root: Path, folders: list[Path]) -> dict[str, str]:
    """SHA-256 of every file under the folders (absent ones are skipped), by path relative to `root`.

    Hidden files and compiled Python are left out.
    """
    return {
        path.relative_to(root).as_posix(): file_hash(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not _is_incidental(path.relative_to(folder))
    }


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_incidental(path: Path) -> bool:
    return path.suffix == ".pyc" or any(part.startswith((".", "__pycache__")) for part in path.parts)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _git_commit(root: Path) -> str | None:
    """The commit of the checkout at `root`; a repository further up (around a .venv) is none of ours."""
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
