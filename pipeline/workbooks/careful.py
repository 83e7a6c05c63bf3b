"""The careful scan: every cell of a sheet's XML, one by one, for the facts that the fast reader keeps to itself."""

import re
from collections.abc import Iterable, Sequence

from pipeline.workbooks.cells import column_index
from pipeline.workbooks.facts import SheetCells, SheetFacts
from pipeline.workbooks.guarded_xml import parse_guarded
from pipeline.workbooks.number_formats import padded_width
from pipeline.workbooks.sheet import RefusedError, damaged

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_TRUE = ("1", "true")
_KEPT = ("v", "f", "t")


def scan_carefully(chunks: Iterable[bytes], formats: Sequence[str], is_uncalculated: bool) -> SheetFacts:
    """Facts of one sheet. Raises RefusedError (damaged_workbook, duplicate_cells, xml_declarations)."""
    scan = _CarefulScan(formats, is_uncalculated)
    parse_guarded(chunks, scan.start, scan.end, scan.characters)
    return scan.facts


class _CarefulScan:
    """Handlers of one pass; a cell is judged when it ends."""

    def __init__(self, formats: Sequence[str], is_uncalculated: bool) -> None:
        self._widths = {str(style): padded_width(code) for style, code in enumerate(formats)}
        self._is_uncalculated = is_uncalculated
        self._cells = SheetCells()
        self.facts = self._cells.facts
        self._tables = 0
        self._row, self._column = -1, -1
        self._cell: dict[str, str] | None = None
        self._parts: dict[str, list[str]] = {}
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell or a part of a cell begins."""
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._cell, self._parts = attributes, {}
            self._row, self._column = self._place(attributes.get("r"))
        elif self._cell is not None:
            if tag in _KEPT:
                self._inside = tag
                self._parts.setdefault(tag, [])
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            self._hide_columns(attributes)
        elif tag == "sheetData":
            self._tables += 1
            if self._tables > 1:
                raise damaged()

    def characters(self, text: str) -> None:
        """Text of a value, formula or inline string."""
        if self._inside:
            self._parts[self._inside].append(text)

    def end(self, name: str) -> None:
        """A cell or a part of it ends."""
        tag = name.rpartition(":")[2]
        if tag in _KEPT:
            self._inside = ""
        elif tag == "c" and self._cell is not None:
            parts = {part: "".join(texts) for part, texts in self._parts.items()}
            if any(parts.values()) or "f" in parts:
                self._judge(self._cell, parts)
            self._cell = None

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is not None and not (number.isdecimal() and 0 < int(number[:10]) < 10**7):
            raise damaged()
        self._row = int(number) - 1 if number else self._row + 1
        self._column = -1
        if attributes.get("hidden") in _TRUE:
            self.facts.hidden_rows.add(self._row)

    def _place(self, reference: str | None) -> tuple[int, int]:
        if reference is None:
            return max(self._row, 0), self._column + 1
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise damaged()
        return int(match[2]) - 1, column_index(match[1].upper())

    def _judge(self, cell: dict[str, str], parts: dict[str, str]) -> None:
        facts, place, kind = self.facts, (self._row, self._column), cell.get("t", "n")
        if not self._cells.is_new(*place):
            message = f"单元格 {cell.get('r', '')} 在文件中出现两次，不知以哪个为准，请另存为新的 .xlsx 后重新报送"
            raise RefusedError("duplicate_cells", message)
        value, formula = parts.get("v", ""), parts.get("f")
        if kind == "e":
            facts.errors[place] = value.strip() or "#ERROR"
        elif formula is not None and self._is_uncomputed(kind, value, "v" in parts):
            facts.formulas[place] = "=" + (formula.strip() or "…")
        elif kind == "n" and value.strip():
            facts.numbers.add(place)
            if self._widths.get(cell.get("s", "")):
                facts.padded[place] = self._widths[cell["s"]]

    def _is_uncomputed(self, kind: str, value: str, has_value: bool) -> bool:
        """No value kept; an empty text (t="str") is one. A 0 that nobody computed is none."""
        if self._is_uncalculated and kind == "n" and value in ("0", "0.0"):
            return True
        return not value and not (kind == "str" and has_value)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdecimal() and last.isdecimal() and len(first) + len(last) < 12:
            self.facts.hidden_columns.update(range(int(first) - 1, min(int(last), 16_384)))
