"""`income rules`: the rule book in the terminal."""

import click
from rich.console import Console
from rich.table import Table

from expectations.rules import TOPICS, rules


@click.command("rules")
@click.argument("rule_id", required=False)
def command(rule_id: str | None) -> None:
    """列出核查规则；给出规则编号则显示其含义、依据和条件。"""
    console = Console()
    if rule_id is None:
        table = Table()
        for title in ("规则", "名称", "程度", "类别"):
            table.add_column(title)
        for rule in rules().values():
            table.add_row(rule.id, rule.title, rule.severity_zh, TOPICS[rule.topic])
        console.print(table)
        return
    if rule_id not in rules():
        raise click.ClickException(f"没有规则 {rule_id}；用 income rules 查看全部")
    rule = rules()[rule_id]
    console.print(f"[bold]{rule.id}[/] {rule.title}（{rule.severity_zh}）", highlight=False)
    for label, text in (("含义", rule.meaning), ("依据", rule.source), ("条件", rule.fails_when)):
        console.print(f"{label}：{text}", highlight=False, markup=False)
