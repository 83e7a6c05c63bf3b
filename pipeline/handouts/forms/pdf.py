"""Forms as PDF through Typst, with the static font that charts use: no system font, the same bytes each time."""

import json
from pathlib import Path
from typing import Any

import typst

from pipeline.fonts import chinese_font
from pipeline.handouts.forms.word import clean

TEMPLATE = Path(__file__).parent / "templates" / "household.typ"


def pdf_document(forms: list[dict[str, Any]], note: str) -> bytes:
    """One PDF with all the forms, each on pages of its own."""
    data = json.dumps({"note": note, "forms": clean(forms)}, ensure_ascii=False)
    made = typst.compile(
        str(TEMPLATE),
        font_paths=[str(chinese_font().parent)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    assert isinstance(made, bytes)
    return made
