"""Forms as Word documents through docxtpl; the same form gives the same bytes."""

import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, Template

from pipeline.handouts.cells import plain_text

SHIPPED = Path(__file__).parent / "templates" / "household.docx"
BODY = "word/document.xml"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def word_document(template: Path, forms: list[dict[str, Any]], note: str) -> bytes:
    """One document with all the forms, a page break between them."""
    parts, body = prepared(template)
    text = body.render(forms=[clean(one) for one in forms], note=plain_text(note))
    return zipped(parts | {BODY: text.encode()})


@cache
def prepared(template: Path) -> tuple[dict[str, bytes], Template]:
    """The template's other parts, and its body with docxtpl's tags resolved, compiled once for all forms."""
    document = DocxTemplate(str(template))
    document.init_docx()
    body = Environment(autoescape=True).from_string(document.patch_xml(document.xml_to_string(document.docx._element)))
    with zipfile.ZipFile(template) as parts:
        return {name: parts.read(name) for name in parts.namelist()}, body


def clean(value: Any) -> Any:
    """Texts that XML can carry, at any depth; line ends become spaces."""
    if isinstance(value, dict):
        return {name: clean(one) for name, one in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return plain_text(value).replace("\n", " ") if isinstance(value, str) else value


def normalised(document: bytes) -> bytes:
    """The same parts, sorted, without times."""
    with zipfile.ZipFile(BytesIO(document)) as parts:
        return zipped({name: parts.read(name) for name in parts.namelist()})


def zipped(parts: dict[str, bytes]) -> bytes:
    """A container whose bytes depend on its parts only; [Content_Types].xml comes first, as Word wants it."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, parts[name])
    return stream.getvalue()
