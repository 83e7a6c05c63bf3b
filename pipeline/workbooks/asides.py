"""Texts beside the cells of a sheet: page header and footer, comments, text boxes."""

import html
import posixpath
import re
from collections.abc import Callable, Iterator

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.cells import column_index, column_letter
from pipeline.workbooks.guarded_xml import Attributes, elements, local_name, parse_guarded
from pipeline.workbooks.sheet import Aside

PAGE_HEADER, PAGE_FOOTER, COMMENT = "page_header", "page_footer", "comment"
TEXT_BOX = "文本框"
_NAMES = {PAGE_HEADER: "页眉", PAGE_FOOTER: "页脚"}
_PAGE = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(Header|Footer)[^>/]*>([^<]{1,4000})<")
_SECTION = re.compile("&[LCR]")
_CODE = re.compile(r'&"[^"]*"|&\d+|&K[0-9A-Fa-f+\-]{6}|&[A-Za-z]|&&')
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
MOST = 200  # comments of a sheet that are heard
_LONGEST = 500


def page_asides(tail: bytes) -> Iterator[Aside]:
    """Page headers and footers in what follows a sheet's rows."""
    for kind, text in _PAGE.findall(tail) if b"eader" in tail or b"ooter" in tail else ():
        yield from page_texts(f"page_{kind.decode().lower()}", html.unescape(text.decode("utf-8", errors="replace")))


def page_texts(origin: str, coded: str) -> Iterator[Aside]:
    """The texts of the left, middle and right part, without fonts, page numbers and dates."""
    for part in _SECTION.split(coded):
        text = _CODE.sub("", part).strip()
        if text:
            yield Aside(origin, _NAMES[origin], text[:_LONGEST])


def part_asides(archive: Archive, part: str) -> list[Aside]:
    """The comments and text boxes of a sheet of an .xlsx, at most the first 200 of each. Raises RefusedError for a part
    that is no XML."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.names or not any(sort in one.lower() for one in archive.names for sort in _PARTS):
        return []
    found: list[Aside] = []
    for tag, attributes in elements(archive.read(relations)):
        target, sort = attributes.get("Target", ""), posixpath.basename(attributes.get("Type", ""))
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        if tag == "Relationship" and sort in _READERS and path in archive.names:
            found += _READERS[sort](archive.read(path))[:MOST]
    return found


def _comments(text: bytes) -> list[Aside]:
    found = _texts_by_element(text, "comment", "ref")
    return [_comment(reference, "".join(pieces)) for reference, pieces in found if _CELL.fullmatch(reference)]


def _boxes(text: bytes) -> list[Aside]:
    """The text of every shape of a drawing: as a page header, it speaks of the whole sheet."""
    found = ("".join(pieces).strip() for _, pieces in _texts_by_element(text, "sp", ""))
    return [Aside(PAGE_HEADER, TEXT_BOX, one[:_LONGEST]) for one in found if one]


def _texts_by_element(text: bytes, element: str, key: str) -> list[tuple[str, list[str]]]:
    """The attribute `key` of every element of that name, and the pieces of text within."""
    found: list[tuple[str, list[str]]] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        if local_name(name) == element:
            found.append((attributes.get(key, ""), []))
        inside[0] = local_name(name) == "t" and bool(found)

    def end(_: str) -> None:
        inside[0] = False

    def characters(piece: str) -> None:
        if inside[0]:
            found[-1][1].append(piece)

    parse_guarded([text], start, end, characters)
    return found


def _comment(reference: str, text: str) -> Aside:
    column, row = _CELL.fullmatch(reference).groups()  # type: ignore[union-attr]
    return comment_at(int(row) - 1, column_index(column), text)


def comment_at(row: int, column: int, text: str) -> Aside:
    """A comment at a cell (0-based)."""
    return Aside(COMMENT, f"{column_letter(column)}{row + 1}的批注", text.strip()[:_LONGEST], row, column)


_PARTS = ("comments", "drawing")
_READERS: dict[str, Callable[[bytes], list[Aside]]] = {"comments": _comments, "drawing": _boxes}
