"""The Chinese typeface of charts and forms: Noto Sans SC from an installed package, cut once to a plain weight.

The package carries the variable font, which renders thin everywhere; a static instance is cut on first use
(some ten seconds) and kept in the user's cache. Nothing is downloaded.
"""

import os
import tempfile
from importlib.resources import files
from pathlib import Path

VARIABLE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
REGULAR, BOLD = 400, 700


def chinese_font(weight: int = REGULAR) -> Path:
    """Path of the static font of a weight (400 or 700)."""
    path = _cache_dir() / f"NotoSansSC-{weight}.ttf"
    if not path.exists():
        _cut(weight, path)
    return path


def _cache_dir() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        folder = base / "income-verification"
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"income-verification-{os.getuid()}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _cut(weight: int, target: Path) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    variable = Path(str(files("justmytype_intl_cjk"))) / VARIABLE
    with TTFont(variable, recalcTimestamp=False) as font:
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=False)
        unfinished = target.with_suffix(f".{os.getpid()}.tmp")
        font.save(unfinished)
    unfinished.replace(target)
