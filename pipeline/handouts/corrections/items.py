"""What a correction may replace, and which cells a finding asks to look at."""

from functools import cache

from pipeline.item_book import codes_of, items, whole_of

COUNTS = codes_of("count")


@cache
def correctable() -> dict[str, str]:
    """Item code → its word, in the order of the form: items, stated totals, sizes.

    A part of wages or of property is corrected through the item it belongs to.
    """
    return {code: item.zh for code, item in items().items() if item.is_correctable}


def items_of(item_code: str | None) -> list[str]:
    """Codes of the items that a finding asks to correct, each once; none where it names no cell of the statement."""
    named = [whole_of(code) for code in (item_code or "").split("、") if code in items()]
    return [code for code in dict.fromkeys(named) if code in correctable()]
