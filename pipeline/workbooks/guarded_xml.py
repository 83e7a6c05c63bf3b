"""XML parsed without document types, entities or anything fetched from elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from pipeline.workbooks.sheet import RefusedError, damaged

Attributes = dict[str, str]
_PIECE = 1 << 16


def parse_guarded(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Call the handlers with names as written (prefixes included).

    Raises RefusedError: damaged_workbook when not well-formed, xml_declarations at a document type.
    """
    for _ in _parsed(chunks, start, end, characters):
        pass


def elements(text: bytes) -> Iterator[tuple[str, Attributes]]:
    """Each element as it begins: its name and attributes, prefixes cut. Raises RefusedError as parse_guarded."""
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        found.append((local_name(name), {local_name(key): value for key, value in attributes.items()}))

    for _ in _parsed((text[place : place + _PIECE] for place in range(0, len(text), _PIECE)), start):
        yield from found
        found.clear()


def local_name(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def _parsed(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Parse chunk by chunk, pausing after each and at the end."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, LookupError, ValueError):  # the latter two: an encoding that nobody knows
        raise damaged() from None


def _refuse(*_: object) -> None:
    raise RefusedError("xml_declarations", "文件内含有实体声明（DTD），不安全，请另存为新的 .xlsx 后重新报送")
