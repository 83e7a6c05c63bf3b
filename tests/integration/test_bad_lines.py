"""Lines that cannot be right, of each kind that comes back from the villages: a run and `income check` tell the same place.

Each file holds one good line and, below it, one line for each thing that may be wrong.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.conftest import Office
from tests.layout_files import file_bytes

VILLAGE, AS_OF, SHEET = "误填村", "2018-12-12", "Sheet1"
P = ["遂溪县", "示例镇", VILLAGE]
ELSEWHERE = ["遂溪县", "示例镇", "未设村"]
HOMES = (("0001", "梁守正"), ("0002", "郑守一"), ("0003", "杨守成"))
LIST = [
    ["县", "镇", "村", "户码", "户主姓名", "年末人口", "户属性", "劳动能力类型", "脱贫属性", "预脱贫年度"],
    *([*P, code, name, 3, "一般贫困户", "有劳动力户", "预脱贫", 2018] for code, name in HOMES),
]
ONE, TWO, THREE = ([*P, code, name] for code, name in HOMES)
HEAD = ["县", "镇", "村", "户码", "户主姓名"]
NOBODY, NO_CODE, NO_VILLAGE = [*P, "0990", "某人"], [*P, None, "杨守成"], [*ELSEWHERE, "0001", "梁守正"]
REPEATED, UNKNOWN_HOME, UNKNOWN_VILLAGE = "已在前面填过", "名册中没有这一户", "不在应报名册"
IMPOSSIBLE, MISSING, UNREADABLE = "不能识别、晚于数据截止日或早于所属年度", "没有填写", "认不出"
Told = list[tuple[str, str]]


@dataclass(frozen=True)
class Kind:
    """`rows`: header, a good line, the bad ones; `told`: (cell, what is said of it); `left`: (cell, what it lacks)."""

    name: str
    rows: list[list[Any]]
    told: Told
    left: Told

    @property
    def file(self) -> str:
        return f"误填_{self.name}.xlsx"


KINDS = [
    Kind("工作队名册", [
        ["县", "镇", "村", "驻村工作队", "督查组"],
        [*P, "甲工作队", "一组"], [*P, "乙工作队", "一组"], ["遂溪县", "示例镇", None, "丙工作队", "二组"],
    ], [("C3", REPEATED)], [("C4", "村")]),
    Kind("记录簿", [
        [*HEAD, "填写日期", "入户日期", "簿载家庭可支配收入", "户主签名"],
        [*ONE, "2018-12-02", "2018-12-01", 9000, "梁守正"],
        [*ONE, "2018-12-03", "2018-12-01", 9000, "梁守正"],
        [*NOBODY, "2018-12-02", "2018-12-01", 9000, "某人"],
        [*NO_VILLAGE, "2018-12-02", "2018-12-01", 9000, "梁守正"],
        [*TWO, "2018-12-13", "2018-12-01", 9000, "郑守一"],
        [*THREE, "2017-12-31", "立冬", "九千多", "杨守成"],
        [*NO_CODE, "2018-12-02", "2018-12-01", 9000, "杨守成"],
    ], [("D3", REPEATED), ("D4", UNKNOWN_HOME), ("C5", UNKNOWN_VILLAGE), ("F6", IMPOSSIBLE), ("F7", IMPOSSIBLE),
        ("G7", IMPOSSIBLE), ("H7", UNREADABLE)], [("D8", "户码")]),
    Kind("归档清单", [
        [*HEAD, "档案材料", "是否归档", "归档日期"],
        [*ONE, "收入佐证材料", "是", "2018-12-02"],
        [*ONE, "收入佐证材料", "是", "2018-12-02"],
        [*NOBODY, "收入佐证材料", "是", "2018-12-02"],
        [*NO_VILLAGE, "收入佐证材料", "是", "2018-12-02"],
        [*TWO, "收入佐证材料", "大概有", "2018-12-13"],
        [*THREE, "收入佐证材料", "是", "2016-05-01"],
        [*NO_CODE, "收入佐证材料", "是", "2018-12-02"],
    ], [("D3", REPEATED), ("D4", UNKNOWN_HOME), ("C5", UNKNOWN_VILLAGE), ("G6", UNREADABLE), ("H6", IMPOSSIBLE),
        ("H7", IMPOSSIBLE)], [("D8", "户码")]),
    Kind("反馈问题", [
        ["问题编号", "反馈来源", "村", "户码", "反馈问题", "反馈日期"],
        ["SJ-1", "县审计组", VILLAGE, "0001", "账实不符", "2018-11-02"],
        ["SJ-1", "县审计组", VILLAGE, "0001", "账实不符", "2018-11-02"],
        ["SJ-2", "县审计组", VILLAGE, "0990", "补助错发", "2018-11-02"],
        ["SJ-3", "县审计组", "未设村", None, "公示不及时", "2018-11-02"],
        ["SJ-4", "县审计组", VILLAGE, None, "公示不及时", "2018-12-13"],
        [None, "县审计组", VILLAGE, None, "公示不及时", "2018-11-02"],
    ], [("A3", REPEATED), ("D4", UNKNOWN_HOME), ("C5", UNKNOWN_VILLAGE), ("F6", IMPOSSIBLE)], [("A7", "问题编号")]),
    Kind("入户核查", [
        [*HEAD, "年度", "核查项目", "核定数", "入户核查数", "核查人", "核查日期"],
        [*ONE, 2018, "工资性收入", 100, 100, "苏核查", "2018-12-02"],
        [*ONE, 2018, "工资性收入", 100, 90, "苏核查", "2018-12-02"],
        [*NOBODY, 2018, "工资性收入", 100, 90, "苏核查", "2018-12-02"],
        [*NO_VILLAGE, 2018, "工资性收入", 100, 90, "苏核查", "2018-12-02"],
        [*TWO, 2018, "工资性收入", 100, "百来块", None, "2018-12-13"],
        [*THREE, 2018, "养鱼钱", 100, 90, "苏核查", "2017-12-31"],
        [*NO_CODE, 2018, "工资性收入", 100, 90, "苏核查", "2018-12-02"],
    ], [("D3", REPEATED), ("D4", UNKNOWN_HOME), ("C5", UNKNOWN_VILLAGE), ("I6", UNREADABLE), ("J6", MISSING),
        ("K6", IMPOSSIBLE), ("G7", UNREADABLE), ("K7", IMPOSSIBLE)], [("D8", "户码")]),
    Kind("复核意见", [
        [*HEAD, "年度", "复核依据码", "复核意见", "复核人", "复核日期", "复核理由"],
        [*ONE, 2018, "0a1b", "同意", "苏复核", "2018-12-02", None],
        [*NOBODY, 2018, "0a1b", "同意", "苏复核", "2018-12-02", None],
        [*NO_VILLAGE, 2018, "0a1b", "同意", "苏复核", "2018-12-02", None],
        [*TWO, 2018, "0a1b", "再看看", None, "2018-12-13", None],
        [*THREE, 2018, "0a1b", "异议", "苏复核", "2017-12-31", None],
        [*NO_CODE, 2018, "0a1b", "同意", "苏复核", "2018-12-02", None],
    ], [("D3", UNKNOWN_HOME), ("C4", UNKNOWN_VILLAGE), ("H5", UNREADABLE), ("I5", MISSING), ("J5", IMPOSSIBLE),
        ("J6", IMPOSSIBLE), ("K6", MISSING)], [("D7", "户码")]),
    Kind("整改回复", [
        ["整改编号", "整改情况", "整改责任人", "整改日期", "佐证材料"],
        ["ZG-00000000AA", "已整改", "苏整改", "2018-12-02", "照片"],
        ["ZG-00000000AA", "已整改", "苏整改", "2018-12-02", "照片"],
        ["ZG-00000000AB", "快好了", "苏整改", "2018-12-13", "照片"],
        ["ZG-00000000AC", "已整改", None, "2017-12-31", None],
        [None, "已整改", "苏整改", "2018-12-02", "照片"],
    ], [("A3", REPEATED), ("B4", UNREADABLE), ("D4", IMPOSSIBLE), ("C5", MISSING), ("D5", IMPOSSIBLE), ("E5", MISSING)],
        [("A6", "整改编号")]),
]  # fmt: skip


def place_of(cell: str) -> tuple[str, int]:
    return cell[0], int(cell[1:])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """All the files delivered together, and run once."""
    office = Office(tmp_path_factory.mktemp("bad_lines"))
    folder = office.data / "raw" / "2018"
    folder.mkdir(parents=True)
    for name, rows in [("户指标查询.xlsx", LIST), *((kind.file, kind.rows) for kind in KINDS)]:
        (folder / name).write_bytes(file_bytes(name, {"rows": rows}))
    result = office.income("run", "--as-of", AS_OF)
    assert result.exit_code == 0, result.output
    return office


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_run_tells_file_sheet_row_and_column(office: Office, kind: Kind) -> None:
    file = f"2018/{kind.file}"
    found = office.rows(
        f"select source_sheet, source_row, message from mart_findings where source_file = '{file}' and topic = 'records'"
    )
    told = [(sheet, row, message) for sheet, row, message in found if f"第{row}行" in message]
    for cell, words in kind.told:
        letter, row = place_of(cell)
        assert [
            one for one in told if one[:2] == (SHEET, row) and f"第{row}行{letter}列" in one[2] and words in one[2]
        ], cell
    assert len(told) == len(kind.told), "nothing is said of a good line, and nothing twice"
    left = office.rows(f"select source_sheet, source_row, reason from mart_quarantine where source_file = '{file}'")
    assert [(sheet, row) for sheet, row, _ in left] == [(SHEET, place_of(cell)[1]) for cell, _ in kind.left]
    assert all(f"缺少{lacking}" in reason for (*_, reason), (_, lacking) in zip(left, kind.left, strict=True))
    counts = office.rows(
        f"select status, rows_accepted, rows_quarantined from mart_deliveries where source_file = '{file}'"
    )
    assert counts == [("accepted", len(kind.rows) - 1 - len(kind.left), len(kind.left))], "nothing is lost"


@pytest.fixture(scope="module")
def checked(office: Office) -> list[str]:
    """What `income check` says of all the files together, line by line."""
    files = [str(office.data / "raw" / "2018" / name) for name in ("户指标查询.xlsx", *(kind.file for kind in KINDS))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.checking.preflight.today", lambda: dt.date.fromisoformat(AS_OF))
        result = office.income("check", *files, "--year", "2018")
    assert result.exit_code == 1, result.output
    return result.output.splitlines()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_preflight_says_the_same(checked: list[str], kind: Kind) -> None:
    lines = [line for line in checked if f"{kind.file} {SHEET}" in line]
    for cell, words in kind.told:
        assert [line for line in lines if cell in line and words in line], cell
    for cell, lacking in kind.left:
        assert [line for line in lines if line.startswith(f"  待更正 {kind.file} {SHEET} {cell}：缺少{lacking}")], cell


def test_replies_to_unknown_matters_are_told_by_both(office: Office, checked: list[str]) -> None:
    file = next(kind.file for kind in KINDS if kind.name == "整改回复")
    statuses = office.rows(f"select distinct status from mart_rectification_replies where source_file = '2018/{file}'")
    assert statuses == [("unknown",)]
    told = "整改编号“ZG-00000000AA”不在台账中，请从最新台账复制编号后重新报送"
    assert [line for line in checked if f"{file} {SHEET} A2" in line and told in line]
