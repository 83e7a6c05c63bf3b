"""Drafts beside final tables: what a name calls a draft or void is passed over where a later version names all its households."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from pipeline.intake.deliveries import BY_YEAR, Delivery, place_of
from pipeline.intake.entries import entry_rows
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.readings import ACCEPTED, IGNORED
from pipeline.workbooks.sheet import Note

_DRAFT, _PLAIN, _FINAL = range(3)
_KEYS = ("village_name", "household_code", "member_name", "month")
PASSED_OVER = (
    "名称写明是较早的稿（{}），所载各户都在“{}”中，采用后者，本表未采用；如应采用本表，请撤回后者或改正名称后重新报送"
)
PREFERRED = "另有较早的稿“{}”，按名称采用本表"


def pass_over_drafts(deliveries: Iterable[Delivery], words: ContextWords) -> None:
    """Set accepted drafts (初稿, 作废, 修改前) aside, with the reason, beside later versions (定稿, 修改后) of the same kind, form and
    year. One that names a household which no later version names stays."""
    groups: dict[tuple[object, ...], list[tuple[int, str, Delivery]]] = {}
    for one in deliveries:
        reading = one.reading
        if one.status == ACCEPTED and reading.kind in BY_YEAR:
            group = groups.setdefault((reading.kind, reading.form, one.survey_year), [])
            group.append((*version_of(one, words), one))
    for group in groups.values():
        for rank, word, one in group if len({rank for rank, _, _ in group}) > 1 else ():
            later = next((other for higher, _, other in group if higher > rank and _holds_all(other, one)), None)
            if later is not None:
                one.status = IGNORED
                one.reason = PASSED_OVER.format(word or "未注明定稿", place_of(later))
                later.notes.append(Note(None, None, "draft_passed_over", PREFERRED.format(place_of(one))))


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
    return not draft.reading.quarantine and _households(draft) <= _households(later)


def _households(delivery: Delivery) -> set[tuple[object, ...]]:
    reading = delivery.reading
    data = reading.data or (entry_rows(delivery.entry, reading.rows_hash) if delivery.entry is not None else {})
    columns: list[Sequence[object]] = [data[name] for name in _KEYS if name in data]
    return set(zip(*columns, strict=True))
