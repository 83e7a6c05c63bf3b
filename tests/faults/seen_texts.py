"""All text that a file shows to whoever opens it, containers unpacked: what a search for ID numbers must look at."""

import io
import re
import sqlite3
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_LITERAL = re.compile(r"\((?:[^()\\]|\\[\s\S])*\)")
_LITERAL_ESCAPE = re.compile(r"\\([0-7]{1,3}|[\s\S])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_GAPS = re.compile(r"[\s\-·.　]+")


def comparable(text: str) -> str:
    """Escapes of JSON resolved, width folded, and what may stand between the digits of a number taken out."""
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()


def texts_of(path: Path) -> Iterator[str]:
    """Every text of a file, its name included."""
    yield path.name
    content = path.read_bytes()
    yield content.decode("utf-8", "replace")
    if content[:4] in (b"PAR1", b"PARE"):
        yield from _parquet(path) if content[:4] == b"PAR1" else ()
    elif content[8:12] == b"DUCK":
        yield from _database(path)
    elif content.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as history:
            yield from history.iterdump()
    elif zipfile.is_zipfile(path):
        yield from _archive(content)
    elif content.startswith(b"%PDF"):
        yield from _streams(content)


def _parquet(path: Path) -> Iterator[str]:
    with pq.ParquetFile(path) as file:
        yield str(file.metadata.metadata)
        for batch in file.iter_batches():
            yield str(batch.to_pydict())


def _database(path: Path) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as marts:
        for (table,) in marts.execute("select table_name from duckdb_tables()").fetchall():
            yield str(marts.execute(f'select * from "{table}"').fetchall())


def _archive(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            yield name
            yield inner.decode("utf-8", "replace")
            yield re.sub(r"<[^>]*>", "", inner.decode("utf-8", "replace"))
            if inner.startswith(b"PK"):
                yield from _archive(inner)


def _streams(content: bytes) -> Iterator[str]:
    """Of a PDF: the text that its glyphs stand for, by the fonts' own ToUnicode tables."""
    streams = []
    for match in re.finditer(rb"stream\r?\n", content):
        try:
            streams.append(zlib.decompressobj().decompress(content[match.end() :]))
        except zlib.error:
            continue
    shown = [one.decode("latin-1") for one in streams]
    yield from shown
    tables = [dict(_mapped(one)) for one in shown if "beginbf" in one]
    codes = "".join(_codes(one) for one in shown if "BT" in one and "ET" in one)
    for table in tables:
        yield "".join(table.get(code, "\n") for code in codes)


def _codes(page: str) -> str:
    """Two bytes a glyph, as the strings of a page have them in parentheses."""
    strings = (_LITERAL_ESCAPE.sub(_unescaped, one[1:-1]) for one in _LITERAL.findall(page))
    return "".join(
        chr(ord(one[place]) << 8 | ord(one[place + 1])) for one in strings for place in range(0, len(one) - 1, 2)
    )


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 8)) if escape[1].isdigit() else _ESCAPES.get(escape[1], escape[1])


def _mapped(cmap: str) -> Iterator[tuple[str, str]]:
    """Glyph → text, of a ToUnicode table."""
    for code, text in re.findall(r"^<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]+)> *$", cmap, re.MULTILINE):
        yield chr(int(code, 16)), bytes.fromhex(text).decode("utf-16-be", "replace")
    for first, last, text in re.findall(
        r"^<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]+)> *$", cmap, re.MULTILINE
    ):
        start = int.from_bytes(bytes.fromhex(text)[-2:], "big")
        for offset in range(int(last, 16) - int(first, 16) + 1):
            yield chr(int(first, 16) + offset), chr(start + offset)
