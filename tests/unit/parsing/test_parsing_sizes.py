"""Numbers of people: what is read, and what leaves a doubt."""

import pytest

from pipeline.parsing.numerals import parse_size, size_text


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4", 4), ("04", 4), ("４人", 4), ("4口", 4), ("四", 4), ("四口人", 4), ("五口之家", 5), ("两人", 2), ("共3人", 3), ("十二", 12),
        ("4（含户主）", 4), ("4 (在册)", 4), ("4（含外出2人）", 4), ("三\u200b", 3), ("1人户", 1),
    ],
)  # fmt: skip
def test_a_number_of_people_is_read(text: str, size: int) -> None:
    assert parse_size(text) == size
    assert size_text(text) == (text if text == "04" or text == str(size) else str(size))


@pytest.mark.parametrize(
    "text",
    ["", "若干", "3-4人", "4（5）", "4（不含外嫁女）", "4（另1人外出）", "4+1", "4.5", "约4人", "一百", "4户", "三四"],
)
def test_what_leaves_a_doubt_stays_as_written(text: str) -> None:
    assert parse_size(text) is None
    assert size_text(text) == text
