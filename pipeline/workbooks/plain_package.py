"""An .xlsx package that the fast reader misreads, packed anew so that it reads it: names of parts, sheets without a
part, values in CDATA sections, merges over whole columns. What is well is left as it was delivered.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.guarded_xml import Attributes, elements, local_name, parse_guarded
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.package import read_targets
from pipeline.workbooks.sheet import RefusedError, damaged

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_KNOWN = (WORKBOOK, RELATIONS, "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "_rels/.rels")
_WHOLE_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_WHOLE_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, "XFD"


def plain_package(data: bytes, archive: Archive, limits: Limits) -> tuple[bytes, Archive]:
    """The package as the fast reader takes it, inspected again where it was packed anew.

    Raises RefusedError (duplicate_parts, archive_bomb, and those of reading XML).
    """
    names = _plain_names(archive)
    if WORKBOOK not in names.values():
        return data, archive
    odd = {
        name for name in archive.odd_parts if f"{names[name]}/".startswith(("xl/worksheets/", "xl/sharedStrings.xml/"))
    }
    renamed = any(name != plain for name, plain in names.items())
    workbook = next(name for name, plain in names.items() if plain == WORKBOOK)
    lost = [attributes for tag, attributes in elements(archive.read(workbook)) if _points_nowhere(tag, attributes)]
    if not (odd or renamed or lost):
        return data, archive
    packed = _packed(archive, names, odd)
    again = Archive(packed, limits)
    again.inspect()
    return packed, again


def _plain_names(archive: Archive) -> dict[str, str]:
    """Name of each member → its name as the reader looks for it: slashes, and the case that relations use."""
    by_folded: dict[str, str] = {}
    for name in archive.names:
        folded = _folded(name)
        if by_folded.setdefault(folded, name) != name:
            message = f"压缩包内的部件 {name} 与 {by_folded[folded]} 只差大小写，不知以哪个为准，请另存为新的 .xlsx 后重新报送"
            raise RefusedError("duplicate_parts", message)
    wanted = {_folded(name): name for name in _KNOWN}
    relations = by_folded.get(_folded(RELATIONS))
    if relations is not None:
        wanted |= {_folded(target): target for target in read_targets(archive, relations).values()}
    return {name: wanted.get(folded, name.replace("\\", "/")) for folded, name in by_folded.items()}


def _folded(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _points_nowhere(tag: str, attributes: Attributes) -> bool:
    """A sheet with r:id="": a module of an old program, which holds no cells."""
    relations = [value for key, value in attributes.items() if local_name(key) == "id"]
    return local_name(tag) == "sheet" and relations == [""]


def _packed(archive: Archive, names: dict[str, str], odd: set[str]) -> bytes:
    """The members under their plain names; odd sheets and the workbook written anew."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, plain in names.items():
            chunks = archive.stream(name)
            if name in odd or plain == WORKBOOK:
                package.writestr(plain, _rewritten(chunks))
            else:
                with package.open(plain, "w") as part:
                    for chunk in chunks:
                        part.write(chunk)
    return content.getvalue()


def _rewritten(chunks: Iterable[bytes]) -> bytes:
    """The same elements and texts as plain XML: no CDATA, no comments, merges as ranges of cells.

    Raises RefusedError for XML that is not well-formed.
    """
    parts: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>']
    left_out = [0]

    def start(tag: str, attributes: Attributes) -> None:
        if left_out[0] or _points_nowhere(tag, attributes):
            left_out[0] += 1
            return
        if local_name(tag) == "mergeCell":
            attributes = {**attributes, "ref": _as_cells(attributes.get("ref", ""))}
        parts.append(f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in attributes.items())}>")

    def end(tag: str) -> None:
        if left_out[0]:
            left_out[0] -= 1
        else:
            parts.append(f"</{tag}>")

    def characters(text: str) -> None:
        if not left_out[0]:
            parts.append(escape(text))

    parse_guarded(chunks, start, end, characters)
    if len(parts) == 1:
        raise damaged()
    return "".join(parts).encode("utf-8")


def _as_cells(reference: str) -> str:
    """H:J → H1:J1048576, 3:5 → A3:XFD5; any other reference as it is."""
    if columns := _WHOLE_COLUMNS.fullmatch(reference):
        return f"{columns[1]}1:{columns[2]}{_LAST_ROW}"
    if rows := _WHOLE_ROWS.fullmatch(reference):
        return f"A{rows[1]}:{_LAST_COLUMN}{rows[2]}"
    return reference
