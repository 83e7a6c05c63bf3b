"""Statements to one context: what agrees is used, what contradicts sends the sheet back naming both, silence is the default."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.parsing.places import normalise_village
from pipeline.recognition.context_words import UNSUPPORTED
from pipeline.recognition.filling import Cells
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.labels import total_label
from pipeline.recognition.statements import FILE_NAME, HEADER, PAGE_HEADER, SHEET_NAME, TITLE, Statement, said
from pipeline.recognition.units import UNIT_NAMES
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.sheet import Rejection


@dataclass(frozen=True)
class MoneyUnits:
    """`yuan`: of one unit of the table; `others`: 0-based columns in another unit → its yuan."""

    yuan: int = 1
    others: dict[int, int] = field(default_factory=dict)


def money_units(
    mapping: Mapping, statements: Sequence[Statement], silent: frozenset[int] = frozenset()
) -> MoneyUnits | Rejection:
    """The unit of every money column. A column's own word counts for it, the table's for all that have none;
    `silent`: columns of nothing but blanks and zeros, which say nothing by having no unit."""
    columns = {one.index: one for one in mapping.money}
    heard = [one for one in _of_units(statements) if not one.columns or set(one.columns) & set(columns)]
    of_table = [one for one in heard if not one.columns]
    own = {index: [one for one in heard if index in one.columns] for index in columns}
    stored = {
        index: one for one in statements if one.what == "stored_unit" for index in one.columns if index in columns
    }
    own |= {index: [one] for index, one in stored.items()}
    problem = _unsupported(heard) or next(filter(None, map(conflict, [of_table, *own.values()])), None)
    problem = problem or _against_table(columns, of_table, own, stored, silent)
    if problem is not None:
        return problem
    default = of_table[0].number if of_table else 1
    units = {index: found[0].number if found else default for index, found in own.items()}
    counted = Counter(unit for index, unit in units.items() if index not in silent and columns[index].type == "amount")
    most = max(counted, key=lambda unit: (counted[unit], unit == default)) if counted else default
    return MoneyUnits(most, {index: unit for index, unit in units.items() if unit != most})


def _of_units(statements: Sequence[Statement]) -> list[Statement]:
    """What is said of units: by the sheet, and by its path even where the sheet speaks, for one of two is ten thousand
    times wrong."""
    path = [one for one in statements if one.what == "unit" and one.origin == FILE_NAME]
    return list(dict.fromkeys([*said(statements, "unit"), *path]))


def _unsupported(statements: Iterable[Statement]) -> Rejection | None:
    unknown = next((one for one in statements if one.number == UNSUPPORTED), None)
    if unknown is None:
        return None
    reason = f"{unknown.place}写明的金额单位不是元、百元、千元或万元，请换算后重新报送"
    return Rejection("unit_unknown", reason)


def conflict(statements: Sequence[Statement]) -> Rejection | None:
    """Why the sheet goes back when two of these name different units."""
    first = statements[0] if statements else None
    other = next((one for one in statements if first is not None and one.value != first.value), None)
    if first is None or other is None:
        return None
    return _contradiction(first.place, first.number, other.place, other.number)


def _contradiction(place: str, unit: int, other: str, other_unit: int | None) -> Rejection:
    second = "未注明单位" if other_unit is None else f"为{UNIT_NAMES[other_unit]}"
    reason = (
        f"金额单位前后矛盾：{place}为{UNIT_NAMES[unit]}，{other}{second}。请统一为一种单位，或逐栏写明单位后重新报送"
    )
    return Rejection("unit_conflict", reason)


def _against_table(
    columns: dict[int, SheetColumn],
    of_table: list[Statement],
    own: dict[int, list[Statement]],
    stored: dict[int, Statement],
    silent: frozenset[int],
) -> Rejection | None:
    """A table whose amount columns mostly deny its own unit; or columns in 万元 beside columns that say nothing."""
    amounts = [index for index, one in columns.items() if one.type == "amount" and index not in stored]
    stated = [own[index][0] for index in amounts if own[index]]
    if of_table:
        denying = [one for one in stated if one.value != of_table[0].value]
        if len(denying) * 2 <= len(amounts) or not denying:
            return None
        return _contradiction(of_table[0].place, of_table[0].number, denying[0].place, denying[0].number)
    spoken = [own[index][0] for index in columns if index not in stored and own[index]]
    large = next((one for one in spoken if one.number != 1), None)
    quiet = next((index for index in amounts if not own[index] and index not in silent), None)
    if large is None or quiet is None:
        return None
    return _contradiction(large.place, large.number, f"{column_letter(quiet)}列", None)


def rate_problem(mapping: Mapping, statements: Sequence[Statement]) -> Rejection | None:
    """Amounts that are said to be per person, month or the like: never an amount of the year and household."""
    amounts = {one.index: one for one in mapping.columns if one.type == "amount"}
    for one in said(statements, "rate"):
        column = next((amounts[index] for index in one.columns if index in amounts), None)
        if column is None and (one.columns or not amounts):
            continue
        place = f"{column.letter} 列“{column.bottom}”" if column is not None and one.origin == HEADER else one.place
        reason = f"{place}写明按人、按月等计（按{one.value}），不是全年总额，请改填全年总额并改正标注后重新报送"
        return Rejection("amount_is_rate", reason)
    return None


def place_problem(statements: Sequence[Statement], mapping: Mapping) -> Rejection | None:
    """Two villages named for one table without a column of villages: titles and sheet name must agree."""
    if "village_name" not in mapping.headers.columns or mapping.find("village_name") is not None:
        return None
    found = [one for one in said(statements, "village") if one.origin in (TITLE, SHEET_NAME, PAGE_HEADER)]
    other = next((one for one in found[1:] if not is_same_village(one.value, found[0].value)), None)
    if other is None:
        return None
    reason = (
        f"村名前后矛盾：{found[0].place}为{found[0].value}，{other.place}为{other.value}。"
        "请核对后统一，或增加“村”一列后重新报送"
    )
    return Rejection("village_conflict", reason)


def column_village_problem(
    statements: Sequence[Statement], mapping: Mapping, columns: list[Cells], first: int
) -> Rejection | None:
    """A title that names one village above a column that names another one, and only that, in every row."""
    column, hamlets = mapping.find("village_name"), mapping.find("natural_village_name")
    titles = [one for one in statements if one.what == "village" and one.origin == TITLE]
    if column is None or not titles:
        return None
    rows = [row for row, text in enumerate(columns[column.index]) if text and not total_label(text)]
    named = {columns[column.index][row] or "" for row in rows}
    known = {*named, *(text for text in columns[hamlets.index] if text)} if hamlets else named
    if len(named) != 1 or any(is_same_village(one.value, name) for one in titles for name in known):
        return None
    place = f"第{first + rows[0] + 1}行{column.letter}列"
    reason = (
        f"村名前后矛盾：{titles[0].place}为{titles[0].value}，{place}为{next(iter(named))}。"
        "请核对后统一；如为自然村，请另设“自然村”一列"
    )
    return Rejection("village_conflict", reason)


def is_same_village(first: str, second: str) -> bool:
    """Whether two writings may name one village: one ends with the other's stem (示例东村委会, 东村)."""
    one, other = (normalise_village(name).removesuffix("村") for name in (first, second))
    is_other = abs(len(one) - len(other)) == 1 and min(len(one), len(other)) > 1  # 新田心村 is not 田心村
    return not is_other and (one.endswith(other) or other.endswith(one))
