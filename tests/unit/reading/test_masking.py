"""ID numbers in texts that leave the raw cells: 6 + ******** + 4, however they were written."""

import pytest

from pipeline.reading.masking import is_citizen_id, mask_id_numbers, masked_cells_of, masked_names


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("11010519491231002X", "110105********002X"),
        ("11010519491231002x", "110105********002x"),
        ("１１０１０５１９４９１２３１００２Ｘ", "110105********002X"),
        ("110105 1949 1231 002X", "110105********002X"),
        ("110105-19491231-002X", "110105********002X"),
        ("110105491231002", "110105********1002"),
        ("11010519491231002X41", "110105********2X41"),
        ("甲（110105194912310021）代领", "甲（110105********0021）代领"),
        ("甲 110105 1949 1231 0021 代领", "甲 110105********0021 代领"),
        ("11010519491231002X110105194912310021", "110105********002X110105********0021"),
        ("11010519491231002113800000000", "110105********0000"),
        ("110105194912310021 和 110105 19491231 002X", "110105********0021 和 110105********002X"),
        ("借款 2016.12.1 2017.12.1 2018.12.1", "借款 2016.12.1 2017.12.1 2018.12.1"),
        ("每季 1200 1300 1400 1500 元", "每季 1200 1300 1400 1500 元"),
        ("12345.67", "12345.67"),
        ("张某某", "张某某"),
    ],
)
def test_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_id_numbers(text) == masked


def test_amounts_with_the_noise_of_a_spreadsheet_are_no_numbers_of_persons() -> None:
    cells = ["12345.678901234567", "1,234,567.0000000001", "110105194912310021", None, "8"]
    assert masked_cells_of(cells, is_money=True) == [*cells[:2], "110105********0021", None, "8"]


def test_names_that_are_masked_alike_stay_apart() -> None:
    names = [
        "2018/110105194912310021.xlsx",
        "2018/a.xlsx",
        "2018/110105195012310021.xlsx",
        "2018/110105195012310021.xlsx",
    ]
    assert masked_names(names) == {
        "2018/a.xlsx": "2018/a.xlsx",
        "2018/110105194912310021.xlsx": "2018/110105********0021.xlsx",
        "2018/110105195012310021.xlsx": "2018/110105********0021（2）.xlsx",
    }


def test_a_whole_id_number_is_told_from_a_long_code() -> None:
    whole = ("11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "440524188001010014")
    assert all(map(is_citizen_id, whole))
    assert not any(map(is_citizen_id, ("110105194912310021", "440823105200000012", "0012", "", "甲" * 18)))
