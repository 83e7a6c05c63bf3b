"""The site's own registry of expected villages, data/site/villages.csv, by the headers of a list of teams."""

import csv
from pathlib import Path

import pyarrow as pa

from pipeline.contracts import arrow_schema, contracts
from pipeline.parameters import ParameterError
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.wording import normalise_header
from pipeline.workbooks.encoding import decode_text
from pipeline.workbooks.sheet import RefusedError

FILE = "villages.csv"
SHOWN = "site/villages.csv"
TABLE = "raw_site_villages"
PLACES = ("county_name", "town_name", "village_name")


def site_villages(site_dir: Path, book: HeaderBook) -> pa.Table:
    """raw_site_villages: a row per line of the file, none where there is no file. Raises ParameterError (Chinese)."""
    path = site_dir / FILE
    schema = arrow_schema(contracts()[TABLE])
    if not path.is_file():
        return schema.empty_table()
    try:
        lines = list(csv.reader(decode_text(path.read_bytes()).splitlines()))
    except RefusedError as error:
        raise ParameterError(f"{SHOWN}：{error}") from None
    if not lines:
        raise ParameterError(f"{SHOWN} 是空文件，请写入表头“县,镇,村,驻村工作队,…”和各村，或删去该文件")
    names = header_names(lines[0], book)
    rows = [row_of(names, cells, number) for number, cells in enumerate(lines[1:], 2) if any(map(str.strip, cells))]
    return pa.Table.from_pylist(rows, schema)


def header_names(header: list[str], book: HeaderBook) -> list[str | None]:
    """The canonical name of each column. Raises ParameterError for a missing village column and one given twice."""
    team = book.kinds["team"]
    found = [team.column_of(normalise_header(text)) for text in header]
    names = [column.name if column else None for column in found]
    if "village_name" not in names:
        raise ParameterError(f"{SHOWN} 第1行缺少“村”列，请写作“县,镇,村,驻村工作队,派出单位,对口镇街,督查组,队长”")
    doubled = next((name for name in names if name and names.count(name) > 1), None)
    if doubled:
        raise ParameterError(f"{SHOWN} 第1行有两列都是“{team.columns[doubled].zh}”，请只留一列")
    return names


def row_of(names: list[str | None], cells: list[str], number: int) -> dict[str, str | int | None]:
    """One line by canonical name. Raises ParameterError for a line without a village."""
    texts = {name: text.strip() or None for name, text in zip(names, cells, strict=False) if name}
    if not texts.get("village_name"):
        raise ParameterError(f"{SHOWN} 第{number}行没有写村名，请补上或删去该行")
    place = "|".join(texts.get(part) or "" for part in PLACES)
    return {**texts, "place_text": place, "source_file": SHOWN, "source_sheet": "", "source_row": number}
