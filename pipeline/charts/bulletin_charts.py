"""The bulletin's two pictures: gaps that remain, and each team's progress in each stage. PNG bytes, no names of households."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from pipeline.charts.style import BLUE, GREY, chinese_style

DPI = 150
STATES = {"已完成": "#BFDCEB", "进行中": "#FBE7C0", "未报送": "#F3C6B4", "缺名册": "#E0E0E0"}


def gaps_picture(bars: Sequence[tuple[str, int, int | None]]) -> bytes:
    """A bar for each gap: what remains, and beside it the earlier figure where there is one."""
    with chinese_style():
        figure, axes = plt.subplots(figsize=(8.4, 2.6), layout="constrained")
        places = range(len(bars))
        has_earlier = any(before is not None for _, _, before in bars)
        height = 0.36 if has_earlier else 0.6
        shift = height / 2 if has_earlier else 0
        draw_bars(axes, [place - shift for place in places], [now for _, now, _ in bars], height, BLUE, "本期")
        if has_earlier:
            draw_bars(
                axes, [place + shift for place in places], [before or 0 for *_, before in bars], height, GREY, "上期"
            )
            axes.legend(frameon=False, fontsize=9)
        axes.set_yticks(list(places), [name for name, *_ in bars])
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set_title("三保障及社会保障缺口（未销号）", fontsize=11)
        return png_of(figure)


def draw_bars(
    axes: Any, places: Sequence[float], widths: Sequence[int], height: float, colour: str, label: str
) -> None:
    bars = axes.barh(places, widths, height, color=colour, label=label)
    axes.bar_label(bars, padding=3, fontsize=9)


def progress_picture(ranks: Sequence[dict[str, Any]], stages: Sequence[str]) -> bytes:
    """A cell for each team and stage: its verified share, tinted by its state. `ranks`: rows of the bulletin's list."""
    teams = list(dict.fromkeys(row["team_name"] for row in ranks))
    with chinese_style():
        figure, axes = plt.subplots(figsize=(8.4, 0.9 + 0.26 * len(teams)), layout="constrained")
        for row in ranks:
            x, y = row["stage"] - 1, teams.index(row["team_name"])
            axes.add_patch(plt.Rectangle((x, y), 1, 1, facecolor=STATES[row["status_zh"]], edgecolor="white"))
            share = row["verified_share"]
            told = row["status_zh"] if share is None else f"{100 * share:.0f}%　{row['status_zh']}"
            axes.text(x + 0.5, y + 0.5, told, ha="center", va="center", fontsize=8)
        axes.set_xlim(0, len(stages))
        axes.set_ylim(len(teams), 0)
        axes.set_xticks([place + 0.5 for place in range(len(stages))], stages, fontsize=8)
        axes.set_yticks([place + 0.5 for place in range(len(teams))], teams, fontsize=8)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        return png_of(figure)


def png_of(figure: Figure) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    plt.close(figure)
    return stream.getvalue()
