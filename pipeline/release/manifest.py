"""manifest.json: what a release holds, and everything it was made from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.release.code_version import file_hash

MANIFEST_NAME = "manifest.json"
DERIVED = frozenset({"is_what_if", "inputs_hash", "parameters_hash"})


@dataclass(frozen=True)
class Manifest:
    """The run fills in the first part, `publish` the rest.

    `inputs`: path relative to data/raw → SHA-256. `parameters`: file of parameters or of
    the site's settings → SHA-256.
    `row_counts`: table → rows, as counted when it was written. `code`: see code_version().
    `what_if`: the settings of a trial calculation; None for an official release.
    `details`: what else belongs on record (corrections, counts of findings), JSON-able, no personal data.
    """

    run_id: str
    as_of_date: date
    row_counts: Mapping[str, int]
    inputs: Mapping[str, str]
    parameters: Mapping[str, str]
    code: Mapping[str, str | None]
    what_if: Mapping[str, Any] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    release_id: str = ""
    created_at: str = ""
    generation: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    content_hash: str = ""

    @property
    def is_what_if(self) -> bool:
        """True for a trial calculation, which never becomes `current`."""
        return self.what_if is not None

    def sealed(self, **values: Any) -> "Manifest":
        """The same manifest with publish's part filled in."""
        return replace(self, **values)

    def to_json(self) -> bytes:
        """UTF-8 JSON, publish's part first, with a hash over the inputs, one over the parameters and one over it all."""
        names = [one.name for one in fields(self)]
        start = names.index("release_id")
        values = {name: getattr(self, name) for name in names[start:] + names[:start]}
        values |= {"as_of_date": self.as_of_date.isoformat(), "is_what_if": self.is_what_if}
        values |= {"inputs_hash": hash_of(self.inputs), "parameters_hash": hash_of(self.parameters)}
        values["manifest_hash"] = hash_of_json(values)
        return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """The manifest that `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else.

        Releases made before the manifest had a hash of its own have exactly the other names.
        """
        values = json.loads(content)
        stated = values.pop("manifest_hash", None)
        is_proven = stated == hash_of_json(values)
        if not is_proven and (stated is not None or set(values) != {one.name for one in fields(cls)} | DERIVED):
            raise ValueError("the manifest is not what its hash says")
        known = {one.name: values[one.name] for one in fields(cls)}
        known["as_of_date"] = date.fromisoformat(values["as_of_date"])
        return cls(**known)


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a release's folder. Raises OSError, ValueError, KeyError or TypeError."""
    return Manifest.from_json((folder / MANIFEST_NAME).read_bytes())


def hash_of_json(value: Any) -> str:
    """SHA-256 over a JSON value, however it is written."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def hash_of(entries: Mapping[str, Any]) -> str:
    """SHA-256 over names and values, whatever their order."""
    lines = "".join(f"{name}\0{entries[name]}\n" for name in sorted(entries))
    return hashlib.sha256(lines.encode()).hexdigest()


def content_hash(build_dir: Path) -> str:
    """SHA-256 over the marts' rows and columns, that is their Parquet files: no run id, no time of the run.

    Two nights on the same inputs, parameters and as-of date give the same value.
    """
    return hash_of({path.name: file_hash(path) for path in build_dir.glob("*.parquet")})
