"""Deliveries in which an ID number stands wherever one can stand, a different one at each place: a leak names its source."""

import os
from pathlib import Path

from stdnum import luhn
from stdnum.cn import ric

from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import A_MONEY, A_TEXT, FORM_A, write_csv, write_workbook

PLACE = ["示例县", "示例镇", "示例东村"]
LIST = [
    *[
        "县",
        "镇",
        "村",
        "户码",
        "户主姓名",
        "户主证件号码",
        "贫困户属性",
        "劳动能力类型",
        "脱贫属性",
        "预脱贫年度",
        "备注",
    ]
]
ROSTER = [
    *[
        "县",
        "镇",
        "村",
        "户码",
        "户主姓名",
        "姓名",
        "证件号码",
        "与户主关系",
        "劳动技能",
        "在校生状况",
        "务工企业名称",
        "备注",
    ]
]
LEDGER = [*["村", "户码", "姓名", "身份证号", "补贴项目", "发放金额", "发放年度", "发放单位", "备注"]]
REGISTER = [*["姓名", "身份证号", "登记类别", "登记日期", "详情", "自定义列"]]
FUND = [*["县", "镇", "村", "项目编号", "项目名称", "项目类型", "预算金额", "支出金额", "备注"]]
CORRECTION = [
    *[
        "村",
        "户码",
        "年度",
        "更正项目",
        "申报值",
        "更正值",
        "更正原因",
        "证据",
        "签名",
        "更正日期",
        "原表文件",
        "原表工作表",
        "原表行号",
    ]
]


class Canaries:
    """Invented ID numbers with a right check digit, by the place at which each is planted."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        """A number of its own for the place; the same again for the same place."""
        if place not in self.planted:
            body = f"440823{1950 + len(self.planted) % 40}0{1 + len(self.planted) % 9}1{len(self.planted) % 10}"
            body += f"{300 + 2 * len(self.planted):03}"
            self.planted[place] = body + ric.calc_check_digit(body + "0")
        return self.planted[place]

    def phone(self, place: str) -> str:
        """A mobile number of its own for the place."""
        return self.planted.setdefault(f"phone {place}", f"1390000{4000 + len(self.planted)}")

    def card(self, place: str) -> str:
        """A bank card of its own for the place, as it is printed."""
        body = f"6222020000{10_000_000 + 7 * len(self.planted)}"
        whole = self.planted.setdefault(f"card {place}", body + luhn.calc_check_digit(body))
        return " ".join(whole[at : at + 4] for at in range(0, 19, 4))

    def needles(self) -> dict[str, str]:
        """Place → the part that no mask shows: of an ID number month, day and sequence with the year before them."""
        return {place: number[6:17] if len(number) == 18 else number for place, number in self.planted.items()}


def statement(canary: Canaries, code: str, **cells: str) -> list[str | None]:
    """A row of form A with a remark."""
    row: dict[str, str | None] = dict(
        zip(FORM_A, [*PLACE, code, "张某某", None, "一般贫困户", "3", "2018"], strict=False)
    )  # type: ignore[arg-type]
    row |= dict.fromkeys(A_MONEY, "0") | {"工资性收入": "21000", "总收入": "21000"}
    row |= {
        "家庭可支配收入": "21000",
        "家庭人均可支配收入": "7000",
        "户主身份证号": cells.pop("户主身份证号", None) or canary(f"statement {code} head"),
    }
    row |= cells
    return [row.get(name) for name in [*A_TEXT, *A_MONEY, "备注", "自定义列"]]


def plant(raw: Path) -> Canaries:
    """Write the deliveries below `raw`; returns what stands where."""
    canary = Canaries()
    year = raw / "2018"
    _statements(canary, year)
    _lists(canary, year)
    _other_kinds(canary, year)
    _texts(canary, year)
    _refused(canary, raw)
    for path in raw.rglob("*.*"):
        os.utime(path, (1_500_000_000, 1_500_000_000))  # long arrived: the service reads what lies still
    return canary


def _statements(canary: Canaries, year: Path) -> None:
    header = [*FORM_A, "备注", "自定义列"]
    number = canary("title")
    rows = [
        [f"示例县示例镇示例东村2018年收入统计表（填表人{number}）"],
        header,
        statement(
            canary,
            "001",
            备注=f"户主{canary('remark')}，电话{canary.phone('remark')}，卡{canary.card('remark')}，借款3000元",
        ),
        statement(canary, "002", 自定义列=f"{canary('extra cell')} {canary.phone('extra cell')}"),
        statement(canary, "003", 工资性收入=canary("unreadable amount")),
        statement(canary, "004", 年末人口=canary("member count")),
        statement(canary, "005", 户属性=canary("household type"), 年度="2018"),
        statement(canary, "006", 户主姓名=f"李某{canary('name')}（{canary.phone('name')}）"),
        statement(
            canary,
            "",
            备注=canary("quarantined remark") + canary.card("quarantined remark"),
            户主姓名=canary("quarantined name"),
        ),
        statement(canary, canary("household code")),
        statement(canary, "008", 村=f"示例东村{canary('village name')}"),
        statement(
            canary, "009", 户主身份证号=f"{canary('spaced')[:6]} {canary('spaced')[6:14]} {canary('spaced')[14:]}"
        ),
        statement(canary, "010", 备注=canary("wide").translate({48 + n: 0xFF10 + n for n in range(10)})),
        statement(canary, "011", 户主身份证号=f"{canary('certificate')}43", 低保金=f"1200（{canary('amount note')}）"),
        [f"合计 制表{canary('total row')}", *[None] * (len(FORM_A) - 1)],
    ]
    rows = [row + [None] * (len(header) - len(row)) for row in rows]
    write_workbook(
        year / "村级" / "东村.xlsx",
        Sheet("统计表", rows),
        Sheet(canary.phone("sheet name") + "册", [header, statement(canary, "102")]),
        Sheet(canary("sheet name"), [header, statement(canary, "101")]),
    )
    odd = [*FORM_A, canary("header"), f"补贴金额{canary('amount header')}"]
    write_workbook(
        year / "村级" / f"西村{canary('file name')}.xlsx",
        Sheet("表", [odd, [*statement(canary, "201")[:-2], "1", "25"]]),
    )
    write_workbook(
        year / "村级" / f"北村{canary.phone('file name')}.xlsx", Sheet("表", [header, statement(canary, "401")])
    )
    write_workbook(year / canary("folder name") / "南村.xlsx", Sheet("表", [header, statement(canary, "301")]))


def _lists(canary: Canaries, year: Path) -> None:
    listed = [
        [
            *PLACE,
            code,
            "张某某",
            canary(f"list {code}"),
            "一般贫困户",
            "有劳动力户",
            "预脱贫",
            "2018",
            canary("list remark"),
        ]
        for code in ("001", "002", "003", "004", "005", "006", "012")
    ]
    listed.append(
        [*PLACE, "013", "张某某", "", canary("list type"), canary("list labour"), canary("list status"), "2018", ""]
    )
    write_workbook(year / "名册" / "预脱贫户.xlsx", Sheet("表", [LIST, *listed]))
    members = [
        [
            *PLACE,
            "001",
            "张某某",
            "张某",
            canary(f"member {number}"),
            relation,
            "普通劳动力",
            "非在校生",
            canary("employer"),
            canary("member remark"),
        ]
        for number, relation in enumerate(("户主", "配偶", "之子"))
    ]
    members.append(
        [
            *PLACE,
            "002",
            "张某某",
            canary("member name"),
            "",
            canary("relation"),
            canary("labour"),
            canary("schooling"),
            "",
            "",
        ]
    )
    write_workbook(year / "名册" / "花名册.xlsx", Sheet("表", [ROSTER, *members]))


def _other_kinds(canary: Canaries, year: Path) -> None:
    paid = [
        [
            "示例东村",
            code,
            "张某",
            canary(f"ledger {code}"),
            "低保金",
            "1200",
            "2018",
            canary("payer"),
            canary("ledger remark"),
        ]
        for code in ("001", "002")
    ]
    paid.append(
        ["示例东村", "003", "张某", "", f"低保金{canary('item')}", canary("ledger amount"), canary("paid year"), "", ""]
    )
    write_workbook(year / "台账" / "低保.xlsx", Sheet("表", [LEDGER, *paid]))
    known = [
        ["张某", canary("member 1"), "车辆", "2018-03-01", f"车主{canary('register detail')}", canary("register extra")]
    ]
    known.append(
        [canary("register name"), canary("register"), canary("register type"), canary("register date"), "", ""]
    )
    write_workbook(year / "比对" / "车辆.xlsx", Sheet("登记", [REGISTER, *known]))
    funds = [
        [
            *PLACE,
            canary("project code"),
            f"道路{canary('project')}",
            canary("project type"),
            "100000",
            canary("project spent"),
            canary("project remark"),
        ]
    ]
    write_workbook(year / "资金" / "项目.xlsx", Sheet("表", [FUND, *funds]))
    lines = [
        [
            "示例东村",
            "001",
            "2018",
            "工资性收入",
            "21000",
            "20000",
            f"误填{canary('reason')}",
            canary("evidence"),
            f"李某{canary('signed by')}",
            canary("signed on"),
            "2018/村级/东村.xlsx",
            "统计表",
            "3",
        ]
    ]
    lines.append(
        [
            "示例东村",
            "002",
            "2018",
            canary("corrected item"),
            canary("stated value"),
            canary("corrected value"),
            "误填",
            "",
            "李某",
            "2018-12-01",
            canary("statement file"),
            canary("statement sheet"),
            canary("statement row"),
        ]
    )
    write_workbook(year / "更正" / "更正.xlsx", Sheet("表", [CORRECTION, *lines]))


def _texts(canary: Canaries, year: Path) -> None:
    header = [*FORM_A, "备注", "自定义列"]
    rows = [
        header,
        statement(canary, "401", 备注=canary("csv remark")),
        statement(canary, "", 备注=canary("csv quarantined")),
    ]
    write_csv(year / "文本" / "东村.csv", rows)
    write_csv(year / "文本" / "缺列.csv", [header, [*statement(canary, "402"), canary("ragged")]])
    (year / "文本" / "引号.csv").write_text(f'村,户码\n示例东村,"{canary("unclosed quote")}\n', "utf-8")
    (year / "文本" / "截断.csv").write_bytes(f"村,户码\n示例东村,{canary('cut text')}甲".encode()[:-1])
    write_csv(
        year / "文本" / "无表头.csv",
        [[canary("headless"), "张某某", "1200", "300"], [canary("headless"), "李某某", "1", "2"]],
    )


def _refused(canary: Canaries, raw: Path) -> None:
    (raw / "2018" / "坏").mkdir()
    (raw / "2018" / "坏" / f"{canary('damaged name')}.xlsx").write_bytes(
        b"PK\x03\x04" + canary("damaged content").encode()
    )
    (raw / f"{canary('misplaced name')}.csv").write_text(canary("misplaced content"), "utf-8")
    (raw / "2018" / "坏" / f"~${canary('lock name')}.xlsx").write_text(canary("lock content"), "utf-8")
    write_workbook(
        raw / "2016" / f"错年{canary('wrong year name')}.xlsx",
        Sheet(canary("wrong year sheet"), [[*FORM_A, "备注", "自定义列"], statement(canary, "501")]),
    )
