"""In what a text says money is counted: 元, 千元 or 万元, and whether per person, month or the like."""

import re
import unicodedata
from functools import lru_cache

from pipeline.recognition.context_words import UNSUPPORTED, ContextWords
from pipeline.recognition.wording import BRACKETS, fold, fold_header
from pipeline.workbooks.number_formats import scales, words_of_format

_SPACES = re.compile(r"\s+")
_TRADITIONAL = str.maketrans("單萬億圓幣額貨計數", "单万亿元币额货计数")
_OTHER_OFFICE = r"(?<![填报送制编扶任管建派用主])"  # 填报单位 is an office
_OTHER_MONEY = r"(?<!项目)(?<!项目资金)(?<!投资)"  # 项目资金单位：万元 is not the table's
_NO_PLACE = r"(?![\u4e00-\u9fff](?<![填制审报年日截计每]))"  # 单位：元潭村 is a village, 单位：元填报日期 a unit
_RATE = r"((?:[/／每·]|按)(?:[^()\s,，、;；:。]{1,6})|\([每按/]?[人月季](?:均|计)?\))?"
_FORMAT_WORDS = (("万", 10_000), ("千", 1_000), ("百元", 100), ("元", 1))
UNIT_NAMES = {1: "元", 100: "百元", 1_000: "千元", 10_000: "万元"}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LONGEST_LABEL = 20
_SLASH = r" ?[/\\∕⁄╱|÷] ?"
Said = tuple[int, str]  # yuan of one unit (0: not supported), and per what ('' for none)


def units_in_title(text: str, words: ContextWords) -> list[Said]:
    """Units that a line states: 单位：万元, （元）, 单位：户、人、万元, 以下金额均为万元, 金额以万元计, 单位：元/人."""
    return _found(_patterns(words)["title"], _in_order(_line(text), words), words)


def units_in_name(text: str, words: ContextWords) -> list[Said]:
    """Units that a title or the name of a sheet or file states: as any line does, or at its end: 2018收入-万元."""
    return units_in_title(text, words) or _found(_patterns(words)["name"], fold(text).translate(_TRADITIONAL), words)


@lru_cache(maxsize=10_000)
def unit_in_header(text: str, words: ContextWords) -> Said | None:
    """The unit that a column's header states: 低保金（元）, 低保金（元/月）, or None."""
    found = _found(_patterns(words)["header"], _in_order(fold_header(text), words), words)
    return found[0] if found else None


def bare_unit(text: str, words: ContextWords) -> Said | None:
    """The unit that a cell is and nothing else: 万元, （元）, 元/月, 单位：万元."""
    found = _found(_patterns(words)["bare"], _in_order(fold_header(text).translate(_TRADITIONAL), words), words)
    return found[0] if found else None


@lru_cache(maxsize=10_000)
def labelled_unit(text: str, words: ContextWords) -> Said | None:
    """The unit that a cell names with its label and nothing else: 单位：万元, 金额单位（千元）."""
    if not 3 <= len(text) <= _LONGEST_LABEL or _patterns(words)["label"].match(_line(text)) is None:
        return None
    found = units_in_title(text, words)
    return found[0] if found else bare_unit(text, words)


def _line(text: str) -> str:
    """A text with single spaces, one kind of brackets and simplified characters."""
    normal = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).translate(BRACKETS)
    return _THOUSANDS.sub("", normal).translate(_TRADITIONAL).strip()


def _in_order(text: str, words: ContextWords) -> str:
    """A text with its rates as 元/月, whatever the slash: 元∕月, 元—月, and the other way round 月/元, which may say the same."""
    if "元" not in text:
        return text
    straight = _patterns(words)["slash"].sub("/", text)
    return _patterns(words)["reversed"].sub(r"\2/\1", straight)


def _found(pattern: re.Pattern[str], text: str, words: ContextWords) -> list[Said]:
    pairs = (found.groups() for found in pattern.finditer(text))
    named = (_word_and_rate(groups) for groups in pairs)
    return list(dict.fromkeys((unit_of(word, words), rate_of(rate, words)) for word, rate in named))


def _word_and_rate(groups: tuple[str | None, ...]) -> tuple[str, str]:
    """The first pair of groups that matched: every alternative has one of unit and rate."""
    word, rate = next((groups[index], groups[index + 1]) for index in range(0, len(groups), 2) if groups[index])
    return word or "", rate or ""


def unit_of(word: str, words: ContextWords) -> int:
    """Yuan of one unit; 0 for one that nobody converts."""
    value = words.value_of("unit", word.replace(" ", "").lower())
    return int(value) if value else UNSUPPORTED


def rate_of(tail: str, words: ContextWords) -> str:
    """人 for /人·年, 月 for /月 and (月), '' for /年 and /户."""
    parts = [part.removesuffix("均").removesuffix("计") for part in re.split(r"[/／每·.*×按()]", tail) if part]
    return next((value for part in parts if (value := words.value_of("rate", part))), "")


@lru_cache(maxsize=8)
def _patterns(words: ContextWords) -> dict[str, re.Pattern[str]]:
    label, verb = _spaced(words.of("unit_label")), words.any_of("unit_verb")
    word = rf"(?:(?:人 ?民 ?币|RMB|CNY|¥) ?[:,、]? ?)?\(?({_spaced(words.of('unit'))}|[十百千万亿]+元)(?![A-Za-z])"
    others = rf"(?:{words.any_of('unit_count')}[、,/;和及] ?)*"
    listed = r"(?:[、,;·][^()]*)?"
    labelled = rf"{_OTHER_OFFICE}{_OTHER_MONEY}{label}(?: ?单 ?位)?(?: ?{verb})* ?{others}{word}{_RATE}{_NO_PLACE}"
    bracketed = rf"\( ?(?:{label} ?(?:{verb} ?)*)?{others}{word}{_RATE}{listed}\)"
    counted = rf"(?:以|按) ?{word} ?(?:为(?:计量)?单位|计(?:算|量)?(?![\u4e00-\u9fff])|填[写报列]|统计)()"
    header = (
        rf"\((?:{label}:?)?{others}{word}{_RATE}{listed}\)|[,/:]{word}{_RATE}$|单位:?{word}{_RATE}"
        r"|(?<=[\u4e00-\u9fff])([百千万]元)()$|(?<=[收支]入)(元)()$|(?<=[出金费款资额])(元)()$"
    )
    return {
        "title": re.compile(
            rf"{labelled}|{bracketed}|{counted}|^{word} ?为(?:计量)?单位()|^[*※]?{word}{_RATE}$", re.IGNORECASE
        ),
        "label": re.compile(rf"^\(?{label}", re.IGNORECASE),
        "slash": re.compile(rf"(?<=元)(?:{_SLASH}| ?[-–—]+ ?)(?=[每按]?{words.any_of('rate')})"),
        "reversed": re.compile(
            rf"(?<![\d个几两第一二三四五六七八九十])(?!(?<=户[/、,])[人口])([每按]?{words.any_of('rate')}){_SLASH}([百千万]?元)(?![/\u4e00-\u9fff])"
        ),
        "name": re.compile(rf"(?<![\d一二三四五六七八九十几])([百千万]元)()(?:表|版)?$|^{word}{_RATE}$"),
        "header": re.compile(header),
        "bare": re.compile(rf"^\(?(?:{label}:?)?\(?{others}{word}{_RATE}\)*$"),
    }


def _spaced(words: tuple[str, ...]) -> str:
    """The words, also with a space between their characters: 单 位."""
    return "(?:" + "|".join(" ?".join(word) for word in words) + ")"


def unit_in_format(number_format: str) -> tuple[int | None, bool]:
    """(unit in yuan that the format states of the stored number, whether it scales what is shown).

    `0!.0,"万"` shows 万 of a number stored in yuan: (1, True). `0.00"万元"` only writes 万元 behind a number
    that is in 万元: (10000, False). A format without a word of money: (None, False).
    """
    if scales(number_format):
        return 1, True
    words = words_of_format(number_format)
    return next(((unit, False) for word, unit in _FORMAT_WORDS if word in words), (None, False))
