"""ID numbers in quarantined cells: 6 + ******** + 4, however they were written."""

import pytest

from pipeline.reading.masking import mask_id_numbers


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
        ("甲 110105 1949 1231 0021 代领", "甲110105********0021代领"),
        ("12345.67", "12345.67"),
        ("张某某", "张某某"),
    ],
)
def test_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_id_numbers(text) == masked
