"""Sales of assets in free text: a verb beside an asset, by declared words (变卖摩托车, 拖拉机卖了, 处置耕牛).

What a household produces to sell is business: 卖猪, 卖地瓜 and 卖树苗 are no sales of assets (words: asset_sales).
"""

import re
from functools import lru_cache

from pipeline.parsing.words import Words

SECTION = "asset_sales"
_NO_TRADER = "(?<![买倒贩叫])"  # 买卖, 倒卖, 贩卖 is a trade


@lru_cache(maxsize=4)
def sale_pattern(words: Words) -> str:
    """Regular expression of a sale: verb and asset, or asset and verb, few declared words between."""
    verbs, sell_outs, assets = (
        _any_of(words, *names) for names in (("verbs", "sell_outs"), ("sell_outs",), ("assets",))
    )
    livestock, products, fillers = (_any_of(words, name) for name in ("livestock", "products", "fillers"))
    long_assets = _any_of(words, "assets", shortest=2)
    return (
        f"{_NO_TRADER}(?:(?:{verbs})(?:{fillers}){{0,5}}(?!{products})(?:{assets})"
        f"|(?:{sell_outs})(?:{fillers}){{0,5}}(?!{products})(?:{livestock})"
        f"|(?!{products})(?:{long_assets})(?:{fillers}){{0,3}}(?:{verbs})(?!{products}))"
    )


def find_sale(text: str, words: Words) -> str | None:
    """The first sale of an asset that a plain text (plain_word) names."""
    match = re.search(sale_pattern(words), text)
    return match.group() if match else None


def _any_of(words: Words, *entries: str, shortest: int = 1) -> str:
    listed = [word for word, name in words.sections[SECTION].items() if name in entries and len(word) >= shortest]
    return "|".join(re.escape(word) for word in sorted(listed, key=lambda word: (-len(word), word)))
