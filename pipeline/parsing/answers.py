"""What a form that comes back says: whether a reason or a proof says anything, what the answer to a finding concludes,
how far a rectification is. An unknown text stays unknown."""

import re
from decimal import Decimal

from pipeline.parsing.amounts import BLANK_MARKS
from pipeline.parsing.flags import parse_flag
from pipeline.parsing.words import Words, plain_word

_CLAUSES = re.compile("[,，。;；:：、!！]+")
_EDGES = "()（）“”\"'.·"
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?)[%％]")
_NOT = re.compile("[不未没无非](?:有|存在|发现)?$")
_PARTLY = ("基本", "部分", "大体", "大致")
_PLAN = re.compile("(?:计划|预计|拟|力争|争取|确保|将|准备|打算|承诺|保证|要求|限期)[^已]*$")


def parse_unsaid(text: str, words: Words) -> str | None:
    """What stands there in place of a reason or a proof: nothing (/, 同上), elsewhere (见附件) or awaited (正在核实); None for
    a text that says something. A text waits if it ends so or one of its clauses says no more, and no result follows."""
    plain = plain_word(text)
    clauses = [clause.strip(_EDGES) for clause in _CLAUSES.split(plain) if clause.strip(_EDGES)]
    if plain in BLANK_MARKS or not clauses:
        return "nothing"
    kinds = [words.entry_of("unsaid", clause) for clause in clauses]
    is_waiting = "awaited" in kinds or words.last_of("unsaid", clauses[-1]) == "awaited"
    if is_waiting and words.last_of("unsaid", _without_empty(plain, words)) == "awaited":
        return "awaited"
    if set(kinds) <= {"nothing", "elsewhere"}:
        return "elsewhere" if "elsewhere" in kinds else "nothing"
    return None


def _without_empty(plain: str, words: Words) -> str:
    """The text without the words for nothing, which end no waiting (无)."""
    for word in (*words.words_of("unsaid", "nothing"), *words.words_of("unsaid", "elsewhere")):
        plain = plain.replace(word, "") if len(word) > 1 else plain
    return plain


def parse_conclusion(text: str, words: Words) -> str | None:
    """核实结论: confirmed, corrected, refused or in_error by the last of its words, in_error also where a misstatement follows
    (收入属实，但工资多报2000元); awaited where the check goes on."""
    if parse_unsaid(text, words) == "awaited":
        return "awaited"
    plain = plain_word(text)
    _, end, found = words.place_of_last("finding_conclusions", plain) or (0, 0, None)
    is_misstated = any(
        not _NOT.search(plain[:start]) for start, _ in words.places_of("misstated", "amounts", plain) if start >= end
    )
    return "in_error" if found == "confirmed" and is_misstated else found


def parse_outcome(text: str, words: Words) -> str | None:
    """整改情况: done, in_progress, not_begun or not_needed, by the last word about it; a share of less than 100% is in progress,
    and so is what is only planned. 长期坚持 leaves done what another word calls done; 是 and 否 answer 是否整改."""
    if shares := _SHARE.findall(text):
        return "done" if Decimal(shares[-1]) == 100 else "in_progress"
    plain = plain_word(text)
    for word in words.words_of("rectification_outcomes", "standing"):
        plain = plain.replace(word, "")
    found = words.last_of("rectification_outcomes", plain)
    if found == "done":
        return "in_progress" if _is_unfinished(plain, words) else "done"
    if found is None and plain != plain_word(text):
        return "in_progress"
    if found is None and (is_done := parse_flag(text, words)) is not None:
        return "done" if is_done else "in_progress"
    return found


def _is_unfinished(plain: str, words: Words) -> bool:
    """Whether what stands before the last word for done takes it back: 计划12月底完成, 基本完成整改."""
    done = [word for word in words.words_of("rectification_outcomes", "done") if word in plain]
    word = max(done, key=lambda one: (plain.rfind(one) + len(one), len(one)))
    before = _CLAUSES.split(plain[: plain.rfind(word)])[-1]
    return before.endswith(_PARTLY) or (not word.startswith("已") and _PLAN.search(before) is not None)
