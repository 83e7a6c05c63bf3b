"""The fuzz targets within `make test`: their seeds, what fuzzing once found, and what hypothesis makes up."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.workbooks import biff, facts
from tests.fuzz.records import OLD_KINDS
from tests.fuzz.run import NAMES
from tests.fuzz.targets import TARGETS, seeds

ALPHABET = "0123456789Xx.,;:()（）-—/\\¥￥元万亿千百十零一二三角分整 \t\n\"'=#%|户码姓名身份证收入合计小计年度村镇县\u200b\u202e\ufeff×Ⅷ"
TEXTS = st.one_of(st.text(ALPHABET, max_size=60), st.text(max_size=30)).map(str.encode)
ENCODED = st.tuples(st.text(ALPHABET, max_size=60), st.sampled_from(("gb18030", "utf-16", "utf-8-sig"))).map(
    lambda pair: pair[0].encode(pair[1])
)


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """A seed with some bytes changed, repeated, cut off or moved."""
    data = bytearray(draw(st.sampled_from(seeds(name))))
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 12))):
        place = chance.randrange(len(data) + 1)
        piece = data[place : place + chance.choice((1, 2, 8, 40))]
        cut = chance.choice((0, len(piece)))
        fresh = chance.choice(
            (bytes(piece) * 2, b"", chance.randbytes(2), chance.choice((b"\n", b"\t", b'"', b"0", b"\xff")))
        )
        data[place : place + cut] = fresh
    return bytes(data[:8192])


def test_every_target_is_run_by_make_fuzz() -> None:
    assert set(NAMES) == set(TARGETS)


@pytest.mark.parametrize("name", NAMES)
def test_seeds_and_old_findings_pass(name: str) -> None:
    found = seeds(name)
    assert len(found) >= 3
    for data in found:
        TARGETS[name](data)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_damaged_seeds_pass(name: str, data: st.DataObject) -> None:
    TARGETS[name](data.draw(damaged(name)))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.binary(max_size=300), TEXTS, ENCODED))
def test_anything_passes(name: str, data: bytes) -> None:
    TARGETS[name](data)


def test_made_up_records_reach_every_parser_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault planted behind any kind of record would be met: bodies long enough are parsed, whatever stands in them."""
    reached: set[int] = set()
    read = biff._SheetScan.read
    monkeypatch.setattr(
        biff._SheetScan, "read", lambda scan, kind, body: (reached.add(kind), read(scan, kind, body))[1]
    )
    chance = random.Random(2018)
    for _ in range(400):
        TARGETS["records"](b"\0" + chance.randbytes(200))
    assert reached >= set(OLD_KINDS) - {0x0A, 0x809, 0}  # those that begin and end a sheet are no business of it


@pytest.mark.parametrize("parser", ["_add_text", "read"])
def test_a_fault_planted_in_a_parser_of_comments_is_found(monkeypatch: pytest.MonkeyPatch, parser: str) -> None:
    def fail(*_: object) -> None:
        raise KeyError(parser)

    monkeypatch.setattr(biff.CellNotes, parser, fail)
    with pytest.raises(KeyError, match=parser):
        for data in seeds("records"):
            TARGETS["records"](data)


def test_a_fault_planted_in_the_scan_of_a_binary_sheet_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts.SheetCells, "add_number", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        for data in seeds("records"):
            TARGETS["records"](data)
