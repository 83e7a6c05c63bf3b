"""Great Expectations on the step's own connection: planted defects must be counted exactly, errors shown."""

import logging
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from expectations.adapter import CheckResult, ExpectationSpec, run_suite
from pipeline.engine import DuckEngine, DuckSession

ID_NUMBER = "11010519491231002X"
PEOPLE = f"""
    select
        range as k,
        case when range % 10 = 3 then null else '{ID_NUMBER}' end as id_number,
        case when range % 100 = 7 then 200 else cast(range % 50 as integer) end as age,
        case when range % 2 = 0 then '有劳动力户' else '无劳动力户' end as labour_capacity
    from range(1000)
    union all select 5, '{ID_NUMBER}', 1, '有劳动力户'
    order by k
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckSession]:
    folder = tmp_path_factory.mktemp("data")
    path = Path(folder) / "people.parquet"
    duckdb.sql(PEOPLE).write_parquet(str(path))
    with DuckEngine(Path(folder), threads=1, folders=[Path(folder)]).connect({"people": path}) as session:
        yield session


def run_one(session: DuckSession, kind: str, **kwargs: object) -> CheckResult:
    return run_suite(session, "people", [ExpectationSpec("one", kind, kwargs)])[0]


def run_rule(session: DuckSession, sql: str) -> CheckResult:
    return run_suite(session, "people", [ExpectationSpec("one", sql=sql)])[0]


# Canary of GX issue 11579 and of every upgrade of GX, SQLAlchemy, the dialect or DuckDB: in one suite, on a
# locked-down connection over views, each kind of query counts exactly the defects that were planted.
PLANTED = {
    "rows": (
        ExpectationSpec("rows", "ExpectTableRowCountToBeBetween", {"min_value": 1, "max_value": 9}),
        None,
    ),
    "null": (ExpectationSpec("null", "ExpectColumnValuesToNotBeNull", {"column": "id_number"}), 100),
    "range": (
        ExpectationSpec("range", "ExpectColumnValuesToBeBetween", {"column": "age", "max_value": 120}),
        10,
    ),
    "set": (
        ExpectationSpec(
            "set", "ExpectColumnValuesToBeInSet", {"column": "labour_capacity", "value_set": ["有劳动力户"]}
        ),
        500,
    ),
    "key": (
        ExpectationSpec("key", "ExpectCompoundColumnsToBeUnique", {"column_list": ["k", "id_number"]}),
        2,
    ),
    "columns": (ExpectationSpec("columns", "ExpectTableColumnsToMatchSet", {"column_set": ["k", "z"]}), None),
    "rule": (ExpectationSpec("rule", sql="select k from people where age > 120"), 10),
    "joined": (
        ExpectationSpec("joined", sql="select a.k from people as a join people as b on a.k = b.k where a.age > 120"),
        10,
    ),
}


def test_planted_defects_are_counted_exactly(session: DuckSession) -> None:
    results = run_suite(session, "people", [spec for spec, _ in PLANTED.values()])
    assert {r.id: (r.success, r.unexpected_count, r.error) for r in results} == {
        name: (False, count, None) for name, (_, count) in PLANTED.items()
    }
    details = {r.id: r.details for r in results}
    assert details["rows"] == {"observed_value": 1001}
    assert details["null"] == {"checked_count": 1001}
    assert details["columns"]["missing"] == ["z"]
    assert session.rows("select count(*) from people") == [(1001,)]  # the connection is still open


def test_sound_data_passes(session: DuckSession) -> None:
    assert run_rule(session, "select k from people where k < 0 -- none\n;").success
    assert run_one(session, "ExpectColumnValuesToNotBeNull", column="k") == CheckResult(
        "one", True, 0, None, {"checked_count": 1001}
    )


def test_sees_what_is_not_committed() -> None:
    connection = duckdb.connect()
    connection.execute("begin")
    connection.execute("create table people as select 1 as k")
    rule = [ExpectationSpec("one", sql="select k from people")]
    assert run_suite(DuckSession(connection), "people", rule)[0].unexpected_count == 1
    connection.execute("rollback")
    assert connection.execute("show tables").fetchall() == []


@pytest.mark.parametrize(
    "sql",
    [
        "select k from people where id_number = ' :name' or id_number = '{}' or k = 5",
        "select k from people where k % 1000 = 5 and id_number like '%1%' -- {batch}",
    ],
)
def test_no_sign_in_a_rule_is_taken_for_a_placeholder(session: DuckSession, sql: str) -> None:
    assert run_rule(session, sql).unexpected_count == 2


def test_an_error_is_no_success_and_stops_no_other_rule(session: DuckSession) -> None:
    specs = [
        ExpectationSpec("cast", sql="select k\nfrom people\nwhere cast(id_number as bigint) = 1"),
        ExpectationSpec("name", sql="select income from people"),
        ExpectationSpec("column", "ExpectColumnValuesToNotBeNull", {"column": "income"}),
        ExpectationSpec("type", "ExpectColumnValuesToBeBetween", {"column": "id_number", "min_value": 0}),
        ExpectationSpec("kind", "ExpectMiracles"),
        ExpectationSpec("arguments", "ExpectColumnValuesToNotBeNull", {"colum": "k"}),
        ExpectationSpec("sound", "ExpectColumnValuesToNotBeNull", {"column": "k"}),
        ExpectationSpec("rule", sql="select k from people where age > 120"),
    ]
    results = run_suite(session, "people", specs)
    assert [r.id for r in results] == [s.id for s in specs]
    errors = {r.id: r.error for r in results}
    assert errors["cast"] == "ConversionException in line 3: where cast(id_number as bigint) = 1"
    assert "income" in str(errors["name"]) and "income" in str(errors["column"])
    assert "VARCHAR" in str(errors["type"]) and "ExpectMiracles" in str(errors["kind"])
    assert errors["arguments"] and not any(r.success for r in results[:6])
    assert results[6].success and results[7].unexpected_count == 10


def test_same_predicate_under_two_ids_gives_two_results(session: DuckSession) -> None:
    for spec in (PLANTED["set"][0], PLANTED["rule"][0]):
        twins = [ExpectationSpec(name, spec.kind, spec.kwargs, spec.sql) for name in ("a", "b")]
        counts = [r.unexpected_count for r in run_suite(session, "people", twins)]
        assert counts[0] == counts[1] and counts[0]
    with pytest.raises(ValueError, match="stands twice"):
        run_suite(session, "people", [PLANTED["set"][0]] * 2)


def test_missing_table_is_an_error_of_every_promise(session: DuckSession) -> None:
    specs = [PLANTED["null"][0], PLANTED["rule"][0]]
    results = run_suite(session, "nobody", specs)
    assert [r.success for r in results] == [False, False] and all(r.error for r in results)


def test_no_value_in_results_logs_or_streams(
    session: DuckSession, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    results = [
        run_rule(session, "select k from people where cast(id_number as bigint) = 1"),
        run_one(session, "ExpectColumnValuesToBeInSet", column="id_number", value_set=["x"]),
        run_one(session, "ExpectColumnDistinctValuesToBeInSet", column="id_number", value_set=["x"]),
        run_one(session, "ExpectColumnMaxToBeBetween", column="id_number", max_value="0"),
    ]
    streams = capfd.readouterr()
    assert not any(r.success for r in results)
    assert ID_NUMBER not in f"{results} {caplog.text} {streams.out} {streams.err}"
    assert "Metrics" not in streams.err  # no progress bars
