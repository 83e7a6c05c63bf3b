"""What another office's register tells of a person, by the type and the details of its entry: 车辆, 低保停发, 名下无房产."""

import re

from pipeline.parsing.status_years import has_ended, since_year, without_dates
from pipeline.parsing.words import Words, plain_word

_STATES = ("destitute", "subsistence", "disability")
_HOLDINGS = ("vehicle", "house", "business", "payroll", "aid", None)  # None: 已报废 alone; aid: 公租房
_DENIED = re.compile("[不未没非无](?:有|是|为|在|享受)?$")  # 未死亡; 非在校, a word itself, is not denied
_NOT = re.compile("[不未没](?:予|有|能|被|获)?$")  # 未恢复发放, 未获批
_TO_OTHERS = re.compile("(?:给|予)[^,，。;；]{0,6}$")  # 已过户给他人
_NOT_DONE = re.compile("(?:[未没拟待将应]|没有|尚未|办理|申请|准备|建议|计划)$")  # 未报废, 拟停发
_EDGES = "（）()，,。;；:：“”\"' "


def parse_register_type(text: str, words: Words) -> tuple[str | None, str | None]:
    """The group of the longest word, None if unknown; or that something is not so, and what (None: not said).

    `stopped`: a benefit is received no more or not yet granted, wherever the text says so; whoever receives again or was
    granted it after that (恢复发放, 未停发, 获批) receives.
    `denied`: 未死亡, 名下无车辆. `no`: 否 alone. `nothing`: 无 alone. `ended`: 已报废, no longer held.
    """
    plain = plain_word(text)
    if words.entry_of("flags", text) == "is_false":
        return ("nothing" if words.entry_of("nothing", text) else "no"), None
    if _is_stopped(plain, words):
        return "stopped", _state_of(plain, words)
    if is_pending(plain, words):
        state = _state_of(plain, words)
        return ("stopped" if state else "denied"), state
    kept = _without_stops(plain, words)
    start, _, group = words.place_of_longest("registers", kept) or (0, 0, None)
    if group is not None and _DENIED.search(kept[:start]):
        return ("stopped" if group in _STATES else "denied"), group
    if group in _HOLDINGS and _is_over(kept, words):
        return "ended", group
    return group, None


def register_since(text: str, words: Words) -> int | None:
    """Since when it is so; whoever only applied (拟于2019年1月纳入) never was on the register before."""
    return None if is_pending(plain_word(text), words) else since_year(text)


def _is_stopped(plain: str, words: Words) -> bool:
    """A benefit is received no more (停发, 享受至2017年12月), and not received after that."""
    since = _since_granted(plain, words)
    stops = words.places_of("registers", "stopped", since)
    return has_ended(since) or any(_NOT_DONE.search(since[:start]) is None for start, _ in stops)


def is_pending(plain: str, words: Words) -> bool:
    """It is only asked for, planned, doubted, was refused or refuted (审批中, 未获批, 拟购, 误报死亡), and not granted after that."""
    return bool(words.entries_in("pending_entries", _since_granted(plain, words)))


def _since_granted(plain: str, words: Words) -> str:
    """What stands behind the last word of granting or resuming."""
    resumed = words.places_of("resumed_benefits", "resumed", plain)
    return plain[max((end for start, end in resumed if not _NOT.search(plain[:start])), default=0) :]


def _without_stops(plain: str, words: Words) -> str:
    """The text without the words that tell of stopping and resuming."""
    told = [*words.words_of("resumed_benefits", "resumed"), *words.words_of("registers", "stopped")]
    for word in sorted(told, key=len, reverse=True):
        plain = plain.replace(word, "")
    return plain


def _state_of(plain: str, words: Words) -> str | None:
    """Which state has stopped; none where only an allowance for the disabled has, who stay disabled."""
    found = words.entries_in("registers", plain)
    if "disability_allowance" in found and "注销" not in plain:
        found -= {"disability"}
    return next((one for one in _STATES if one in found), None)


def _is_over(plain: str, words: Words) -> bool:
    """The holding has ended: the text closes with such a word, or begins with one of cancelling."""
    closing = _TO_OTHERS.sub("", without_dates(plain).rstrip(_EDGES))
    words_at_end = [word for word in words.sections["ended_holdings"] if closing.endswith(word)]
    if words_at_end:
        return _NOT_DONE.search(closing.removesuffix(max(words_at_end, key=len))) is None
    return plain.lstrip(_EDGES).startswith(tuple(words.words_of("ended_holdings", "cancelled")))
