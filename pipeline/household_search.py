"""Finds households of a release by what people call them: code, village in any spelling, a name or its pinyin initials,
the mask's last digits."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from pipeline.parsing.places import normalise_village

MOST = 200
FEWEST_INITIALS, MOST_INITIALS = 2, 8
PLACES = """
    select household_id, max(survey_year) as survey_year, arg_max(village_id, survey_year) as village_id,
        arg_max(town_name, survey_year) as town_name, arg_max(village_name, survey_year) as village_name,
        arg_max(household_code, survey_year) as household_code, arg_max(head_name, survey_year) as head_name,
        arg_max(head_id_masked, survey_year) as head_id_masked
    from (
        select household_id, survey_year, village_id, town_name, village_name, household_code, head_name, head_id_masked
        from mart_household_incomes
        union all
        select household_id, 0, village_id, town_name, village_name, household_code, head_name, head_id_masked
        from mart_exit_reviews)
    group by household_id"""


def is_spelt(name: str) -> str:
    """SQL: whether a name's pinyin initials are the ones asked for; the long pattern is tried on names of that length."""
    return f"case when $initials <> '' and length({name}) = length($text) then regexp_full_match({name}, $initials) else false end"


NAMED = f"""
    with households as ({PLACES}),
    members as (
        select household_id, string_agg(distinct name, '、' order by name) as member_name
        from mart_members where contains(name, $text) or {is_spelt("name")} group by household_id)
    select households.*, members.member_name
    from households left join members using (household_id)
    where household_id = $key or household_code = $text or ends_with(household_id, '|' || $key)
        or contains(head_name, $text) or members.member_name is not null
        or {is_spelt("head_name")} or ($initials <> '' and regexp_matches(village_name, $initials))
        or (length($text) >= 3 and regexp_full_match($text, '[0-9Xx]+') and ends_with(head_id_masked, upper($text)))
        or ($village <> '' and (split_part(household_id, '|', 3) = $village or village_name = $text))
    order by household_id <> $key, head_name <> $text, household_code <> $text,
        not {is_spelt("head_name")}, members.member_name is null, village_id, household_code, household_id
    limit {MOST + 1}"""
PLACED = f"""
    select * from ({PLACES})
    where (split_part(household_id, '|', 3) = $village or village_name = $written) and ($town = '' or town_name = $town or split_part(household_id, '|', 2) = $town)
        and (household_code = $code or head_name = $code)
    order by household_id limit {MOST + 1}"""


@dataclass(frozen=True)
class Hit:
    """A household that answers; `member_name`: of whom, where it is not the head."""

    household_id: str
    town_name: str
    village_name: str
    household_code: str
    head_name: str
    head_id_masked: str
    member_name: str

    @property
    def label(self) -> str:
        who = f"（成员 {self.member_name}）" if self.member_name and self.member_name != self.head_name else ""
        return f"{self.household_id.replace('|', '/')} {self.head_name}{who}"


def search(marts: duckdb.DuckDBPyConnection, text: str) -> list[Hit]:
    """Households that `text` may mean, the likeliest first, at most MOST + 1; none for a blank text.

    村/户码, 镇/村/户码 and 村/姓名 are taken as such, the village in any spelling (那仙村委会, 那仙村, 那仙).
    """
    wanted = text.strip().replace("/", "|").replace("／", "|")
    if not wanted:
        return []
    *above, last = wanted.split("|")
    if above:
        placed = {
            "village": normalise_village(above[-1]),
            "written": above[-1],
            "town": above[-2] if len(above) > 1 else "",
            "code": last,
        }
        found = hits(marts, PLACED, placed)
        if found:
            return found
    named = {"text": wanted, "key": wanted, "village": normalise_village(wanted), "initials": initials_pattern(wanted)}
    return hits(marts, NAMED, named)


def initials_pattern(text: str) -> str:
    """A regular expression of the Chinese texts with these pinyin initials (lxm: 林晓明); empty for anything else.

    A character with several readings counts under each: 单 under d, s and c.
    """
    letters = text.lower()
    is_initials = letters.isascii() and letters.isalpha() and FEWEST_INITIALS <= len(letters) <= MOST_INITIALS
    if not is_initials or not set(letters) <= characters_by_initial().keys():
        return ""
    return "".join(f"[{characters_by_initial()[letter]}]" for letter in letters)


@cache
def characters_by_initial() -> Mapping[str, str]:
    """Latin letter → the characters that any reading of theirs begins with."""
    from pypinyin.constants import PINYIN_DICT  # 0.2 s of CPU, of use for this search alone

    found: dict[str, set[str]] = defaultdict(set)
    for number, readings in PINYIN_DICT.items():
        for reading in readings.split(","):
            found[unicodedata.normalize("NFD", reading)[0]].add(chr(number))
    return {letter: "".join(sorted(characters)) for letter, characters in found.items()}


def hits(marts: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]) -> list[Hit]:
    cursor = marts.execute(sql, values)
    names = [column[0] for column in cursor.description or []]
    rows: Iterable[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    fields = Hit.__dataclass_fields__
    return [Hit(**{name: str(row.get(name) or "") for name in fields}) for row in rows]
