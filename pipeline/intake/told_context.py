"""The context of a delivered sheet in one line: what was taken from where."""

from pipeline.intake.deliveries import Delivery
from pipeline.recognition.kind_book import kinds
from pipeline.recognition.statements import FOLDER, Statement, said
from pipeline.recognition.units import UNIT_NAMES
from pipeline.workbooks.cells import column_letter

_PLACES_TOLD = 3
_NAMES = {"rate": "计量", "period": "期间", "forecast": "性质", "county": "县", "town": "镇", "village": "村"}


def context_text(delivery: Delivery) -> str | None:
    """单位：万元（第2行A列）；年度：2018（文件夹、第1行A列）；村：示例村（第1行A列）; None where no table was recognised."""
    reading = delivery.reading
    if not reading.kind:
        return None
    parts = [_units(reading.statements, reading.unit_yuan)] if kinds()[reading.kind].has_money else []
    years = said(reading.statements, "year")
    if delivery.folder_year is not None:
        years = [Statement("year", str(delivery.folder_year), "文件夹", FOLDER), *years]
    parts.append(_told("年度", years))
    parts += [_told(name, said(reading.statements, what)) for what, name in _NAMES.items()]
    return "；".join(part for part in parts if part)


def _units(statements: list[Statement], unit_yuan: int | None) -> str:
    """What states the unit, or that nothing does; columns by their letters."""
    found = [*said(statements, "stored_unit"), *said(statements, "unit")]
    if not found:
        return f"单位：{UNIT_NAMES.get(unit_yuan or 1, '元')}（未注明）"
    named = [Statement("unit", _unit_name(one), _where(one), one.origin) for one in found]
    return _told("单位", named)


def _unit_name(one: Statement) -> str:
    return UNIT_NAMES.get(one.number, "不明")


def _where(one: Statement) -> str:
    letters = "、".join(f"{column_letter(index)}列" for index in one.columns[:_PLACES_TOLD])
    return one.place if not letters or letters in one.place or "列" in one.place else f"{one.place}（{letters}）"


def _told(name: str, statements: list[Statement]) -> str:
    """Each value with the first places that state it; '' for none."""
    places: dict[str, list[str]] = {}
    for one in statements:
        places.setdefault(one.value, []).append(one.place)
    values = [
        f"{value}（{'、'.join(found[:_PLACES_TOLD])}{f'等{len(found)}处' if len(found) > _PLACES_TOLD else ''}）"
        for value, found in places.items()
    ]
    return f"{name}：{'，'.join(values)}" if values else ""
