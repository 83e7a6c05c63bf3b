"""Lookup tables over distinct texts: what SQL cannot parse alike on two engines, parsed once for it to join.

Each builder takes texts in any order, with repeats and nulls, and gives one row per text, sorted by it,
with the columns of the table's contract.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contracts import arrow_schema, contracts
from pipeline.parsing.amounts import BLANK_MARKS, parse_amount
from pipeline.parsing.answers import parse_conclusion, parse_outcome, parse_unsaid
from pipeline.parsing.dates import parse_date, parse_year
from pipeline.parsing.flags import parse_flag, parse_labour_type, parse_safety, parse_signature, parse_student_stage
from pipeline.parsing.held import held_since, parse_held
from pipeline.parsing.identity_batches import read_id_numbers
from pipeline.parsing.items import classify_item
from pipeline.parsing.names import clean_name, mask_name
from pipeline.parsing.place_resolution import resolve_places
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
from pipeline.parsing.work_months import parse_work_months
from pipeline.parsing.work_places import is_local_work

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


def names_table(texts: Texts) -> pa.Table:
    """raw_names; a text of nothing but spaces has null name and mask."""

    def read(text: str) -> tuple[str | None, str | None]:
        name = clean_name(text)
        return (name, mask_name(name)) if name else (None, None)

    return _parsed("raw_names", texts, read)


def remarks_table(texts: Texts, words: Words) -> pa.Table:
    """raw_remarks: whether an expected payment is named, others pay the premiums, and the payment came to nothing."""

    def read(text: str) -> tuple[bool, bool, bool]:
        return parse_remark(text, words).is_awaited, are_premiums_paid(text, words), is_void(text, words)

    return _parsed("raw_remarks", texts, read)


def remark_bookings_table(texts: Texts, words: Words) -> pa.Table:
    """raw_remark_bookings: what each remark puts into the income; several rows or none for a text."""
    rows = [
        (text, number, booking.kind, booking.line, booking.yuan, booking.is_said)
        for text in distinct_texts(texts).to_pylist()
        for number, booking in enumerate(parse_remark(text, words).bookings, 1)
    ]
    return _of_rows(_schema("raw_remark_bookings"), rows)


def header_classes_table(texts: Texts, words: Words) -> pa.Table:
    """raw_header_classes: classes of money that is no income which a column's header names."""
    rows = [(text, kind) for text in distinct_texts(texts).to_pylist() for kind in read_header_classes(text, words)]
    return _of_rows(_schema("raw_header_classes"), rows)


def items_table(texts: Texts, words: Words) -> pa.Table:
    """raw_items: item code, null if unknown."""
    return _parsed("raw_items", texts, lambda text: (classify_item(text, words),))


def register_types_table(texts: Texts, words: Words) -> pa.Table:
    """raw_register_types: what a register tells of a person, null if unknown, of which benefit it tells the end, since when."""
    return _parsed(
        "raw_register_types", texts, lambda text: (*parse_register_type(text, words), register_since(text, words))
    )


def flags_table(texts: Texts, words: Words) -> pa.Table:
    """raw_flags: is_true; is_held where a column asks for a benefit, an insurance or an unsafe house, is_safe for safety, is_signed
    for a signature; null when unreadable; since when."""

    def read(text: str) -> tuple[bool | None, bool | None, bool | None, bool, int | None]:
        held, safe = parse_held(text, words), parse_safety(text, words)
        return parse_flag(text, words), held, safe, parse_signature(text, words), held_since(text, words)

    return _parsed("raw_flags", texts, read)


def household_types_table(texts: Texts, words: Words) -> pa.Table:
    """raw_household_types: is_subsistence and is_destitute, null where the text does not say, is_general, since when."""

    def read(text: str) -> tuple[bool | None, bool | None, bool, int | None]:
        found = parse_household_type(text, words)
        return found.is_subsistence, found.is_destitute, found.is_general, since_year(text)

    return _parsed("raw_household_types", texts, read)


def exit_states_table(texts: Texts, words: Words) -> pa.Table:
    """raw_exit_states: not_exited, planned, exited, relapsed or cancelled, null if unknown; since when, and what before."""

    def read(text: str) -> tuple[str | None, int | None, str | None]:
        return parse_exit_state(text, words), since_year(text), parse_earlier_exit_state(text, words)

    return _parsed("raw_exit_states", texts, read)


def review_texts_table(texts: Texts, words: Words) -> pa.Table:
    """raw_review_texts: agreed or objected, and whether it is an appeal of the household; null where the text does not say."""
    return _parsed(
        "raw_review_texts", texts, lambda text: (parse_review_decision(text, words), parse_appeal(text, words))
    )


def form_texts_table(texts: Texts, words: Words) -> pa.Table:
    """raw_form_texts: why it says nothing, what it concludes of a finding, how far a rectification is, what the office decided."""

    def read(text: str) -> tuple[str | None, str | None, str | None, str | None]:
        decision = words.last_of("office_decisions", text)
        return parse_unsaid(text, words), parse_conclusion(text, words), parse_outcome(text, words), decision

    return _parsed("raw_form_texts", texts, read)


def member_states_table(texts: Texts, words: Words) -> pa.Table:
    """raw_member_states: dead, moved or conscript, and whether disabled, null where the text does not say; since when."""

    def read(text: str) -> tuple[str | None, bool | None, int | None]:
        return parse_member_state(text, words), parse_disability(text, words), member_state_since(text, words)

    return _parsed("raw_member_states", texts, read)


def labour_types_table(texts: Texts, words: Words) -> pa.Table:
    """raw_labour_types: is_able (null for weak workers) and is_unable; both null if unknown; since when."""
    labour = ((text, parse_labour_type(text, words)) for text in distinct_texts(texts).to_pylist())
    return _of_rows(
        _schema("raw_labour_types"), [(text, one.is_able, one.is_unable, since_year(text)) for text, one in labour]
    )


def student_stages_table(texts: Texts, words: Words) -> pa.Table:
    """raw_student_stages: is_student (null if unknown), the stage, and why somebody is not at school; since when."""

    def read(text: str) -> tuple[bool | None, str | None, str | None, int | None]:
        student = parse_student_stage(text, words)
        return student.is_student, student.stage, student.absence, since_year(text)

    return _parsed("raw_student_stages", texts, read)


def relations_table(texts: Texts, words: Words) -> pa.Table:
    """raw_relations: whether the relation to the head is that of the head himself."""
    return _parsed("raw_relations", texts, lambda text: (words.entry_of("relations", text) == "head",))


def work_places_table(texts: Texts, words: Words) -> pa.Table:
    """raw_work_places: whether 'county|work place' lies within the county."""
    return _parsed("raw_work_places", texts, lambda text: (is_local_work(text, words),))


def work_months_table(texts: Texts) -> pa.Table:
    """raw_work_months: months worked in the year, null where the text does not say; whether it says anything."""
    return _parsed(
        "raw_work_months", texts, lambda text: (parse_work_months(text), plain_word(text) not in BLANK_MARKS)
    )


def dates_table(texts: Texts) -> pa.Table:
    """raw_dates: year (also of 2018年预脱贫), month and date, null where the text does not say."""

    def read(text: str) -> tuple[int | None, int | None, date | None]:
        parts = parse_date(text)
        return parse_year(text), parts.month, parts.date

    return _parsed("raw_dates", texts, read)


def distinct_texts(texts: Texts) -> pa.Array:
    """The distinct texts, nulls left out, in the order of their UTF-8 bytes."""
    array = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    distinct = pc.unique(array.cast(pa.string())).drop_null()
    return distinct.take(pc.sort_indices(distinct))


def _parsed(table: str, texts: Texts, read: Callable[[str], tuple[object, ...]]) -> pa.Table:
    rows = [(text, *read(text)) for text in distinct_texts(texts).to_pylist()]
    return _of_rows(_schema(table), rows)


def _of_rows(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by(table.schema.names[0]).combine_chunks()


def _schema(table: str) -> pa.Schema:
    return arrow_schema(contracts()[table])
