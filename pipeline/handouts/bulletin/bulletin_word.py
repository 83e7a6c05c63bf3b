"""The bulletin as a Word document through docxtpl; the same content gives the same bytes.

Its template asks for the fonts of official documents (小标宋, 仿宋, 黑体) and names others for machines without them.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage

from pipeline.handouts.forms.word import clean, normalised, tag_language, told_of

SHIPPED = Path(__file__).parent / "templates" / "bulletin.docx"
PICTURE_WIDTH = Cm(15.2)


def word_bulletin(template: Path, content: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """The document. `pictures`: PNG by the name that the template gives its place. Raises PackageError as `word_document`."""
    with told_of(template):
        document = DocxTemplate(str(template))
        document.init_docx()
        images = {name: InlineImage(document, BytesIO(png), width=PICTURE_WIDTH) for name, png in pictures.items()}
        document.render({**clean(dict(content)), **images}, jinja_env=tag_language())
    stream = BytesIO()
    document.save(stream)
    return normalised(stream.getvalue())
