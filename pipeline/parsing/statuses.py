"""Status texts to values: 户属性, 脱贫属性, 健康状况, whether a person still belongs to the household. A negated word says
its opposite (docs/method.md#precedence-of-evidence); an unknown text stays unknown."""

import re
from dataclasses import dataclass

from pipeline.parsing.flags import parse_flag
from pipeline.parsing.status_years import dated_parts, has_ended, since_year, without_dates
from pipeline.parsing.words import Words, plain_word

_KIN = re.compile(
    "父|母|公公|婆|岳|丈夫|妻|配偶|爱人|媳|婿|儿子|女儿|长子|次子|长女|次女|子女|其子|其女|兄|弟|姐|妹|嫂|爷|奶|孙|侄|伯|叔|姑|舅|户主|家人|家属|照顾"
)
_BRACKETS = "（）()，,、；;:： "
_BETWEEN = re.compile(
    "[于在到]?20[0-9]{2}年?[底末度]?前?|今年|明年|年底前?|实现|如期|稳定"
)  # 拟于2018年底实现脱贫 is 拟脱贫
_DENIED = re.compile("[不未没非无][^,，。;；、()（）]{0,4}$")  # 不具备脱贫条件
_NOT = re.compile("[不未没无非](?:有|曾)?$")  # 没有死亡, but 不幸去世
_NOT_YET = re.compile("[不未没待拟](?:予|有|能|被|获)?$")  # 未恢复, 待批准
_OVER = re.compile("(?:曾|曾经|原|原为)$")  # 曾返贫: what is so now is not said
_BUT = re.compile("(?:但|不过|可是|然而|只是|唯).*$")
_PLANNED = re.compile("(?:拟|申请|计划|准备|待|建议)$")  # 拟转低保户
_EXIT_DENIED = {"exited": "not_exited", "relapsed": "exited"}
EARLIER_STATES = {
    "exited": "planned",
    "relapsed": "exited",
    "not_exited": "exited",  # 2019年回退
    "planned": "planned",
}  # before the year told
_SINCE = re.compile(
    "^(?:从|自)?(?:20[0-9]{2}年?)?(?:[0-9]{1,2}月份?)?(?:起|底|末)?(?:已?被)?"
)  # 低保户（2017年已退出）, 低保被清退


@dataclass(frozen=True, slots=True)
class HouseholdType:
    """Whether the household is on 低保, and whether on 五保; None where the text does not say. `is_general`: it names
    neither and calls the household a plain one."""

    is_subsistence: bool | None = None
    is_destitute: bool | None = None
    is_general: bool = False


def parse_household_type(text: str, words: Words) -> HouseholdType:
    """户属性: 低保贫困户, 五保贫困户, 一般贫困户, 非低保户, 低保户（已取消）, 原五保户, 低保户转一般户."""
    plain = _became(plain_word(text), words)
    subsistence, destitute = (_is_said(plain, kind, words) for kind in ("subsistence", "destitute"))
    if has_ended(text):
        subsistence, destitute = subsistence and False, destitute and False
    if subsistence is None and destitute is None and "neither" in words.entries_in("household_types", plain):
        return HouseholdType(is_subsistence=False, is_destitute=False, is_general=True)
    return HouseholdType(subsistence, destitute)


def _became(plain: str, words: Words) -> str:
    """What stands behind the last 转, 改为 …, before it where that is only planned (拟转低保户); the text itself where what
    stands behind names no type (特困户，已转福利院)."""
    change = words.any_of("status_changes", "became")
    before, _, behind = re.sub(f"^(.*){change}", "\\1\t", plain).rpartition("\t")
    if not words.entries_in("household_types", behind):
        return plain
    return before if _PLANNED.search(before) else behind


def _is_said(plain: str, kind: str, words: Words) -> bool | None:
    """Whether some word of the kind stands there unnegated; None where none stands there at all."""
    places = list(words.places_of("household_types", kind, plain))
    return any(not is_negated(plain, start, end, words) for start, end in places) if places else None


def is_negated(plain: str, start: int, end: int, words: Words) -> bool:
    """Whether a negation stands next to plain[start:end], 户, 对象 and brackets aside."""
    before = _without(plain[:start].rstrip(_BRACKETS), words.words_of("status_fillers", "qualifying"))
    after = plain[end:].lstrip(_BRACKETS)
    for part in sorted(words.words_of("status_fillers", "between"), key=len, reverse=True):
        if after.startswith(part):
            after = after.removeprefix(part).lstrip(_BRACKETS)
            break
    after = _SINCE.sub("", after)
    negations = words.words_of("status_negations", "before")
    is_closed = after.startswith(tuple(words.words_of("closing_status_negations", "after")))
    return before.endswith(tuple(negations)) or (is_closed and not has_resumed(after, words))


def has_resumed(plain: str, words: Words) -> bool:
    """Whether it goes on or was granted after all (停保后恢复, 申请后获批), unless that is denied (未恢复)."""
    resumed = words.places_of("resumed_benefits", "resumed", plain)
    return any(not _NOT_YET.search(plain[:start]) for start, _ in resumed)


def _without(before: str, qualifying: list[str]) -> str:
    """未享受农村 → 未享受."""
    for word in sorted(qualifying, key=len, reverse=True):
        if before.endswith(word):
            return _without(before.removesuffix(word), qualifying)
    return before


def parse_exit_state(text: str, words: Words) -> str | None:
    """脱贫属性, or 是 and 否 to 是否脱贫: not_exited, planned, exited, relapsed or cancelled; None if unknown. Denied, 脱贫 is
    not exited, and 返贫 exited still."""
    is_exited = parse_flag(text, words)
    if is_exited is not None:
        return "exited" if is_exited else "not_exited"
    plain = _without_denied(_exit_text(text), words)
    start, _, found = words.place_of_last("exit_states", plain) or (0, 0, None)
    if (undone := words.last_of("exit_states", plain, "undone_exits")) == "undone":
        return "not_exited"
    if undone == "not_yet":
        return "planned"
    if found is not None and _DENIED.search(plain[:start]):
        return _EXIT_DENIED.get(found)
    if _OVER.search(plain[:start]) or (found == "cancelled" and _is_undone(plain, start, words)):
        return None
    return None if found == "not_cancelled" else found


def parse_earlier_exit_state(text: str, words: Words) -> str | None:
    """What was so before the last year told: by the text before it (2017年返贫，2019年拟脱贫), else by what it became."""
    state = parse_exit_state(text, words)
    *before, _ = dated_parts(text)
    told = parse_exit_state("".join(before), words) if before else None
    if (
        told is None
        and state == "not_exited"
        and words.last_of("exit_states", _exit_text(text), "undone_exits") != "undone"
    ):
        return state
    return told or EARLIER_STATES.get(state or "")


def _without_denied(plain: str, words: Words) -> str:
    """已脱贫，不存在错退 → 已脱贫，."""
    return re.sub(f"(?:不存在|不属于?|不是|没有|未发现|无|非){words.any_of('undone_exits', 'undone')}", "", plain)


def _exit_text(text: str) -> str:
    """Without dates; 户 and 贫困户 behind another word (计划脱贫户, 已脱贫贫困户) only say who is spoken of."""
    return re.sub("(?<=脱贫|返贫)(?:贫困)?户", "", _BETWEEN.sub("", without_dates(text)))


def _is_undone(plain: str, start: int, words: Words) -> bool:
    """Whether what begins at `start` is only planned (拟注销), was a mistake (误报死亡) or was taken back (注销后恢复)."""
    before, mistaken, behind = (words.words_of("undone_states", entry) for entry in ("before", "mistaken", "behind"))
    return plain[:start].endswith((*before, *mistaken)) or any(word in plain[start:] for word in (*mistaken, *behind))


def parse_review_decision(text: str, words: Words) -> str | None:
    """复核结论: agreed or objected, by the last of its words (有异议，经解释后无异议; 同意，但工资有出入), a denied objection
    the opposite (没有漏算); 是 and 否 answer 是否同意, and who does not appeal (撤回申诉) has no objection. None if unknown, also
    where 但 follows with something of the income that no word judges (同意，但工资只有六千)."""
    plain = plain_word(text)
    start, end, found = words.place_of_last("review_decisions", plain) or (0, 0, None)
    if found == "objected" and _NOT.search(plain[:start]):
        found = "agreed"
    if found == "agreed" and (but := _BUT.search(plain[end:])) and words.entries_in("remark_income", but.group()):
        return None
    if found is None and words.last_of("appeals", text) == "no_appeal":
        return "agreed"
    if found is None and (is_agreed := parse_flag(text, words)) is not None:
        return "agreed" if is_agreed else "objected"
    return found


def parse_appeal(text: str, words: Words) -> bool | None:
    """Whether the household appeals, by the last word about it; not where it agrees after that (申诉，经解释后无异议), nor where
    an appeal is withdrawn or answered. None if the text does not speak of appeals."""
    found = words.last_of("appeals", text)
    if found is None:
        return None
    return found == "appeal" and words.last_of("review_decisions", text, "appeals") != "agreed"


def parse_disability(text: str, words: Words) -> bool | None:
    """健康状况: whether it says disabled; 健康 alone says no; None where it says nothing of it (长期慢性病), where it is not
    decided yet (残疾待评定), and where a relative is meant."""
    if words.entry_of("healthy", text):
        return False
    if words.entries_in("undecided_disability", text) or _KIN.search(text):
        return None
    found = words.last_longest("health", text)
    return None if found is None else found == "disabled"


def parse_member_state(text: str, words: Words) -> str | None:
    """人员状态 or a remark: dead, moved, conscript, detained or missing; None for whoever is still there, and where a relative is meant."""
    plain = without_dates(text)
    start, _, found = words.place_of_longest("member_states", plain) or (0, 0, None)
    if found in (None, "present") or _NOT.search(plain[:start]) or _KIN.search(plain):
        return None
    return None if _is_undone(plain, start, words) else found


def member_state_since(text: str, words: Words) -> int | None:
    """The year of the part that first tells the state (2018年去世，2019年1月销户: 2018); else the last one told."""
    state = parse_member_state(text, words)
    told = (since_year(part) for part in dated_parts(text) if state and parse_member_state(part, words) == state)
    return next(told, since_year(text))
