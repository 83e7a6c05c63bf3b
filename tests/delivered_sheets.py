"""Generated sheets as teams and systems deliver them; invented people only."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import xlsxwriter

from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.readings import TableReading
from pipeline.recognition.recognise import read_sheet
from pipeline.workbooks.sheet import Sheet

HEADERS = Path(__file__).resolve().parent.parent / "assets" / "headers"
ID_NUMBER = "11010519491231002X"
Cells = list[str | None]

A_TEXT = ["县", "镇", "村", "户码", "户主姓名", "户主身份证号", "户属性", "年末人口", "年度"]
A_MONEY = [
    "家庭人均可支配收入", "家庭可支配收入", "总收入", "工资性收入", "生产经营性收入", "财产性收入", "转移性收入",
    "计划生育金", "低保金", "五保金", "养老保险金", "生态补偿金", "基本医疗保险报销医疗费", "医疗求助金",
    "其他转移性收入", "总支出", "生产经营性支出", "转移性支出",
    "个人所得税", "社会保障支出", "赡养支出", "其他转移性支出", "未偿还借贷款",
]  # fmt: skip
FORM_A = [*A_TEXT, *A_MONEY]

# docs/method.md#form-b: columns A … AM, three header rows.
B_TOP = [
    "市",
    "县",
    "镇",
    "村",
    "户码",
    "户主姓名",
    "身份证",
    "证件类型",
    "民族",
    "户属性",
    "年末人口",
    "致贫原因",
    "帮扶单位",
    "帮扶人",
    "年度",
]
B_MONEY = [
    "总收入", "工资性收入", "家庭经营性收入", "财产性收入", "转移性收入", "计划生育金", "低保金", "五保金", "养老金",
    "生态林",     "其他转移", "医保报销", "医疗救助", "备用",
    "以奖代补", "总支出", "生产经营性支出", "转移性支出", "个人所得税", "社会保障支出",
    "赡养支出", "其他转移性支出", "年度家庭可支配收入",
    "家庭年人均可支配收入",
]  # fmt: skip

ROSTER = [
    "县",
    "乡(镇)",
    "行政村",
    "户编号",
    "户主姓名",
    "姓名",
    "证件号码",
    "与户主关系",
    "在校生状况",
    "劳动技能",
    "年度",
]


@cache
def book() -> HeaderBook:
    """The shipped header book."""
    return HeaderBook.load(HEADERS)


def read(sheet: Sheet, headers: HeaderBook | None = None) -> list[TableReading]:
    """Recognise, and check that every row is accounted for."""
    readings = read_sheet(sheet, headers or book())
    assert sum(one.counts.seen for one in readings) == len(sheet.rows)
    return readings


def read_one(sheet: Sheet, headers: HeaderBook | None = None) -> TableReading:
    """The only reading of a sheet."""
    readings = read(sheet, headers)
    assert len(readings) == 1, [one.kind for one in readings]
    return readings[0]


def a_row(code: str, village: str | None = "示例东村", year: str = "2018", money: str = "100") -> Cells:
    """A data row of form A."""
    return ["示例县", "示例镇", village, code, "张某某", ID_NUMBER, "一般贫困户", "3", year, *[money] * len(A_MONEY)]


def form_a(*rows: Cells, title: Sequence[Cells] = (), headers: Sequence[str] = FORM_A, name: str = "表") -> Sheet:
    """A sheet of form A: title lines, one header row, rows."""
    return Sheet(name, [*(list(one) for one in title), list(headers), *rows])


def b_row(code: str, village: str | None, money: str = "100", year: str = "2017") -> Cells:
    """A data row of form B."""
    texts = [
        "示例市",
        "示例县",
        "示例镇",
        village,
        code,
        "李某某",
        ID_NUMBER,
        "居民身份证",
        "汉族",
        "低保贫困户",
        "2",
        "因病",
        None,
        None,
    ]
    return [*texts, year, *[money] * 13, None, *[money] * 10]


def form_b(unit: str = "元", year: str = "2017") -> Sheet:
    """Form B: three header rows, villages merged over their households, 合计, a blank row at the end."""
    width = len(B_TOP) + len(B_MONEY)
    first = len(B_TOP)
    rows: list[Cells] = [[None] * width for _ in range(3)]
    merged = [(0, column, 2, column) for column in range(first)] + [(0, first, 0, width - 1)]
    rows[0][:first] = B_TOP
    rows[0][first] = f"年度收支情况（单位：{unit}）"
    groups = {20: (29, "其中：转移性收入明细"), 33: (36, "其中：转移性支出明细")}
    detailed = {column for start, (end, _) in groups.items() for column in range(start, end + 1)}
    for start, (end, title) in groups.items():
        rows[1][start] = title
        merged.append((1, start, 1, end))
    for column in range(first, width):
        rows[2 if column in detailed else 1][column] = B_MONEY[column - first]
        if column not in detailed:
            merged.append((1, column, 2, column))
    for number in range(1, 6):
        village = {1: "示例东村委会", 4: "示例西村委会"}.get(number)
        rows.append(b_row(f"00{number}", village, str(number * 100), year))
    merged += [(3, 3, 5, 3), (6, 3, 7, 3)]
    rows.append(["合计", *[None] * (first - 1), *["1500"] * len(B_MONEY)])
    rows.append([None] * width)
    return Sheet("Sheet1", rows, tuple(merged))


def roster_row(code: str, name: str, relation: str) -> Cells:
    """A member of a household."""
    return ["示例县", "示例镇", "示例东村", code, "张某某", name, ID_NUMBER, relation, "非在校生", "普通劳动力", "2018"]


def write_workbook(path: Path, *sheets: Sheet) -> Path:
    """An .xlsx of these sheets; texts that are plain numbers without a leading zero become numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            for top, left, bottom, right in sheet.merged:
                page.merge_range(top, left, bottom, right, "")
            for row, cells in enumerate(sheet.rows):
                for column, text in enumerate(cells):
                    if text is not None and text.isdigit() and len(text) < 12 and str(int(text)) == text:
                        page.write_number(row, column, int(text))
                    elif text is not None:
                        page.write_string(row, column, text)
            for row in sheet.hidden_rows:
                page.set_row(row, None, None, {"hidden": True})
            if sheet.is_hidden:
                page.hide()
    return path


def write_csv(path: Path, rows: Sequence[Cells], encoding: str = "gb18030") -> Path:
    """A CSV as office programs export it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return path
