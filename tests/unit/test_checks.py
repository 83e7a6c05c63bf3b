"""A table's promises are one check that names what is broken; each rule is a check of its own."""

import dagster as dg

from assets.checks import STRUCTURE, check_results, check_specs
from assets.failures import failure_alarm
from expectations.validate import CheckOutcome, declared_checks
from pipeline.contracts import contracts

TABLE = "derive_status_findings"


def outcomes(**broken: int) -> list[CheckOutcome]:
    """What every declared check of the table gave: nothing, but for the named ones."""
    return [
        CheckOutcome(
            check.name, check.title, not broken.get(check.name), check.is_blocking, check.severity,
            count=broken.get(check.name, 0), checked=10, definition=check.definition,
        )
        for check in declared_checks(TABLE)
    ]  # fmt: skip


def test_results_come_as_declared_and_fewer_than_fifty_a_table() -> None:
    for table in contracts():
        names = [spec.name for spec in check_specs(table)]
        assert names[0] == STRUCTURE and len(names) == len(set(names)) < 50
    found = [result.check_name for result in check_results(TABLE, outcomes())]
    assert found == [spec.name for spec in check_specs(TABLE)]
    assert all(result.passed for result in check_results(TABLE, outcomes()))


def test_a_broken_promise_is_named_with_its_count_and_definition() -> None:
    structure = check_results(TABLE, outcomes(key_unique=3))[0]
    assert not structure.passed and "主键没有重复" in (structure.description or "") and "3" in structure.description
    lines = {row.data["名称"]: row.data for row in structure.metadata["承诺"].records}
    assert lines["key_unique"]["结果"] == "不符合" and lines["key_not_null"]["结果"] == "符合"
    assert structure.metadata["未通过"].value == "key_unique"
    assert "having count(*) > 1" in structure.metadata["定义 key_unique"].value


def test_a_doubted_household_leaves_the_structure_whole() -> None:
    structure, *rules = check_results(TABLE, outcomes(labour_capacity_unknown=2))
    assert structure.passed
    assert [rule.check_name for rule in rules if not rule.passed] == ["labour_capacity_unknown"]


def test_the_alarm_names_the_asset_and_the_promise() -> None:
    [spec] = check_specs("raw_rules")

    @dg.multi_asset(specs=[dg.AssetSpec("raw_rules")], check_specs=[spec], name="raw_rules")
    def broken():  # type: ignore[no-untyped-def]
        promises = [
            CheckOutcome(check.name, check.title, check.name != "key_unique", True, "critical", count=0)
            for check in declared_checks("raw_rules")
        ]
        yield dg.MaterializeResult("raw_rules", check_results=check_results("raw_rules", promises))

    run = dg.materialize([broken], raise_on_error=False)
    alarm = failure_alarm(run.run_id, run.all_events)
    assert (alarm.asset, alarm.rule) == ("raw_rules", "key_unique")
