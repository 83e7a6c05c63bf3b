"""A package: the same bytes twice, whole, for its audience only; the workbooks hold the marts' values."""

import csv
import datetime as dt
import filecmp
import json
import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline.handouts.audience import Audience, PackageError
from pipeline.handouts.code_words import in_words
from pipeline.handouts.package.cover import what_of
from pipeline.handouts.package.export import Order, export_package
from pipeline.handouts.package.lists import BOOKS, MADE, ListBook, in_words_sql, shown_columns
from pipeline.handouts.package.seal import file_names, package_manifest, write_seals
from pipeline.handouts.package.verify import verify_package
from pipeline.handouts.village_choice import find_village
from pipeline.release.code_version import file_hash
from pipeline.release.folders import Release
from tests.unit.export.made_release import finding, household, publish_rows, sample

HEAD_ROWS = 3


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return publish_rows(tmp_path_factory.mktemp("data") / "marts", sample())


@pytest.fixture(scope="module")
def package(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_package(Order(release), tmp_path_factory.mktemp("out") / "包")


def test_two_exports_are_byte_identical(release: Release, package: Path, tmp_path: Path) -> None:
    again = export_package(Order(release), tmp_path / "again")
    names = [*file_names(package), "manifest.json", "manifest.sha256"]
    assert filecmp.cmpfiles(package, again, names, shallow=False) == (names, [], [])


def test_an_untouched_package_verifies(package: Path) -> None:
    assert verify_package(package).problems == ()


def test_a_hundred_random_byte_changes_are_each_found_and_named(package: Path) -> None:
    chance = random.Random(2018)
    paths = sorted(path for path in package.rglob("*") if path.is_file())
    for _ in range(100):
        path = chance.choice(paths)
        content = bytearray(path.read_bytes())
        place = chance.randrange(len(content))
        content[place] ^= chance.randrange(1, 256)
        whole = path.read_bytes()
        path.write_bytes(content)
        try:
            problems = verify_package(package).problems
            named = {problem.file for problem in problems}
            expected = path.relative_to(package).as_posix().replace("manifest.sha256", "manifest.json")
            assert expected in named, (path, place)
        finally:
            path.write_bytes(whole)
    assert verify_package(package).problems == ()


def test_an_altered_csv_is_named_by_row_and_column(package: Path) -> None:
    path = package / "data" / "mart_household_incomes.csv"
    whole = path.read_bytes()
    path.write_bytes(whole.replace("示例3,".encode(), "示例4,".encode(), 1))
    (problem,) = verify_package(package).problems
    path.write_bytes(whole)
    assert (problem.file, problem.row, problem.column) == ("data/mart_household_incomes.csv", 4, "户主姓名")


def test_an_altered_workbook_is_named_by_cell(package: Path, tmp_path: Path) -> None:
    path = package / "疑点清单.xlsx"
    whole = path.read_bytes()
    book = openpyxl.load_workbook(path)
    book["疑点清单"]["E5"] = "另一户"
    book.save(path)
    problems = verify_package(package).problems
    path.write_bytes(whole)
    assert [(one.file, one.column) for one in problems] == [("疑点清单.xlsx", "疑点清单!E5")]


def test_a_figure_changed_before_sealing_is_found_from_its_items(release: Release, tmp_path: Path) -> None:
    """Whoever alters a figure and makes all hashes anew is caught by the arithmetic."""
    folder = export_package(Order(release), tmp_path / "包")
    path = folder / "data" / "mart_household_incomes.parquet"
    rows = pq.read_table(path)
    name = "disposable_income_per_capita_yuan"
    values = rows[name].to_pylist()
    values[7] += Decimal("0.01")
    place = rows.schema.get_field_index(name)
    pq.write_table(
        rows.set_column(place, rows.schema.field(place), pa.array(values, rows.schema.field(place).type)), path
    )
    counts = {path.stem: pq.read_metadata(path).num_rows for path in (folder / "data").glob("*.parquet")}
    write_seals(
        folder,
        package_manifest(release, Audience.ASSESSOR, village=None, folder=folder, row_counts=counts, sheets={}),
        None,
    )
    (problem,) = verify_package(folder).problems
    assert problem.row == 8 and problem.column is not None and name in problem.column
    assert "按分项复算应为" in problem.message


@pytest.mark.parametrize("change", ["missing", "added", "link"])
def test_missing_added_and_linked_files_are_found(release: Release, tmp_path: Path, change: str) -> None:
    folder = export_package(Order(release), tmp_path / "包")
    path = folder / "说明.txt"
    if change == "added":
        (folder / "新增.txt").write_text("x")
    else:
        content = path.read_bytes()
        path.unlink()
        if change == "link":
            (tmp_path / "elsewhere").write_bytes(content)
            path.symlink_to(tmp_path / "elsewhere")
    words = {"missing": "缺失", "added": "不在清单中", "link": "不是普通文件"}
    assert words[change] in verify_package(folder).problems[0].message


def test_a_signature_holds_for_its_key_only(release: Release, tmp_path: Path) -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    folder = export_package(Order(release, key=key), tmp_path / "包")
    mine, theirs = (one.public_key().public_bytes_raw().hex() for one in (key, other))
    assert verify_package(folder, mine).problems == ()
    assert verify_package(folder, mine).signer == mine
    assert "不是所指定的密钥" in verify_package(folder, theirs).problems[0].message
    (folder / "manifest.sig").write_bytes((folder / "manifest.sig").read_bytes().upper())
    assert "签名无效" in verify_package(folder).problems[0].message
    (folder / "manifest.sig").unlink()
    assert "没有签名" in verify_package(folder, mine).problems[0].message


def test_every_list_reads_back_as_the_mart_and_no_cell_is_a_formula(package: Path) -> None:
    compared = 0
    for book in BOOKS:
        parquet = package / "data" / f"{book.table}.parquet"
        if not parquet.exists():
            continue
        rows = pq.read_table(parquet)
        columns = shown_columns(book.columns, rows.schema.names)
        sheet = openpyxl.load_workbook(package / book.path).worksheets[-1]
        kept = [name for name in columns if name not in MADE]
        places = [place for place, name in enumerate(columns) if name in kept]
        for number, row in enumerate(rows.select(kept).to_pylist()):
            cells = [sheet[HEAD_ROWS + 1 + number][place] for place in places]
            for cell, (name, code) in zip(cells, row.items(), strict=True):
                value = in_words(name, code) if name != "cells" else told_cells(code)
                assert cell.data_type != "f"
                assert same(cell.value, value), (book.file, cell.coordinate, cell.value, value)
                compared += 1
    assert compared > 900


def test_a_row_that_could_not_be_keyed_is_told_by_its_headers_and_a_region_by_its_name() -> None:
    told = duckdb.sql(
        f"select {in_words_sql('cells')}, {in_words_sql('region')} from (values"
        """ ('{"村": "那仙村", "备注": "含“引号”\\n、\\"双引号\\""}', '44'), (null, '440823'), ('{}', '')) as t(cells, region)"""
    ).fetchall()
    assert told == [
        ('村：那仙村；备注：含“引号”\n、"双引号"', "广东省（44）"), (None, "440823"), ("", "全国"),
    ]  # fmt: skip


def told_cells(cells: str) -> str:
    return "；".join(f"{header}：{text}" for header, text in json.loads(cells).items())


def same(cell: Any, value: Any) -> bool:
    """A cell equals a mart's value: blank is null, 是 is true, a number is the decimal."""
    if value is None or value == "":
        return cell is None
    if isinstance(value, bool):
        return bool(cell == ("是" if value else "否"))
    if isinstance(value, dt.date):
        return bool(cell.date() == value)
    if isinstance(value, Decimal):
        return round(Decimal(repr(cell)), 4) == value
    return bool(cell == value)


def test_the_check_sheet_shows_every_household_with_its_figures(package: Path) -> None:
    sheet = openpyxl.load_workbook(package / "可支配收入核查表_2018.xlsx")["全部列"]
    titles = [cell.value for cell in sheet[HEAD_ROWS]]
    rows = [dict(zip(titles, row, strict=True)) for row in sheet.iter_rows(min_row=4, max_row=27, values_only=True)]
    first = household(1, 2018, "豆村村")
    assert len(rows) == 24 and rows[0]["户码"] == "0001" and rows[0]["村"] == "豆村村"
    assert round(Decimal(repr(rows[0]["人均收入复算数"])), 2) == first["disposable_income_per_capita_yuan"]
    assert sheet.print_title_rows == "$1:$3" and sheet.freeze_panes == "F4"


def test_a_printed_sheet_breaks_signs_and_adds_up_by_village(package: Path) -> None:
    sheet = openpyxl.load_workbook(package / "可支配收入核查表_2018.xlsx")["核查表"]
    first = [str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1)]
    places = [row for row, text in enumerate(first, 1) if text in ("乐民镇 豆村村", "乐民镇 那仙村")]
    signed = [row for row, text in enumerate(first, 1) if text.startswith("户主（签名）")]
    assert len(places) == len(signed) == 2 and places[0] < signed[0] < places[1] < signed[1]
    assert [one.id for one in sheet.row_breaks.brk] == signed  # a page break below each signature line
    titles = {cell.value: cell.column for cell in sheet[HEAD_ROWS]}
    sums = {text: sheet.cell(row, titles["工资性收入"]).value for row, text in enumerate(first, 1) if "户）" in text}
    village = sum(household(number, 2018)["wage_income_yuan"] for number in range(1, 13))
    assert sums["小计（12户）"] == float(village)
    assert sums["乐民镇 镇合计（24户）"] == sums["遂溪县 县合计（24户）"] == float(2 * village)
    assert sheet.page_setup.orientation == "landscape" and sheet.oddFooter.right.text.startswith("第 &P 页")


def test_findings_come_gravest_first_with_amounts_as_numbers(tmp_path: Path) -> None:
    rows = [household(number, 2018) for number in (1, 2, 3)]
    doubts = [
        finding(rows[0], 1, severity="info", severity_zh="提示", rule_id="income_depends_on_one_item"),
        finding(rows[1], 2),
        finding(rows[2], 3, severity="critical", severity_zh="重大疑点", rule_id="household_duplicated", stated="2", expected="1"),
    ]  # fmt: skip
    release = publish_rows(tmp_path / "marts", {"mart_household_incomes": rows, "mart_findings": doubts})
    folder = export_package(Order(release), tmp_path / "包")
    sheet = openpyxl.load_workbook(folder / "疑点清单.xlsx")["疑点清单"]
    titles = [cell.value for cell in sheet[HEAD_ROWS]]
    found = [dict(zip(titles, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert [row["疑点程度"] for row in found] == ["重大疑点", "一般疑点", "提示"]
    assert [row["申报数（元）"] for row in found] == [None, 1320, 1320]
    assert [row["金额口径"] for row in found] == [None, "全户，元", "申报数为全户，应有数为人均（标准），元"]


def test_a_village_package_holds_no_other_village(release: Release, tmp_path: Path) -> None:
    village = find_village(release, "豆村村")
    folder = export_package(Order(release, Audience.VILLAGE, village), tmp_path / "豆村村")
    for path in (folder / "data").glob("*.parquet"):
        assert "那仙村" not in str(pq.read_table(path).to_pylist()), path.name
    assert not list((folder / "data").glob("*.csv")) and len(file_names(folder)) < 35
    assert verify_package(folder).problems == ()


def test_the_page_for_people_without_a_spreadsheet_asks_nothing_of_the_network(package: Path) -> None:
    page = (package / "打开这里.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page and not re.search(
        r"""(src|href|action)=|https?://|@import|url\(|fetch|import\(""", page
    )
    rows = json.loads(re.search(r"id=rows>(.+?)</script>", page)[1])  # type: ignore[index]
    incomes = pq.read_table(package / "data" / "mart_household_incomes.parquet")
    assert len(rows) == incomes.num_rows and len(rows[0]) == 12
    named = [name for name in file_names(package) if name != "打开这里.html"]
    assert all(f"<code>{file_hash(package / name)}</code>" in page for name in named)


def test_the_data_package_names_every_table_with_its_columns(package: Path) -> None:
    described = json.loads((package / "data" / "datapackage.json").read_text(encoding="utf-8"))
    by_path = {one["path"]: one for one in described["resources"]}
    assert set(by_path) == {path.name for path in (package / "data").iterdir()} - {"datapackage.json"}
    for name, one in by_path.items():
        path = package / "data" / name
        assert one["hash"] == f"sha256:{file_hash(path)}" and one["bytes"] == path.stat().st_size
        fields = [field["name"] for field in one["schema"]["fields"]]
        if name.endswith(".parquet"):
            assert fields == pq.read_schema(path).names
        else:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                assert fields == next(csv.reader(stream))


def test_the_public_package_names_nobody(release: Release, tmp_path: Path) -> None:
    folder = export_package(Order(release, Audience.PUBLIC), tmp_path / "公开")
    shown = [
        path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*.*") if path.suffix != ".parquet"
    ]
    assert not any("示例" in text or "0001" in text or ('.xlsx":' in text and "2018/" in text) for text in shown)
    verdicts = pq.read_table(folder / "data" / "public_village_verdicts.parquet").to_pylist()
    assert verdicts[0]["未达标"] is None and verdicts[0]["达标"] is None  # 3 of 12, and what would give them away
    assert verify_package(folder).problems == ()


@pytest.mark.parametrize(("threshold", "met"), [("3", 9), ("4", None)])
def test_what_the_public_may_see_the_release_says(tmp_path: Path, threshold: str, met: int | None) -> None:
    """9 of 12 met and 3 did not: from 4 on the three are hidden, and the nine with them."""
    rows = sample(12)
    rows["mart_parameters"] = [row | {"value": threshold} for row in rows["mart_parameters"][1:]]
    folder = export_package(Order(publish_rows(tmp_path / "marts", rows), Audience.PUBLIC), tmp_path / "公开")
    assert pq.read_table(folder / "data" / "public_village_verdicts.parquet").to_pylist()[0]["达标"] == met
    assert f"少于{threshold}户的格子不公开" in (folder / "说明.txt").read_text(encoding="utf-8-sig")


def test_without_a_threshold_nothing_is_made_public(tmp_path: Path) -> None:
    release = publish_rows(tmp_path / "marts", sample(3) | {"mart_parameters": []})
    with pytest.raises(PackageError, match="suppression_threshold"):
        export_package(Order(release, Audience.PUBLIC), tmp_path / "公开")
    assert not (tmp_path / "公开").exists()


def test_hashes_of_persons_stay_inside(package: Path) -> None:
    for path in (package / "data").glob("*.parquet"):
        assert not {"head_key", "person_key"} & set(pq.read_schema(path).names), path.name


def test_unreadable_amounts_and_no_divisor_go_through(tmp_path: Path) -> None:
    odd = [
        household(1, 2018, divisor_count=None),
        household(2, 2018, wage_income=None),
        household(3, 2018, wage_income=-1),
    ]
    release = publish_rows(tmp_path / "marts", {"mart_household_incomes": odd, "mart_findings": [finding(odd[0], 1)]})
    assert verify_package(export_package(Order(release), tmp_path / "包")).problems == ()


def test_a_used_folder_is_refused(release: Release, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(PackageError, match="不是空文件夹"):
        export_package(Order(release), tmp_path)


def test_an_unknown_village_is_told_with_those_there_are(release: Release) -> None:
    with pytest.raises(PackageError, match="乐民镇/那仙村"):
        find_village(release, "无此村")


def test_a_key_for_signing_is_read_from_pem(tmp_path: Path) -> None:
    from pipeline.handouts.package.seal import load_private_key, load_public_key

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(pem)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    (tmp_path / "pub.pem").write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM, form))
    assert load_private_key(tmp_path / "key.pem").private_bytes_raw() == key.private_bytes_raw()
    assert load_public_key(tmp_path / "pub.pem") == key.public_key().public_bytes_raw().hex()
    with pytest.raises(PackageError, match="私钥"):
        load_private_key(tmp_path / "pub.pem")


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.file)
def test_the_cover_says_what_each_list_is_for(book: ListBook) -> None:
    assert len(what_of(book.path)) > 4


def test_a_list_without_rows_says_so(release: Release, tmp_path: Path) -> None:
    folder = export_package(Order(release), tmp_path / "包")
    sheet = openpyxl.load_workbook(folder / "附表" / "更正记录.xlsx").worksheets[0]
    assert sheet.max_row == 3 and str(sheet["A2"].value).startswith("没有记录；")
    assert not str(openpyxl.load_workbook(folder / "疑点清单.xlsx").worksheets[0]["A2"].value).startswith("没有记录")
