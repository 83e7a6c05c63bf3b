"""Delivered sheets and their status: years compared with the folder, months, contents delivered twice."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.recognition.readings import ACCEPTED, DUPLICATE, REJECTED, Counts, TableReading, Where
from pipeline.workbooks.sheet import Note

BY_YEAR = ("income_statement", "household_list", "roster")
MONTHLY_FORMS = ("sum", "cumulative")


@dataclass
class Delivery:
    """A sheet × kind of one file (sheet and kind '' where nothing was recognised or opened).

    survey_year: the folder's, for ledgers and registers the one their title states; entry: where its rows lie.
    """

    source_file: str
    sha256: str | None
    survey_year: int | None
    reading: TableReading
    entry: Path | None = None
    status: str = ""
    reason: str | None = None
    duplicate_of: str | None = None
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.status = self.status or self.reading.status
        self.reason = self.reason or self.reading.reason

    @property
    def counts(self) -> Counts:
        """The sheet's rows; all of them left out unless the sheet is accepted."""
        counts = self.reading.counts
        return counts if self.status == ACCEPTED else counts.none_kept()


def unread(source_file: str, sha256: str | None, year: int | None, status: str, reason: str) -> Delivery:
    """A file that was never opened: one delivery without sheet and kind."""
    return Delivery(source_file, sha256, year, TableReading("", "", None, status, reason, None, Counts()))


def settle(deliveries: Iterable[Delivery], monthly_form: str | None, line_years: Collection[int] | None = None) -> None:
    """Give each accepted delivery its year and final status; `deliveries` in path order. Rejection comes before
    the test for duplicates; of equal contents of one kind and year the first is the original. `line_years`: the
    years that statements are judged in, None for any."""
    first: dict[tuple[str, int | None, str | None], Delivery] = {}
    for delivery in deliveries:
        if delivery.status != ACCEPTED:
            continue
        problem = year_problem(delivery) or month_problem(delivery, monthly_form) or line_problem(delivery, line_years)
        if problem is not None:
            delivery.status, delivery.reason = REJECTED, problem
            continue
        original = first.setdefault(
            (delivery.reading.kind, delivery.survey_year, delivery.reading.sheet_hash), delivery
        )
        if original is not delivery:
            place = f"{original.source_file}#{original.reading.sheet}".rstrip("#")
            delivery.status, delivery.duplicate_of = DUPLICATE, place
            delivery.reason = f"与“{place}”内容相同，只计一次"


def year_problem(delivery: Delivery) -> str | None:
    """Why the years disagree (statements, lists, rosters), or None; other kinds take their title's year."""
    stated = [*delivery.reading.title_years, *delivery.reading.cell_years]
    if delivery.survey_year is None:
        return _years_of_loose_file(delivery, stated)
    if delivery.reading.kind not in BY_YEAR:
        _take_title_year(delivery)
        return None
    other = next((one for one in stated if one.value != delivery.survey_year), None)
    if other is None:
        return None
    return (
        f"年度不一致：文件夹为{delivery.survey_year}年，{other.place}为{other.value}年。"
        f"请核对后放入{other.value}年文件夹，或改正标题、年度栏后重新报送"
    )


def _take_title_year(delivery: Delivery) -> None:
    """A ledger, fund table or register whose title states one year belongs to it, whatever its folder."""
    stated = {one.value: one.place for one in delivery.reading.title_years}
    if len(stated) != 1 or delivery.survey_year in stated:
        return
    year, place = next(iter(stated.items()))
    message = f"{place}写明{year}年，与文件夹{delivery.survey_year}年不同，未注明日期的记录按{year}年计"
    delivery.notes.append(Note(None, None, "year_from_title", message))
    delivery.survey_year = year


def _years_of_loose_file(delivery: Delivery, stated: list[Where]) -> str | None:
    """A file checked outside data/raw: its years must agree with each other, and give its year."""
    years = list(dict.fromkeys(one.value for one in stated))
    delivery.survey_year = years[0] if years else None
    if len(years) < 2 or delivery.reading.kind not in BY_YEAR:
        return None
    first, other = stated[0], next(one for one in stated if one.value != stated[0].value)
    return f"年度不一致：{first.place}为{first.value}年，{other.place}为{other.value}年，请改正后重新报送"


def month_problem(delivery: Delivery, monthly_form: str | None) -> str | None:
    """Why a monthly statement is sent back while nobody has said how its months are meant."""
    place = delivery.reading.month_place
    if place is None or monthly_form in MONTHLY_FORMS:
        return None
    return (
        f"按月填报（月份见{place}），但尚未确定各月是当月数还是累计数。请先设定参数 monthly_form"
        "（sum：各月相加；cumulative：取最后一月），或改报全年数"
    )


def line_problem(delivery: Delivery, line_years: Collection[int] | None) -> str | None:
    """Why a statement of a year outside the cohorts, for which nobody gave an exit line, is set apart."""
    year = delivery.survey_year
    if delivery.reading.kind != "income_statement" or year is None or line_years is None or year in line_years:
        return None
    return (
        f"{year}年度没有脱贫收入标准（参数 exit_line_with_labour），也不在核查年度之内，本表单独搁置，不影响其他报送。"
        f"请核对年度；确需核查{year}年度的，请在 data/site/parameters 中给出该年度的标准并注明来源"
    )
