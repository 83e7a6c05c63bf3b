"""Three nights of a county before its assessment, and what its people deliver between them.

10 December: the planted county. 11 December: one pupil is supported, replies, checks at homes and reviews come back.
20 December: the pupil's support is gone again, a reviewed figure has changed, the provincial system was corrected. The
last night is also run in a copy of the office that was purged, lost its work folder and had its releases restored.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
from docx import Document

from pipeline.release.folders import Release, find_release
from tests.integration.conftest import Office
from tests.layout_files import file_bytes
from tests.planted_county import OUTSIDE, UNLISTED, VILLAGES, PlantedCounty, homes, planted_county

FIRST, SECOND, THIRD = "2018-12-10", "2018-12-11", "2018-12-20"
HEAD_ROW = 3  # of every workbook that the product hands out
SEED = "17"
DIFFERING: dict[tuple[str, str], dict[str, Any] | None] = {
    (VILLAGES[0], "0003"): {"wage_income": 43000},
    (VILLAGES[1], "0011"): {"wage_income": 0},
    (VILLAGES[2], "0020"): {"business_income": 31000, "business_cost": 12},
    (VILLAGES[3], "0029"): {"other_transfer_income": 3},
    (VILLAGES[4], "0001"): {"registered_count": 5},
    (VILLAGES[5], "0002"): {"social_security_contribution": 0},
    (VILLAGES[6], "0033"): None,
    (VILLAGES[7], "0032"): None,
}
REVIEWED = (VILLAGES[0], ("0001", "0002"))  # the second household's wages change later
Row = dict[str, Any]


@dataclass(frozen=True)
class Nights:
    """The office after three nights; `releases`: those of the nights; `purged`: the copy that lost what may be lost."""

    office: Office
    purged: Office
    releases: tuple[str, str, str]
    folder: Path

    def release(self, night: int) -> Release:
        return find_release(self.office.data / "marts", self.releases[night - 1])

    def rows(self, night: int, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query over a night's release."""
        with duckdb.connect(str(self.release(night).database), read_only=True) as marts:
            return marts.execute(sql).fetchall()

    def value(self, night: int, sql: str) -> Any:
        return self.rows(night, sql)[0][0]

    def text(self, number: int, day: str) -> str:
        """The bulletin's text as it was printed that day."""
        return text_of((self.folder / "bulletins" / f"关于迎考工作进度的通报_{day}_第{number}期.docx").read_bytes())


def text_of(document: bytes) -> str:
    found = Document(BytesIO(document))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in found.paragraphs] + cells)


def three_nights(folder: Path) -> Nights:
    """Run them all."""
    office = Office(folder / "data")
    county = planted_county()
    county.system = dict(DIFFERING)
    county.files["2018/巡视反馈问题.xlsx"] = file_bytes("x.xlsx", {"rows": inspection_rows()})
    bulletins = folder / "bulletins"
    first = night(office, county, FIRST, 1, bulletins)
    returned = answers(office, folder / "sent")
    supported = closed_by_data(county)
    county.lacking["student_support"].remove(supported)
    county.files |= returned
    second = night(office, county, SECOND, 2, bulletins)
    shutil.copytree(office.data, folder / "purged" / "data", symlinks=True)
    county.lacking["student_support"].add(supported)
    county.skilled.add((VILLAGES[1], "0001", 0))  # a roster of its own, not the first one again
    county.wages[REVIEWED[0], REVIEWED[1][1]] = 51234
    county.system = dict.fromkeys(DIFFERING)
    county.files["2018/省系统更正录入表.xlsx"] = (
        folder / "sent" / "system" / "省系统更正录入表_2018.xlsx"
    ).read_bytes()
    third = night(office, county, THIRD, 3, bulletins)
    purged = restored(Office(folder / "purged" / "data"), folder / "backup")
    shutil.rmtree(purged.data / "raw")
    shutil.copytree(office.data / "raw", purged.data / "raw")
    told(purged, "run", "--as-of", THIRD)
    return Nights(office, purged, (first, second, third), folder)


def closed_by_data(county: PlantedCounty) -> Any:
    """The pupil whose support is paid in between."""
    return min(county.lacking["student_support"])


def night(office: Office, county: PlantedCounty, day: str, number: int, bulletins: Path) -> str:
    """Lay, run, print the bulletin; the release's id."""
    run(office, county, day)
    told(office, "bulletin", "--as-of", day, "--number", str(number), "--out", str(bulletins))
    return office.release.id


def run(office: Office, county: PlantedCounty, day: str) -> None:
    county.lay(office.data / "raw")
    told(office, "run", "--as-of", day)


def told(office: Office, *words: str) -> str:
    result = office.income(*words)
    assert result.exit_code == 0, result.output
    return result.output


def restored(office: Office, backup: Path) -> Office:
    """The office purged, without its work folder, its releases and raw files from a backup."""
    told(office, "purge", "--yes")
    shutil.copytree(office.data / "marts", backup, symlinks=True)
    for name in ("work", "marts"):
        shutil.rmtree(office.data / name, ignore_errors=True)
    shutil.copytree(backup, office.data / "marts", symlinks=True)
    return office


def inspection_rows() -> list[list[Any]]:
    """Two findings of an inspection, one of a village."""
    return [
        ["问题编号", "反馈来源", "镇", "村", "反馈问题", "责任部门", "反馈日期", "整改期限"],
        ["XS-01", "县巡察组", "示例镇", VILLAGES[0], "公示栏没有更新", "驻村工作队", "2018-11-20", "2018-12-15"],
        ["XS-02", "县巡察组", None, None, "项目档案不齐", "扶贫办", "2018-11-20", None],
    ]


def answers(office: Office, sent: Path) -> dict[str, bytes]:
    """What the office hands out after the first night, filled in: replies, checks at homes, reviews."""
    told(office, "rectifications", str(sent / "ledger"))
    told(office, "sample", str(sent / "sample"), "--seed", SEED)
    told(office, "system", str(sent / "system"))
    review = sent / "review.xlsx"
    told(office, "template", "review", "--village", REVIEWED[0], "--year", "2018", "--out", str(review))
    checks = sorted((sent / "sample").glob(f"入户核查表_*{VILLAGES[0]}.xlsx"))[0]
    return {
        "2018/回复/整改台账.xlsx": filled(sent / "ledger" / "整改台账.xlsx", reply),
        "2018/回复/整改台账_手工.xlsx": file_bytes("x.xlsx", {"rows": [
            ["整改编号", "整改情况", "整改责任人", "整改日期", "佐证材料"],
            ["ZG-0000000000", "已整改", "示例队员", SECOND, "照片"]]}),
        "2018/回复/入户核查表.xlsx": filled(checks, check_at_home),
        "2018/回复/复核意见表.xlsx": filled(review, agree),
    }  # fmt: skip


def filled(path: Path, fill: Callable[[Row, dict[str, int]], Mapping[str, Any]]) -> bytes:
    """The workbook with each line filled in: `fill` is given the line and how often it was asked, by column."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[HEAD_ROW]}
    asked: dict[str, int] = {}
    for number in range(HEAD_ROW + 1, sheet.max_row + 1):
        line = {title: sheet.cell(number, place).value for title, place in places.items()}
        for title, value in fill(line, asked).items():
            sheet.cell(number, places[title], value)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def reply(line: Row, asked: dict[str, int]) -> Mapping[str, Any]:
    """The first 低保 gap and the first without medical insurance are said to be mended, and the second inspection finding."""
    text = str(line["问题"])
    kind = next((one for one in ("低保", "医疗保险", "项目档案") if one in text and line["整改编号"]), "")
    asked[kind] = asked.get(kind, 0) + 1
    if not kind or asked[kind] > 1:
        return {}
    return {"整改情况": "已整改", "整改责任人": "示例队员", "整改日期": SECOND, "佐证材料": f"{kind}审批表"}


def check_at_home(line: Row, asked: dict[str, int]) -> Mapping[str, Any]:
    """Two households' wages are looked at: one as verified, one 5,000 yuan less."""
    if line["核查项目"] != "工资性收入" or line["户码"] in REVIEWED[1] or asked.setdefault("homes", 0) == 2:
        return {}
    asked["homes"] += 1
    found = line["核定数"] - 5000 * (asked["homes"] - 1)
    return {"入户核查数": found, "核查人": "示例核查员", "核查日期": SECOND}


def agree(line: Row, asked: dict[str, int]) -> Mapping[str, Any]:
    if line["户码"] not in REVIEWED[1]:
        return {}
    return {"复核意见": "同意", "复核人": "示例复核员", "复核日期": SECOND}


assert OUTSIDE not in VILLAGES and UNLISTED not in VILLAGES and set(DIFFERING) <= set(homes())
