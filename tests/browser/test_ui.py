"""The real UI in headless Chromium: an analyst launches the night, waits for green, and reads a table."""

import re
from typing import Any

import pytest

from tests.browser.conftest import ARTIFACTS
from tests.service_runner import RUN_SECONDS, Service, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
JOB = "/locations/__repository__@income/jobs/nightly"
FULL_ID = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


@pytest.fixture(scope="module")
def published(service: Service, browser: Any) -> Service:
    """The night, launched by hand from the job's page, seen green."""
    page = browser.new_page(viewport={"width": 1700, "height": 1400})
    page.goto(service.url + JOB)
    page.get_by_role("button", name="Materialize all").click(timeout=120_000)
    wait_until(service.runs, 120, "a run launched from the UI")
    run_id = service.runs()[0][0]
    wait_until(lambda: service.runs()[0][1] in {"SUCCESS", "FAILURE"}, RUN_SECONDS, "the end of the run")
    page.goto(f"{service.url}/runs/{run_id}")
    page.get_by_text("Success", exact=True).first.wait_for(timeout=60_000)
    page.screenshot(path=ARTIFACTS / "run.png")
    page.close()
    assert (service.data / "marts" / "current" / "manifest.json").exists()
    return service


def open_asset(page: Any, service: Service, name: str, view: str = "overview") -> Any:
    page.goto(f"{service.url}/assets/{name}?view={view}")
    page.get_by_text(name).first.wait_for()
    return page


def test_a_mart_shows_columns_preview_chart(page: Any, published: Service) -> None:
    page.set_viewport_size({"width": 1700, "height": 3400})
    open_asset(page, published, "mart_near_threshold")
    for text in (
        "临界户名单：临近标准的一户和年度",
        "人均可支配收入（元）",
        "按年度行数",
        "预览（姓名已脱敏）",
        "示例",
    ):
        page.get_by_text(text).first.wait_for()
    page.screenshot(path=ARTIFACTS / "mart_near_threshold.png")
    page.get_by_text("[Show Markdown]").first.click()  # a long value opens in a dialog
    page.locator("img[alt=near_threshold]").first.wait_for()
    assert page.locator("img[alt=near_threshold]").first.evaluate("image => image.naturalWidth") > 100
    page.screenshot(path=ARTIFACTS / "chart.png")
    assert not FULL_ID.search(page.inner_text("body"))


def test_a_mart_shows_its_checks(page: Any, published: Service) -> None:
    open_asset(page, published, "mart_near_threshold", "checks")
    page.get_by_text("structure").first.wait_for()
    page.get_by_text("blocking").first.wait_for()
    page.get_by_text("主键没有重复").first.wait_for()
    page.screenshot(path=ARTIFACTS / "checks.png")


def test_a_rule_shows_count_share_and_citation(page: Any, published: Service) -> None:
    open_asset(page, published, "derive_totals_findings", "checks")
    page.get_by_text("per_capita_mismatch").first.click()
    for text in ("疑点条数", "依据"):
        page.get_by_text(text).first.wait_for()
    page.screenshot(path=ARTIFACTS / "rule.png")


def test_the_graph_flows_from_left_to_right(page: Any, published: Service) -> None:
    page.goto(f"{published.url}/asset-groups")
    lefts = [
        page.get_by_text(group, exact=True).last.bounding_box(timeout=60_000)["x"]
        for group in ("1_raw", "2_clean", "4_mart", "6_release")
    ]
    page.screenshot(path=ARTIFACTS / "graph.png")
    assert lefts == sorted(lefts)


def test_the_release_links_to_its_files(page: Any, published: Service) -> None:
    open_asset(page, published, "release")
    page.get_by_text("图表与非户级结果表").first.wait_for()
    page.screenshot(path=ARTIFACTS / "release.png")
    page.goto(f"{published.url}/exports/")
    page.locator("img").first.wait_for()
    assert page.locator("img").first.evaluate("image => image.naturalWidth") > 100
    names = page.locator("li a").all_inner_texts()
    assert "charts/distribution.png" in names
    assert not {"marts.duckdb", "mart_household_incomes.parquet", "charts/near_threshold.png"} & set(names)
    page.screenshot(path=ARTIFACTS / "exports.png")


def test_figures_plot_over_the_nights(page: Any, published: Service) -> None:
    page.set_viewport_size({"width": 1700, "height": 5200})
    open_asset(page, published, "mart_household_incomes")
    page.get_by_text("临界户年度").first.wait_for()
    page.get_by_text("Plots", exact=True).first.click()
    page.locator("canvas").first.wait_for()
    page.screenshot(path=ARTIFACTS / "plots.png")
