"""Who a package is for, and what of a release he may hold in his hands."""

from enum import StrEnum

# Keyed hashes link a person over all tables; nobody outside needs them.
NEVER_LEAVES = frozenset({"head_key", "person_key"})


class Audience(StrEnum):
    """assessor: names, masked IDs; village: its own households only; public: aggregates only."""

    ASSESSOR = "assessor"
    VILLAGE = "village"
    PUBLIC = "public"

    @property
    def zh(self) -> str:
        return {"assessor": "考核核查组", "village": "驻村工作队", "public": "公开"}[self.value]


class PackageError(Exception):
    """A package can't be made as asked; the message is Chinese and says what to do."""
