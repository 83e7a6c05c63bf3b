"""Builds templates/household.docx, the Word form: `python -m pipeline.handouts.forms.make_template` after a change here.

A county that wants another look edits a copy in Word and puts it into data/site/forms/household.docx.
"""

from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Row

from pipeline.handouts.workbook import FIXED

TEMPLATE = Path(__file__).parent / "templates" / "household.docx"
EAST_ASIAN = "宋体"
LAND = "耕地______亩    林地______亩    养殖：猪____头    牛____头    羊____只    家禽____只（手填）"
SIGNATURES = "户主（签名）：____________  调查人（签名）：____________  村书记（签名）：____________  （盖章）"
TOWN = "镇（街道）审核意见：__________________  审核人（签名）：__________  （盖章）  ____年___月___日"


def build() -> Doc:
    """The template: one form per entry of `forms`, a page break between them."""
    document = Document()
    set_page(document)
    set_fonts(document)
    line(document, "{%p for f in forms %}")
    add_head(document)
    add_amounts(document)
    add_opinions(document)
    line(document, "{%p if f.members %}")
    line(document, "家庭成员", 11)
    add_members(document)
    line(document, "{%p endif %}")
    line(document, "土地和牲畜", 11)
    line(document, LAND, 10)
    line(document, "{{ f.years[-1] }}年各项发放（台账）", 11)
    add_payments(document)
    line(document, "{%p if f.findings %}")
    line(document, "待核实的疑点", 11)
    add_findings(document)
    line(document, "{%p endif %}")
    add_close(document)
    line(document, "{%p if not loop.last %}")
    document.add_page_break()
    line(document, "{%p endif %}")
    line(document, "{%p endfor %}")
    return document


def set_page(document: Doc) -> None:
    """A4 with narrow margins: three years and nine columns of members fit across."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.6)
    section.top_margin = section.bottom_margin = Cm(1.4)


def set_fonts(document: Doc) -> None:
    """Word takes Chinese characters from the East Asian font of the style; without it boxes may show."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), EAST_ASIAN)
    style.paragraph_format.space_after = Pt(3)
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.title = "家庭经济收入调查表"
    properties.created = properties.modified = FIXED


def line(document: Doc, text: str, size: int = 8, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold = size >= 11
    paragraph.paragraph_format.space_before = Pt(6 if size == 11 else 0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_head(document: Doc) -> None:
    """Title, and who the household is."""
    line(document, "家庭经济收入调查表", 16, centred=True)
    line(document, "{{ f.place }}    户码 {{ f.code }}    户主 {{ f.head }}    证件号码 {{ f.id_number }}", 10)
    line(
        document,
        "户属性 {{ f.type }}    {{ f.capacity }}    {{ f.scope }}    "
        "预脱贫年度 {{ f.planned }}    主要致贫原因 {{ f.cause }}",
        10,
    )


def add_opinions(document: Doc) -> None:
    """A sentence per year, and what the years say together."""
    line(document, "收入核查意见", 11)
    line(document, "{%p for v in f.verdicts %}")
    line(document, "{{ v.text }}", 10)
    line(document, "{%p endfor %}")
    line(document, "{%p if f.review %}")
    line(document, "核查结论：{{ f.review }}", 10)
    line(document, "{%p endif %}")


def add_close(document: Doc) -> None:
    """What was left out, the note, and the signatures."""
    line(document, "{%p if f.more_findings %}")
    line(document, "另有 {{ f.more_findings }} 条，见疑点清单。", 9)
    line(document, "{%p endif %}")
    line(document, "{{ note }}", 9)
    line(document, SIGNATURES, 10)
    line(document, "日期：______年____月____日", 10)
    line(document, TOWN, 10)


def add_amounts(document: Doc) -> None:
    """Items, then results, a column per year."""
    table = new_table(document, [8.0, 3.2, 3.2, 3.2])
    fill(table.rows[0], ["项目（元）", "{{ f.years[0] }}年", "{{ f.years[1] }}年", "{{ f.years[2] }}年"], bold=True)
    repeat_header(table.rows[0])
    for name in ("items", "results"):
        loop(
            table,
            f"i in f['{name}']",
            ["{{ i.zh }}", *(f"{{{{ i.amounts[{place}] }}}}" for place in range(3))],
            right_from=1,
        )


def add_members(document: Doc) -> None:
    table = new_table(document, [2.0, 1.7, 1.1, 1.1, 2.2, 2.6, 2.2, 3.0, 1.9])
    fill(
        table.rows[0],
        ["姓名", "关系", "性别", "年龄", "健康", "劳动能力", "在校", "务工地点和月数", "月工资"],
        bold=True,
    )
    repeat_header(table.rows[0])
    names = ("name", "relation", "gender", "age", "health", "labour", "stage", "work", "wage")
    loop(table, "m in f.members", [f"{{{{ m.{name} }}}}" for name in names], right_from=8)


def add_payments(document: Doc) -> None:
    table = new_table(document, [4.6, 2.9, 2.9, 4.2, 3.0])
    fill(table.rows[0], ["项目", "申报（元）", "台账发放（元）", "发放日期", "佐证编号"], bold=True)
    repeat_header(table.rows[0])
    names = ("item", "declared", "paid", "months", "evidence")
    loop(table, "p in f.payments", [f"{{{{ p.{name} }}}}" for name in names])


def add_findings(document: Doc) -> None:
    table = new_table(document, [1.4, 2.2, 9.6, 4.4])
    fill(table.rows[0], ["年度", "程度", "疑点", "核实情况（手填）"], bold=True)
    repeat_header(table.rows[0])
    loop(table, "d in f.findings", ["{{ d.year }}", "{{ d.severity }}", "{{ d.message }}", ""])


def new_table(document: Doc, widths: list[float]) -> Table:
    table = document.add_table(rows=1, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def loop(table: Table, what: str, texts: list[str], right_from: int = 99) -> None:
    """Three rows for docxtpl: the loop's begin, the row, its end."""
    blank = [""] * (len(texts) - 1)
    fill(table.add_row(), ["{%tr for " + what + " %}", *blank])
    fill(table.add_row(), texts, right_from=right_from)
    fill(table.add_row(), ["{%tr endfor %}", *blank])


def fill(row: _Row, texts: list[str], bold: bool = False, right_from: int = 99) -> None:
    no_split = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(no_split)
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = row._parent.columns[place].width if hasattr(row._parent, "columns") else cell.width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(9), bold
        if place >= right_from:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def repeat_header(row: _Row) -> None:
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)


def template_bytes() -> bytes:
    """The template with a normalised container."""
    from pipeline.handouts.forms.word import normalised

    stream = BytesIO()
    build().save(stream)
    return normalised(stream.getvalue())


if __name__ == "__main__":
    TEMPLATE.write_bytes(template_bytes())
