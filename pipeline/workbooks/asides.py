"""Texts beside the cells of a sheet: page header and footer, comments."""

import html
import posixpath
import re
from collections.abc import Iterator

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.cells import column_index, column_letter
from pipeline.workbooks.guarded_xml import Attributes, local_name, parse_guarded
from pipeline.workbooks.package import walk_xml
from pipeline.workbooks.sheet import Aside

PAGE_HEADER, PAGE_FOOTER, COMMENT = "page_header", "page_footer", "comment"
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


def comment_asides(archive: Archive, part: str) -> list[Aside]:
    """The comments of a sheet of an .xlsx, at most the first 200. Raises RefusedError for a part that is no XML."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.names or not any("comments" in one.lower() for one in archive.names):
        return []
    targets: list[str] = []

    def on_relation(tag: str, attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        if tag == "Relationship" and attributes.get("Type", "").endswith("/comments"):
            targets.append(target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}"))

    walk_xml(archive.read(relations), on_relation)
    return [one for target in targets if target in archive.names for one in _comments(archive.read(target))][:MOST]


def _comments(text: bytes) -> list[Aside]:
    found: list[tuple[str, list[str]]] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        if local_name(name) == "comment":
            found.append((attributes.get("ref", ""), []))
        inside[0] = local_name(name) == "t" and bool(found)

    def end(_: str) -> None:
        inside[0] = False

    def characters(piece: str) -> None:
        if inside[0]:
            found[-1][1].append(piece)

    parse_guarded([text], start, end, characters)
    return [_comment(reference, "".join(pieces)) for reference, pieces in found if _CELL.fullmatch(reference)]


def _comment(reference: str, text: str) -> Aside:
    column, row = _CELL.fullmatch(reference).groups()  # type: ignore[union-attr]
    return comment_at(int(row) - 1, column_index(column), text)


def comment_at(row: int, column: int, text: str) -> Aside:
    """A comment at a cell (0-based)."""
    return Aside(COMMENT, f"{column_letter(column)}{row + 1}的批注", text.strip()[:_LONGEST], row, column)
