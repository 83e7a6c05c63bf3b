"""打开这里.html: one self-contained page for people without a spreadsheet: summary, files with hashes, a table to filter.

No script is fetched, nothing is asked of the network; what the audience may not hold is not in it.
"""

import html
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.handouts.book_cells import cell_text
from pipeline.handouts.package.mart_files import stream

FILE = "打开这里.html"
MOST_ROWS = 60_000  # more would make the page too heavy to open
COLUMNS = (
    ("年度", "survey_year"), ("镇", "town_name"), ("村", "village_name"), ("户码", "household_code"),
    ("户主姓名", "head_name"), ("计算人口", "divisor_count"), ("可支配收入（元）", "disposable_income_yuan"),
    ("人均（元）", "disposable_income_per_capita_yuan"), ("标准（元）", "exit_line_yuan"), ("差额（元）", "margin_yuan"),
    ("收入核查意见", "verdict_zh"), ("意见说明", "verdict_text"),
)  # fmt: skip
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
STYLE = """
body{font:15px/1.6 "Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:1.5em auto;max-width:90em;padding:0 1em}
table{border-collapse:collapse;margin:.5em 0}th,td{border:1px solid #aaa;padding:2px 7px;vertical-align:top;text-align:left}
th{background:#eee;position:sticky;top:0;white-space:nowrap}.scroll{overflow-x:auto}.n{text-align:right;white-space:nowrap}code{font-size:12px;word-break:break-all}
input,select{font:inherit;margin:0 .6em .4em 0}
@media print{input,select,.hint{display:none}.scroll{overflow:visible}@page{size:A4 landscape}body{font-size:10pt}}"""
SCRIPT = """
const rows=JSON.parse(document.getElementById("rows").textContent),body=document.querySelector("#list tbody"),
count=document.getElementById("count"),inputs=[...document.querySelectorAll("[data-at]")],MOST=300;
for(const one of inputs)if(one.tagName==="SELECT"){for(const value of [...new Set(rows.map(row=>row[one.dataset.at]))].sort())
one.add(new Option(value,value))}
function show(){const words=document.getElementById("words").value.split(/\\s+/).filter(Boolean);
const found=rows.filter(row=>inputs.every(one=>!one.value||row[one.dataset.at]===one.value)&&words.every(word=>row.some(cell=>cell.includes(word))));
count.textContent=found.length+" 行"+(found.length>MOST?"，只显示前 "+MOST+" 行，请再筛选":"");body.textContent="";
for(const row of found.slice(0,MOST)){const line=body.insertRow();row.forEach((cell,at)=>{const place=line.insertCell();
place.textContent=cell;if(at>4&&at<10)place.className="n"})}}
for(const one of [...inputs,document.getElementById("words")])one.addEventListener("input",show);show();"""


def write_page(
    path: Path, tables: duckdb.DuckDBPyConnection | None, facts: Sequence[str], hashes: Mapping[str, str],
    summary: Sequence[tuple[str, Sequence[Sequence[Any]]]],
) -> None:  # fmt: skip
    """Write the page. `tables`: None for an audience that sees no household; `summary`: title → rows, the first its heads."""
    parts = [
        f'<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content="width=device-width"><meta http-equiv=Content-Security-Policy content="{POLICY}">'
        f"<title>核查资料包</title><style>{STYLE}</style><h1>预脱贫户家庭人均可支配收入核查资料包</h1>",
        f"<p>{html.escape('；'.join(facts))}</p>",
        "<p class=hint>本页不连接网络。“收入核查意见”只就收入而言，不是脱贫结论。</p>",
        *(f"<h2>{html.escape(title)}</h2>{table(rows)}" for title, rows in summary),
    ]
    if tables is not None:
        parts.append(household_list(tables))
    listed = [("文件", "SHA-256"), *sorted(hashes.items())]
    parts.append(f"<h2>文件（本页和清单除外）</h2>{table(listed, 'code')}")
    path.write_text("".join(parts), encoding="utf-8", newline="")


def table(rows: Sequence[Sequence[Any]], mark: str = "") -> str:
    """Rows as a table, the first its heads."""
    head, *body = rows
    numeric = [any(is_number(row[place]) for row in body) for place in range(len(head))]
    marks = [" class=n" if one else "" for one in numeric]
    cells = "".join(f"<th{n}>{html.escape(str(one))}</th>" for n, one in zip(marks, head, strict=True))
    open_, shut = (f"<{mark}>", f"</{mark}>") if mark else ("", "")
    lines = "".join(
        "<tr>"
        + "".join(f"<td{n}>{open_}{html.escape(text_of(one))}{shut}</td>" for n, one in zip(marks, row, strict=True))
        + "</tr>"
        for row in body
    )
    return f"<div class=scroll><table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></div>"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def household_list(tables: duckdb.DuckDBPyConnection) -> str:
    """The households as data, and a table that the page's own script fills."""
    names = ", ".join(name for _, name in COLUMNS)
    sql = (
        f"select {names} from mart_household_incomes"
        f" order by survey_year desc, town_name, village_name, household_code, household_id limit {MOST_ROWS}"
    )
    rows = [[text_of(value) for value in row] for row in stream(tables, sql)]
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    heads = "".join(f"<th{' class=n' if 4 < at < 10 else ''}>{title}</th>" for at, (title, _) in enumerate(COLUMNS))
    choices = "".join(
        f"<label>{COLUMNS[at][0]} <select data-at={at}><option value=''>全部</option></select></label>"
        for at in (0, 2, 10)
    )
    return (
        f"<h2>各户</h2><p class=hint><label>含有 <input id=words placeholder=姓名、户码></label>{choices}<b id=count></b></p>"
        f"<div class=scroll><table id=list><thead><tr>{heads}</tr></thead><tbody></tbody></table></div><noscript>筛选要开启浏览器的脚本；各户见工作簿。</noscript>"
        f'<script type="application/json" id=rows>{data}</script><script>{SCRIPT}</script>'
    )


def text_of(value: Any) -> str:
    """A value as the page shows it; years and counts without decimals."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else cell_text(value)
