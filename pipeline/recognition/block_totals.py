"""小计 and 合计 rows with the data rows that each of them sums, and rows that are sums without saying so."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from pipeline.parsing.amounts import parse_amount
from pipeline.parsing.masking import mask_id_numbers
from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.labels import level_of
from pipeline.recognition.readings import BlockTotal

UNNAMED = "合计"
_FEWEST_ROWS, _FEWEST_SUMS = 2, 2


def find_totals(body: Body, verdicts: Verdicts) -> list[BlockTotal]:
    """One entry for each amount that a total row states."""
    totals = []
    for offset, (first, last) in summed_rows(verdicts).items():
        for column in body.mapping.amounts:
            text = body.delivered[column.index][offset]
            if text is not None:
                row, label = body.first + offset + 1, mask_id_numbers(verdicts.labels[offset])
                span = (body.first + first + 1, body.first + last + 1)
                totals.append(BlockTotal(row, label, column.name, mask_id_numbers(text), *span))
    return totals


def summed_rows(verdicts: Verdicts) -> dict[int, tuple[int, int]]:
    """Offset of each total row → offsets of the first and last data row it sums; none where there is no row.

    A total stands below its block; where the first total of its level has no data above, totals stand on top.
    """
    data = [offset for offset, kind in enumerate(verdicts.kinds) if kind in ("accepted", "quarantined")]
    levels = {offset: level_of(label) for offset, label in sorted(verdicts.labels.items())}
    first_of = {level: min(one for one, own in levels.items() if own == level) for level in levels.values()}
    spans = {}
    for level, first_total in first_of.items():
        peers = [offset for offset, own in levels.items() if own >= level]
        on_top = not data or data[0] > first_total
        for place, offset in enumerate(peers):
            if levels[offset] != level:
                continue
            above = peers[place - 1] if place else -1
            below = peers[place + 1] if place + 1 < len(peers) else len(verdicts.kinds)
            span = _between(data, offset, below) if on_top else _between(data, above, offset)
            span = span or (None if on_top else _between(data, -1, offset))
            if span is not None:
                spans[offset] = span
    return dict(sorted(spans.items()))


def mark_unnamed_sums(body: Body, verdicts: Verdicts) -> None:
    """A statement's row that names nobody where other rows do, and whose every amount is the sum of the rows above it
    or of those since the last total: 合计, whatever stands in the place of its code."""
    names = body.named("head_name")
    if body.mapping.kind != "income_statement" or names is None:
        return
    accepted = verdicts.of("accepted")
    for offset in (one for one in accepted if not names[one]):
        above = [one for one in accepted if one < offset and names[one]]
        total = max((one for one in verdicts.of("total") if one < offset), default=-1)
        if any(_is_sum(body, offset, rows) for rows in (above, [one for one in above if one > total])):
            verdicts.kinds[offset], verdicts.labels[offset] = "total", UNNAMED


def _is_sum(body: Body, offset: int, rows: Sequence[int]) -> bool:
    """Whether a row states the sums of two rows or more, at least in two columns."""
    if len(rows) < _FEWEST_ROWS:
        return False
    stated = {one.index: text for one in body.mapping.amounts if (text := body.delivered[one.index][offset])}
    sums = {
        index: (_yuan(text), sum(_yuan(body.delivered[index][row]) for row in rows)) for index, text in stated.items()
    }
    return (
        all(own == total for own, total in sums.values()) and sum(own != 0 for own, _ in sums.values()) >= _FEWEST_SUMS
    )


def _yuan(text: str | None) -> Decimal:
    return (parse_amount(text).yuan or Decimal(0)) if text else Decimal(0)


def _between(data: Sequence[int], above: int, below: int) -> tuple[int, int] | None:
    """First and last data row strictly between two offsets."""
    first, end = bisect_right(data, above), bisect_left(data, below)
    return (data[first], data[end - 1]) if first < end else None
