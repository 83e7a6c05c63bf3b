"""Builds templates/field_sheet.docx: `python -m pipeline.handouts.sample.make_field_template` after a change here.

A page for each household that is visited: the verified figures, room for what is found, and who signs.
"""

from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from pipeline.handouts.forms.make_template import fill, loop, new_table, repeat_header
from pipeline.handouts.forms.word import normalised
from pipeline.handouts.workbook import FIXED

TEMPLATE = Path(__file__).parent / "templates" / "field_sheet.docx"
FONT, TITLE_FONT = "仿宋_GB2312", "方正小标宋简体"
COLUMNS = (("核查项目", 4.6), ("核定数", 3.0), ("入户核查数", 3.4), ("差异原因", 5.6))
SIGNATURES = ("户主（签名）：______________", "核查人（签名）：______________", "核查人（签名）：______________",
              "核查日期：______年____月____日")  # fmt: skip


def build() -> Doc:
    """The template: one page per entry of `forms`."""
    document = Document()
    set_page(document)
    say(document, "{%p for f in forms %}", 8)
    title = say(document, "入户核查表", 20, TITLE_FONT)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(10)
    say(document, "{{ f.place }}    户码 {{ f.code }}    户主 {{ f.head }}    {{ f.year }}年度")
    say(document, "核查意见：{{ f.verdict }}")
    add_figures(document)
    for text in ("其他情况：", *[""] * 2):
        say(document, text)
    for first, second in (SIGNATURES[:2], SIGNATURES[2:]):
        say(document, f"{first}        {second}").paragraph_format.space_before = Pt(14)
    say(document, "{{ note }}", 9)
    say(document, "{%p if not loop.last %}", 8)
    document.add_page_break()
    say(document, "{%p endif %}", 8)
    say(document, "{%p endfor %}", 8)
    return document


def set_page(document: Doc) -> None:
    """A4, 12 point body: room to write by hand."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.0)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.title = "入户核查表"
    properties.created = properties.modified = FIXED


def say(document: Doc, text: str, size: float = 12, font: str = "") -> Paragraph:
    """A paragraph of one run."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if font:
        run.font.name = font
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return paragraph


def add_figures(document: Doc) -> None:
    """A row for each item, high enough to write in."""
    table = new_table(document, [width for _, width in COLUMNS])
    fill(table.rows[0], [title for title, _ in COLUMNS], bold=True)
    repeat_header(table.rows[0])
    loop(table, "i in f['items']", ["{{ i.zh }}", "{{ i.verified }}", "", ""])
    for row in table.rows:
        row.height, row.height_rule = Cm(0.85), WD_ROW_HEIGHT_RULE.AT_LEAST
        for paragraph in (paragraph for cell in row.cells for paragraph in cell.paragraphs):
            for run in paragraph.runs:
                run.font.size = Pt(11)
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table.rows[0].cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    say(document, "", 4)


def template_bytes() -> bytes:
    """The template with a normalised container."""
    stream = BytesIO()
    build().save(stream)
    return normalised(stream.getvalue())


if __name__ == "__main__":
    TEMPLATE.write_bytes(template_bytes())
