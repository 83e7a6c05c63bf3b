"""小计 and 合计 rows with the data rows that each of them sums."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.parsing.masking import mask_id_numbers
from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.labels import level_of
from pipeline.recognition.readings import BlockTotal


def find_totals(body: Body, verdicts: Verdicts) -> list[BlockTotal]:
    """One entry for each amount that a total row states."""
    amounts = [one for one in body.mapping.columns if one.meaning is not None and one.meaning.type == "amount"]
    totals = []
    for offset, (first, last) in summed_rows(verdicts).items():
        for column in amounts:
            text = body.delivered[column.index][offset]
            if text is not None and column.meaning is not None:
                row, label = body.first + offset + 1, mask_id_numbers(verdicts.labels[offset])
                span = (body.first + first + 1, body.first + last + 1)
                totals.append(BlockTotal(row, label, column.meaning.name, mask_id_numbers(text), *span))
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


def _between(data: Sequence[int], above: int, below: int) -> tuple[int, int] | None:
    """First and last data row strictly between two offsets."""
    first, end = bisect_right(data, above), bisect_left(data, below)
    return (data[first], data[end - 1]) if first < end else None
