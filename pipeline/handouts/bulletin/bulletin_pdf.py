"""The bulletin as PDF through Typst: no system font, so that the same content gives the same bytes everywhere.

A county's own official fonts (仿宋, 黑体, 小标宋) are used where their files lie in data/site/fonts.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from pipeline.fonts import BOLD, chinese_font
from pipeline.handouts.forms.word import clean

TEMPLATE = Path(__file__).parent / "templates" / "bulletin.typ"


def pdf_bulletin(content: Mapping[str, Any], pictures: Mapping[str, bytes], fonts: Path) -> bytes:
    """The document. `pictures`: PNG by name; `fonts`: a folder that need not exist."""
    folders = [str(chinese_font().parent), str(chinese_font(BOLD).parent)]
    with tempfile.TemporaryDirectory(prefix="income-bulletin-") as folder:
        template = Path(folder) / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
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
