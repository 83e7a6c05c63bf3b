"""The bulletin's sentences, from its figures; the first is the one of 三水区扶贫工作简报〔2018〕第20期."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Figures = dict[str, Any]
Rows = list[dict[str, Any]]
LISTED = 8  # teams or projects that a sentence names
CHANGES = (
    ("students", "未领到生活补助及免学杂费的学生", "名"), ("dibao_households", "符合条件未纳入低保的", "户"),
    ("without_medical", "未购买医疗保险的", "人"), ("without_pension", "未参加养老保险的", "人"),
)  # fmt: skip
OTHER_GAPS = (
    ("dropouts", "适龄未在校接受义务教育", "人"), ("unsafe_housing", "仍住危房", "户"),
    ("unsafe_water", "未解决安全饮水", "户"),
)  # fmt: skip


def day_text(day: dt.date) -> str:
    """2018年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def gap_sentence(day: dt.date, figures: Figures) -> str:
    """The bulletin's sentence on the gaps, word for word."""
    return (
        f"截至{day_text(day)}，仍有{figures['students']}名学生未领到生活补助及免学杂费；"
        f"有{figures['dibao_households']}户符合条件未纳入低保；有{figures['without_medical']}人未购买医疗保险，"
        f"{figures['without_pension']}人未参加养老保险。"
    )


def change_sentence(figures: Figures, earlier: Mapping[str, int], called: str) -> str:
    """Each of these gaps against those of an earlier issue or release."""
    told = [f"{what}{change(figures[name], earlier[name], unit)}" for name, what, unit in CHANGES]
    return f"与{called}相比，{'，'.join(told)}。"


def change(now: int, before: int, unit: str) -> str:
    """增加3名, 减少1户, 持平."""
    return "持平" if now == before else f"{'增加' if now > before else '减少'}{abs(now - before)}{unit}"


def other_gaps_sentence(figures: Figures) -> str:
    """Gaps that the bulletin's sentence does not name; nothing where there are none."""
    told = [f"{what}{figures[name]}{unit}" for name, what, unit in OTHER_GAPS if figures[name]]
    return f"另有{'，'.join(told)}。" if told else ""


def stage_sentence(stage: dict[str, Any], day: dt.date) -> str:
    """How one stage stands, over all teams."""
    state = "已到期" if day > stage["due_date"] else "未到期"
    silent = f"，{stage['silent']}个未报送" if stage["silent"] else ""
    unlisted = f"，{stage['no_list']}个缺名册" if stage["no_list"] else ""
    late = f"（其中逾期报送{stage['late']}份）" if stage["late"] else ""
    return (
        f"第{'一二三四'[stage['stage'] - 1]}阶段（{stage['stage_zh']}，{day_text(stage['due_date'])}前，{state}）："
        f"应报{stage['expected']}份，已报{stage['delivered']}份{late}，已核定{stage['verified']}份；"
        f"{stage['teams']}个工作队中{stage['finished']}个已完成{silent}{unlisted}。"
    )


def rectification_sentence(figures: Figures) -> str:
    """The ledger in one sentence."""
    return (
        f"整改台账共{figures['matters']}件，已销号{figures['matters_closed']}件，尚未销号"
        f"{figures['matters_open'] + figures['matters_recurred']}件（其中复发{figures['matters_recurred']}件，"
        f"逾期{figures['matters_overdue']}件）；重大疑点{figures['findings_open']}件，省系统差异"
        f"{figures['differences_open']}件，巡视审计反馈{figures['inspections_open']}件尚未办结。"
    )


def registry_sentence(figures: Figures) -> str:
    """Whose progress the bulletin reports, and by which list of villages."""
    if not figures["registered_villages"]:
        return f"（没有应报村名册，以下按报送资料列出{figures['villages']}个村；未报送的村无从列出。）"
    more = figures["villages"] - figures["registered_villages"]
    return f"应报名册{figures['registered_villages']}个村" + (f"，另有名册以外{more}个村报送。" if more else "。")


def problem_sentences(figures: Figures, lists: dict[str, Rows]) -> Iterator[str]:
    """存在问题: what is overdue, slow, sent back again and again."""
    for stage in lists["stages"]:
        if stage["overdue"]:
            teams = [row["team_name"] for row in lists["ranks"] if row["stage"] == stage["stage"] and row["is_overdue"]]
            yield f"{stage['stage_zh']}逾期未完成的有{stage['overdue']}个工作队：{named(teams[::-1], '个工作队')}。"
    if figures["projects"]:
        yield fund_sentence(figures, lists["slow_projects"])
        yield from idle_sentence(figures, lists["idle_projects"])
    else:
        yield "没有收到本年度帮扶资金项目资料，资金使用进度无从核查。"
    if figures["rejected_sheets"]:
        reasons = "；".join(f"{row['sheets']}张：{shortened(row['reason'])}" for row in lists["rejections"][:3])
        yield (
            f"报送资料被退回{figures['rejected_sheets']}张（涉及{figures['rejected_files']}个文件），"
            f"待更正{figures['quarantined_rows']}行。退回较多的原因：{reasons}。"
        )
    if figures["matters_recurred"]:
        yield f"已销号又复发的有{figures['matters_recurred']}件，整改不实。"
    if figures["replies_refused"]:
        yield f"整改回复未采纳{figures['replies_refused']}条（填写不全、编号不符或与数据矛盾）。"


def fund_sentence(figures: Figures, slow: Rows) -> str:
    """Budget, spent and the slow ones."""
    spent, budget = figures["spent_yuan"], figures["budget_yuan"]
    share = f"{Decimal(100) * spent / budget:.1f}%" if budget else "无法计算"
    told = f"帮扶资金项目{figures['projects']}个，预算{money(budget)}，已支出{money(spent)}，支出进度{share}"
    if figures["unchecked_projects"]:
        told += f"；{figures['unchecked_projects']}个项目金额不全，未核查"
    if slow:
        names = named([f"{row['village_name']}{row['project_name']}" for row in slow], "个项目")
        return f"{told}；进度偏慢或尚未支出的{figures['slow_projects']}个：{names}。"
    return f"{told}。"


def idle_sentence(figures: Figures, idle: Rows) -> Iterator[str]:
    """Money that arrived and lies unspent, and where; nothing where no project tells what it received."""
    if figures["received_projects"]:
        told = f"已到位{money(figures['received_yuan'])}，到位未支出{money(figures['idle_yuan'])}"
        where = [f"{row['village_name']}{row['project_name']}（{money(row['idle_yuan'])}）" for row in idle]
        yield f"资金{told}" + (f"，涉及{len(idle)}个项目：{named(where, '个项目')}。" if where else "。")


def requirement_sentences(day: dt.date, lists: dict[str, Rows]) -> Iterator[str]:
    """下一步工作要求: what is due by when."""
    for stage in lists["stages"]:
        short = stage["expected"] - stage["verified"]
        if stage["finished"] == stage["teams"]:
            continue
        left = f"，尚有{short}项未核定" if short > 0 else ""
        if day > stage["due_date"]:
            yield f"{stage['stage_zh']}期限（{day_text(stage['due_date'])}）已过{left}，未完成的工作队要立即补报、限期整改。"
        else:
            yield f"各驻村工作队要在{day_text(stage['due_date'])}前完成{stage['stage_zh']}{left}。"
    for row in lists["limits"]:
        yield f"{row['issue_kind_zh']}尚有{row['remaining']}件未销号，最早的期限为{day_text(row['due_date'])}，要逐件销号。"
    waiting = [row for row in lists["departments"] if row["remaining"] and row["department"] != "驻村工作队"]
    if waiting:
        told = "、".join(f"{row['department']}{row['remaining']}件" for row in waiting)
        yield f"请各职能部门对照整改台账分类限时办理：{told}。"
    yield "考核不能顺利通过的，驻村干部要限期整改，考核通过后才能轮换。"


def named(names: list[str], unit: str) -> str:
    """The first of the names; how many there are in all where not all are named."""
    return "、".join(names) if len(names) <= LISTED else f"{'、'.join(names[:LISTED])}等{len(names)}{unit}"


def money(amount: Any) -> str:
    """万元 from ten thousand yuan on, else yuan."""
    return f"{Decimal(amount) / 10_000:,.2f}万元" if amount >= 10_000 else f"{Decimal(amount):,.2f}元"


def shortened(reason: str | None) -> str:
    """A reason's first sentence, at most 40 characters."""
    first = (reason or "原因不明").split("。")[0].split("，请")[0]
    return first if len(first) <= 40 else f"{first[:40]}…"
