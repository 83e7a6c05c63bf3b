"""The accepted rows of a table by canonical column, what its title or groups call expected or planned as their remark, its
quarantined rows as masked JSON, and its content hash."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from pipeline.item_book import items
from pipeline.parsing.amounts import BLANK_MARKS, parse_amount
from pipeline.parsing.characters import visible
from pipeline.parsing.masking import mask_id_numbers, masked_cells_of
from pipeline.parsing.numerals import size_text
from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.codes import CODES, code_text
from pipeline.recognition.headers import HeaderColumn
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.readings import Quarantined
from pipeline.recognition.statements import Statement, said
from pipeline.recognition.wording import fold
from pipeline.workbooks.sheet import Note

Texts = list[str | None]
_NOT_CONTENT = frozenset({"source_row", "unit_yuan", "form", "is_blank", "is_sign_assumed"})
SIZES = ("registered_count", "resident_count")
_NOTHING = BLANK_MARKS - {"无", "没有"}
PLACES = ("county_name", "town_name", "village_name")
PLANNED = "计划数，尚未发放"


def accepted_rows(body: Body, verdicts: Verdicts, supplied: dict[str, str]) -> dict[str, Texts | list[int]]:
    """Canonical column → text of each accepted row; `supplied`: what the title says for columns not there."""
    offsets = verdicts.of("accepted")
    everything = len(offsets) == body.size
    data: dict[str, Texts | list[int]] = {}
    for column in body.mapping.headers.columns.values():
        if column.is_site:  # it travels in extra_cells
            continue
        found = body.named(column.name)
        if found is None:
            said = supplied.get(column.name)
            data[column.name] = [mask_id_numbers(said) if said else said] * len(offsets)
        else:
            kept = found if everything else [found[offset] for offset in offsets]
            data[column.name] = shown_texts(column, kept)
    data["place_text"] = place_texts([data[name] for name in PLACES if name in data], len(offsets))
    data["extra_cells"] = extra_cells(body, offsets)
    data["source_row"] = [body.first + offset + 1 for offset in offsets]
    if body.mapping.kind == "income_statement":
        blank = blank_rows(body)
        flags: dict[str, list[int]] = {
            "is_blank": [offset in blank for offset in offsets],
            "is_sign_assumed": [offset in body.signs.assumed for offset in offsets],
        }
        data |= flags
    return data


def blank_rows(body: Body) -> frozenset[int]:
    """Body offsets at which no cell of money says anything: blank or a dash, where a zero or 无 would be a statement."""
    money = [one.index for one in body.mapping.money]
    rows = zip(*(body.filled[index] for index in money), strict=True)
    return frozenset(
        offset
        for offset, row in enumerate(rows)
        if all(text is None or text in _NOTHING or fold(text) in _NOTHING for text in row)
    )


def shown_texts(column: HeaderColumn, cells: Texts) -> Texts:
    """Codes and numbers of people in one writing, places without unseen characters; an ID number in any column but its
    own masked. A code that is one was quarantined."""
    if column.name in CODES:
        return _each(cells, code_text)
    if column.name in SIZES:
        return _each(cells, size_text)
    if column.type == "place":
        cells = _each(cells, visible)
    return cells if column.type in ("id", "key") else masked_cells_of(cells, column.is_money)


def _each(cells: Texts, change: Callable[[str], str]) -> Texts:
    """Cells with every different text changed once; the same list where none changes."""
    texts = set(filter(None, cells))
    changed = {text: other for text in texts if (other := change(text)) != text}
    return [changed.get(text, text) if text else text for text in cells] if changed else cells


def place_texts(places: Sequence[Sequence[str | int | None]], size: int) -> Texts:
    """County, town and village joined by | as delivered."""
    if len(places) < len(PLACES):
        return ["||"] * size
    return ["|".join(str(part or "") for part in parts) for parts in zip(*places, strict=True)]


def extra_cells(body: Body, offsets: Iterable[int]) -> Texts:
    """JSON of header → text of the cells without a canonical column, or None."""
    labelled = [(label, body.delivered[column.index]) for column, label in extra_labels(body)]
    labelled = [(label, cells) for label, cells in labelled if any(cells)]
    if not labelled:
        return [None for _ in offsets]
    result: Texts = []
    for offset in offsets:
        extras = {label: mask_id_numbers(cell) for label, cells in labelled if (cell := cells[offset]) is not None}
        result.append(json.dumps(extras, ensure_ascii=False) if extras else None)
    return result


def extra_labels(body: Body) -> list[tuple[SheetColumn, str]]:
    """Unmapped and site columns with a label each that is unique in the sheet."""
    extras = [one for one in body.mapping.columns if one.meaning is None or one.meaning.is_site]
    return [(column, label) for column, label in zip(extras, unique_labels(extras), strict=True)]


def unique_labels(columns: Sequence[SheetColumn]) -> list[str]:
    """Header, or column letter where there is none; repeated headers get their letter."""
    headers = [one.meaning.zh if one.meaning and one.meaning.is_site else one.bottom for one in columns]
    return [
        f"{column.letter}列"
        if not header
        else header
        if headers.count(header) == 1
        else f"{header}（{column.letter}列）"
        for column, header in zip(columns, headers, strict=True)
    ]


def quarantined_rows(body: Body, verdicts: Verdicts) -> list[Quarantined]:
    """The rows that cannot be keyed, each with its reason and all its cells."""
    labels = unique_labels(body.mapping.columns)
    return [
        Quarantined(body.first + offset + 1, reason, masked_cells(labels, body.row(offset)))
        for offset, reason in sorted(verdicts.reasons.items())
    ]


def masked_cells(labels: Sequence[str], row: Sequence[str | None]) -> str:
    """JSON of header → text of a row's cells, ID numbers masked."""
    cells = {label: mask_id_numbers(text) for label, text in zip(labels, row, strict=False) if text is not None}
    return json.dumps(cells, ensure_ascii=False)


def content_hash(
    kind: str,
    form: str | None,
    parts: Iterable[tuple[int, dict[str, Texts | list[int]]]],
    quarantine: Iterable[Quarantined],
) -> str:
    """SHA-256 over kind, form, units, all accepted cells by canonical name (column order does not count) and the
    quarantined rows."""
    digest = hashlib.sha256(f"{kind}\x1d{form}".encode())
    for row in quarantine:
        digest.update(f"\x1d{row.reason}\x1e{row.cells}".encode("utf-8", "surrogatepass"))
    for unit, data in parts:
        digest.update(f"\x1d{unit}".encode())
        for name in sorted(set(data) - _NOT_CONTENT):
            cells = data[name]
            joined = "\x1f".join(["\x00" if text is None else text for text in cells]) if any(cells) else ""  # type: ignore[misc]
            digest.update(f"\x1e{name}\x1e{len(cells)}\x1e{joined}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def hash_of_hashes(hashes: Iterable[str]) -> str:
    """SHA-256 over the content hashes of parts, in any order."""
    return hashlib.sha256("\x1d".join(sorted(hashes)).encode()).hexdigest()


def planned_notes(statements: Sequence[Statement], mapping: Mapping) -> list[Note]:
    """A list of what is to be paid says nothing of what was."""
    found = [one for one in said(statements, "forecast") if not one.columns]
    if mapping.kind != "ledger" or not found:
        return []
    message = f"{found[0].place}写明“{found[0].value}”，各行按尚未发放计，不作佐证；如已发放，请改正表名后重新报送"
    return [Note(None, None, "not_yet_paid", message)]


def mark_expected(
    data: dict[str, Texts | list[int]], statements: Sequence[Statement], mapping: Mapping, unit_yuan: int
) -> None:
    """Add to the remark of each row of an income statement how much of it is expected; of a ledger that it is not paid."""
    found = said(statements, "forecast")
    if mapping.kind == "ledger" and any(not one.columns for one in found):
        planned: Texts = ["；".join(str(one) for one in (remark, PLANNED) if one) for remark in data["remark"]]
        data["remark"] = planned
    if mapping.kind != "income_statement" or not found:
        return
    covered = {index for one in found for index in one.columns}
    is_whole = any(not one.columns for one in found)
    names = [one.name for one in mapping.columns if is_income(one.name) and (is_whole or one.index in covered)]
    remarks: Texts = []
    for row, remark in enumerate(data["remark"]):
        expected = expected_text([data[name][row] for name in names], unit_yuan)  # type: ignore[misc]
        sentence = f"收入中含预计收入{expected}" if expected is not None else None
        remarks.append("；".join(str(one) for one in (remark, sentence) if one) or None)
    data["remark"] = remarks


def is_income(name: str) -> bool:
    """An item that adds to income: no total, no part of another item."""
    item = items().get(name)
    return item is not None and item.kind == "item" and item.sign > 0


def expected_text(texts: Sequence[str | None], unit_yuan: int) -> str | None:
    """The sum in yuan (24000元); '' where an amount cannot be read, None where there is none."""
    total = Decimal(0)
    for text in texts:
        amount = parse_amount(text) if text is not None else None
        if amount is None:
            continue
        if amount.yuan is None:
            return ""
        total += amount.yuan * (1 if amount.has_own_unit else unit_yuan)
    return f"{total.normalize():f}元" if total else None
