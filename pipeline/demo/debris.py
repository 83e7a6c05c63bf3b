"""What lies about in every such folder: lock files, copies, and files that cannot or must not be read."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.demo.sheets import Delivery, Sheet, workbook_bytes

HTML_ROWS = (
    ("会议", "日期", "人数", "地点"),
    ("示例培训", "11月8日", "60", "示例礼堂"),
    ("示例例会", "11月20日", "26", "示例会议室"),
)
OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")


def first_statement(deliveries: list[Delivery]) -> Delivery | None:
    """The first workbook of form A: the model for copies and wrong-year files."""
    for delivery in deliveries:
        if "/村级报送/" in delivery.path and not delivery.encoding:
            return delivery
    return None


def add_hidden_sheet(delivery: Delivery, last_year: Delivery) -> None:
    """A team keeps last year's sheet, hidden, in this year's workbook; it must be left out."""
    delivery.sheets.append(replace(last_year.sheets[0], name="旧表", hidden=True, kind="", status="ignored"))


def add_unkeyed_row(deliveries: list[Delivery]) -> None:
    """A row without household code and name: it belongs to nobody and must wait for a correction."""
    for delivery in deliveries:
        sheet = delivery.sheets[0]
        if sheet.kind == "income_statement" and is_plain_form(sheet):
            row = list(sheet.rows[-1])
            row[3] = row[4] = row[5] = None
            sheet.rows.append(row)
            sheet.quarantined += 1
            return


def is_plain_form(sheet: Sheet) -> bool:
    """Whether the sheet is in the plain layout: one header row, household code in the fourth column."""
    return sheet.heading_rows == 1 and sheet.rows[0][:4] == ["县", "镇", "村", "户码"]


# Files without a sheet that could be opened: path and fate.
UNREADABLE = {
    2016: (("2016/村级报送/损坏示例.xlsx", "rejected"),),
    2017: (("2017/村级报送/加密示例.xlsx", "rejected"),),
    2018: (("2018/村级报送/~$示例汇总.xlsx", "ignored"), ("2018/村级报送/网页导出示例.xls", "rejected")),
}


def debris_of(year: int, model: Delivery | None, last_year: Delivery | None) -> list[Delivery]:
    """The year's files that carry nothing the key needs, with the fate of each: `model` is a workbook of
    the year, `last_year` one of the year before."""
    debris = [file(path, year, status) for path, status in UNREADABLE[year]]
    if year == 2017 and model is not None:
        copies = [replace(sheet, status="duplicate") for sheet in model.sheets]
        debris.append(Delivery(model.path.replace(".xlsx", "（副本）.xlsx"), year, copies))
    if year == 2018 and last_year is not None:
        wrong = [replace(sheet, status="rejected") for sheet in last_year.sheets]
        debris.append(Delivery(f"{year}/村级报送/补报_{Path(last_year.path).name}", year, wrong))
    return debris


def file(path: str, year: int, status: str) -> Delivery:
    """A file without a sheet that could be opened."""
    return Delivery(path, year, [Sheet("", [], status=status)])


def write_debris(raw_dir: Path, debris: Sequence[Delivery]) -> None:
    """Write them below data/raw."""
    for delivery in debris:
        path = raw_dir / delivery.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content_of(delivery))


def html_page() -> str:
    """A web page saved as .xls: its table is no delivery of any kind."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in HTML_ROWS)
    return f"<html><head><meta charset='utf-8'></head><body><table>{rows}</table></body></html>"


def content_of(delivery: Delivery) -> bytes:
    """Bytes by what the name promises."""
    name = Path(delivery.path).name
    if name.startswith("~$"):
        return b"\x06demo" + bytes(160)
    if name.startswith("网页"):
        return html_page().encode()
    if name.startswith("加密"):
        return OLE_HEADER + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    if name.startswith("损坏"):
        return workbook_bytes([Sheet("Sheet1", [["示例"]] * 400)])[:2500]
    return workbook_bytes(delivery.sheets)
