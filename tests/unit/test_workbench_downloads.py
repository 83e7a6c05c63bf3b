"""Each list of the workbench, filtered, ordered, in chosen columns: the pages one after the other show the very rows of the download."""

import html
import io
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import openpyxl
import pytest

from pipeline.contracts import contracts
from pipeline.settings import Settings
from pipeline.workbench.query import LISTINGS, PAGE_ROWS, Listing
from pipeline.workbench.site import Workbench
from tests.generated_tables import generated_rows
from tests.unit.export.made_release import publish_rows
from tests.workbench_client import Client

ROWS = 2 * PAGE_ROWS + 20
TEXTS = ["甲", "乙村", "=1+1", "<b>", "0003", "临界（线上）", "x & y", "很长的说明，超过二十个字的一句话，分成几行显示"]
ROW = re.compile(r"<tr>\s*(<td.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
CHOICE = re.compile(r'<select name="(is\.\w+)"><option value="">全部</option>\s*<option value="([^"]*)"')
HEAD_ROWS = 3


@pytest.fixture(scope="module")
def anybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A release whose every listed mart holds more rows than two pages show."""
    folder = tmp_path_factory.mktemp("lists")
    tables = {one.table for one in LISTINGS.values()}
    rows = {name: generated_rows(contracts()[name], random.Random(name), TEXTS, ROWS) for name in tables}
    publish_rows(folder / "marts", rows)
    workbench = Workbench(Settings.at(folder), household_files=True)
    yield Client(workbench)
    workbench.close()


def asked(client: Client, listing: Listing) -> str:
    """An address with the first choice of the first filter, an order, and all columns the other way round."""
    page = client.get(f"/workbench/{listing.path}").text
    columns = re.findall(r'data-column value="(\w+)"', page)
    wanted = {"cols": ",".join(reversed(columns)), "sort": f"-{columns[0]}"}
    name, value = CHOICE.findall(page)[0]
    wanted[name] = html.unescape(value)
    return f"/workbench/{listing.path}?{urlencode(wanted)}"


def page_rows(client: Client, address: str) -> Iterator[list[str]]:
    """The texts of every row, page after page, as the pages link them."""
    while True:
        page = client.get(address).text
        body = page[page.index("<tbody>") : page.index("</tbody>")]
        yield from (
            [html.unescape(TAG.sub("", cell)).strip() for cell in CELL.findall(row)] for row in ROW.findall(body)
        )
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            return
        address = f"{address.partition('?')[0]}{html.unescape(following[1])}"


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=lambda one: one.path)
def test_the_download_is_what_the_pages_show(anybody: Client, listing: Listing) -> None:
    address = asked(anybody, listing)
    pages = list(page_rows(anybody, address))
    sheet = openpyxl.load_workbook(io.BytesIO(anybody.get(f"{address}&format=xlsx").body)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD_ROWS + 1)]
    titles = [cell.value for cell in sheet[HEAD_ROWS]]
    assert len(titles) == len(parse_qs(urlsplit(address).query)["cols"][0].split(","))
    assert 0 < len(rows) == len(pages) < len(list(page_rows(anybody, f"/workbench/{listing.path}")))
    for on_page, in_book in zip(pages, rows, strict=True):
        for title, text, value in zip(titles, on_page, in_book, strict=True):
            assert same(text, value), (title, text, value)


def same(text: str, value: Any) -> bool:
    """Whether a page's text and a workbook's cell say the same."""
    if value is None:
        return text == ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = text.replace(",", "")
        wanted = float(number.removesuffix("%")) / 100 if number.endswith("%") else float(number)
        return wanted == pytest.approx(value, abs=0.00051 if number.endswith("%") else 0.005)
    return text == (value.date().isoformat() if hasattr(value, "date") else str(value))
