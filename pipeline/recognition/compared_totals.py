"""Totals of earlier years that stand beside a year's items for comparison."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.recognition.kinds import Mapping, form_of
from pipeline.recognition.statements import SHEET_NAME, TITLE, Statement
from pipeline.recognition.tables_found import FoundTable
from pipeline.recognition.wording import year_in_header

_TOTALS = ("stated_disposable_income", "stated_per_capita")


def without_compared_totals(found: FoundTable, statements: Sequence[Statement]) -> FoundTable:
    """A table whose title names one year, without the totals of earlier years beside its items."""
    years = {one.number for one in statements if one.what == "year" and one.origin in (TITLE, SHEET_NAME)}
    if len(years) != 1:
        return found
    return replace(found, mapping=_without_earlier(found.mapping, years.pop()))


def _without_earlier(mapping: Mapping, year: int) -> Mapping:
    """A total whose header names an earlier year than the table's own is for comparison: 2017年人均可支配收入 below a title
    of 2018."""
    earlier = {
        one.index for one in mapping.money if one.meaning and one.meaning.name in _TOTALS
        and (year_in_header(one.parts[-1]) or year) < year
    }  # fmt: skip
    columns = tuple(replace(one, meaning=None) if one.index in earlier else one for one in mapping.columns)
    rest = replace(mapping, columns=columns)
    return replace(rest, form=form_of(rest)) if earlier else mapping
