"""Which village is meant, and which rows of a mart are its."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.handouts.audience import PackageError
from pipeline.handouts.file_names import folded, safe_names
from pipeline.parsing.places import normalise_village
from pipeline.release.folders import Release

PLACE_COLUMNS = ["village_id", "town_name", "village_name"]
NAMING_TABLES = ("mart_household_incomes", "mart_exit_reviews")


@dataclass(frozen=True, order=True)
class Village:
    """A village of a release; `label` names its files and is no other village's (see villages_of)."""

    village_id: str
    town_name: str
    village_name: str
    label: str = field(default="", compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What an operator may call it."""
        return (self.village_id, self.village_name, f"{self.town_name}|{self.village_name}")


def villages_of(release: Release) -> list[Village]:
    """Every village with a household in the release, by identifier; the name is the first delivered."""
    found: dict[str, Village] = {}
    for table in NAMING_TABLES:
        rows = pq.read_table(release.table(table), columns=PLACE_COLUMNS)
        for row in rows.group_by(PLACE_COLUMNS).aggregate([]).sort_by("village_id").to_pylist():
            village_id = row["village_id"] or ""
            village = Village(village_id, row["town_name"] or "", row["village_name"] or "")
            found[village_id] = min(village, found.get(village_id, village))
    return list(labelled(sorted(found.values())))


def labelled(villages: Iterable[Village]) -> Iterator[Village]:
    """The villages, each with a label of its own: 镇_村, after its county where two share that."""
    known = list(villages)
    counts = Counter(folded(joined(one.town_name, one.village_name)) for one in known)
    texts = {
        one.village_id: joined(one.town_name, one.village_name)
        if counts[folded(joined(one.town_name, one.village_name))] == 1
        else joined(one.village_id.split("|")[0], one.town_name, one.village_name)
        for one in known
    }
    labels = safe_names(texts)
    return (replace(one, label=labels[one.village_id]) for one in known)


def joined(*names: str) -> str:
    """The names that are there, joined; 未名村 where none is."""
    return "_".join(name for name in names if name) or "未名村"


def find_village(release: Release, text: str) -> Village:
    """The village named 村, 镇/村, 县/镇/村 or by its identifier. Raises PackageError naming the candidates."""
    wanted = text.strip().replace("/", "|")
    known = villages_of(release)
    found = [
        one for one in known if wanted in (one.village_id, one.village_name, f"{one.town_name}|{one.village_name}")
    ]
    found = found or [
        one for one in known if one.village_id.split("|")[-1] == wanted or one.village_id.endswith("|" + wanted)
    ]
    found = found or [one for one in known if one.village_id.split("|")[-1] == normalise_village(wanted.split("|")[-1])
                      and (not (above := wanted.rpartition("|")[0]) or above.split("|")[-1] in one.town_name)]  # fmt: skip
    if len(found) == 1:
        return found[0]
    names = "、".join(one.village_id.replace("|", "/") for one in (found or known)[:10])
    state = f"{text} 对应 {len(found)} 个村，请写作 县/镇/村" if found else f"当前版本没有村 {text}"
    raise PackageError(f"{state}：{names}")


def rows_of(batches: Iterator[pa.RecordBatch], village: Village | None) -> Iterator[pa.RecordBatch]:
    """The batches, only with the rows of the village: by village_id, else by the household's identifier.

    A table with neither says nothing about one village and passes whole.
    """
    for batch in batches:
        mask = None if village is None else village_mask(batch, village)
        yield batch if mask is None else batch.filter(mask)


def village_mask(batch: pa.RecordBatch, village: Village) -> pa.BooleanArray | None:
    if "village_id" in batch.schema.names:
        mask = pc.equal(batch["village_id"], village.village_id)
    elif "household_id" in batch.schema.names:
        mask = pc.starts_with(batch["household_id"], f"{village.village_id}|")
    else:
        return None
    return pc.fill_null(mask, False)
