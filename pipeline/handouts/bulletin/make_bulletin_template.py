"""Builds templates/bulletin.docx: `python -m pipeline.handouts.bulletin.make_bulletin_template` after a change here.

A county that wants another look edits a copy in Word and puts it into data/site/forms/bulletin.docx. Fonts are those of
official documents (小标宋, 仿宋, 黑体); each has its alternatives written into the document for machines without it.
"""

from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from pipeline.handouts.forms.make_template import fill, loop, new_table, repeat_header
from pipeline.handouts.forms.word import normalised, zipped
from pipeline.handouts.workbook import FIXED

TEMPLATE = Path(__file__).parent / "templates" / "bulletin.docx"
TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
INSTEAD = {
    TITLE_FONT: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC",
    BODY_FONT: "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC",
    HEAD_FONT: "SimHei,华文黑体,STHeiti,Noto Sans CJK SC",
}
RED = RGBColor(0xC0, 0x00, 0x00)
RANKS = (
    ("名次", "rank_number", 1.2), ("驻村工作队", "team_name", 4.0), ("镇", "town_name", 2.0), ("应报", "expected_count", 1.3),
    ("已报", "delivered_count", 1.3), ("已核定", "verified_count", 1.5), ("核定率", "share", 1.6),
    ("状态", "status_zh", 1.5), ("逾期", "is_overdue", 1.2),
)  # fmt: skip
GROUPS = (("督查组", "group_name", 5.0), ("工作队数", "teams", 2.4), ("到期任务", "due", 2.4),
          ("已完成", "finished", 2.4), ("逾期", "overdue", 2.4))  # fmt: skip
DEPARTMENTS = (("责任部门", "department", 5.0), ("整改事项", "matters", 2.6), ("已销号", "closed", 2.6),
               ("未销号", "remaining", 2.6), ("逾期", "overdue", 2.6))  # fmt: skip


def build() -> Doc:
    """The template: head, four sections, foot."""
    document = Document()
    set_page(document)
    add_head(document)
    head(document, "一、总体情况")
    each(document, "t in overall")
    picture(document, "gaps_picture")
    table(document, DEPARTMENTS, "d in departments")
    head(document, "二、各驻村工作队进度")
    body(document, "{{ registry }}")
    picture(document, "progress_picture")
    say(document, "{%p for s in stages %}")
    body(document, "{{ s.sentence }}")
    table(document, RANKS, "r in s.rows")
    say(document, "{%p endfor %}")
    body(document, "按督查组：")
    table(document, GROUPS, "g in groups")
    head(document, "三、存在问题")
    each(document, "t in problems")
    head(document, "四、下一步工作要求")
    each(document, "t in requirements[:-1]")
    body(document, "{{ requirements[-1] }}").paragraph_format.keep_with_next = True  # no page with a signature alone
    add_foot(document)
    return document


def set_page(document: Doc) -> None:
    """A4 with the margins of official documents, 16 point body, 28 point lines."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(28)
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.title = "关于迎考工作进度的通报"
    properties.created = properties.modified = FIXED
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ")
    run = footer.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    footer.add_run(" —")


def say(document: Doc, text: str, size: float = 16, font: str = "", align: str = "", indent: bool = False) -> Paragraph:
    """A paragraph of one run, so that its text is found whole; `align`: center or right."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if font:
        run.font.name = font
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if align:
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    return paragraph


def head(document: Doc, text: str) -> None:
    say(document, text, font=HEAD_FONT, indent=True).paragraph_format.keep_with_next = True


def body(document: Doc, text: str) -> Paragraph:
    return say(document, text, indent=True)


def each(document: Doc, what: str) -> None:
    """A paragraph for each text of a list."""
    say(document, "{%p for " + what + " %}")
    body(document, "{{ t }}")
    say(document, "{%p endfor %}")


def picture(document: Doc, name: str) -> None:
    """A picture, where there is one; exact line heights would cut it."""
    say(document, "{%p if " + name + " %}")
    paragraph = say(document, "{{ " + name + " }}", align="center")
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    say(document, "{%p endif %}")


def table(document: Doc, columns: tuple[tuple[str, str, float], ...], what: str) -> None:
    made = new_table(document, [width for _, _, width in columns])
    fill(made.rows[0], [title for title, _, _ in columns], bold=True)
    repeat_header(made.rows[0])
    name = what.split()[0]
    loop(made, what, ["{{ " + f"{name}.{field}" + " }}" for _, field, _ in columns])
    for row in made.rows:
        for place, cell in enumerate(row.cells):
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
                paragraph.alignment = (
                    WD_ALIGN_PARAGRAPH.LEFT if columns[place][1].endswith("name") else WD_ALIGN_PARAGRAPH.CENTER
                )
    say(document, "", 8)


def add_head(document: Doc) -> None:
    """Issuing office in red, number, red rule, title, to whom."""
    office = say(document, "{{ office }}", 21, TITLE_FONT, "center")
    office.runs[0].font.color.rgb = RED
    office.paragraph_format.line_spacing = Pt(40)
    say(document, "{{ number }}", align="center")
    rule(say(document, "", 8), "C00000", 18)
    say(document, "{{ title }}", 22, TITLE_FONT, "center").paragraph_format.line_spacing = Pt(40)
    say(document, "", 8)
    say(document, "{{ recipients }}：")


def add_foot(document: Doc) -> None:
    """Office and date, note, 抄报 and 抄送 between rules, printed by whom and when."""
    say(document, "", 8).paragraph_format.keep_with_next = True
    for text in ("{{ office }}", "{{ day }}"):
        say(document, text, align="right").paragraph_format.keep_with_next = True
    say(document, "{{ note }}", 9).paragraph_format.line_spacing = Pt(14)
    rule(say(document, "", 8), "000000", 8)
    for name, zh in (("report_to", "抄报"), ("copy_to", "抄送")):
        say(document, "{%p if " + name + " %}")
        say(document, zh + "：{{ " + name + " }}。", 14)
        say(document, "{%p endif %}")
    rule(say(document, "{{ office }}    {{ day }}印发", 14), "000000", 8)


def rule(paragraph: Paragraph, colour: str, eighths: int) -> None:
    """A line below the paragraph, in eighths of a point."""
    border = (
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{eighths}" w:space="1" w:color="{colour}"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().append(parse_xml(border))


def with_alternatives(document: bytes) -> bytes:
    """The document with a font table that names what stands in for each font."""
    import zipfile

    with zipfile.ZipFile(BytesIO(document)) as parts:
        found = {name: parts.read(name) for name in parts.namelist()}
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in INSTEAD.items()
    )
    text = found["word/fontTable.xml"].decode("utf-8")
    found["word/fontTable.xml"] = text.replace("</w:fonts>", f"{fonts}</w:fonts>").encode("utf-8")
    return zipped(found)


def main() -> None:
    stream = BytesIO()
    build().save(stream)
    TEMPLATE.write_bytes(with_alternatives(normalised(stream.getvalue())))


if __name__ == "__main__":
    main()
