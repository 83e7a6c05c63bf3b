"""The mutation trial itself: what it changes, and that it tells a noticed change from one that nobody sees."""

import pytest

from pipeline.models import model_queries
from tests.code.sql_mutants import attempt, mutants, trials
from tests.table_cases import load_cases


def changed(sql: str) -> set[tuple[str, str]]:
    return {(one.before, one.after) for one in mutants(sql)}


def test_each_part_of_a_condition_is_changed() -> None:
    found = changed("select a from t left join u on u.a = t.a where t.b > 2 and not t.c order by a")
    assert {("t.b > 2", "t.b >= 2"), ("u.a = t.a", "u.a <> t.a"), ("NOT t.c", "t.c")} <= found
    assert ("LEFT JOIN u ON u.a = t.a", "INNER JOIN u ON u.a = t.a") in {(a.strip(), b.strip()) for a, b in found}
    assert ("t.b > 2 AND NOT t.c", "t.b > 2 OR NOT t.c") in found


def test_the_order_of_the_rows_is_left_alone() -> None:
    assert changed("select a from t order by a desc, coalesce(a, 0)") == set()


def test_cases_notice_what_they_are_about() -> None:
    (trial,) = trials(["derive_verdicts"])
    assert trial.mutants > 50
    assert trial.noticed / trial.mutants > 0.8


def test_cases_that_fail_on_the_model_itself_say_nothing() -> None:
    cases = [case for case in load_cases() if case.table == "derive_divisors"]
    broken = f"select * from ({model_queries()['derive_divisors']}) where false"
    with pytest.raises(ValueError, match="derive_divisors: cases that fail already"):
        attempt("derive_divisors", broken, cases)
