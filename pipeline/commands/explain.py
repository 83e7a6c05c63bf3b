"""`income explain`: one page in the terminal, Chinese, on how a household's figure came about."""

import dataclasses
import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pipeline.commands.options import data_option
from pipeline.commands.summary import SCOPES, SEVERITIES
from pipeline.explanation import Explanation, explain
from pipeline.release.folders import current_release, find_release
from pipeline.settings import Settings


@click.command("explain")
@click.argument("household")
@click.option("--year", type=int, help="只看一个年度")
@click.option("--release", "release_id", help="版本编号，默认当前版本")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@data_option
def command(household: str, year: int | None, release_id: str | None, as_json: bool, settings: Settings) -> None:
    """说明一户（户标识、村/户码、户码、姓名或证件号码末几位）的收入、标准、意见和疑点。村名怎样写都可以。"""
    marts_dir = settings.marts_dir
    release = find_release(marts_dir, release_id) if release_id else current_release(marts_dir)
    explanation = explain(release, household, year)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(explanation), ensure_ascii=False, indent=1, default=str))
    else:
        print_page(explanation, Console())


def print_page(explanation: Explanation, console: Console) -> None:
    """Print the page: head, three-year trend, then each year from items to opinion."""
    head = explanation.household
    console.print(f"[bold]户 {head['household_id'].replace('|', '/')}[/]", highlight=False)
    if explanation.years:
        print_head(explanation.years[-1]["figures"], console)
    if head.get("review_text"):
        console.print(head["review_text"], highlight=False)
    if head.get("exit_status") and head.get("status_file"):
        place = f"{head['status_file']} · {head['status_sheet']} · 第 {head['status_row']} 行"
        console.print(f"脱贫属性“{head['exit_status']}”（{head['exit_status_year']}年名册：{place}）", highlight=False)
    for year in explanation.years:
        print_year(year, console)
    receipt = explanation.receipt
    console.print(
        f"[dim]依据版本 {receipt['release_id']}（截止 {receipt['as_of_date']}），内容 {receipt['content_hash'][:16]}，"
        f"规则与程序 {str(receipt['source_sha256'])[:16]}[/]",
        highlight=False,
    )


def print_head(figures: dict[str, Any], console: Console) -> None:
    capacity = {True: "有劳动能力", False: "无劳动能力", None: "劳动能力未知"}[figures["has_labour_capacity"]]
    facts = [figures["head_name"], figures["household_type"], capacity, SCOPES[figures["scope"]]]
    if figures["planned_exit_year"]:
        facts.append(f"预脱贫年度 {figures['planned_exit_year']}")
    console.print("，".join(str(fact) for fact in facts if fact), highlight=False)


def print_year(year: dict[str, Any], console: Console) -> None:
    """One year: items with their cells, the sum, the opinion, tests and findings."""
    figures = year["figures"]
    console.rule(f"{figures['survey_year']} 年度")
    console.print(
        f"来源 {figures['source_file']} · {figures['source_sheet']} · 第 {figures['source_row']} 行",
        highlight=False,
    )
    console.print(items_table(year))
    console.print(f"[bold]{figures['verdict_text']}[/]", highlight=False)
    if year["cover"]:
        console.print(f"低保五保依据：{year['cover']['claim_zh']}（{year['cover']['place']}）", highlight=False)
    for one in year["persons"]:
        other = f"；而{one['other_claim_zh']}（{one['other_place']}）" if one["other_claim_zh"] else ""
        said = f"{one['person_state_zh']}依据：{one['name_masked']} {one['claim_zh']}（{one['place']}）{other}"
        console.print(said, highlight=False)
    if year["tests"] and figures["has_labour_capacity"] is not False:
        console.print(tests_table(year["tests"]))
    for row in year["corrections"]:
        said = f"{row['item_zh']} {row['delivered_text'] or '空白'} → {row['corrected_text']}"
        who = f"{row['signed_by'] or '未签名'}，{row['signed_text'] or '无日期'}，原因：{row['reason'] or '未填'}"
        place = f"{row['source_file']} 第{row['source_row']}行"
        console.print(f"· 更正（{row['status_zh']}）：{said}（{who}；{place}）", highlight=False)
    for row in year["reviews"]:
        said = (
            f"{row['review_text'] or '未填意见'}（{row['reviewed_by'] or '未签名'}，{row['reviewed_on'] or '无日期'}）"
        )
        console.print(f"· 复核（{row['status_zh']}）：{said}", highlight=False)
    for row in year["field_checks"]:
        said = f"{row['item_zh']} 核定{row['verified_yuan']}，查实{row['found_text']}，{row['agreement_zh']}"
        console.print(
            f"· 入户核查：{said}（{row['checked_by'] or '未签名'}，{row['checked_on'] or '无日期'}）", highlight=False
        )
    for finding in year["findings"]:
        console.print(
            f"· {SEVERITIES[finding['severity']]} {finding['rule_id']}：{finding['message']}", highlight=False
        )


def items_table(year: dict[str, Any]) -> Table:
    figures = year["figures"]
    table = Table()
    for title, justify in (("项目", "left"), ("金额（元）", "right"), ("单元格", "left")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for item in year["items"]:
        sign = "" if item["group"] == "收入" else "-" if not item["group"].startswith("备忘") else "（"
        end = "）" if sign == "（" else ""
        table.add_row(item["zh"], f"{sign}{money(item['amount_yuan'])}{end}", item["cell"] or "")
    table.add_section()
    table.add_row("家庭可支配收入（复算）", money(figures["disposable_income_yuan"]), "")
    table.add_row("家庭可支配收入（申报）", money(figures["stated_disposable_income_yuan"]), "")
    table.add_row("计算人口", f"{figures['divisor_count'] or '缺'}", "")
    table.add_row("人均可支配收入", money(figures["disposable_income_per_capita_yuan"]), "")
    if figures["has_labour_capacity"] is False:
        table.add_row("脱贫收入标准", "不适用", "无劳动能力，按兜底核查")
        return table
    table.add_row("脱贫收入标准", money(figures["exit_line_yuan"]), "")
    table.add_row("与标准差额", money(figures["margin_yuan"]), "")
    return table


def tests_table(tests: list[dict[str, Any]]) -> Table:
    """The stress tests of a household that is judged by its income."""
    table = Table(title="敏感性测算")
    for title in ("测算情形", "人均（元）", "标准（元）", "结果", "作用"):
        table.add_column(title, justify="right" if title.endswith("（元）") else "left", overflow="fold")
    for test in tests:
        outcome = "达标" if test["is_met"] else "未达标"
        role = "决定意见" if test["is_deciding"] else "参考"
        mark = "，改变结论" if test["is_flipping"] else ""
        table.add_row(
            test["scenario_zh"],
            money(test["per_capita_yuan"]),
            money(test["line_yuan"]),
            outcome,
            role + mark,
        )
    return table


def money(value: Any) -> str:
    """Yuan with thousands; a dash where there is no figure."""
    return "—" if value is None else f"{value:,.2f}"
