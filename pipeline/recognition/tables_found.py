"""The tables of a sheet: header bands that some kind explains, with the rows above and below each."""

import re
from dataclasses import dataclass

from pipeline.item_book import groups
from pipeline.parsing.register_types import parse_register_type
from pipeline.parsing.words import load_words
from pipeline.recognition.bands import Band, Block, column_parts, find_bands
from pipeline.recognition.grid import Grid
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.kinds import Mapping, SheetColumn, meaning_of, recognise_kind, without_weak
from pipeline.recognition.labels import begins_note, total_label
from pipeline.recognition.wording import is_number, normalise_header

_FEW = 4
_PAID_OUT = re.compile(r"发放|台账|打卡|兑付|领取")
_OF_AMOUNT = re.compile("(?:发放)?(?:金额|额)?$")
_PAYMENT = re.compile(
    "(?:报销|补偿|救助|补[助贴]|[低五]保|养老|分红|奖补)(?:金|款|费用?)?额?$"
)  # more than one: not of one benefit
_AMOUNT = "金额"
_LIST = re.compile("名单|名册|登记|清单|比对|花名|信息")
_PAID = re.compile("金额|元|标准|[月额]$|月份")  # a column of money or months: payments, no register
_CHANGED = re.compile("新增|变动|变化|增减|拟|申请|公示|停发|取消|退出|候选|部分|排查|摸底")
BENEFITS = frozenset(groups()["benefits"])


@dataclass(frozen=True)
class FoundTable:
    """A block with its mapping; `breaks`: body offsets of header rows that no kind explains."""

    block: Block
    mapping: Mapping
    breaks: frozenset[int]


def find_tables(grid: Grid, book: HeaderBook) -> list[FoundTable]:
    """Recognised tables from the top; empty when no header is recognised."""
    known: list[tuple[Band, Mapping]] = []
    unknown: list[int] = []
    for band in find_bands(grid):
        parts = [column_parts(grid, band, column) for column in range(grid.width)]
        mapping = (
            recognise_kind(parts, book)
            or _ledger_of_one_benefit(grid, band, parts, book)
            or _register_by_title(grid, band, parts, book)
        )
        if mapping is None:
            unknown += range(band.top, band.bottom + 1)
        else:
            known.append((band, mapping))
    starts = [
        _title_start(grid, band, known[number - 1][0] if number else None) for number, (band, _) in enumerate(known)
    ]
    tables = []
    for number, (band, mapping) in enumerate(known):
        last = starts[number + 1] - 1 if number + 1 < len(known) else len(grid.rows) - 1
        above = [row for row in range(starts[number], band.top) if not grid.is_hidden(row)]
        leading = tuple(row for row in above if number == 0 and looks_like_data(grid, row))
        titles = tuple(row for row in above if row not in leading and any(grid.rows[row]))
        first = band.bottom + 1
        block = Block(starts[number], titles, band, first, last, leading)
        tables.append(FoundTable(block, mapping, frozenset(row - first for row in unknown if first <= row <= last)))
    return tables


def _ledger_of_one_benefit(grid: Grid, band: Band, parts: list[list[str]], book: HeaderBook) -> Mapping | None:
    """A table that its title or sheet calls paid out, and whose one amount is headed by the benefit (低保金, 低保金发放金额)."""
    above = [text for row in grid.rows[: band.top] for text in row if text is not None]
    if not any(_PAID_OUT.search(text) for text in (*above, grid.sheet.name)):
        return None
    statement = book.kinds["income_statement"]
    headers = [normalise_header(own[-1]) if own else "" for own in parts]
    meanings = [statement.column_of(_OF_AMOUNT.sub("", text)) if text else None for text in headers]
    benefits = [column for column, meaning in enumerate(meanings) if meaning and meaning.name in BENEFITS]
    if len(benefits) != 1 or sum(_PAYMENT.search(text) is not None for text in headers) > 1:
        return None
    own = parts[benefits[0]]
    found = recognise_kind([*parts[: benefits[0]], [*own, _AMOUNT], *parts[benefits[0] + 1 :]], book)
    return found if found is not None and found.kind == "ledger" else None


def _register_by_title(grid: Grid, band: Band, parts: list[list[str]], book: HeaderBook) -> Mapping | None:
    """Names and ID numbers below a title (or on a sheet) that calls itself the list of a register (2018年农村低保对象名单), or above
    rows that name the type of those below (一、车辆). A list of what changed (新增) is none: it would leave out all others."""
    above = [text for row in grid.rows[: band.top] for text in row if text is not None]
    titles = [text for text in (*above, grid.sheet.name) if _LIST.search(text)]
    register = book.kinds["register"]
    columns = tuple(SheetColumn(index, tuple(texts), meaning_of(texts, register)) for index, texts in enumerate(parts))
    names = {one.name for one in without_weak(columns)}
    is_paid = any(_PAID_OUT.search(text) for text in titles) or any(_PAID.search(one.bottom) for one in columns)
    if is_paid or not {"person_name", "id_number"} <= names or any(_CHANGED.search(text) for text in titles):
        return None
    below = [row[0] for row in grid.rows[band.bottom + 1 :] if row[0] and not any(row[1:])]
    kinds = ({parse_register_type(text, load_words())[0] for text in texts} for texts in (titles, below))
    if not any(found - {None, "other", "aid", "stopped"} for found in kinds):
        return None
    return Mapping("register", None, register, without_weak(columns), book)


def benefit_of_header(mapping: Mapping) -> str | None:
    """The benefit that heads a ledger's amount (低保金发放金额)."""
    amount = mapping.find("amount")
    texts = [_OF_AMOUNT.sub("", normalise_header(text)) for text in amount.parts[-2:]] if amount is not None else []
    statement = mapping.book.kinds["income_statement"]
    found = ((text, statement.column_of(text)) for text in texts)
    return next((text for text, meaning in found if meaning is not None and meaning.name in BENEFITS), None)


def _title_start(grid: Grid, band: Band, previous: Band | None) -> int:
    """The first row above the band that belongs to it: everything for the first, title lines for a later one."""
    if previous is None:
        return 0
    start = row = band.top
    while row - 1 > previous.bottom:
        row -= 1
        if grid.is_hidden(row) or not any(grid.rows[row]):
            continue
        if not is_title_row(grid, row, start == band.top):
            break
        start = row
    return start


def is_title_row(grid: Grid, row: int, is_next: bool) -> bool:
    """Few texts, no number, no total or note; alone in its row right above a header, or labelled, or a sentence."""
    texts = [text for text in grid.rows[row] if text is not None]
    if len(texts) > _FEW or any(map(is_number, texts)) or any(total_label(text) for text in texts):
        return False
    if begins_note(texts[0]) and not any("单位" in text or "年" in text for text in texts):
        return False
    if any(":" in text or "：" in text for text in texts):
        return True
    return len(texts) == 1 and (is_next or len(texts[0]) >= 6)


def looks_like_data(grid: Grid, row: int) -> bool:
    """A row above the first header that holds what only data rows hold: it must not pass for a title."""
    texts = [text for text in grid.rows[row] if text is not None]
    return sum(map(is_number, texts)) >= 3 or any(len(text) == 18 and text[:17].isdigit() for text in texts)
