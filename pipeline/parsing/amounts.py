"""Amounts of money as typed into forms; what leaves a doubt is unreadable, never guessed and never 0."""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_05UP, Context, Decimal

from pipeline.parsing.characters import narrow
from pipeline.parsing.numerals import is_spoken_short, plain_numeral, read_numeral

ABSURD_YUAN = Decimal(10) ** 13
BLANK_MARKS = frozenset(["", "-", "--", "---", "—", "——", "–", "―", "─", "/", "//", "\\", "无", "没有", "空"])
_NO_MONEY = BLANK_MARKS | {"无收入", "未享受", "不享受", "不涉及"}
_DECIMALS = Decimal("0.00000001")  # decimal(24,8)
_LONGEST = 40
_EXACT = Context(prec=60)
_SCALES = {"": 0, "十": 1, "百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}

_SIGNED = re.compile(
    r"(?P<lead>[-+负]?) ?(?:¥|RMB|CNY|人民币)? ?(?P<inner>[-+]?) ?"
    r"(?P<open>\(?)(?P<body>[^()]+?)(?P<close>\)?)(?P<trail>-?)"
)
_WITH_UNIT = re.compile(r"(?P<number>.+?) ?(?P<scale>[十百佰千仟万萬亿億]?)(?:(?P<yuan>元|圆|块钱|块)[整正]?)?")
_PLAIN = re.compile(r"(?:0+|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SPACED = re.compile(
    r"[1-9][0-9]{0,2}(?: [0-9]{3}(?: [0-9]{3})+(?:\.[0-9]*)?| [0-9]{3}\.[0-9]*| 000)"
)  # 680 680 may be two
_NO_BREAK = re.compile(r"(?<=[0-9])[\u00a0\u2007\u2009\u202f](?=[0-9]{3})")  # spaces that are set within a number
_LINE_BREAK = re.compile(r"\S[ \t]*[\n\r\x0b\x0c]\s*[^\s元圆块]")  # 3500, 元 below it, is one amount
_UNIT_BEHIND = re.compile(r"(?<=[0-9])\((元|圆|人民币)\)$")
_EXTRAS_BEHIND = re.compile(  # what belongs to a wage anyway; 3000(含慰问金) and 3000(含借款) stay unreadable
    r"(?<=[0-9元])\([已均]?(?:含|包括|包含)(?:各[种项类])?(?:(?:交通|伙食|高温|餐)?补[贴助]?|津贴|奖金|全勤奖|年终奖|加班费|加班工资|绩效|提成)等?\)$"
)
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]*)?E[+-]?[0-9]{1,3}")
_SMALL_MONEY = re.compile(r"(?:(?P<yuan>.+)[元圆])?零?(?:(?P<jiao>[0-9一-鿿])角)?零?(?:(?P<fen>[0-9一-鿿])分)?[整正]?")


@dataclass(frozen=True, slots=True)
class Amount:
    """`yuan`: None if unreadable, 0 for a blank mark (— 无). `has_own_unit`: not in the sheet's unit."""

    yuan: Decimal | None
    has_own_unit: bool = False
    is_blank_mark: bool = False


UNREADABLE = Amount(None)
BLANK = Amount(Decimal(0), is_blank_mark=True)


def parse_amount(text: str) -> Amount:
    """Read one cell. Never raises. A currency sign alone (¥3.5) is no unit: sheets in 万元 carry it too."""
    if _LINE_BREAK.search(text):
        return UNREADABLE  # two amounts below each other
    plain = narrow(_NO_BREAK.sub(",", text)).upper().removeprefix("'").strip()
    plain = _UNIT_BEHIND.sub("元", _EXTRAS_BEHIND.sub("", plain))
    if plain in _NO_MONEY:
        return BLANK
    signed = _SIGNED.fullmatch(plain) if len(plain) <= _LONGEST else None
    if signed is None or bool(signed["open"]) != bool(signed["close"]):
        return UNREADABLE
    if signed["trail"] and signed["body"].endswith("."):
        return UNREADABLE  # 1200.- means 1200, and -1200 to others
    marks = signed["lead"] + signed["inner"] + signed["open"] + signed["trail"]
    if len(marks) > 1:
        return UNREADABLE
    amount = _read_unsigned(signed["body"].strip())
    return replace(amount, yuan=-amount.yuan) if amount.yuan and marks not in ("", "+") else amount


def sum_text(texts: list[str], of_what: str) -> str | None:
    """The sum of several cells as a text, None of none. What cannot be read, or carries a unit that the others lack,
    stays as written behind `of_what` (各月：约200), and so unreadable."""
    amounts = [parse_amount(text) for text in texts]
    with_units = sum(amount.has_own_unit for amount in amounts)
    odd = [
        text
        for text, amount in zip(texts, amounts, strict=True)
        if amount.yuan is None or (amount.has_own_unit and with_units < len(texts))
    ]
    if not texts:
        return None
    if odd:
        return f"{of_what}：{odd[0]}"
    total = sum((amount.yuan for amount in amounts if amount.yuan is not None), Decimal(0))
    return f"{total.normalize():f}" + ("元" if with_units else "")


def read_number(text: str) -> Decimal | None:
    """Arabic digits: plain, with thousands separators or an exponent. 12,34 may be a decimal comma: None.

    Zeros before other digits (0012) are a code in the wrong column, not an amount: None.
    """
    if _PLAIN.fullmatch(text) or _EXPONENT.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text) or _SPACED.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    return None


def _read_unsigned(body: str) -> Amount:
    parts = _WITH_UNIT.fullmatch(body)
    if parts is None:
        return UNREADABLE
    number = read_number(parts["number"])
    if number is not None:
        return _bounded(number, _SCALES[parts["scale"] or ""], bool(parts["scale"] or parts["yuan"]))
    numeral = plain_numeral(parts["number"] + (parts["scale"] or ""))
    spelled = _read_spelled(numeral, bool(parts["yuan"]))
    if spelled is None:
        return _read_small_money(body)
    return _bounded(spelled, 0, bool(parts["yuan"]) or re.search("[千万亿]", numeral) is not None)


def _read_spelled(numeral: str, is_before_yuan: bool) -> Decimal | None:
    """三万五, 3万5千. 三万五元 may mean 35000 or 30005 yuan: None."""
    number = None if is_before_yuan and is_spoken_short(numeral) else read_numeral(numeral)
    return None if number is None else Decimal(number)


def _read_small_money(body: str) -> Amount:
    """Yuan with 角 and 分, in either kind of digits: 壹佰元零伍分, 12元5角."""
    parts = _SMALL_MONEY.fullmatch(body)
    if parts is None or not (parts["jiao"] or parts["fen"]):
        return UNREADABLE
    figures = [_read_whole(parts[name] or "0") for name in ("yuan", "jiao", "fen")]
    yuan, jiao, fen = figures
    if yuan is None or jiao is None or fen is None or max(jiao, fen) > 9:
        return UNREADABLE
    return _bounded(yuan * 100 + jiao * 10 + fen, -2, True)


def _read_whole(text: str) -> Decimal | None:
    number = read_number(text)
    if number is None:
        return _read_spelled(plain_numeral(text), True)
    return number if number < ABSURD_YUAN and number == number.to_integral_value() else None


def _bounded(number: Decimal, scale: int, has_own_unit: bool) -> Amount:
    """At 8 decimals, by ROUND_05UP: a later rounding to the fen comes out as from the full figure."""
    yuan = _EXACT.scaleb(number, Decimal(scale))
    if yuan >= ABSURD_YUAN:
        return UNREADABLE
    return Amount(yuan.quantize(_DECIMALS, rounding=ROUND_05UP, context=_EXACT), has_own_unit)
