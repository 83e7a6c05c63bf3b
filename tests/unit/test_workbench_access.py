"""The workbench for everybody: by keyboard and screen reader, in colours that can be read, without another host."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

import pipeline.workbench
from pipeline.settings import Settings
from pipeline.workbench.query import LISTINGS
from pipeline.workbench.site import Workbench
from tests.unit.export.made_release import publish_rows, sample
from tests.workbench_client import Client

ID = "遂溪县|乐民镇|豆村村|0003"
PATHS = ["", "log-in", f"household/{quote(ID)}", *LISTINGS]
CSS = (Path(pipeline.workbench.__file__).parent / "pages" / "bench.css").read_text(encoding="utf-8")
READABLE = 4.5  # contrast of text to its ground, WCAG 2.1 AA
EMPTY = {"input", "img", "meta", "link", "br", "rect", "line"}


class Page(HTMLParser):
    """What of a page somebody without a mouse or without sight depends on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.labelled: set[str | None] = set(re.findall(r'<label for="([^"]+)"', text))
        self.headings: list[int] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [given[name] or "" for name in ("href", "src", "action") if name in given]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        is_named = "label" in self.open or "aria-label" in given or given.get("id") in self.labelled
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden" and not is_named:
            self.faults.append(f"{tag} {given} has no label")
        if tag == "th" and "scope" not in given:
            self.faults.append("a header cell without scope")
        if tag == "img" and not given.get("alt"):
            self.faults.append(f"{given} has no alt")
        if tag == "html" and given.get("lang") != "zh-CN":
            self.faults.append("no language")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


@pytest.fixture(scope="module")
def anybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("access")
    publish_rows(folder / "marts", sample(4))
    workbench = Workbench(Settings.at(folder), household_files=True)
    yield Client(workbench)
    workbench.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_can_be_used_by_keyboard_and_read_aloud(anybody: Client, path: str) -> None:
    text = anybody.get(f"/workbench/{path}").text
    page = Page(text)
    assert page.faults == [] and page.open == []
    assert page.headings[0] == 1 and page.headings.count(1) == 1 and set(page.headings) <= {1, 2}
    assert 'class="skip" href="#main"' in text and 'id="main"' in text and "tabindex" not in text


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_nobody_else(anybody: Client, path: str) -> None:
    addresses = Page(anybody.get(f"/workbench/{path}").text).addresses
    assert addresses and all(re.match(r"[/?#]", one) and not one.startswith("//") for one in addresses)
    assert not re.search(r"url\(|@import|https?:", CSS)


def test_a_form_that_changes_something_needs_no_mouse(anybody: Client) -> None:
    text = anybody.get("/workbench/log-in").text
    assert re.search(r"<form class=\"json box\"[^>]*>.*<button>", text, re.DOTALL) and "onclick" not in text


def contrast(one: str, other: str) -> float:
    """The WCAG ratio of two colours (#rgb or #rrggbb)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    full = digits if len(digits) == 6 else "".join(2 * one for one in digits)
    parts = [int(full[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_can_be_read_on_its_ground() -> None:
    names = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", CSS))
    grounds = re.findall(r"\[data-word[^{]*\{ background: (#[0-9a-f]+)", CSS)
    assert len(grounds) > 4
    pairs = [(names["ink"], ground) for ground in [*grounds, "#fff", names["tint"], "#fff6df", "#e8eef2"]]
    pairs += [
        (names["quiet"], "#fff"),
        (names["link"], "#fff"),
        (names["link"], "#fafafa"),
        (names["link"], names["tint"]),
    ]
    pairs += [("#fff", ground) for ground in re.findall(r"(?:header|nav) \{[^}]*background: (#[0-9a-f]+)", CSS)]
    assert {pair: round(contrast(*pair), 1) for pair in pairs if contrast(*pair) < READABLE} == {}


def test_a_printed_page_leaves_out_what_is_for_the_screen() -> None:
    printed = CSS[CSS.index("@media print") :]
    for name in ("nav", ".find", ".filters", ".pager", "form"):
        assert re.search(rf"(^|[ ,]){re.escape(name)}[ ,{{]", printed), name
    assert "table-header-group" in printed and "A4 landscape" in printed
