"""One forbidden construct per test: each must be named, at its line; a model of the subset passes."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from tests.code.sql_subset import main, violations
from tests.code.sql_vocabulary import FUNCTIONS

MODEL = """-- One row per household: what "{{ }}" means here is only a comment, and so is ::.
with items as (
    select s.*, coalesce(s.wage_income_fen, 0) + s.business_income_fen as income_fen
    from clean_income_statements as s
),

ranked as (
    select
        items.*,
        row_number() over (partition by household_id order by source_file nulls last, source_row) as choice,
        cast(sum(income_fen) over (partition by village_id) as double) as village_income
    from items
)

select
    ranked.household_id,
    '临界（线上）' as text,
    cast(sum(ranked.income_fen) as bigint) as income_fen,
    cast(sum(ranked.income_fen) * 0.01 as decimal(18, 2)) as income_yuan,
    cast(round(max(try_cast(ranked.value as decimal(12, 4))) * 100) as bigint) as size,
    count(*) filter (where ranked.choice = 1) as n,
    max(ranked.stated_year) as stated_year
from ranked
left join derive_lists as lists on lists.household_id = ranked.household_id
where ranked.text in ('a', 'b') and (ranked.choice = 1 or exists (select 1 from derive_rosters))
group by ranked.household_id
having max(ranked.stated_year) > 0
order by ranked.household_id
"""

# construct → what is wrong with `select {…} from t order by a`
EXPRESSIONS = {
    "quantile_cont": "quantile_cont(a, 0)",
    "list": "list(a)",
    "list_agg": "list_agg(a, 'sum')",
    "array_agg": "array_agg(a)",
    "arg_max": "arg_max(a, b)",
    "arg_min": "arg_min(a, b)",
    "max_by": "max_by(a, b)",
    "any_value": "any_value(a)",
    "first": "first(a)",
    "string_agg": "string_agg(a, ',' order by a)",
    "group_concat": "group_concat(a)",
    "strptime": "strptime(a, 'x')",
    "strftime": "strftime(a, 'x')",
    "regexp_replace": "regexp_replace(a, 'b', 'c')",
    "concat": "concat(a, b)",
    "trim": "trim(a)",
    "floor": "floor(a)",
    "my_macro": "my_macro(a)",
    "columns": "columns(*)",
    "now": "now()",
    "random": "random()",
    "date cast": "try_cast(a as date)",
    "type": "cast(a as varchar)",
    "dcolon": "a::int",
    "identifier": '"a"',
    "ilike": "a ilike 'b'",
    "caret": "a ^ b",
    "dstar": "a ** b",
    "tilde": "a ~ 'b'",
    "similar_to": "a similar to 'b'",
    "l_bracket": "[a, b]",
    "l_brace": "{'a': b}",
    "arrow": "x -> a",
    "parameter": "$a",
    "placeholder": "?",
    "number": "a * 12",
    "escape": "'it''s'",
    "sum": "sum(a)",
    "unnest": "unnest(a)",
    "select *": "t.*",
    "* exclude": "* exclude (a)",
    "* replace": "* replace (b as a)",
    "/": "a / b",
    "//": "a // b",
    "unordered window": "row_number() over (partition by a)",
    "named window": "row_number() over w",
    "trailing comma": "a,",
    "filter over": "count(*) filter (where b) over (order by c)",
}
STATEMENTS = {
    "qualify": "select a from t qualify row_number() over (order by a) = 1 order by a",
    "pivot": "select a from (pivot t on a using count(*)) order by a",
    "unpivot": "select a from (unpivot t on a, b) order by a",
    "distinct on": "select distinct on (a) a, b from t order by a",
    "asof": "select a from t asof join u on t.a >= u.a order by a",
    "natural": "select a from t natural join u order by a",
    "positional join": "select a from t positional join u order by a",
    "lateral": "select a from t, lateral (select b from u) order by a",
    "using sample": "select a from t using sample 1 order by a",
    "table_sample": "select a from t tablesample (1 rows) order by a",
    "select *": "select * from t order by a",
    "no order by": "select a, row_number() over (order by a) as b from (select a from t order by a)",
    "statements": "select a from t order by a; select b from u order by b",
    "statement": "from t select a order by a",
    "create macro": "create macro m(a) as a + 1",
    "by name": "select a from t union by name select b from u order by a",
    "l_brace": "select a from {{ ref('t') }} order by a",
    "having": "select a, min(b) as b from t group by a having min(b) > 0 order by a",
    "unreadable": "select a from t where order by a",
}
WHOLE = (
    "cast((x - x % d) / d as bigint)",
    "cast((2 * x - (2 * x) % d) / d as bigint)",
    "cast(round(a_yuan * 100) as bigint)",
    "cast(count(*) as integer)",
    "cast(case when share_ratio > 0.01 then 1 else n end as int)",
    "cast(coalesce(x_fen, 0) as bigint)",
    "cast(row_number() over (order by a_yuan) as integer)",
    "cast(a = 'b' as int)",
)
NOT_WHOLE = (
    "cast(x / d as bigint)",
    "cast((x - x % d) / e as bigint)",
    "cast((x - y % d) / d as bigint)",
    "cast(a_yuan * 100 as bigint)",
    "cast(x_fen * 0.01 as integer)",
    "cast(round(x, 2) as int)",
    "cast(try_cast(value as decimal(12, 2)) as bigint)",
    "cast(replace(a, '人', '') as int)",
    "cast('2' as int)",
    "cast(case when a then b_share end as bigint)",
    "cast(coalesce(avg(n), 0) as bigint)",
    "try_cast(a as integer)",
)
PLAIN = (
    "case when odd.text is not null then odd.amount_fen else try_cast(t.amount as decimal(24, 8)) end",
    "case when b is null then 0 when odd.text is not null then 0 else round(try_cast(b as decimal(24, 8))) end",
    "case when odd.text is not null then 0 else case when b then try_cast(t.amount as decimal(12, 2)) end end",
    "try_cast(translate(a, '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(6, 2))",
    "try_cast(v.value as decimal(18, 2))",
    "try_cast(a as boolean)",
)
NOT_PLAIN = (
    "try_cast(t.amount as decimal(24, 8))",
    "coalesce(odd.amount_fen, try_cast(t.amount as decimal(24, 8)))",
    "case when odd.amount_fen is not null then odd.amount_fen else try_cast(t.amount as decimal(24, 8)) end",
    "case when odd.text is not null then try_cast(t.amount as decimal(24, 8)) end",
    "try_cast(translate(a, '０１２３４５６７８９', '0123456789') as decimal(6, 2))",
    "try_cast(replace(a, '人', '') as decimal(6, 2))",
)
NEVER_ZERO = (
    "x % 100",
    "x / (2 * 2)",
    "x / nullif(n, 0)",
    "x % (2 * nullif(n, 0))",
    "x / cast(nullif(n, 0) as double)",
    "case when n > 0 then x / n end",
    "x / case when n > 0 then 2 * n end",
)
MAYBE_ZERO = (
    "x % n",
    "x / 0",
    "x / (2 * n)",
    "x / coalesce(nullif(n, 0), m)",
    "case when m > 0 then x / n end",
    "x / case when n > 0 then n else m end",
    "x / case when n > 0 or m then n end",
)


def constructs(sql: str, may_divide: bool = False) -> set[str]:
    return {found.construct for found in violations(sql, may_divide=may_divide)}


def test_a_model_of_the_subset_passes() -> None:
    assert violations(MODEL) == []
    assert violations(MODEL.rstrip() + ";\n-- the end") == []


@pytest.mark.parametrize("construct", EXPRESSIONS)
def test_expression_is_refused(construct: str) -> None:
    assert construct in constructs(f"select {EXPRESSIONS[construct]} from t order by a")


@pytest.mark.parametrize("construct", STATEMENTS)
def test_statement_is_refused(construct: str) -> None:
    assert construct in constructs(STATEMENTS[construct])


@pytest.mark.parametrize("expression", WHOLE)
def test_cast_of_whole_number_passes(expression: str) -> None:
    assert constructs(f"select {expression} as a from t order by a", True) - {"zero divisor"} == set()


@pytest.mark.parametrize("expression", NOT_WHOLE)
def test_cast_of_fraction_or_text_to_integer_is_refused(expression: str) -> None:
    assert constructs(f"select {expression} as a from t order by a", True) - {"zero divisor", "quotient"} == {
        "integer cast"
    }


@pytest.mark.parametrize("expression", PLAIN)
def test_text_that_is_looked_up_or_made_plain_may_become_a_number(expression: str) -> None:
    assert constructs(f"select {expression} as a from t order by a") - {"number"} == set()


@pytest.mark.parametrize("expression", NOT_PLAIN)
def test_delivered_text_is_not_cast_to_a_number(expression: str) -> None:
    assert constructs(f"select {expression} as a from t order by a") - {"number"} == {"decimal cast"}


@pytest.mark.parametrize("expression", NEVER_ZERO)
def test_divisor_that_is_never_zero_passes(expression: str) -> None:
    assert constructs(f"select {expression} as a from t order by a", True) - {"quotient"} == set()


@pytest.mark.parametrize("expression", MAYBE_ZERO)
def test_divisor_that_may_be_zero_is_refused(expression: str) -> None:
    assert constructs(f"select {expression} as a from t order by a", True) - {"quotient"} == {"zero divisor"}


@pytest.mark.parametrize(("made", "refused"), [("nullif(2 * n, 0)", set()), ("2 * n", {"zero divisor"})])
def test_divisor_is_looked_up_where_it_is_made(made: str, refused: set[str]) -> None:
    halves = (
        f"with halves as (select x, {made} as d from t where n > 0), again as (select x, h.d as d from halves as h)"
    )
    assert constructs(f"{halves} select x % d as a from again order by a") == refused


@pytest.mark.parametrize(
    ("order", "refused"),
    [("survey_year, v.household_id", set()), ("survey_year, h", set()), ("survey_year, fen", {"ties"})],
)
def test_rows_of_a_model_are_in_a_total_order(order: str, refused: set[str]) -> None:
    sql = f"select v.survey_year, v.household_id, v.h as household_id, v.fen from derive_verdicts as v order by {order}"
    assert {found.construct for found in violations(sql, table="derive_verdicts")} == refused


@pytest.mark.parametrize(
    ("window", "refused"),
    [
        ("partition by household_id order by survey_year desc", set()),
        ("partition by survey_year order by household_type, household_id", set()),
        ("partition by survey_year order by household_type", {"ties"}),
    ],
)
def test_windows_over_one_table_are_in_a_total_order(window: str, refused: set[str]) -> None:
    sql = f"select row_number() over ({window}) as place from derive_lists order by place"
    assert constructs(sql) == refused
    assert constructs(sql.replace("derive_lists", "derive_lists as a join b on a.x = b.x")) == set()


@pytest.mark.parametrize("kind", ["text", "varchar", "hugeint", "timestamp", "decimal", "float"])
def test_types_that_differ_are_refused(kind: str) -> None:
    assert constructs(f"select cast(a as {kind}) as a from t order by a") == {"type"}


def test_line_is_told() -> None:
    found = violations("select\n    a,\n    b ilike 'c' as d\nfrom t\norder by a")
    assert [(v.line, v.construct) for v in found] == [(3, "ilike")]


@pytest.mark.parametrize("number", ["0", "1", "2", "4", "100", "0.01"])
def test_arithmetic_has_its_own_numbers(number: str) -> None:
    assert constructs(f"select a * {number} as b from t order by a") == set()


@pytest.mark.parametrize("label", ["left(a, 12)", "case when a then 3 else 5 end", "3"])
def test_a_length_and_a_single_digit_that_names_a_rank_are_no_parameters(label: str) -> None:
    assert constructs(f"select {label} as b from t order by a") == set()


@pytest.mark.parametrize(
    "number", ["a * 3", "coalesce(a, 3)", "case when a then 12 end", "case when a then 3 * b end", "12"]
)
def test_any_other_number_is_a_parameter(number: str) -> None:
    assert constructs(f"select {number} as b from t order by a") == {"number"}


@pytest.mark.parametrize(
    "quotient", ["round(a / nullif(b, 0))", "cast(a * 2 / nullif(b, 0) as bigint)", "(a - a % b) / b"]
)
def test_a_quotient_is_whole_or_of_doubles(quotient: str) -> None:
    found = violations(f"select {quotient} as q from t order by q", may_divide=True)
    assert "quotient" in {one.construct for one in found}


def test_a_ratio_of_doubles_and_a_quotient_rounded_half_up_or_down_pass() -> None:
    for quotient in (
        "cast(a as double) / nullif(b, 0)",
        "cast(round(cast(a as double) / nullif(b, 0)) as bigint)",
        "cast((a - a % nullif(b, 0)) / nullif(b, 0) as bigint)",
    ):
        assert violations(f"select {quotient} as q from t order by q", may_divide=True) == []


@pytest.mark.parametrize("divisor", [1, 2, 3, 7, 12, 999_998])
@pytest.mark.parametrize("whole", [0, 7365, 2**52 // 999_999 // 2])
def test_half_up_is_exact_where_a_double_just_holds_the_quotient(divisor: int, whole: int) -> None:
    for doubled in range(2 * whole * divisor + divisor - 2, 2 * whole * divisor + divisor + 3):
        amount = doubled // 2
        [(rounded, negative)] = duckdb.sql(
            f"select round(cast({amount} as double) / {divisor}), round(cast({-amount} as double) / {divisor})"
        ).fetchall()
        assert rounded == (2 * amount + divisor) // (2 * divisor) == -negative


def test_column_may_be_called_like_a_type_or_function() -> None:
    sql = "select amounts.text, born.date, dates.year, flags.left, f.count from amounts order by amounts.text"
    assert constructs(sql) == set()


def test_rules_need_neither_columns_nor_order() -> None:
    assert violations("select * from mart_findings where a > 0", is_model=False) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_let_through_has_a_use_within_the_subset(name: str) -> None:
    assert f"{name}(" in FUNCTIONS[name]
    assert constructs(f"select {FUNCTIONS[name]} as a from t order by a") - {"number"} == set()


def test_command_prints_places_and_fails(tmp_path: Path) -> None:
    model = tmp_path / "derive_x.sql"
    model.write_text("select cast(a as double) / nullif(b, 0) as c\nfrom t\norder by c", encoding="utf-8")
    told = CliRunner().invoke(main, [str(tmp_path)])
    assert told.exit_code == 1 and f"{model}:1: /: " in told.output
    assert CliRunner().invoke(main, [str(model), "--may-divide", "derive_x"]).exit_code == 0
