"""Lookup tables over distinct texts: what SQL cannot parse alike on two engines, parsed once for it to join.

Each builder takes texts in any order, with repeats and nulls, and gives one row per text, sorted by it,
with the columns of the table's contract.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from datetime import date
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contracts import arrow_schema, contracts
from pipeline.parsing.amounts import BLANK_MARKS, parse_amount
from pipeline.parsing.answers import parse_conclusion, parse_outcome, parse_unsaid
from pipeline.parsing.characters import clean_name, mask_name
from pipeline.parsing.dates import parse_date, parse_year
from pipeline.parsing.flags import parse_flag, parse_labour_type, parse_safety, parse_signature, parse_student_stage
from pipeline.parsing.held import held_since, held_until, parse_held
from pipeline.parsing.identities import read_id_numbers
from pipeline.parsing.money_phrases import classify_item
from pipeline.parsing.places import resolve_places
from pipeline.parsing.register_types import parse_register_type, register_since
from pipeline.parsing.remarks import are_premiums_paid, is_void, parse_remark, read_header_classes
from pipeline.parsing.status_years import since_year
from pipeline.parsing.statuses import (
    member_state_since,
    parse_appeal,
    parse_disability,
    parse_earlier_exit_state,
    parse_exit_state,
    parse_household_type,
    parse_member_state,
    parse_review_decision,
)
from pipeline.parsing.words import Words, plain_word
from pipeline.parsing.work import is_local_work, parse_work_months

Texts: TypeAlias = pa.Array | pa.ChunkedArray | Iterable[str | None]

_COMMON_FORM = r"^-?(0|[1-9][0-9]{0,12}|[1-9][0-9]{0,2}(,[0-9]{3}){1,3})(\.[0-9]{1,8})?元?$"


def amounts_table(texts: Texts) -> pa.Table:
    """raw_amounts: yuan, null if unreadable, 0 for a blank mark; common forms are cast without the parser."""
    distinct = distinct_texts(texts)
    is_plain = pc.match_substring_regex(distinct, _COMMON_FORM)
    plain = distinct.filter(is_plain)
    figures = pc.replace_substring_regex(plain, "[,元]", "")
    never = pa.array([False] * len(plain), pa.bool_())
    columns = [plain, figures.cast(pa.decimal128(24, 8)), pc.ends_with(plain, "元"), never]
    schema = _schema("raw_amounts")
    others = distinct.filter(pc.invert(is_plain))
    rows = [(text, parse_amount(text)) for text in others.to_pylist()]
    parsed = [(text, amount.yuan, amount.has_own_unit, amount.is_blank_mark) for text, amount in rows]
    return _sorted(pa.concat_tables([pa.table(columns, schema=schema), _of_rows(schema, parsed)]))


def id_numbers_table(texts: Texts, secret: bytes, today: date) -> pa.Table:
    """raw_id_numbers, with the keyed hash under `secret`; births after `today` are a problem."""
    rows = read_id_numbers(distinct_texts(texts), secret, today).rename_columns({"masked": "id_number_masked"})
    schema = _schema("raw_id_numbers")
    return _sorted(rows.select(schema.names).cast(schema))


def places_table(place_texts: Texts, default_county: str | None) -> pa.Table:
    """raw_places, from 'county|town|village' texts; `default_county` for rows that name none."""
    places = resolve_places(distinct_texts(place_texts).to_pylist(), default_county)
    rows = [
        (text, place.county_name, place.town_name, place.village_name, place.village_id)
        for text, place in places.items()
    ]
    return _sorted(_of_rows(_schema("raw_places"), rows))


def words_table(table: str, texts: Texts, words: Words) -> pa.Table:
    """A table of READERS: one row per text, of ROWS_OF: one for each thing that a text says."""
    distinct = distinct_texts(texts).to_pylist()
    if table in READERS:
        return _of_rows(_schema(table), [(text, *READERS[table](text, words)) for text in distinct])
    return _of_rows(_schema(table), [(text, *row) for text in distinct for row in ROWS_OF[table](text, words)])


def _name(text: str, _: Words) -> tuple[str | None, str | None]:
    """A text of nothing but spaces has neither name nor mask."""
    name = clean_name(text)
    return (name, mask_name(name)) if name else (None, None)


def _date(text: str, _: Words) -> tuple[int | None, int | None, date | None]:
    """The year also of 2018年预脱贫."""
    parts = parse_date(text)
    return parse_year(text), parts.month, parts.date


# Table → what is read of a text, in the order of the contract's columns behind `text`; null where it does not say.
READERS: dict[str, Callable[[str, Words], tuple[object, ...]]] = {
    "raw_names": _name,
    "raw_remarks": lambda text, words: (
        parse_remark(text, words).is_awaited, are_premiums_paid(text, words), is_void(text, words),
    ),
    "raw_items": lambda text, words: (classify_item(text, words),),
    "raw_register_types": lambda text, words: (*parse_register_type(text, words), register_since(text, words)),
    "raw_flags": lambda text, words: (
        parse_flag(text, words), parse_held(text, words), parse_safety(text, words), parse_signature(text, words),
        held_since(text, words), held_until(text, words),
    ),
    "raw_household_types": lambda text, words: (*astuple(parse_household_type(text, words)), since_year(text)),
    "raw_exit_states": lambda text, words: (
        parse_exit_state(text, words), since_year(text), parse_earlier_exit_state(text, words),
    ),
    "raw_review_texts": lambda text, words: (parse_review_decision(text, words), parse_appeal(text, words)),
    "raw_form_texts": lambda text, words: (
        parse_unsaid(text, words), parse_conclusion(text, words), parse_outcome(text, words),
        words.last_of("office_decisions", text),
    ),
    "raw_member_states": lambda text, words: (
        parse_member_state(text, words), parse_disability(text, words), member_state_since(text, words),
    ),
    "raw_labour_types": lambda text, words: (*astuple(parse_labour_type(text, words)), since_year(text)),
    "raw_student_stages": lambda text, words: (*astuple(parse_student_stage(text, words)), since_year(text)),
    "raw_relations": lambda text, words: (words.entry_of("relations", text) == "head",),
    "raw_work_places": lambda text, words: (is_local_work(text, words),),
    "raw_work_months": lambda text, _: (parse_work_months(text), plain_word(text) not in BLANK_MARKS),
    "raw_dates": _date,
}  # fmt: skip
# Table → rows of a text, several or none.
ROWS_OF: dict[str, Callable[[str, Words], Iterable[tuple[object, ...]]]] = {
    "raw_remark_bookings": lambda text, words: (
        (number, *astuple(booking)) for number, booking in enumerate(parse_remark(text, words).bookings, 1)
    ),
    "raw_header_classes": lambda text, words: ((kind,) for kind in read_header_classes(text, words)),
}


def distinct_texts(texts: Texts) -> pa.Array:
    """The distinct texts, nulls left out, in the order of their UTF-8 bytes."""
    array = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    distinct = pc.unique(array.cast(pa.string())).drop_null()
    return distinct.take(pc.sort_indices(distinct))


def _of_rows(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by(table.schema.names[0]).combine_chunks()


def _schema(table: str) -> pa.Schema:
    return arrow_schema(contracts()[table])
