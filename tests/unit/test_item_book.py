"""The book of items agrees with what stands beside it: headers, ledger words, rules, and the models it is written into."""

import re

import pytest

from pipeline import item_book
from pipeline.contracts import ROOT
from pipeline.item_book import ItemBookError, groups, items, whole_of
from pipeline.models import model_files, model_queries, written_out
from pipeline.parameters import SHIPPED, read_yaml
from pipeline.recognition.headers import HeaderBook
from tests.code.sql_subset import violations
from tests.code.sql_vocabulary import DIVIDING_MODELS

HEADERS = HeaderBook.load(ROOT / "assets" / "headers").kinds["income_statement"].columns
NO_MONEY_OF_ITS_OWN = {"not_counted"}


def test_every_amount_and_size_of_a_statement_has_its_header_cells() -> None:
    on_forms = {code for code, item in items().items() if item.kind != "ledger"}
    assert on_forms <= HEADERS.keys()
    assert {name for name, column in HEADERS.items() if column.is_money} == set(groups()["amounts"])


def test_a_header_is_required_only_of_forms_that_have_the_item() -> None:
    for code, item in items().items():
        if item.kind != "ledger":
            assert set(HEADERS[code].required) <= set(item.forms), code


def test_the_chinese_words_of_items_stand_in_the_book_alone() -> None:
    rows = (ROOT / "assets" / "headers" / "income_statement.csv").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row.split(",")[0] in items() and row.split(",")[1]] == []
    assert set(read_yaml(ROOT / "expectations" / "columns.yml")["amounts"]) & set(groups()["amounts"]) == set()


def test_ledger_words_lead_to_items_of_the_book() -> None:
    sections = read_yaml(SHIPPED / "words.yml")
    assert set(sections["items"]) - NO_MONEY_OF_ITS_OWN <= items().keys()
    told = {name for entries in sections.values() for name in entries}
    assert {code for code, item in items().items() if item.kind == "ledger"} <= told


def test_a_part_leads_to_its_whole_and_whatever_is_asked_for_can_be_corrected() -> None:
    assert whole_of("public_welfare_wage") == "wage_income"
    assert whole_of("wage_income") == "wage_income"
    asked = {whole_of(code) for code, item in items().items() if item.is_amount and item.kind != "rate"}
    assert asked == {code for code, item in items().items() if item.is_correctable and item.kind != "count"}


@pytest.mark.parametrize(
    ("wrong", "row"),
    [
        ("an unknown value", "x,某项,,thing,,,,regular,,,,,,,,,源"),
        ("an unknown value", "x,某项,,item,wage,,,regular,,,,,,,,,源"),
        ("an unknown value", "x,某项,,item,wage,1,,regular,,,,,,,,,"),
        ("a part names its whole", "x,某项,,item,,,nothing,regular,,,,,,,,,源"),
        ("stands twice", "wage_income,某项,,item,,,,regular,,,,,,,,,源"),
        ("stands twice", "x,工资性收入,,item,,,,regular,,,,,,,,,源"),
    ],
)
def test_a_wrong_row_is_refused(wrong: str, row: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    copy = tmp_path / "items.csv"
    copy.write_text(item_book.BOOK.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    monkeypatch.setattr(item_book, "BOOK", copy)
    with pytest.raises(ItemBookError, match=wrong):
        items.__wrapped__()


def test_a_line_that_speaks_of_one_item_is_written_out_for_all() -> None:
    written = written_out("select\n    max(wage_income_fen) as wage_income_fen,  -- each item\n    1 as one")
    assert re.findall(r"max\((\w+)_fen\) as \1_fen,", written) == list(groups()["items"])
    assert written.endswith("1 as one")


def test_what_is_written_out_is_still_within_the_subset() -> None:
    grown = {
        name: sql for name, sql in model_queries().items() if sql != model_files()[name].read_text(encoding="utf-8")
    }
    assert grown
    found = {name: violations(sql, may_divide=name in DIVIDING_MODELS, table=name) for name, sql in grown.items()}
    assert {name: told for name, told in found.items() if told} == {}


def test_a_row_of_the_book_is_an_item() -> None:
    row = [
        "x",
        "某项",
        "本年某项",
        "item",
        "wage",
        "-1",
        "y",
        "one_off",
        "",
        "A B",
        "yes",
        "",
        "yes",
        "",
        "",
        "注",
        "源",
    ]
    header = (ROOT / "assets" / "items.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    found = item_book._item(dict(zip(header, row, strict=True)))
    assert (found.item_code, found.zh, found.heading, found.sign, found.forms) == (
        "x",
        "某项",
        "本年某项",
        -1,
        ("A", "B"),
    )
    assert (found.is_correctable, found.is_compared, found.may_slip) == (True, False, True)
    plain = item_book._item(
        dict(
            zip(
                header,
                ["x", "某项", "", "item", "", "", "", "regular", "", "", "", "", "", "", "", "", "源"],
                strict=True,
            )
        )
    )
    assert (plain.heading, plain.sign, plain.forms, plain.is_monthly) == ("某项", 0, (), False)


def test_items_are_listed_by_kind_and_by_component_in_the_order_of_the_book() -> None:
    assert item_book.codes_of("count") == ("registered_count", "resident_count")
    assert item_book.summed("wage", 1) == ("wage_income",)
    assert item_book.summed("property", -1) == ("property_cost",)
    assert "registered_count" not in item_book.codes_of("item", "memo")


def test_the_heading_of_what_is_no_item_is_empty() -> None:
    assert (
        item_book.heading("no_such_item") == "" and item_book.heading("wage_income") == items()["wage_income"].heading
    )
