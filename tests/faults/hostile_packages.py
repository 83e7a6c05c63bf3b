"""Builders of .xlsx packages by hand, so that a test can put anything into any part."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
GOOD_ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>户主</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>工资性收入</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>示例甲</t></is></c><c r="B2"><v>1200.5</v></c></row>'
)


def sheet_xml(rows: str = GOOD_ROWS, before: str = "", after: str = "") -> str:
    """A worksheet part around `rows`."""
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell_xml(reference: str, value: str = "<v>1</v>", attributes: str = "") -> str:
    """A row with one cell."""
    row = "".join(filter(str.isdigit, reference))
    return f'<row r="{row}"><c r="{reference}"{attributes}>{value}</c></row>'


def package_parts(*sheets: str | bytes, calculation: str = "", formats: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook; `formats`: <numFmt …/> elements with ids from 200 on are used by styles 1, 2 …"""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(formats.count("<numFmt ")))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets>'
            f"{calculation}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{related}'
            f'<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": (
            f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
        ),
    }
    return parts | {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)}


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts as a ZIP file with a fixed date."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def workbook(rows: str = GOOD_ROWS, before: str = "", after: str = "") -> bytes:
    """A workbook of one sheet."""
    return zipped(package_parts(sheet_xml(rows, before, after)))


def _content_types(count: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}</Types>'
    )
