"""Which amount of a remark belongs to which word."""

import re
from collections.abc import Sequence

from pipeline.parsing.remark_tokens import AMOUNTS, SEPARATOR, Clause, Mention, Token
from pipeline.parsing.words import Words

_FORECASTS = ("forecast", "next_year")
_MONEY = frozenset(
    {"one_off", "asset_sale", "loan", "savings", "earmarked", "crop_insurance", "regular", "support", *_FORECASTS}
)
_LONGEST_GAP = 20  # 预计2019年1月出栏生猪收入6000元
_USUAL_GAP = 12
_BARE_GAP = re.compile("[:¥为共计合总约达得了收到领取款的]*")
_OWN_GAP = re.compile("(?:收入|所得)[:¥为共计合总约达得了款的]*")  # 出售旧房收入12000元
_BACKWARD_GAPS = ("", "的", "为", "是", "系", "属")  # 1500元慰问金, 工资2800元为预计
_NEXT_AMOUNT = re.compile(
    "[、和及与+](?:春节|元旦|元宵|清明|五一|端午|七一|八一|中秋|重阳|国庆|年底|[0-9]{1,2}月份?)?(?:前|期间)?"
)
_ONLY_AMOUNT = re.compile("[共合总计金额为约均分别]*")
_CLOSING_LEAD = re.compile("(?:以上|上述|该款项?|此款|但|且|并|均|都|已)*")


def amount_of(clause: Clause, index: int, words: Words, priced: dict[int, Token]) -> Token | None:
    """The amount that belongs to the word at `index`: behind it, or else directly before it."""
    tokens, token = clause.tokens, clause.tokens[index]
    last = index
    while last + 1 < len(tokens) and _is_joined(clause, tokens[last], tokens[last + 1]):
        last += 1
    behind = next((i for i in range(last + 1, len(tokens)) if tokens[i].kind in AMOUNTS), None)
    is_next = behind is not None and (behind == last + 1 or token.kind in _FORECASTS)
    if behind is not None and is_next and _is_gap(clause, tokens[last].end, tokens[behind], token.kind, words):
        return priced.setdefault(behind, _chain(clause, behind))
    before = tokens[index - 1] if index else None
    if before and before.kind == "amount" and clause.text[before.end : token.start] in _BACKWARD_GAPS:
        return priced.setdefault(index - 1, before)
    return None


def _is_joined(clause: Clause, left: Token, right: Token) -> bool:
    """慰问金、礼金共1500元 and 一次性慰问金1500元 share an amount."""
    gap = clause.text[left.end : right.start]
    if right.kind in AMOUNTS or right.kind not in _MONEY:
        return False
    return not gap or (left.kind == right.kind and SEPARATOR.fullmatch(gap) is not None)


def _is_gap(clause: Clause, start: int, amount: Token, kind: str, words: Words) -> bool:
    """Whether what stands between word and amount leaves no doubt that they belong together."""
    gap = clause.text[start : amount.start]
    if amount.kind == "bare":
        return _BARE_GAP.fullmatch(gap) is not None
    if len(gap) > (_LONGEST_GAP if kind in _FORECASTS else _USUAL_GAP) or SEPARATOR.search(gap):
        return False
    if _OWN_GAP.fullmatch(gap) or kind in ("earmarked", "regular", "crop_insurance", "support"):  # 危房改造补助40000元
        return True
    return kind in _FORECASTS or not any(word in gap for word in words.sections["remark_income"])


def _chain(clause: Clause, index: int) -> Token:
    """慰问金春节1500元、中秋500元: the amounts that only an occasion separates, as one sum."""
    first = clause.tokens[index]
    yuan, end = first.yuan, first.end
    for token in clause.tokens[index + 1 :]:
        if token.kind not in AMOUNTS or not _NEXT_AMOUNT.fullmatch(clause.text[end : token.start]):
            break
        yuan = None if yuan is None or token.yuan is None else yuan + token.yuan
        end = token.end
    return Token(first.kind, clause.text[first.start : end], first.start, end, yuan)


def continue_amount(clause: Clause, previous: Sequence[Mention], words: Words) -> None:
    """A clause without a word of its own: 慰问金3笔，共1500元; 贷款（信用社2万元）; 慰问金1500元，未计入."""
    for mention in previous:
        mention.trailing += f",{clause.text}"
    if not previous or not clause.tokens:
        return
    first = clause.tokens[0]
    lead = clause.text[: first.start]
    if first.text in words.sections["closing_negations"] and _CLOSING_LEAD.fullmatch(lead):
        for mention in previous:
            mention.is_negated = True
    is_bracketed = bool(clause.mark) and clause.mark[-1] in "([【"
    is_amount = first.kind == "amount" and (is_bracketed or _ONLY_AMOUNT.fullmatch(lead))
    if is_amount and not previous[-1].amount and _is_gap(clause, 0, first, previous[-1].kind, words):
        previous[-1].amount = _chain(clause, 0)
