"""Drafts beside final tables: what a name calls a draft or void is passed over where a later version names all its households."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from pipeline.intake.deliveries import BY_YEAR, Delivery, place_of
from pipeline.intake.entries import entry_rows
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.readings import ACCEPTED, DUPLICATE, IGNORED
from pipeline.workbooks.sheet import Note

_DRAFT, _PLAIN, _FINAL = range(3)
_KEYS = ("county_name", "town_name", "village_name", "household_code", "member_name", "month")
PASSED_OVER = (
    "名称写明是较早的稿（{}），所载各户都在“{}”中，采用后者，本表未采用；如应采用本表，请撤回后者或改正名称后重新报送"
)
PREFERRED = "另有较早的稿“{}”，按名称采用本表"


def pass_over_drafts(deliveries: Iterable[Delivery], words: ContextWords) -> None:
    """Set accepted drafts (初稿, 作废, 修改前) aside, with the reason, beside later versions (定稿, 修改后) of the same kind, form and
    year. One that names a household which no later version names stays."""
    settled = [one for one in deliveries if one.reading.kind in BY_YEAR and one.status in (ACCEPTED, DUPLICATE)]
    versions = _versions(settled, words)
    groups: dict[tuple[object, ...], list[Delivery]] = {}
    for one in settled:
        if one.status == ACCEPTED:
            groups.setdefault((one.reading.kind, one.reading.form, one.survey_year), []).append(one)
    for group in groups.values():
        for one in group:
            rank, word = versions[one.reading.kind, place_of(one)]
            above = (other for other in group if versions[other.reading.kind, place_of(other)][0] > rank)
            later = next((other for other in above if _holds_all(other, one)), None)
            if later is not None:
                one.status = IGNORED
                one.reason = PASSED_OVER.format(word or "未注明定稿", place_of(later))
                later.notes.append(Note(None, None, "draft_passed_over", PREFERRED.format(place_of(one))))


def _versions(settled: Iterable[Delivery], words: ContextWords) -> dict[tuple[str, str], tuple[int, str]]:
    """By kind and place: the latest version that the names of a content say, those of its duplicates included."""
    versions: dict[tuple[str, str], tuple[int, str]] = {}
    for one in settled:
        place = one.reading.kind, one.duplicate_of or place_of(one)
        said = version_of(one, words)
        versions[place] = max(versions.get(place, said), said)
    return versions


def version_of(delivery: Delivery, words: ContextWords) -> tuple[int, str]:
    """Draft, neither or final, and the word that says so: by the sheet's name, else the file's, else the nearest folder's."""
    path = PurePosixPath(delivery.source_file)
    for name in (delivery.reading.sheet, path.stem, *reversed(path.parent.parts)):
        for rank, sort in ((_DRAFT, "version_draft"), (_FINAL, "version_final")):
            if word := words.first(sort, name):
                return rank, word
    return _PLAIN, ""


def _holds_all(later: Delivery, draft: Delivery) -> bool:
    """Whether every row of the draft is of a household (person, month) of the later version."""
    return not draft.reading.quarantine and set(_households(draft)) <= set(_households(later))


def _households(delivery: Delivery) -> Iterator[tuple[object, ...]]:
    reading = delivery.reading
    data = reading.data or (entry_rows(delivery.entry, reading.rows_hash) if delivery.entry is not None else {})
    count = max(map(len, data.values()), default=0)
    return zip(*(data.get(name) or [None] * count for name in _KEYS), strict=True)
