"""How every chart looks: typeface, colours that colour-blind readers can tell, caption, deterministic files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.figure import Figure

from pipeline.charts.names import FORMATS
from pipeline.fonts import chinese_font

# Okabe and Ito (2008), distinguishable with any colour vision.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
RED, SKY, YELLOW, GREY = "#D55E00", "#56B4E9", "#F0E442", "#7F7F7F"
VERDICT_COLOURS = {
    "met": BLUE, "borderline": ORANGE, "not_met": RED, "covered": GREEN,
    "not_covered": PURPLE, "insufficient_evidence": YELLOW, "undeterminable": GREY,
}  # fmt: skip
DPI = 110


@contextmanager
def chinese_style() -> Iterator[None]:
    """Matplotlib settings of one drawing session."""
    path = chinese_font()
    font_manager.fontManager.addfont(str(path))
    family = font_manager.FontProperties(fname=str(path)).get_name()
    settings: dict[Any, Any] = {
        "font.family": family,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 13,
        "axes.titleweight": "normal",
        "svg.fonttype": "path",
        "svg.hashsalt": "income",
        "figure.dpi": DPI,
    }
    with plt.rc_context(settings):
        yield


def save(figure: Figure, folder: Path, name: str, caption: str) -> list[Path]:
    """Write the figure as PNG and SVG with its caption (units, source, release); no timestamps inside."""
    figure.set_layout_engine()  # what tight_layout leaves behind would have savefig draw each file twice
    figure.text(0.01, 0.005, caption, fontsize=7.5, color="#555555", ha="left", va="bottom")
    paths = []
    for kind in FORMATS:
        path = folder / f"{name}.{kind}"
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(path, metadata=metadata)
        paths.append(path)
    plt.close(figure)
    return paths
