"""Forms as Word documents through docxtpl; the same form gives the same bytes.

The templates (`templates/*.docx` here, in sample/ and in bulletin/) are edited in Word. A county that wants another look
puts its own copy into data/site/forms/ under the same name.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, Template, TemplateError, UndefinedError
from lxml.etree import XMLSyntaxError

from pipeline.handouts.audience import PackageError
from pipeline.handouts.cells import plain_text

SHIPPED = Path(__file__).parent / "templates" / "household.docx"
MEND = "请与程序自带的模板对照改正；删去该文件则用自带的。"
BODY = "word/document.xml"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def template_of(site: Path, shipped: Path) -> Path:
    """The office's own template of this name, else the one that is shipped."""
    own = site / "forms" / shipped.name
    return own if own.is_file() else shipped


def word_document(template: Path, forms: list[dict[str, Any]], note: str) -> bytes:
    """One document with all the forms, a page break between them. Raises PackageError for a template that cannot be used."""
    with told_of(template):
        parts, body = prepared(template)
        text = body.render(forms=[clean(one) for one in forms], note=plain_text(note))
    return zipped(parts | {BODY: text.encode()})


@contextmanager
def told_of(template: Path) -> Iterator[None]:
    """What is wrong with a template (no Word document, a tag not closed, a field that does not exist), as PackageError."""
    try:
        yield
    except UndefinedError as error:
        name = re.findall(r"'([^']+)'", str(error))[-1]
        raise PackageError(f"Word 模板 {template} 用了没有的字段 {name}，{MEND}") from None
    except (TemplateError, XMLSyntaxError):
        raise PackageError(
            f"Word 模板 {template} 中有写错的标记（{{{{ 与 }}}}、{{% 与 %}} 要成对，for、if 要有结尾），{MEND}"
        ) from None
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        raise PackageError(
            f"{template} 不是 Word 文档（.docx），请用 Word 另存后再放；删去该文件则用自带的。"
        ) from None


def tag_language() -> Environment:
    """What a template's tags are read by: a field that does not exist is an error, not a blank."""
    return Environment(autoescape=True, undefined=StrictUndefined)


@cache
def prepared(template: Path) -> tuple[dict[str, bytes], Template]:
    """The template's other parts, and its body with docxtpl's tags resolved, compiled once for all forms."""
    document = DocxTemplate(str(template))
    document.init_docx()
    body = tag_language().from_string(document.patch_xml(document.xml_to_string(document.docx._element)))
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
