"""The table of contents of an .xlsx package: its sheets, their parts, and the number formats of its styles."""

import posixpath
from dataclasses import dataclass

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.guarded_xml import Attributes, elements

# ECMA-376 part 1, 18.8.30: formats that a workbook uses without declaring them.
BUILT_IN_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip

_TRUE = ("1", "true")


@dataclass(frozen=True)
class Package:
    """`sheets`: (name, part or None) in order; `formats`: number format by style index, '' for General and text."""

    sheets: tuple[tuple[str, str | None], ...]
    formats: tuple[str, ...]
    is_uncalculated: bool  # asks to be calculated on load: written by a program that computed nothing
    counts_from_1904: bool  # day numbers, see Sheet


def read_package(archive: Archive) -> Package:
    """Raises RefusedError when a part is missing or no well-formed XML."""
    sheets: list[tuple[str, str]] = []
    settings: Attributes = {}
    for tag, attributes in elements(archive.read("xl/workbook.xml")):
        if tag == "sheet":
            sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif tag in ("calcPr", "workbookPr"):
            settings.update(attributes)
    targets = read_targets(archive, "xl/_rels/workbook.xml.rels")
    return Package(
        tuple((name, targets.get(relation)) for name, relation in sheets),
        _read_formats(archive),
        settings.get("fullCalcOnLoad") in _TRUE,
        settings.get("date1904") in _TRUE,
    )


def read_targets(archive: Archive, part: str) -> dict[str, str]:
    """Relation id → name of the part within the package; links out of it are left out. Raises RefusedError."""
    return {
        attributes.get("Id", ""): _resolve(attributes.get("Target", ""))
        for tag, attributes in elements(archive.read(part))
        if tag == "Relationship" and attributes.get("TargetMode") != "External"
    }


def shown_format(code: str) -> str:
    """The number format, '' for General and text, which show a number as it is."""
    return "" if code in ("General", "G/通用格式", "@") else code


def _resolve(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target))


def _read_formats(archive: Archive) -> tuple[str, ...]:
    if "xl/styles.xml" not in archive.names:
        return ()
    declared = dict(BUILT_IN_FORMATS)
    used: list[int] = []
    is_inside = False
    for tag, attributes in elements(archive.read("xl/styles.xml")):
        number = attributes.get("numFmtId", "0")
        if tag == "numFmt" and number.isdecimal() and "numFmtId" in attributes:
            declared[int(number)] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            is_inside = tag == "cellXfs"
        elif tag == "xf" and is_inside:
            used.append(int(number) if number.isdecimal() else 0)
    return tuple(shown_format(declared.get(number, "")) for number in used)
