"""Front door of publishing: what readers and writers of releases import.

Read: `current_release(marts_dir)` once, then everything through the Release it returns.
Write: take_lease → add_file, write_marts_database in lease.build_dir() → publish → remove_old_releases.
"""

from pipeline.releasing.building import add_file, write_marts_database
from pipeline.releasing.code_version import code_version, file_hash, hash_files, source_hash
from pipeline.releasing.failures import LockedError, NoReleaseError, PublishError, StaleWriterError
from pipeline.releasing.history import read_history
from pipeline.releasing.layout import Release, current_release, find_release, list_releases
from pipeline.releasing.lease import Lease, take_lease
from pipeline.releasing.manifest import Manifest, content_hash, differing_tables
from pipeline.releasing.publish import publish, roll_back
from pipeline.releasing.readback import verify_release
from pipeline.releasing.retention import Purged, purge, remove_old_releases, remove_old_runs

__all__ = [
    "Lease",
    "LockedError",
    "Manifest",
    "NoReleaseError",
    "PublishError",
    "Purged",
    "Release",
    "StaleWriterError",
    "add_file",
    "code_version",
    "content_hash",
    "current_release",
    "differing_tables",
    "file_hash",
    "find_release",
    "hash_files",
    "list_releases",
    "publish",
    "purge",
    "read_history",
    "remove_old_releases",
    "remove_old_runs",
    "roll_back",
    "source_hash",
    "take_lease",
    "verify_release",
    "write_marts_database",
]
