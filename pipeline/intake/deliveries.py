"""Delivered sheets and their status: years compared with the folder, months, contents delivered twice."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.recognition.periods import is_after, last_month
from pipeline.recognition.readings import ACCEPTED, DUPLICATE, IGNORED, REJECTED, Counts, TableReading
from pipeline.recognition.statements import BAND, CELL, HEADER, SECTION, YEAR_COLUMN, Statement, said
from pipeline.recognition.subjects import payments_in
from pipeline.workbooks.sheet import Note

BY_YEAR = ("income_statement", "household_list", "roster")
MONTHLY_FORMS = ("sum", "cumulative")


@dataclass
class Delivery:
    """A sheet × kind of one file (sheet and kind '' where nothing was recognised or opened).

    survey_year: the folder's (`folder_year`), for ledgers and registers the one their title states; entry: where its
    rows lie.
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
    folder_year: int | None = None

    def __post_init__(self) -> None:
        self.folder_year = self.survey_year
        self.status = self.status or self.reading.status
        self.reason = self.reason or self.reading.reason

    @property
    def counts(self) -> Counts:
        """The sheet's rows; all of them left out unless the sheet is accepted."""
        counts = self.reading.counts
        return counts if self.status == ACCEPTED else counts.none_kept()


def unread(source_file: str, sha256: str | None, *, year: int | None, status: str, reason: str) -> Delivery:
    """A file that was never opened: one delivery without sheet and kind."""
    return Delivery(source_file, sha256, year, TableReading("", "", None, status, reason, None, Counts()))


@dataclass(frozen=True)
class Judging:
    """How statements are judged. monthly_form: sum, cumulative or None (nobody has said how months are meant);
    line_years: years that have an exit line, None for any; running_year: the year that is not over, where statements of
    its first months are accepted as provisional."""

    monthly_form: str | None = None
    line_years: Collection[int] | None = None
    running_year: int | None = None


def settle(deliveries: Iterable[Delivery], judging: Judging) -> None:
    """Give each accepted delivery its year and final status; `deliveries` in path order. Rejection comes before
    the test for duplicates; of equal contents of one kind and year the first is the original."""
    originals: dict[tuple[str, int | None, str | None], list[Delivery]] = {}
    for delivery in deliveries:
        if delivery.status != ACCEPTED:
            continue
        aside = other_column(delivery)
        if aside is not None:
            delivery.status, delivery.reason = IGNORED, aside
            continue
        problem = (
            year_problem(delivery)
            or month_problem(delivery, judging.monthly_form)
            or period_problem(delivery, judging.running_year)
            or line_problem(delivery, judging.line_years)
        )
        if problem is not None:
            delivery.status, delivery.reason = REJECTED, problem
            continue
        content = (delivery.reading.kind, delivery.survey_year, delivery.reading.sheet_hash)
        _set_apart(delivery, originals.setdefault(content, []))


def _set_apart(delivery: Delivery, originals: list[Delivery]) -> None:
    """Mark a repeated content; the same amounts paid again in another month are no repetition, which a note tells."""
    original = next((one for one in originals if not _pay_apart(one, delivery)), None)
    if original is not None:
        delivery.status, delivery.duplicate_of = DUPLICATE, place_of(original)
        delivery.reason = f"与“{place_of(original)}”内容相同，只计一次"
        return
    if originals:
        message = (
            f"与“{place_of(originals[0])}”内容相同，因名称写明不同月份（批次），各计一次；如系重复报送，请删去其一"
        )
        delivery.notes.append(Note(None, None, "paid_again", message))
    originals.append(delivery)


def place_of(delivery: Delivery) -> str:
    """File and sheet, as users read it."""
    return f"{delivery.source_file}#{delivery.reading.sheet}".rstrip("#")


def _pay_apart(one: Delivery, other: Delivery) -> bool:
    """Whether two ledgers name different months or batches in the names of their sheets or files."""
    payments = [_payments(one), _payments(other)]
    return one.reading.kind == "ledger" and all(payments) and payments[0] != payments[1]


def _payments(delivery: Delivery) -> frozenset[str]:
    return payments_in(PurePosixPath(delivery.source_file).stem, delivery.reading.sheet)


def other_column(delivery: Delivery) -> str | None:
    """Why a column of a form with one for each year is left aside: it is not the folder's year."""
    heads = [one for one in delivery.reading.statements if one.origin == YEAR_COLUMN]
    if not heads or delivery.survey_year in (None, heads[0].number):
        return None
    year = delivery.survey_year
    return f"是表中{heads[0].value}年一栏（{heads[0].place}），文件夹为{year}年，只采用{year}年一栏；其他年度以各年度文件夹的报送为准"


def year_problem(delivery: Delivery) -> str | None:
    """Why the years disagree (statements, lists, rosters), or None; other kinds take their title's year."""
    stated = said(delivery.reading.statements, "year")
    if delivery.survey_year is None:
        return _years_of_loose_file(delivery, stated)
    if delivery.reading.kind not in BY_YEAR:
        _take_title_year(delivery)
        return None
    other = next((one for one in stated if one.number != delivery.survey_year), None)
    if other is not None:
        advice = "；如该栏只作对照，请删去后重新报送" if other.origin == HEADER else ""
        return (
            f"年度不一致：文件夹为{delivery.survey_year}年，{other.place}为{other.value}年。"
            f"请核对后放入{other.value}年文件夹，或改正标题、年度栏后重新报送{advice}"
        )
    over_items = next((one for one in said(delivery.reading.statements, "year_relative") if one.origin == BAND), None)
    if over_items is not None:
        return _year_untold(over_items, delivery.survey_year)
    if any(one.origin != CELL for one in stated):
        return None
    return _year_of_range(delivery, delivery.survey_year) or (
        None if stated else _year_of_date(delivery, delivery.survey_year)
    )


def _year_untold(one: Statement, year: int) -> str:
    return f"{one.place}写明“{one.value}”而没有年份，不知是哪一年（文件夹为{year}年）。请写明四位年份后重新报送"


def _year_of_range(delivery: Delivery, year: int) -> str | None:
    """A sheet whose lines name no single year: a range of years must hold the folder's, whatever its cells say."""
    for one in said(delivery.reading.statements, "years"):
        first, last = map(int, one.value.split("-"))
        if not first <= year <= last:
            return f"年度不一致：文件夹为{year}年，{one.place}为{one.value}年。请核对年度后重新报送"
    return None


def _year_of_date(delivery: Delivery, year: int) -> str | None:
    """A sheet that names no year at all: 上年度 is none, and it cannot be older than its year."""
    relative = said(delivery.reading.statements, "year_relative")
    if relative:
        return _year_untold(relative[0], year)
    dates = said(delivery.reading.statements, "made_in")
    if dates and delivery.reading.kind == "income_statement" and max(one.number for one in dates) < year:
        one = dates[0]
        return (
            f"年度不一致：文件夹为{year}年，而{one.place}的日期为{one.value}年，早于该年度。"
            "请在标题写明年度，或放入相应年度的文件夹后重新报送"
        )
    return None


def _take_title_year(delivery: Delivery) -> None:
    """A ledger, fund table or register whose title states one year belongs to it, whatever its folder."""
    titles = [one for one in said(delivery.reading.statements, "year") if one.origin not in (CELL, SECTION)]
    stated = {one.number: one.place for one in titles}
    if len(stated) != 1 or delivery.survey_year in stated:
        return
    year, place = next(iter(stated.items()))
    message = f"{place}写明{year}年，与文件夹{delivery.survey_year}年不同，未注明日期的记录按{year}年计"
    delivery.notes.append(Note(None, None, "year_from_title", message))
    delivery.survey_year = year


def _years_of_loose_file(delivery: Delivery, stated: list[Statement]) -> str | None:
    """A file checked outside data/raw: its years must agree with each other, and give its year."""
    years = list(dict.fromkeys(one.number for one in stated))
    delivery.survey_year = years[0] if years else None
    if len(years) < 2 or delivery.reading.kind not in BY_YEAR:
        return None
    first, other = stated[0], next(one for one in stated if one.value != stated[0].value)
    return f"年度不一致：{first.place}为{first.value}年，{other.place}为{other.value}年，请改正后重新报送"


def period_problem(delivery: Delivery, running_year: int | None) -> str | None:
    """Why a statement of a part of its year is sent back; of the running year it may be accepted, with a note."""
    found = said(delivery.reading.statements, "period")
    found = [one for one in found if not is_after(one.value, delivery.survey_year)]
    if not found or delivery.reading.kind != "income_statement" or said(delivery.reading.statements, "month"):
        return None
    period, place = found[0].value, found[0].place
    by_row = list({one.value: one for one in found if one.origin == CELL}.values())
    if len(by_row) > 1:
        return (
            f"按季（段）分行填报：{by_row[0].place}写明{by_row[0].value}，{by_row[1].place}写明{by_row[1].value}，"
            "每行不是全年的收支。请改报一户一行的全年数"
        )
    month = last_month(period)
    if (
        delivery.survey_year is not None
        and delivery.survey_year == running_year
        and month is not None
        and "至" not in period
    ):
        message = f"{place}写明{period}，只是本年度的一部分，数据截止{month}月底，按初核处理，年度结束后请改报全年数"
        delivery.notes.append(Note(None, None, "part_of_year", message))
        return None
    return f"{place}写明{period}，不是整个自然年度的收支，请改报1-12月全年数并改正标题后重新报送"


def month_problem(delivery: Delivery, monthly_form: str | None) -> str | None:
    """Why a monthly statement is sent back while nobody has said how its months are meant."""
    months = said(delivery.reading.statements, "month")
    if not months or monthly_form in MONTHLY_FORMS:
        return None
    return (
        f"按月填报（月份见{months[0].place}），但尚未确定各月是当月数还是累计数。请先设定参数 monthly_form"
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
