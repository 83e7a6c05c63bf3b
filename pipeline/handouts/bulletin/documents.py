"""The bulletin as a Word document through docxtpl and as PDF through Typst; the same content gives the same bytes.

The Word template asks for the fonts of official documents (小标宋, 仿宋, 黑体) and names others for machines without them;
the PDF uses no system font but the county's own ones in data/site/fonts.
"""

import json
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage

from pipeline.fonts import BOLD, chinese_font
from pipeline.handouts.forms.word import clean, normalised, tag_language, told_of

TYPST = Path(__file__).parent / "templates" / "bulletin.typ"


def pdf_bulletin(content: Mapping[str, Any], pictures: Mapping[str, bytes], fonts: Path) -> bytes:
    """The document. `pictures`: PNG by name; `fonts`: a folder that need not exist."""
    folders = [str(chinese_font().parent), str(chinese_font(BOLD).parent)]
    with tempfile.TemporaryDirectory(prefix="income-bulletin-") as folder:
        template = Path(folder) / TYPST.name
        template.write_bytes(TYPST.read_bytes())
        inputs = {"data": json.dumps(clean(dict(content)), ensure_ascii=False)}
        for name, png in pictures.items():
            (Path(folder) / f"{name}.png").write_bytes(png)
            inputs[name.removesuffix("_picture")] = f"{name}.png"
        made = typst.compile(
            str(template),
            font_paths=[*folders, *([str(fonts)] if fonts.is_dir() else [])],
            ignore_system_fonts=True,
            sys_inputs=inputs,
        )
    assert isinstance(made, bytes)
    return made


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
