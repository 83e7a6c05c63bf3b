"""Record books and files: unsigned, dated before the visit, another income, a paper lacking."""

from pipeline.demo.planter import Plant, Planter, is_plain
from pipeline.demo.record_books import BEFORE, DIFFERENT, LACKING, LATE_VILLAGE, UNSIGNED
from pipeline.demo.records import YEARS


def spoil(rule: str, detail: str) -> Plant:
    """A planter of a fault in the last year's book or file of a household whose village sends them."""

    def plant(planter: Planter) -> bool:
        year = YEARS[-1]
        host = planter.host(
            lambda one: (
                is_plain(one)
                and one.village.index % LATE_VILLAGE != LATE_VILLAGE - 1
                and one.years[year].statement is not None
                and one.years[year].listing is not None
            )
        )
        if host is None:
            return False
        planter.note(rule, year, host, detail)
        return True

    return plant


RECORDS = {
    UNSIGNED: (spoil(UNSIGNED, "记录簿无户主签名"),),
    BEFORE: (spoil(BEFORE, "记录簿填写早于入户"),),
    DIFFERENT: (spoil(DIFFERENT, "簿载收入多3000元"),),
    LACKING: (spoil(LACKING, "收入佐证材料未归档"),),
}
