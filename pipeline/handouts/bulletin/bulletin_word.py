"""The bulletin as a Word document through docxtpl; the same content gives the same bytes."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment

from pipeline.handouts.forms.word import clean, normalised

SHIPPED = Path(__file__).parent / "templates" / "bulletin.docx"
PICTURE_WIDTH = Cm(15.2)


def word_bulletin(template: Path, content: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """The document. `pictures`: PNG by the name that the template gives its place."""
    document = DocxTemplate(str(template))
    document.init_docx()
    images = {name: InlineImage(document, BytesIO(png), width=PICTURE_WIDTH) for name, png in pictures.items()}
    document.render({**clean(dict(content)), **images}, jinja_env=Environment(autoescape=True))
    stream = BytesIO()
    document.save(stream)
    return normalised(stream.getvalue())
