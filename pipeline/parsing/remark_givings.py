"""Money that the household gave away or spent: 支付彩礼, 捐款给灾区, 赔偿对方, 发红包给亲戚 book no income."""

import re
from functools import lru_cache

from pipeline.parsing.remark_tokens import SEPARATOR, Mention
from pipeline.parsing.words import Words

SECTION = "remark_givings"
_THING = "[款金费]?(?:[0-9][0-9,.]*万?元)?[了过]?"  # 捐款500元给 …


def is_given_away(mention: Mention, words: Words) -> bool:
    """支付彩礼, 捐款给灾区, 赔偿对方: what the household gave, unless somebody else gave it to it (男方支付彩礼)."""
    if mention.kind != "one_off" or not _words(words, "gifts", "acts").search(mention.token.text):
        return False
    start = max((cut.end() for cut in SEPARATOR.finditer(mention.clause.text, 0, mention.token.start)), default=0)
    before, behind = mention.clause.text[start : mention.token.start], mention.clause.text[mention.token.end :]
    if _given_to_others(words).search(mention.token.text + behind):
        return True
    if _words(words, "givers", "either", "family", "receives").search(_aimed(words).sub("", before)):
        return False
    return _gives(words).search(before) is not None or _goes_out(words).match(behind) is not None


@lru_cache(maxsize=4)
def _given_to_others(words: Words) -> re.Pattern[str]:
    """红包500元给邻居; 赔偿对方, 捐款修路."""
    gifts, acts = words.any_of(SECTION, "gifts", "acts"), words.any_of(SECTION, "acts")
    whom = words.any_of(SECTION, "others", "either")
    return re.compile(f"^.*?(?:{gifts}{_THING}(?:给予|给|予){whom}|{acts}{_THING}{whom})")


@lru_cache(maxsize=4)
def _aimed(words: Words) -> re.Pattern[str]:
    """Whom something is done for or to, who marries: no giver (给儿子娶媳妇支付彩礼, 向对方支付赔偿款, 退还男方彩礼)."""
    to, whom = words.any_of(SECTION, "toward", "handed", "pays"), words.any_of(SECTION, "givers", "either", "family")
    occasions = words.any_of(SECTION, "occasions")
    return re.compile(f"(?:{to}|[因被与跟付])[小老]?{whom}(?:[和、]?{whom})*|{whom}(?={occasions})")


@lru_cache(maxsize=4)
def _gives(words: Words) -> re.Pattern[str]:
    """支付女方…, 付…, 给孙子…, 向灾区…: directly before the word; what stands behind a need of the family (为母亲治病) others gave."""
    pays, just = words.any_of(SECTION, "pays"), words.any_of(SECTION, "pays_just", "handed")
    to, others = words.any_of(SECTION, "toward", "handed"), words.any_of(SECTION, "others", "either")
    family, needs, occasions = (words.any_of(SECTION, entry) for entry in ("family", "needs", "occasions"))
    some = f"(?:(?!{words.any_of(SECTION, 'own')}).)"
    whom = f"(?:{others}{some}{{0,2}}|{family}(?!{needs}){some}{{0,2}}(?:{occasions})?)"
    return re.compile(f"(?:{pays}{some}{{0,4}}|{just}|(?:{just}|{to}{some}{{0,4}}){whom})$")


@lru_cache(maxsize=4)
def _goes_out(words: Words) -> re.Pattern[str]:
    """红包600元给小孩; 丧葬费花了6000元."""
    own, spent = words.any_of(SECTION, "own"), words.any_of(SECTION, "spent")
    return re.compile(f"{_THING}(?:(?:给予|给|予)(?!{own}|[予了])|(?:一共|总共|共|合计)?{spent})")


@lru_cache(maxsize=16)
def _words(words: Words, *entries: str) -> re.Pattern[str]:
    return re.compile(words.any_of(SECTION, *entries))
