"""The workbench's pages over a made-up release: lists, filters, downloads, a household, who may see and who may answer."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from pipeline.settings import Settings
from pipeline.workbench import answers
from pipeline.workbench.query import LISTINGS, PAGE_ROWS
from pipeline.workbench.site import Workbench
from pipeline.workbench.users import FILE_NAME, load_users, save_user
from tests.unit.export.made_release import household, publish_rows, sample
from tests.workbench_client import Client

ID = "遂溪县|乐民镇|豆村村|0003"
HOUSEHOLD = f"/workbench/household/{quote(ID)}"
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    rows = sample(30)
    rows["mart_near_threshold"] = [
        {
            "survey_year": 2018, "household_id": row["household_id"], "village_name": row["village_name"],
            "household_code": row["household_code"], "head_name": row["head_name"], "verdict_zh": "临界（线上）",
            "nearness": kind, "nearness_zh": word, "yuan_to_flip": number, "reasons": "在临界范围内",
        }
        for number, (row, (kind, word)) in enumerate(zip(
            [one for one in rows["mart_household_incomes"] if one["survey_year"] == 2018],
            [("band", "在临界范围内"), ("informing_test", "参考测算下结论改变")] * 30, strict=True))
    ]  # fmt: skip
    rows["mart_household_incomes"][0]["head_name"] = "<script>alert(1)</script>"
    publish_rows(folder / "marts", rows)
    return folder


@pytest.fixture
def anybody(data: Path) -> Iterator[Client]:
    """A machine whose owner sees households without a list of users."""
    workbench = Workbench(Settings.at(data), household_files=True)
    yield Client(workbench)
    workbench.close()


@pytest.fixture
def client_of(data: Path, tmp_path: Path) -> Iterator[Callable[[str], Client]]:
    """A client logged in with a role, on a data folder of its own."""
    (tmp_path / "marts").symlink_to(data / "marts")
    settings = Settings.at(tmp_path)
    workbench = Workbench(settings)

    def logged_in(role: str) -> Client:
        save_user(settings.site_dir, f"某{role}", role, PASSWORD)
        client = Client(workbench)
        assert client.post("/workbench/log-in", {"name": f"某{role}", "password": PASSWORD}).status == 200
        return client

    yield logged_in
    workbench.close()


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=lambda one: one.path)
def test_every_list_opens_and_downloads(anybody: Client, listing: object) -> None:
    path = f"/workbench/{listing.path}"  # type: ignore[attr-defined]
    page = anybody.get(path)
    assert page.status == 200 and f"<h1>{listing.title}" in page.text  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(io.BytesIO(anybody.get(f"{path}?format=xlsx").body))
    assert book.worksheets[0].max_row >= 3


def test_the_first_page_counts_and_names_its_release(anybody: Client) -> None:
    page = anybody.get("/workbench/")
    assert page.status == 200 and "北京时间" in page.text and "这是第一个版本" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_search_with_one_hit_opens_the_household(anybody: Client) -> None:
    found = anybody.get(f"/workbench/households?q={quote('豆村村/0003')}")
    assert found.status == 303 and found.headers["location"] == HOUSEHOLD
    page = anybody.get(HOUSEHOLD)
    figure = household(3, 2018, "豆村村")["disposable_income_per_capita_yuan"]
    assert page.status == 200 and f"{figure:,.2f}" in page.text and "2018/豆村村.xlsx" in page.text
    several = anybody.get(f"/workbench/households?q={quote('0003')}")
    assert several.status == 200 and "查到 2 户" in several.text
    none = anybody.get(f"/workbench/households?q={quote('无此人')}")
    assert none.status == 200 and "没有查到“无此人”" in none.text


def test_a_filtered_list_downloads_the_rows_it_shows(anybody: Client) -> None:
    address = (
        f"/workbench/near?is.nearness_zh={quote('在临界范围内')}&sort=-yuan_to_flip&cols=household_code,yuan_to_flip"
    )
    page = anybody.get(address)
    assert "<small>30 行</small>" in page.text and "参考测算下结论改变</td>" not in page.text
    sheet = openpyxl.load_workbook(io.BytesIO(anybody.get(f"{address}&format=xlsx").body)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [cell.value for cell in sheet[3]] == ["户码", "结论临界差额（元）"]
    assert len(rows) == 30 and [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)


def test_pages_follow_each_other_without_a_gap(anybody: Client) -> None:
    first, second = (anybody.get(f"/workbench/households?page={number}").text for number in (1, 2))
    assert f"{3 * 60} 行" in first and first.count("<tr>") == PAGE_ROWS + 1 and first != second
    assert anybody.get("/workbench/households?page=99").text.count("第 4 页，共 4 页") == 1


@pytest.mark.parametrize(
    "query",
    ["sort=1;drop table x", "cols=a)from(x", "is.x=1", "min.margin_yuan=abc", "page=-1", "is.survey_year=' or 1=1 --"],
)
def test_what_a_list_does_not_have_is_ignored(anybody: Client, query: str) -> None:
    assert anybody.get(f"/workbench/households?{quote(query, safe='=&.')}").status == 200


def test_texts_of_deliveries_are_never_markup(anybody: Client) -> None:
    page = anybody.get("/workbench/households?is.survey_year=2016")
    assert "<script>alert" not in page.text and "&lt;script&gt;alert" in page.text


def test_household_pages_are_closed_without_leave(data: Path) -> None:
    workbench = Workbench(Settings.at(data))
    stranger = Client(workbench)
    for path in (HOUSEHOLD, "/workbench/households", "/workbench/findings?format=xlsx", "/workbench/deliveries"):
        assert stranger.get(path).status == 403, path
        assert "示例3" not in stranger.get(path).text
    for path in ("/workbench/", "/workbench/progress", "/workbench/rules", "/workbench/parameters"):
        page = stranger.get(path)
        assert page.status == 200 and "0003" not in page.text, path
    workbench.close()


def test_a_viewer_sees_and_does_not_answer(client_of: Callable[[str], Client]) -> None:
    viewer = client_of("查看")
    page = viewer.get(HOUSEHOLD)
    assert page.status == 200 and "签署" not in page.text
    asked = viewer.post("/workbench/answer", {"kind": "review", "household_id": ID, "year": "2018", "decision": "同意"})
    assert asked.status == 403
    assert viewer.post("/workbench/log-out", {}).status == 200
    assert viewer.get(HOUSEHOLD).status == 403


def test_a_reviewer_signs_into_a_delivery(client_of: Callable[[str], Client], tmp_path: Path) -> None:
    reviewer = client_of("复核")
    assert "签署" in reviewer.get(HOUSEHOLD).text
    given = {"kind": "review", "household_id": ID, "year": "2018", "decision": "异议"}
    refused = reviewer.post("/workbench/answer", given)
    assert refused.status == 400 and "异议须写明理由" in refused.text
    told = reviewer.post("/workbench/answer", given | {"reason": "=务工收入漏填"})
    assert told.status == 200 and "下次运行后生效" in told.text
    (path,) = (tmp_path / "raw" / "2018" / "核查工作台").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    line = dict(zip([cell.value for cell in sheet[3]], [cell.value for cell in sheet[4]], strict=True))
    assert (line["户码"], line["复核意见"], line["复核人"]) == ("0003", "异议", "某复核")
    assert line["复核理由"] == "=务工收入漏填" and sheet[4][0].data_type != "f"
    assert "待下次运行读取" in reviewer.get(HOUSEHOLD).text


def test_wrong_passwords_pause_the_name(client_of: Callable[[str], Client]) -> None:
    client = client_of("查看")
    client.cookies.clear()
    for _ in range(5):
        assert client.post("/workbench/log-in", {"name": "某查看", "password": "wrong"}).status == 403
    assert client.post("/workbench/log-in", {"name": "某查看", "password": PASSWORD}).status == 403


FOREIGN = {"origin": "http://evil.example"}
PROBES = [
    {"content_type": "text/plain"},
    {"content_type": "application/x-www-form-urlencoded"},
    {"content_type": "multipart/form-data; boundary=x"},
    {**FOREIGN},
    {"origin": "null"},
    {"host": "evil.example"},
    {"host": "evil.example:3000"},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"},
]


@pytest.mark.parametrize("path", ["log-in", "log-out", "answer"])
@pytest.mark.parametrize("headers", PROBES)
def test_a_foreign_page_changes_nothing(anybody: Client, path: str, headers: dict[str, str]) -> None:
    usual = {"content_type": "application/json"}
    assert anybody.ask("POST", f"/workbench/{path}", b"{}", **{**usual, **headers}).status == 403
    assert anybody.ask("POST", f"/workbench/{path}/", b"{}", **usual).status == 403


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {**FOREIGN}, {"sec_fetch_site": "cross-site"}])
def test_a_foreign_page_reads_nothing(anybody: Client, headers: dict[str, str]) -> None:
    assert anybody.get(HOUSEHOLD, **headers).status == 403


def test_users_added_at_once_are_all_there(tmp_path: Path) -> None:
    names = [f"某{number}" for number in range(6)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: save_user(tmp_path, name, "查看", PASSWORD), names))
    assert sorted(load_users(tmp_path)) == names


def test_an_answer_that_could_not_be_written_leaves_nothing(
    client_of: Callable[[str], Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(path: Path, plans: object) -> None:
        path.write_bytes(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(answers, "write_workbook", half)
    given = {"kind": "review", "household_id": ID, "year": "2018", "decision": "同意"}
    assert "磁盘已满" in client_of("复核").post("/workbench/answer", given).text
    assert [path for path in (tmp_path / "raw").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("path", ["nosuch", "answer", "static/nosuch", "household/", "log-in/x"])
def test_what_is_not_there_is_told_in_chinese(anybody: Client, path: str) -> None:
    page = anybody.get(f"/workbench/{path}")
    assert page.status in (404, 405) and "没有" in page.text


def test_a_damaged_list_of_users_is_told(client_of: Callable[[str], Client], tmp_path: Path) -> None:
    client = client_of("查看")
    (tmp_path / "site" / FILE_NAME).write_text("- [", encoding="utf-8")
    for path in ("/workbench/", HOUSEHOLD, "/workbench/log-in"):
        page = client.get(path)
        assert page.status == 400 and "users.yml 不是合格的 YAML 文件" in page.text
    assert "users.yml" in client.post("/workbench/log-in", {"name": "某查看", "password": PASSWORD}).text


def test_a_fault_of_the_program_is_told_without_its_text(
    client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("查看")
    for error in (KeyError("secret"), ValueError("secret"), ZeroDivisionError("secret"), OSError(5, "secret")):

        def broken(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("pipeline.workbench.site.household_page", broken)
        page = client.get(HOUSEHOLD)
        assert page.status == 500 and "没有完成" in page.text and "secret" not in page.text
