"""Record books and files: unsigned, dated before the visit, another income, a paper lacking."""

from pipeline.demo.planter import Plant, fault, is_plain
from pipeline.demo.record_books import BEFORE, DIFFERENT, LACKING, LATE_VILLAGE, UNSIGNED
from pipeline.demo.records import YEARS, Household


def spoil(rule: str, detail: str) -> Plant:
    """A planter of a fault in the last year's book or file of a household whose village sends them: they are written
    by the household's faults."""
    return fault(rule, detail, has_book, YEARS[-1])(lambda host, year: None)


def has_book(household: Household, year: int) -> bool:
    """Whether the household's village sends books, and lists it with a statement."""
    record, number = household.years[year], household.village.index
    is_sent = is_plain(household) and number % LATE_VILLAGE != LATE_VILLAGE - 1
    return is_sent and record.statement is not None and record.listing is not None


RECORDS = {
    UNSIGNED: (spoil(UNSIGNED, "记录簿无户主签名"),),
    BEFORE: (spoil(BEFORE, "记录簿填写早于入户"),),
    DIFFERENT: (spoil(DIFFERENT, "簿载收入多3000元"),),
    LACKING: (spoil(LACKING, "收入佐证材料未归档"),),
}
