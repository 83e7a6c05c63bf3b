"""What is written beside the figures: how to read them, what they leave out, what a column means."""

from collections.abc import Iterable

from pipeline.contracts import contracts
from pipeline.handouts.audience import Audience
from pipeline.handouts.sheets import SheetColumn, SheetPlan

DEVIATIONS = (
    "自有住房折算净租金未计入：国家统计局口径含此项，但扶贫各表均无此栏（与统计口径的差异一）。",
    "自产自用的实物收入未计入：国家统计局口径含此项，但扶贫各表均无此栏（与统计口径的差异二）。",
    "借款、动用储蓄、出售资产所得、一次性拆迁补偿、慰问金等不是收入；已误计入的在疑点和敏感性测算中列明。",
)
READING = (
    "可支配收入 = 工资性收入 + 经营净收入 + 财产净收入 + 转移净收入，一律由分项复算，不采用申报的合计。",
    "申报数为报送表所填；复算数由分项算出；核定数为本系统认可的数，有重大疑点未消除的留空，待核实后手填。",
    "人均可支配收入 = 家庭可支配收入 ÷ 计算人口，四舍五入到分；是否达到标准按未舍入的整数分比较。",
    "“收入核查意见”只就收入而言，不是脱贫结论；脱贫还看八有及三保障。",
    "金额单位为元，人口单位为人，占比为百分数；户码、证件号码为文本，保留前导零；证件号码中间八位以*代替。",
)
FIRST = {
    Audience.ASSESSOR: "先看 汇总.xlsx（目录、各级合计、核对方法）；没有表格软件时打开 打开这里.html。“附表”文件夹为查对用的其他表。",
    Audience.VILLAGE: "先填 更正表：每行是一个疑点，核实后在黄色各栏填写并交回；其他各表供查对。“附表”文件夹不必打印。没有内容的清单不附。",
    Audience.PUBLIC: "先看 汇总.xlsx 和 公开汇总.xlsx。",
}
FILES = (
    "各表打印均为A4或A3横排，正文不小于9磅；有签名栏的每村单独起页。每个工作簿最后的“全部列”只供在屏幕上筛选。",
    "不用本系统也能核对：Windows 用 certutil -hashfile manifest.json SHA256，Linux 用 sha256sum -c manifest.sha256。",
    "data 文件夹供计算机读取，不必打开；每张表有 .parquet 和 .csv 两份，内容相同；CSV 为 UTF-8（有BOM）。",
    "CSV 中以 = + - @（含全角）、制表符或单引号开头的文本前加一个单引号 '，防止被当作公式执行；读回时去掉一个开头的"
    "单引号即得原文（income verify 就是这样读的）。工作簿中没有任何公式。",
    "工作簿单元格中的控制字符以 ␀ 一类的可见符号代替；超过32767字的文本截断并注明，全文在 data 文件夹。",
    "校验：income verify 本文件夹（不需联网，不需原始数据）。manifest.sha256 是清单本身的校验值。",
)


def read_me(
    title: str, facts: Iterable[str], more_reading: Iterable[str] = (), audience: Audience = Audience.ASSESSOR
) -> str:
    """说明.txt, with CRLF line ends and a mark so that Notepad shows it right."""
    parts = [title, "", *facts, "", FIRST[audience], "", "一、怎样看", *_numbered((*READING, *more_reading)), "", "二、与统计口径的差异",
             *_numbered(DEVIATIONS), "", "三、文件", *_numbered(FILES), ""]  # fmt: skip
    return "\ufeff" + "\r\n".join(parts)


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def dictionary_plan(tables: Iterable[str], note: str) -> SheetPlan:
    """数据字典: every column of the tables in the package."""
    rows = [
        (contracts()[name].zh, f"{name}.csv / .parquet", contracts()[name].grain, place, column.zh, column.name,
         column.type, column.unit, column.note)
        for name in tables
        for place, column in enumerate(contracts()[name].columns, 1)
    ]  # fmt: skip
    columns = (
        SheetColumn("表"), SheetColumn("文件", widest=40), SheetColumn("一行是什么", widest=30),
        SheetColumn("序号", "count"), SheetColumn("字段"), SheetColumn("标识符", widest=36), SheetColumn("类型"),
        SheetColumn("单位"),
        SheetColumn("说明", widest=50),
    )  # fmt: skip
    return SheetPlan("数据字典", "数据字典", note, columns, lambda: rows, 1)
