"""Layouts: small deliveries written down in YAML, and the workbooks and texts that are made of them."""

import base64
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
import xlwt
import yaml
from xlsxwriter.utility import xl_cell_to_rowcol

FOLDER = Path(__file__).resolve().parent / "layouts"
AS_OF = "2019-01-10"
Row = list[Any]

PLACES = {"县": "遂溪县", "镇": "示例镇"}
TRANSFERS_IN = [
    "计划生育金",
    "低保金",
    "五保金",
    "养老保险金",
    "生态补偿金",
    "基本医疗保险报销医疗费",
    "医疗救助金",
    "其他转移性收入",
]
TRANSFERS_OUT = ["个人所得税", "社会保障支出", "赡养支出", "其他转移性支出"]
SUMS = {
    "转移性收入": TRANSFERS_IN,
    "转移性支出": TRANSFERS_OUT,
    "总收入": ["工资性收入", "生产经营性收入", "财产性收入", "转移性收入"],
    "总支出": ["生产经营性支出", "转移性支出"],
}
STATEMENT = [
    *["县", "镇", "村", "户码", "户主姓名", "年末人口", "年度", "总收入", "工资性收入", "生产经营性收入", "财产性收入", "转移性收入"],
    *[*TRANSFERS_IN, "总支出", "生产经营性支出", "转移性支出", *TRANSFERS_OUT, "家庭可支配收入"],
]  # fmt: skip
LIST = ["县", "镇", "村", "户码", "户主姓名", "年末人口", "户属性", "劳动能力类型", "脱贫属性", "预脱贫年度"]
LISTED = {"户属性": "一般贫困户", "劳动能力类型": "有劳动力户", "脱贫属性": "预脱贫", "预脱贫年度": 2018, **PLACES}
ROSTER = ["县", "镇", "村", "户编号", "户主姓名", "姓名", "证件号码", "与户主关系", "在校生状况", "劳动技能", "年度"]
MEMBER = {"在校生状况": "非在校生", "劳动技能": "普通劳动力", "年度": 2018, **PLACES}

FIRST = {  # what the entries of a block begin with; the rest is written 表头=内容
    "statement": ["村", "户码", "户主姓名", "年末人口"],
    "list": ["村", "户码", "户主姓名", "年末人口"],
    "roster": ["村", "户编号", "户主姓名", "姓名", "与户主关系"],
}
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,10})(?:\.\d{1,6})?")


@dataclass(frozen=True)
class Layout:
    """One delivery with its truth; `folder` is the folder that its files get below each year."""

    name: str
    said: dict[str, Any]

    @property
    def folder(self) -> str:
        return self.name.replace("/", "-")

    @property
    def right(self) -> dict[str, Any]:
        return self.said["right"]

    @property
    def is_alone(self) -> bool:
        return bool(self.said.get("alone"))

    def lay(self, raw: Path) -> list[Path]:
        """Write its files below `raw`; returns them."""
        files = dict(self.said["files"])
        if "household_list" in self.said:
            files["户指标查询.xlsx"] = {"rows": [{"list": self.said["household_list"]}], "year": 2018}
        laid = []
        for name, file in files.items():
            path = raw / str(file.get("year", self.said.get("year", 2018))) / self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file_bytes(path.name, file))
            laid.append(path)
        return laid


def load_layouts(folder: Path = FOLDER) -> list[Layout]:
    """Every layout, by name (topic/name)."""
    files = sorted(folder.rglob("*.yml"))
    return [
        Layout(file.relative_to(folder).with_suffix("").as_posix(), yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in files
    ]


def file_bytes(name: str, file: dict[str, Any]) -> bytes:
    """The content of one file: sheets as a workbook (.xls by its name, else .xlsx), rows as CSV, a text, or bytes."""
    encoding = file.get("encoding", "utf-8")
    if "base64" in file:
        return base64.b64decode(file["base64"])
    if "text" in file:
        return str(file["text"]).encode(encoding)
    if name.endswith(".csv"):
        stream = io.StringIO()
        csv.writer(stream).writerows(as_rows(file["rows"]))
        return stream.getvalue().encode(encoding)
    if "document" in file:
        return _word_document(file["document"])
    sheets = file.get("sheets", [file])
    if file.get("as", name[-4:]) == ".xls":
        return _old_workbook(sheets)
    return patched(_workbook(sheets), file.get("patch", {}))


def as_rows(said: Iterable[Any]) -> list[Row]:
    """Rows of cells: 'a | b' is a row of two cells, a list is a row, a block (statement, list, roster) is several."""
    return [row for one in said for row in _rows_of(one)]


def _rows_of(one: Any) -> Iterator[Row]:
    if isinstance(one, dict):
        yield from _block(one)
    elif isinstance(one, str):
        yield [cell_of(text.strip()) for text in one.split("|")]
    else:
        yield list(one or [])


def cell_of(text: str) -> Any:
    """A plain number as a number, 'text as text, nothing as a blank."""
    if _PLAIN.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text.removeprefix("'") or None


def _block(block: dict[str, Any]) -> Iterator[Row]:
    """A header row (unless `header: false`) and a row per entry; `without`: columns left out, `renamed`: headers."""
    kind = next(one for one in ("statement", "list", "roster") if one in block)
    columns, fixed = {"statement": (STATEMENT, PLACES), "list": (LIST, LISTED), "roster": (ROSTER, MEMBER)}[kind]
    columns = [*columns, *block.get("more", [])]
    columns = [one for one in columns if one not in block.get("without", [])]
    if block.get("header", True):
        yield [block.get("renamed", {}).get(one, one) for one in columns]
    for entry in (entry_of(kind, one) for one in block[kind]):
        whole = with_sums(fixed, entry, block.get("year", 2018)) if kind == "statement" else {**fixed, **entry}
        yield [whole.get(column) for column in columns]


def entry_of(kind: str, said: str) -> dict[str, Any]:
    """'示例甲村 | '001 | 陈大明 | 4 | 工资性收入=1.2' by header."""
    texts = [text.strip() for text in said.split("|")]
    named = dict(text.split("=", 1) for text in texts[len(FIRST[kind]) :])
    return {column: cell_of(text) for column, text in [*zip(FIRST[kind], texts, strict=False), *named.items()]}


def with_sums(fixed: dict[str, Any], entry: dict[str, Any], year: int) -> dict[str, Any]:
    """A statement's row: items not named are 0, totals are the sums of the items."""
    whole = {
        **fixed,
        "年度": year,
        **dict.fromkeys([*STATEMENT[8:11], *TRANSFERS_IN, "生产经营性支出", *TRANSFERS_OUT], 0),
        **entry,
    }
    for name, parts in SUMS.items():
        whole.setdefault(name, _sum(whole[part] for part in parts))
    whole.setdefault("家庭可支配收入", _sum([whole["总收入"], _negative(whole["总支出"])]))
    return whole


def _sum(amounts: Iterable[Any]) -> Any:
    total = sum((Decimal(str(one)) for one in amounts if _PLAIN.fullmatch(str(one))), Decimal(0))
    return int(total) if total == total.to_integral_value() else float(total)


def _negative(amount: Any) -> Any:
    return -amount if isinstance(amount, int | float) else 0


def _workbook(sheets: Sequence[dict[str, Any]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        for number, sheet in enumerate(sheets, 1):
            page = workbook.add_worksheet(sheet.get("name", f"Sheet{number}"))
            _fill(workbook, page, sheet)
    return stream.getvalue()


def _fill(workbook: xlsxwriter.Workbook, page: Any, sheet: dict[str, Any]) -> None:
    formats = {code: workbook.add_format({"num_format": code}) for code in set(sheet.get("formats", {}).values())}
    styles = {place: formats[code] for area, code in sheet.get("formats", {}).items() for place in places_of(area)}
    rows = as_rows(sheet["rows"])
    for area in sheet.get("merged", []):
        page.merge_range(area, "")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            style = styles.get((row, column)) or styles.get((-1, column))
            if isinstance(cell, dict):
                page.write_formula(row, column, cell["formula"], style, cell.get("value", 0))
            elif cell is not None:
                page.write(row, column, cell, style)
    _dress(page, sheet)


def _dress(page: Any, sheet: dict[str, Any]) -> None:
    """What lies beside the cells: comments, text boxes, page header and footer, what is hidden."""
    for place, text in sheet.get("comments", {}).items():
        page.write_comment(place, text)
    for place, text in sheet.get("text_boxes", {}).items():
        page.insert_textbox(place, text)
    page.set_header(sheet.get("header", ""))
    page.set_footer(sheet.get("footer", ""))
    for row in sheet.get("hidden_rows", []):
        page.set_row(row - 1, None, None, {"hidden": True})
    for letter in sheet.get("hidden_columns", []):
        page.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
    if sheet.get("state") == "hidden":
        page.hide()
    elif sheet.get("state") == "very_hidden":
        page.very_hidden()


def places_of(area: str) -> list[tuple[int, int]]:
    """0-based cells of B3, B3:D4 or, with row -1 for all rows, of a whole column B:B."""
    first, _, last = area.partition(":")
    if first.isalpha():
        return [(-1, xl_cell_to_rowcol(f"{first}1")[1])]
    (top, left), (bottom, right) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last or first)
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _old_workbook(sheets: Sequence[dict[str, Any]]) -> bytes:
    workbook = xlwt.Workbook()
    for number, sheet in enumerate(sheets, 1):
        page = workbook.add_sheet(sheet.get("name", f"Sheet{number}"))
        codes = {place: code for area, code in sheet.get("formats", {}).items() for place in places_of(area)}
        for row, cells in enumerate(as_rows(sheet["rows"])):
            for column, cell in enumerate(cells):
                code = codes.get((row, column)) or codes.get((-1, column)) or "General"
                if cell is not None:
                    page.write(row, column, cell, xlwt.easyxf(num_format_str=code))
        for area in sheet.get("merged", []):
            places = places_of(area)
            page.merge(places[0][0], places[-1][0], places[0][1], places[-1][1])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _word_document(blocks: Sequence[Any]) -> bytes:
    """Paragraphs, and tables of rows."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        rows = as_rows(block["table"])
        table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
        for line, cells in zip(table.rows, rows, strict=True):
            for cell, value in zip(line.cells, cells, strict=False):
                cell.text = "" if value is None else str(value)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def patched(workbook: bytes, patches: dict[str, list[list[str]]]) -> bytes:
    """The workbook with texts of its parts exchanged (part → pairs of old and new, each of which must be there)."""
    if not patches:
        return workbook
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            for before, after in patches.get(part, []):
                assert before.encode() in text, (part, before)
                text = text.replace(before.encode(), after.encode())
            new.writestr(part, text)
    return stream.getvalue()
