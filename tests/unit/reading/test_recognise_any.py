"""Any grid of texts gives a reading that accounts for every row and never raises."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.recognition.readings import ACCEPTED
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import FORM_A, ROSTER, a_row, read, roster_row

WORDS = [
    "合计",
    "小计",
    "村",
    "户码",
    "姓名",
    "低保金",
    "金额",
    "2018年",
    "填表人：甲",
    "单位：万元",
    "单位：元",
    "序号",
    "#N/A",
]
WORDS += [
    "补贴项目",
    "发放金额",
    "1",
    "2",
    "3",
    "0001",
    "3,5",
    "示例东村",
    " ",
    "",
    "\n",
    "￿",
    "Ⅷ",
    "一、",
    "11010519491231002X",
]
cells = st.one_of(st.none(), st.sampled_from(WORDS), st.sampled_from(FORM_A), st.text(max_size=8))
whole_rows = st.sampled_from([tuple(FORM_A), tuple(ROSTER), tuple(a_row("001")), tuple(roster_row("1", "甲", "户主"))])
rows = st.one_of(st.lists(cells, max_size=8), whole_rows.map(list), st.just([]))
spans = st.tuples(st.integers(0, 12), st.integers(0, 40), st.integers(0, 5), st.integers(0, 8))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    grid = draw(st.lists(rows, max_size=14))
    corners = draw(st.lists(spans, max_size=4))
    merged = tuple((top, left, top + height, left + width) for top, left, height, width in corners)
    formats = draw(st.dictionaries(st.integers(0, 40), st.sampled_from(['0.00"万元"', '0!.0,"万"', "0;0", '"'])))
    hidden = draw(st.frozensets(st.integers(0, 20), max_size=4))
    return Sheet(draw(st.text(max_size=6)), grid, merged, draw(st.booleans()), hidden, formats)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets())
def test_any_grid_is_read_and_every_row_accounted_for(sheet: Sheet) -> None:
    for reading in read(sheet):
        counts = reading.counts
        assert counts.seen == counts.accepted + counts.quarantined + counts.ignored
        assert min(vars(counts).values()) >= 0
        if reading.status == ACCEPTED:
            assert len(reading.quarantine) == counts.quarantined
            assert all(len(column) == counts.accepted for column in reading.data.values())
            numbers = [*reading.data["source_row"], *(one.row for one in reading.quarantine)]
            assert len(set(numbers)) == len(numbers)
            assert all(1 <= int(number or 0) <= len(sheet.rows) for number in numbers)
        else:
            assert counts.accepted == counts.quarantined == 0 and not reading.data and reading.reason
        assert len({one.column_letter for one in reading.columns}) == len(reading.columns)
        assert len({(one.row, one.column_name) for one in reading.totals}) == len(reading.totals)
