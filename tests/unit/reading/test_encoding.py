"""Decoding: every encoding an office saves, and no gibberish from a file cut in the middle."""

import pytest

from pipeline.workbooks.encoding import decode_text
from pipeline.workbooks.sheet import RefusedError

TEXT = "户主姓名,行政村,工资性收入\n示例甲,湛江市遂溪县某某村委会,12000\n示例乙,某某镇,800\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_every_encoding_of_an_office_is_read(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding)) == TEXT


def test_big_endian_utf_16_is_read_by_its_mark() -> None:
    assert decode_text(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


def test_a_rare_character_of_a_name_is_no_gibberish() -> None:
    assert decode_text("户主\n李喆\n张䶮\n".encode("gb18030")) == "户主\n李喆\n张䶮\n"


def test_utf_8_cut_at_any_byte_is_whole_or_refused_never_gibberish() -> None:
    data = TEXT.encode()
    refused = 0
    for end in range(1, len(data)):
        try:
            text = decode_text(data[:end])
        except RefusedError as error:
            assert error.rejection.code in ("truncated_text", "damaged_text")
            refused += 1
            continue
        assert TEXT.startswith(text)
    print(f"\n{refused} of {len(data) - 1} cuts refused, 0 read as gibberish")


def test_gb18030_cut_at_any_byte_is_whole_or_refused() -> None:
    data = TEXT.encode("gb18030")
    for end in range(1, len(data)):
        try:
            assert TEXT.startswith(decode_text(data[:end]))
        except RefusedError as error:
            assert error.rejection.code in ("truncated_text", "unknown_encoding")


def test_the_line_of_the_cut_is_named() -> None:
    with pytest.raises(RefusedError) as refused:
        decode_text("户主\n示例甲\n示例乙".encode()[:-1])
    assert "第 3 行" in refused.value.rejection.reason


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TEXT.encode("big5", errors="ignore"), "unknown_encoding"),
        ("戶主姓名,鄉鎮,工資性收入,備註說明\n".encode("big5"), "unknown_encoding"),
        (TEXT.encode("utf-16")[:-1], "truncated_text"),
        (TEXT.encode("utf-16-le") + b"\0\0", "nul_bytes"),
        (TEXT.encode("utf-32"), "nul_bytes"),
        (TEXT.encode()[:40] + b"\xff" + TEXT.encode()[41:], "damaged_text"),
    ],
)
def test_other_bytes_are_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        decode_text(data)
