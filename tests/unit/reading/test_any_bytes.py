"""Damaged bytes at every reader of our own: a refusal by name or cells, never another exception."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.biff import read_biff
from pipeline.workbooks.biff12 import read_biff12
from pipeline.workbooks.careful import scan_carefully
from pipeline.workbooks.delimited import read_delimited
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.markup import read_markup
from pipeline.workbooks.package import read_package
from pipeline.workbooks.scan import has_twins, look_quickly
from pipeline.workbooks.sheet import RefusedError
from pipeline.workbooks.sources import CompoundFile
from pipeline.workbooks.spreadsheet_ml import read_spreadsheet_ml
from tests.faults.hostile_binaries import binary_workbook, error_record, number_record, row_record, text_record
from tests.faults.hostile_packages import GOOD_ROWS, cell_xml, package_parts, sheet_xml, zipped
from tests.faults.hostile_workbooks import old_workbook

LIMITS = Limits(inflated_bytes=20_000_000, cells=100_000)
_ML = "urn:schemas-microsoft-com:office:spreadsheet"
_BOOK = old_workbook()
_FORMAT = '<numFmt numFmtId="200" formatCode="0000"/>'


def _read_archive(data: bytes) -> None:
    archive = Archive(data, LIMITS)
    archive.inspect()
    read_package(archive)


def _read_compound(data: bytes) -> None:
    file = CompoundFile(data)
    if "workbook" in file.names:
        read_biff(file.read("workbook"))


def _scan(data: bytes) -> None:
    look_quickly([data[:100], data[100:]], ["", "0000"], True, LIMITS)
    has_twins([data])
    scan_carefully([data[:100], data[100:]], ["", "0000"], True)


_READERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "archive": (_read_archive, zipped(package_parts(sheet_xml(), formats=_FORMAT))),
    "compound": (_read_compound, _BOOK),
    "biff": (read_biff, CompoundFile(_BOOK).read("workbook")),
    "biff12": (
        lambda data: read_biff12(Archive(data, LIMITS)),
        binary_workbook([row_record(0), text_record(0, "甲"), number_record(1, 1.0), error_record(2)], ["0000"]),
    ),
    "scan": (_scan, sheet_xml(GOOD_ROWS + cell_xml("B3", "<f>A1</f>", ' s="1" t="e"')).encode()),
    "delimited": (lambda data: read_delimited(data, LIMITS), '户主,收入\n"示例甲",="1"\n'.encode()),
    "markup": (
        lambda data: read_markup(data, LIMITS),
        '<table><tr style="display:none"><td rowspan=2 colspan="3" x:num="1">甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>'.encode(),
    ),
    "spreadsheet_ml": (
        lambda data: read_spreadsheet_ml(data, LIMITS),
        f'<?xml version="1.0"?><Workbook xmlns="{_ML}" xmlns:ss="{_ML}"><Worksheet ss:Name="a"><Table>'
        '<Row ss:Index="2">'
        '<Cell ss:Index="3" ss:MergeAcross="1"><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet>'
        "</Workbook>".encode(),
    ),
}


def _damage(data: bytes, seed: int, count: int) -> bytes:
    chance = random.Random(seed)
    damaged = bytearray(data)
    for _ in range(count):
        damaged[chance.randrange(len(damaged))] = chance.choice((0, 0x22, 0x39, 0x7F, 0xFF, chance.randrange(256)))
    return bytes(damaged[: chance.randrange(len(damaged))] if chance.random() < 0.2 else damaged)


@pytest.mark.parametrize("name", _READERS)
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_damage_is_refused_by_name_or_read(name: str, seed: int, count: int) -> None:
    reader, good = _READERS[name]
    try:
        reader(_damage(good, seed, count))
    except RefusedError as refused:
        assert refused.rejection.reason


@pytest.mark.parametrize("name", _READERS)
def test_the_whole_file_is_read(name: str) -> None:
    reader, good = _READERS[name]
    reader(good)


@pytest.mark.parametrize("name", _READERS)
@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_by_name_or_read(name: str, data: bytes) -> None:
    try:
        _READERS[name][0](data)
    except RefusedError as refused:
        assert refused.rejection.reason
