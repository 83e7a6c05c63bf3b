"""Writes the forms: a folder per village with a document per household, or one document per village."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.handouts.file_names import safe_names
from pipeline.handouts.forms.pdf import pdf_document
from pipeline.handouts.forms.records import village_forms
from pipeline.handouts.forms.word import SHIPPED, word_document
from pipeline.handouts.village_choice import Village
from pipeline.release.folders import Release
from pipeline.release.readback import open_release

Done = Callable[[int, int], None]


@dataclass(frozen=True)
class FormOrder:
    """format: docx or pdf; together: one document per village; household: only this one (its identifier)."""

    release: Release
    villages: tuple[Village, ...]
    format: str = "docx"
    together: bool = False
    household: str | None = None
    template: Path = SHIPPED


@dataclass(frozen=True)
class Document:
    """A document to be set: where it goes and the forms in it."""

    path: Path
    forms: list[dict[str, Any]]


def write_forms(order: FormOrder, out: Path, on_done: Done = lambda done, total: None) -> int:
    """Write every form below `out`; returns how many. `on_done(done, total)` counts forms."""
    made = order.release.manifest
    note = (
        f"金额单位为元。依据版本 {order.release.id}，数据截止日 {made.as_of_date.isoformat()}。"
        "自有住房折算租金和自产自用实物未计入，与国家统计局口径有别。"
    )
    with open_release(order.release) as marts:
        total, done = count_forms(marts, order), 0
        for document in planned(marts, order, out, form_years(marts)):
            done += write_document(order.format, order.template, note, document)
            on_done(done, total)
    return done


def write_document(kind: str, template: Path, note: str, document: Document) -> int:
    """Set one document and write it; returns its forms."""
    content = word_document(template, document.forms, note) if kind == "docx" else pdf_document(document.forms, note)
    document.path.parent.mkdir(parents=True, exist_ok=True)
    with document.path.open("xb") as file:  # no form ever takes another's place
        file.write(content)
    return len(document.forms)


def planned(
    marts: duckdb.DuckDBPyConnection, order: FormOrder, out: Path, years: list[int]
) -> Iterator[Document]:  # fmt: skip
    """The documents, village by village, so that a province never lies in memory."""
    for village in order.villages:
        forms = village_forms(marts, village.village_id, years)
        if order.household is not None:
            forms = [one for one in forms if one["household_id"] == order.household]
        if order.together and forms:
            yield Document(out / f"经济收入调查表_{village.label}.{order.format}", forms)
            continue
        names = safe_names({form["household_id"]: f"{form['code']}_{form['head']}" for form in forms})
        for form in forms:
            yield Document(out / village.label / f"{names[form['household_id']]}.{order.format}", [form])


def count_forms(marts: duckdb.DuckDBPyConnection, order: FormOrder) -> int:
    """Households of the villages asked for."""
    if order.household is not None:
        return 1
    wanted = json.dumps([village.village_id for village in order.villages])
    sql = (
        "select count(distinct household_id) from (select household_id, village_id from mart_household_incomes"
        " union all select household_id, village_id from mart_exit_reviews)"
        " where village_id in (select unnest(from_json($1, '[\"varchar\"]')))"
    )
    row = marts.execute(sql, [wanted]).fetchone()
    return int(row[0]) if row else 0


def form_years(marts: duckdb.DuckDBPyConnection) -> list[int]:
    """The three years that the form sets side by side: the last ones of the release."""
    row = marts.execute("select max(survey_year) from mart_household_incomes").fetchone()
    last = int(row[0]) if row and row[0] else 2018
    return [last - 2, last - 1, last]
