"""《关于迎考工作进度的通报》: the quoted sentence word for word, every figure counted anew, no household named."""

import base64
import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from pipeline.charts.bulletin_charts import gaps_picture, progress_picture
from pipeline.handouts.bulletin import wording
from pipeline.handouts.bulletin.content import FIGURES, Issue, bulletin_content, figures_of, lists_of
from pipeline.handouts.bulletin.documents import SHIPPED, word_bulletin
from pipeline.handouts.bulletin.issues import Earlier, last_before, remember
from pipeline.release.durable import DamagedError
from tests.unit.bulletin.marts import HEADS, open_county

DAY = dt.date(2018, 12, 31)
VALUES: dict[str, Any] = {"day": DAY, "year": 2018}
ISSUE = Issue(
    DAY, 3, "20181231T180000Z-aaaaaaaa", DAY, 2018, "示例区扶贫办", "各驻村工作队", "示例市扶贫办", "各责任单位", None
)
# Counted by hand from the rows of tests/unit/bulletin/marts.py.
COUNTED = {
    "students": 3, "dibao_households": 4, "without_medical": 5, "without_pension": 6, "dropouts": 0, "unsafe_housing": 0,
    "unsafe_water": 0, "villages": 3, "registered_villages": 3, "matters": 20, "matters_open": 15, "matters_closed": 0,
    "matters_recurred": 5, "matters_overdue": 0, "inspections_open": 0, "differences_open": 1, "findings_open": 0,
    "rejected_sheets": 2, "rejected_files": 1, "quarantined_rows": 1, "replies_refused": 1, "projects": 2,
    "budget_yuan": 400000, "received_projects": 2, "received_yuan": 350000, "idle_yuan": 130000, "spent_yuan": 220000, "slow_projects": 1, "unchecked_projects": 0,
}  # fmt: skip


# One grey point each: where a picture stands is the template's matter, what it shows has tests of its own.
PICTURES = dict.fromkeys(
    ("gaps_picture", "progress_picture"),
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="),
)


def text_of(document: bytes) -> str:
    found = Document(BytesIO(document))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in found.paragraphs] + cells)


def bulletin(closed: int = 0, earlier: int | None = None) -> bytes:
    before = (
        Earlier("截至2018年12月10日的数据", figures_of(open_county(earlier), VALUES)) if earlier is not None else None
    )
    return word_bulletin(SHIPPED, bulletin_content(open_county(closed), ISSUE, before), PICTURES)


@pytest.mark.parametrize("name", list(FIGURES))
def test_each_figure_is_what_the_marts_hold(name: str) -> None:
    assert figures_of(open_county(), VALUES)[name] == COUNTED[name]


def test_every_figure_was_counted() -> None:
    assert set(COUNTED) == set(FIGURES)


def test_the_quoted_sentence_stands_word_for_word_in_the_document() -> None:
    sentence = (
        "截至2018年12月31日，仍有3名学生未领到生活补助及免学杂费；有4户符合条件未纳入低保；"
        "有5人未购买医疗保险，6人未参加养老保险。"
    )
    assert sentence in text_of(bulletin())
    parts = zipfile.ZipFile(BytesIO(bulletin())).read("word/document.xml").decode()
    assert sentence in parts, "in one run, so that a search finds it"


def test_a_closed_gap_lowers_one_number_by_one_and_the_change_is_told() -> None:
    text = text_of(bulletin(closed=1, earlier=0))
    assert "有5人未购买医疗保险，5人未参加养老保险。" in text
    assert (
        "与截至2018年12月10日的数据相比，未领到生活补助及免学杂费的学生持平，符合条件未纳入低保的持平，"
        "未购买医疗保险的持平，未参加养老保险的减少1人。" in text
    )
    assert "整改台账共20件，已销号1件，尚未销号19件（其中复发5件，逾期0件）" in text


def test_every_figure_is_printed() -> None:
    text = text_of(bulletin())
    for part in (
        "〔2018〕第3期", "应报名册3个村。",
        "第一阶段（任务1，2018年12月10日前，已到期）：应报16份，已报15份（其中逾期报送2份），已核定15份；3个工作队中1个已完成，1个未报送。",
        "第四阶段（任务4，2019年1月10日前，未到期）：应报16份，已报7份，已核定7份；3个工作队中1个已完成，2个未报送。",
        "任务1逾期未完成的有2个工作队：静村驻村工作队、双村驻村工作队。",
        "帮扶资金项目2个，预算40.00万元，已支出22.00万元，支出进度55.0%；进度偏慢或尚未支出的1个：双村光伏。",
        "资金已到位35.00万元，到位未支出13.00万元，涉及1个项目：双村光伏（13.00万元）。",
        "报送资料被退回2张（涉及1个文件），待更正1行。退回较多的原因：2张：未识别：没有表头。",
        "已销号又复发的有5件", "整改回复未采纳1条", "各驻村工作队要在2019年1月10日前完成任务4，尚有9项未核定。",
        "社保11件、教育4件、民政4件", "抄报：示例市扶贫办。", "抄送：各责任单位。", "2018年12月31日印发", "数据截止日2018-12-31",
    ):  # fmt: skip
        assert part in text, part


def test_the_rank_table_has_the_silent_village_last_and_overdue() -> None:
    tables = Document(BytesIO(bulletin())).tables
    first = next(table for table in tables if table.rows[0].cells[0].text == "名次")
    rows = [[cell.text for cell in row.cells] for row in first.rows[1:]]
    assert [row[1] for row in rows] == ["山域村驻村工作队", "双村驻村工作队", "静村驻村工作队"]
    assert rows[-1][7:] == ["未报送", "逾期"] and rows[0][7:] == ["已完成", "－"]


def test_stages_are_overdue_from_the_day_after() -> None:
    for day, overdue in ((dt.date(2018, 12, 10), 0), (dt.date(2018, 12, 11), 2)):
        stage = lists_of(open_county(), {"day": day, "year": 2018})["stages"][0]
        assert stage["overdue"] == overdue


def test_no_household_is_named_and_the_bytes_are_the_same() -> None:
    first, again = bulletin(), bulletin()
    assert first == again
    with zipfile.ZipFile(BytesIO(first)) as parts:
        everything = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert not [name for name in HEADS if name in everything]


def test_official_fonts_are_asked_for_with_alternatives() -> None:
    with zipfile.ZipFile(SHIPPED) as parts:
        body, fonts = parts.read("word/document.xml").decode(), parts.read("word/fontTable.xml").decode()
        styles = parts.read("word/styles.xml").decode()
    assert "方正小标宋简体" in body and "黑体" in body and "仿宋_GB2312" in styles
    assert fonts.count("<w:altName") >= 3 and "FangSong" in fonts


def test_pictures_are_drawn_and_embedded() -> None:
    marts = open_county()
    pictures = {
        "gaps_picture": gaps_picture([("学生", 3, None), ("低保", 4, 5)]),
        "progress_picture": progress_picture(lists_of(marts, VALUES)["ranks"], ("一", "二", "三", "四")),
    }
    document = word_bulletin(SHIPPED, bulletin_content(marts, ISSUE, None), pictures)
    with zipfile.ZipFile(BytesIO(document)) as parts:
        assert len([name for name in parts.namelist() if name.startswith("word/media/")]) == 2


@pytest.mark.parametrize(("now", "before", "told"), [(3, 5, "减少2名"), (5, 3, "增加2名"), (3, 3, "持平")])
def test_changes_in_words(now: int, before: int, told: str) -> None:
    assert wording.change(now, before, "名") == told


def test_without_a_registry_it_is_said_that_silent_villages_cannot_be_listed() -> None:
    assert "无从列出" in wording.registry_sentence({"registered_villages": 0, "villages": 5})


def test_an_issue_is_compared_with_the_one_before_whatever_was_printed_since(tmp_path: Path) -> None:
    told = figures_of(open_county(), VALUES)
    for year, number, students in ((2018, 2, 7), (2018, 10, 8), (2019, 1, 9)):
        remember(tmp_path, dt.date(year, 6, 1), number, dt.date(year, 5, 31), told | {"students": students})
    remember(tmp_path, dt.date(2018, 6, 2), 10, dt.date(2018, 6, 1), told | {"students": 5})  # printed again
    assert last_before(tmp_path, 2018, 2) is None
    for year, number, called, students in (
        (2018, 3, "上期（第2期，数据截至2018年5月31日）", 7),
        (2018, 11, "上期（第10期，数据截至2018年6月1日）", 5),
        (2019, 1, "上期（2018年第10期，数据截至2018年6月1日）", 5),
        (2019, 2, "上期（第1期，数据截至2019年5月31日）", 9),
    ):
        found = last_before(tmp_path, year, number)
        assert found is not None and (found.called, found.figures["students"]) == (called, students)


def test_a_damaged_memory_is_noticed(tmp_path: Path) -> None:
    remember(tmp_path, DAY, 1, DAY, figures_of(open_county(), VALUES))
    (kept,) = (tmp_path / "bulletins").iterdir()
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes().replace(b"2018", b"2017"))
    with pytest.raises(DamagedError):
        last_before(tmp_path, 2018, 2)


def test_nothing_is_said_of_idle_money_where_no_project_tells_what_it_received() -> None:
    assert list(wording.idle_sentence({"received_projects": 0}, [])) == []
    figures = {"received_projects": 1, "received_yuan": 500, "idle_yuan": 0}
    assert list(wording.idle_sentence(figures, [])) == ["资金已到位500.00元，到位未支出0.00元。"]
