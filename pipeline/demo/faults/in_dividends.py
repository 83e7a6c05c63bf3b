"""Dividends that are paid back principal, and dividends that a project paid and nobody declares."""

from pipeline.demo.planter import Planter, fault, has, is_plain, items_of
from pipeline.demo.records import YEARS, Entry, Household

PRINCIPAL = 2_000_000  # fen


@fault(
    "dividend_repays_principal",
    "两年分红合计等于小额信贷本金20000元",
    lambda one, _: is_plain(one) and not any(has(one, year, "property_income") for year in YEARS),
    2018,
)
def pay_back(host: Household, _: int) -> None:
    """Two years' dividends add up to the loan that was placed for the household."""
    host.years[2016].entries.append(Entry("loan", PRINCIPAL, paid_on="2016-03-15"))
    for year in (2017, 2018):
        items = items_of(host, year)
        items["property_income"] = items["asset_dividend"] = PRINCIPAL // 2
        host.years[year].entries.append(Entry("asset_dividend", PRINCIPAL // 2, paid_on=f"{year}-11-20"))


def keep_silent(planter: Planter) -> bool:
    """A project's dividend, larger than all that the village declares, stands on no statement."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and not has(one, year, "property_income"))
    if host is None:
        return False
    neighbours = [one for one in planter.world.of(host.village) if year in one.years and one.years[year].statement]
    declared = sum(items_of(one, year).get("property_income", 0) for one in neighbours)
    host.years[year].entries.append(Entry("asset_dividend", declared + 4_061_300, paid_on=f"{year}-11-20"))
    planter.note("project_dividends_undeclared", year, host, "项目分红未申报")
    return True


DIVIDENDS = {
    "dividend_repays_principal": (pay_back,),
    "project_dividends_undeclared": (keep_silent,),
}
