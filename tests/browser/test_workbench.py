"""The workbench in real Chromium over a real release: search, household, cell, filter, download, a signature and its way."""

import io
import re
from typing import Any

import openpyxl
import pytest

from tests.browser.conftest import ARTIFACTS
from tests.service_runner import Service

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def bench(service: Service) -> str:
    """The workbench's address, over a release, with a reviewer on its list."""
    ran = service.income("run")
    assert ran.returncode == 0, ran.stdout
    added = service.income("user", "林复核", "--role", "复核", "--password", PASSWORD)
    assert added.returncode == 0, added.stderr
    return f"{service.url}/workbench/"


@pytest.fixture
def reviewer(page: Any, bench: str) -> Any:
    page.goto(f"{bench}log-in")
    page.get_by_label("姓名", exact=True).fill("林复核")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("林复核（复核）").wait_for()
    return page


def open_near(page: Any, bench: str) -> Any:
    page.goto(f"{bench}near")
    page.locator('select[name="is.nearness_zh"]').select_option("在临界范围内")
    page.get_by_role("button", name="筛选").click()
    return page


def test_household_pages_are_closed_to_a_stranger(page: Any, bench: str) -> None:
    page.goto(f"{bench}near")
    page.get_by_text("请先登录").wait_for()


def test_a_household_is_found_by_name_and_its_figure_by_cell(reviewer: Any, bench: str) -> None:
    page = open_near(reviewer, bench)
    name = page.locator("table.list tbody tr td a").nth(1).inner_text()
    page.get_by_placeholder("姓名或拼音首字母、户码、村、证件号码末几位").fill(name)
    page.get_by_role("button", name="查找").click()
    if page.locator("ul.hits a").count():
        page.locator("ul.hits a").first.click()
    page.get_by_role("heading", name="各项收支、原表单元格和台账").wait_for()
    cells = page.locator("table.list td").all_inner_texts()
    assert any(re.fullmatch(r"[A-Z]{1,2}[0-9]+", text) for text in cells)
    assert any("xlsx" in text or "xls" in text for text in cells)
    page.screenshot(path=ARTIFACTS / "workbench_household.png", full_page=True)


def test_the_download_holds_the_rows_of_the_filter(reviewer: Any, bench: str) -> None:
    page = open_near(reviewer, bench)
    shown = page.locator("table.list tbody tr td:nth-child(4)").all_inner_texts()
    with page.expect_download() as loading:
        page.get_by_role("link", name="下载（xlsx）").click()
    content = loading.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    titles = [cell.value for cell in sheet[3]]
    rows = [dict(zip(titles, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert shown and [row["户码"] for row in rows] == shown
    assert {row["临界缘由"] for row in rows} == {"在临界范围内"}
    page.screenshot(path=ARTIFACTS / "workbench_near.png")


def test_a_signature_is_read_by_the_next_run(reviewer: Any, bench: str, service: Service) -> None:
    page = open_near(reviewer, bench)
    page.locator("table.list tbody tr td a").first.click()
    page.get_by_role("button", name="签署").first.click()
    page.get_by_text("下次运行后生效").wait_for()
    page.reload()
    page.get_by_text("待下次运行读取").wait_for()
    ran = service.income("run")
    assert ran.returncode == 0, ran.stdout
    page.reload()
    page.get_by_role("heading", name="复核").wait_for()
    assert page.get_by_text("待下次运行读取").count() == 0
    page.get_by_text("复核：同意（有效；林复核").first.wait_for()
    page.goto(f"{bench}deliveries?q=%E5%A4%8D%E6%A0%B8%E6%84%8F%E8%A7%81%E8%A1%A8")
    page.locator("td[data-word='接收']").first.wait_for()


def test_reading_needs_no_script(browser: Any, bench: str, service: Service) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path, title in (("", "总览"), ("progress", "进度"), ("rules", "规则"), ("parameters", "参数")):
        page.goto(f"{bench}{path}")
        page.get_by_role("heading", level=1).filter(has_text=title).wait_for()
    context.close()
