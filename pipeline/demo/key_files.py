"""Writing the answer key: which sheets were delivered, which rules must fire, one CSV per table."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.demo.key import Row, place_of
from pipeline.demo.records import Household
from pipeline.demo.sheets import Delivery

EMPTY_HEADER = ("rule_id", "survey_year", "village_name", "household_code")


@dataclass(frozen=True)
class Fault:
    """A rule that must fire on a household and year; with a partner it may fire on the partner instead."""

    rule_id: str
    survey_year: int
    household: Household
    detail: str
    partner: Household | None = None


def fault_rows(faults: Iterable[Fault]) -> list[Row]:
    """faults.csv."""
    return [
        {
            "rule_id": fault.rule_id,
            "survey_year": fault.survey_year,
            **place_of(fault.household),
            "partner_village_name": fault.partner.village.name if fault.partner else None,
            "partner_code": fault.partner.code if fault.partner else None,
            "detail": fault.detail,
        }
        for fault in faults
    ]


def delivery_rows(deliveries: Iterable[Delivery]) -> list[Row]:
    """deliveries.csv: what becomes of each sheet; a CSV's sheet name is left empty."""
    return [
        {
            "source_file": delivery.path,
            "source_sheet": "" if delivery.encoding else sheet.name,
            "survey_year": delivery.year,
            "kind": sheet.kind,
            "status": sheet.status,
            "rows_accepted": sheet.accepted if sheet.status == "accepted" else 0,
            "rows_quarantined": sheet.quarantined if sheet.status == "accepted" else 0,
        }
        for delivery in deliveries
        for sheet in delivery.sheets
    ]


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """One CSV of the key; booleans as true and false, unknown as empty; without a row the keys alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]) if rows else EMPTY_HEADER)
        writer.writeheader()
        writer.writerows({name: spell(value) for name, value in row.items()} for row in rows)


def spell(value: object) -> object:
    """true and false for booleans, everything else as it is."""
    return str(value).lower() if isinstance(value, bool) else value
