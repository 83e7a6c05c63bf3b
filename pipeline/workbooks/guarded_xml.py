"""XML parsed without document types, entities or anything fetched from elsewhere."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from pipeline.workbooks.archive import DAMAGED
from pipeline.workbooks.refusal import RefusedError

Attributes = dict[str, str]


def parse_guarded(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Call the handlers with names as written (prefixes included).

    Raises RefusedError: damaged_workbook when not well-formed, xml_declarations at a document type.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):  # the latter two: an encoding that nobody knows
        raise RefusedError("damaged_workbook", DAMAGED) from None


def local_name(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise RefusedError("xml_declarations", "文件内含有实体声明（DTD），不安全，请另存为新的 .xlsx 后重新报送")
