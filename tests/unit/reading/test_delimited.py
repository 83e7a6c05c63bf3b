"""Delimited text: kept as delivered, or rejected with the row named."""

import pytest

from pipeline.workbooks.delimited import read_delimited
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import RefusedError, Sheet


def _read(text: str, limits: Limits | None = None) -> Sheet:
    return read_delimited(text.encode(), limits or Limits())[0]


def _codes(sheet: Sheet) -> list[tuple[int | None, str | None, str]]:
    return [(note.row, note.column_letter, note.code) for note in sheet.notes]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    text = "".join(delimiter.join(row) + end for row in (("户主", "收入"), ("示例甲", "1")))
    assert _read(text).rows == [["户主", "收入"], ["示例甲", "1"]]


def test_commas_in_quotes_do_not_choose_the_delimiter() -> None:
    assert _read('a;b\n"1,5";"2,5"\n').rows == [["a", "b"], ["1,5", "2,5"]]


def test_numbers_in_cells_stay_as_delivered() -> None:
    assert _read('a,b\n" 1,200.50 ",007\n').rows[1] == ["1,200.50", "007"]


def test_quoted_line_breaks_belong_to_the_cell() -> None:
    assert _read('a,b\n"1\n2",3\n').rows == [["a", "b"], ["1\n2", "3"]]


def test_blank_lines_stay_rows_and_short_titles_are_filled_up() -> None:
    assert _read("2018 年统计表\n\na,b\n1,2\n").rows == [["2018 年统计表", None], [None, None], ["a", "b"], ["1", "2"]]


def test_ids_kept_as_text_formulas_are_unwrapped() -> None:
    assert _read('a,b\n="0012","=""0013"""\n').rows[1] == ["0012", "0013"]


def test_other_formulas_and_rounded_ids_are_remarked() -> None:
    assert _codes(_read("a,b\n=A1,4.40823E+17\n")) == [(2, "A", "formula_text"), (2, "B", "id_stored_as_number")]


def test_a_missing_last_line_end_is_remarked() -> None:
    assert _codes(_read("a,b\n1,2")) == [(2, None, "last_line_unfinished")]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("a,b\n1,2\n1,2,3\n", "ragged_rows", "第 3 行"),
        ("a,b\n1,2\n1\n3,4\n", "ragged_rows", "第 3 行"),
        ('a,b\n1,2\n"1,2\n', "broken_quotes", "第 3 行"),
        ('a,b\n"1"x,2\n', "broken_quotes", "第 2 行"),
        ("\n\n\n", "no_cells", ""),
        (",,\n,,\n", "no_cells", ""),
    ],
)
def test_files_that_do_not_keep_their_columns_are_rejected(text: str, code: str, where: str) -> None:
    with pytest.raises(RefusedError) as refused:
        _read(text)
    assert refused.value.rejection.code == code
    assert where in refused.value.rejection.reason


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(line_characters=5), "line_too_long"),
        (Limits(cell_characters=5), "cell_too_long"),
        (Limits(rows=2), "extent_too_large"),
        (Limits(columns=1), "extent_too_large"),
        (Limits(cells=3), "extent_too_large"),
    ],
)
def test_caps_are_parameters(limits: Limits, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        _read("a,b\n123456,2\n3,4\n", limits)
