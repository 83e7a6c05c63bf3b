"""Household forms: what the marts hold stands on them, whatever the texts, with the same bytes each time."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from pipeline.contracts import contracts
from pipeline.handouts.audience import PackageError
from pipeline.handouts.forms.pdf import pdf_document
from pipeline.handouts.forms.records import form, village_forms
from pipeline.handouts.forms.word import SHIPPED, prepared, template_of, word_document
from pipeline.handouts.forms.writing import FormOrder, write_forms
from pipeline.handouts.village_choice import villages_of
from pipeline.locked_duckdb import open_marts
from pipeline.release.folders import Release
from tests.unit.export.made_release import Row, household, publish_rows, sample


def member(row: Row, **changes: object) -> Row:
    kept = ("survey_year", "household_id", "village_id", "source_file", "source_sheet", "source_row")
    return {name: row[name] for name in kept} | {"name": "示例成员", "relation": "户主", "age": 61} | changes


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    rows = sample(3)
    odd = household(9, 2018, "那仙村", head_name="<甲&乙>{{ x }}", pension=None, verdict_text="=1+1\n{% raw %}")
    rows["mart_household_incomes"] = [*rows["mart_household_incomes"], odd]
    rows["mart_members"] = [member(odd), member(odd, name="幼儿", source_row=99)]
    return publish_rows(tmp_path_factory.mktemp("data") / "marts", rows)


def texts(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_folder_per_village_holds_a_document_per_household(release: Release, tmp_path: Path) -> None:
    order = FormOrder(release, tuple(villages_of(release)))
    assert write_forms(order, tmp_path) == 7
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.docx"))
    assert names[0] == "乐民镇_豆村村/0001_示例1.docx" and names[-1].startswith("乐民镇_那仙村/0009__甲&乙_{{ x }}~")


def test_the_members_are_those_of_the_villages_latest_roster_year(tmp_path: Path) -> None:
    last, before = household(1, 2018), household(2, 2017)
    people = [member(last), member(last | {"survey_year": 2017}, name="已迁出"), member(before)]
    release = publish_rows(tmp_path / "marts", {"mart_household_incomes": [last, before], "mart_members": people})
    with open_marts(release.database) as marts:
        found = village_forms(marts, last["village_id"], [2017, 2018])
    assert [[one["name"] for one in form["members"]] for form in found] == [["示例成员"], []]


def test_the_form_shows_items_results_opinions_members_and_findings(release: Release, tmp_path: Path) -> None:
    write_forms(FormOrder(release, tuple(villages_of(release))), tmp_path)
    whole = texts((tmp_path / "乐民镇_豆村村" / "0001_示例1.docx").read_bytes())
    for expected in (
        "21,370.11",
        "减：生产经营性支出",
        "2,000.50",
        "6,362.40",
        "7,365.00",
        "-1,002.60",
        "人均与标准相比，未达标",
        "核查结论：两年均达标",
        "440823********0014",
        "户主（签名）",
    ):
        assert expected in whole, expected
    odd = texts(next((tmp_path / "乐民镇_那仙村").glob("0009_*.docx")).read_bytes())
    for expected in ("<甲&乙>{{ x }}", "无法识别", "=1+1 {% raw %}", "未报送", "幼儿", "61"):
        assert expected in odd, expected


def test_one_document_per_village_has_a_page_per_household(release: Release, tmp_path: Path) -> None:
    order = FormOrder(release, tuple(villages_of(release)), together=True)
    assert write_forms(order, tmp_path) == 7
    content = (tmp_path / "经济收入调查表_乐民镇_那仙村.docx").read_bytes()
    assert texts(content).count("家庭经济收入调查表") == 4
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert parts.read("word/document.xml").count(b'w:type="page"') == 3


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_same_release_gives_the_same_bytes(release: Release, tmp_path: Path, kind: str) -> None:
    order = FormOrder(release, tuple(villages_of(release)), format=kind, together=True)
    for name in ("a", "b"):
        write_forms(order, tmp_path / name)
    made = sorted((tmp_path / "a").iterdir())
    assert made and all(path.read_bytes() == (tmp_path / "b" / path.name).read_bytes() for path in made)


def test_the_template_names_an_east_asian_font_and_every_part_of_a_form() -> None:
    with zipfile.ZipFile(SHIPPED) as parts:
        assert 'w:eastAsia="宋体"' in parts.read("word/styles.xml").decode()
    asked = texts(SHIPPED.read_bytes())
    row = household(1, 2018)
    parts_of_a_form = form(row, [row], [], [], [], [], [2016, 2017, 2018]).keys() - {"household_id"}
    assert not [name for name in parts_of_a_form if f"f.{name}" not in asked and f"f['{name}']" not in asked]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("{{ f.palce }}", "没有的字段 palce"),
        ("{{ f.place", "写错的标记"),
        ("{% if %}", "写错的标记"),
    ],
)
def test_a_template_of_ones_own_with_a_wrong_tag_is_told(tmp_path: Path, change: str, told: str) -> None:
    document = Document(str(SHIPPED))
    (tagged,) = [paragraph for paragraph in document.paragraphs if "{{ f.place }}" in paragraph.text]
    tagged.text = tagged.text.replace("{{ f.place }}", change)
    (tmp_path / "forms").mkdir()
    document.save(str(tmp_path / "forms" / "household.docx"))
    template = template_of(tmp_path, SHIPPED)
    row = household(1, 2018)
    with pytest.raises(PackageError, match=told):
        word_document(template, [form(row, [row], [], [], [], [], [2016, 2017, 2018])], "注")


def test_a_template_that_is_no_word_document_is_told(tmp_path: Path) -> None:
    template = tmp_path / "household.docx"
    template.write_text("不是文档", encoding="utf-8")
    with pytest.raises(PackageError, match="不是 Word 文档"):
        word_document(template, [], "注")


def test_a_template_is_compiled_once_for_all_forms() -> None:
    assert prepared(SHIPPED) is prepared(SHIPPED)


def test_a_household_of_four_stands_on_one_page() -> None:
    row = household(1, 2018)
    blank = dict.fromkeys(column.name for column in contracts()["mart_members"].columns)
    people = [blank | member(row, name=f"示例{number}") for number in range(4)]
    document = pdf_document([form(row, [row], [], people, [], [], [2016, 2017, 2018])], "注" * 60)
    assert len(re.findall(rb"/Type\s*/Page\b", document)) == 1
