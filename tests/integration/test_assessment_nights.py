"""The bulletin, the rectification ledger and what comes back, over three nights of one planted county."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from pipeline import parameter_tables
from pipeline.handouts.system.columns import COLUMNS
from pipeline.release.code_version import file_hash
from pipeline.settings import Settings
from pipeline.workbench.site import Workbench
from tests.integration.assessment_nights import (
    DIFFERING,
    FIRST,
    SECOND,
    SEED,
    THIRD,
    Nights,
    closed_by_data,
    text_of,
    three_nights,
    told,
)
from tests.planted_county import (
    EXPORTED,
    OUTSIDE,
    PLANTED,
    SILENT,
    UNLISTED,
    export_row,
    figures_of,
    id_of,
    name_of,
    per_capita,
    planted_county,
)
from tests.workbench_client import Client

SENTENCE = (
    "截至{}，仍有{}名学生未领到生活补助及免学杂费；有{}户符合条件未纳入低保；有{}人未购买医疗保险，{}人未参加养老保险。"
)
GAP = "from mart_rectifications where issue_kind = 'gap' and item = "


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    return three_nights(tmp_path_factory.mktemp("nights"))


def test_the_planted_gaps_stand_word_for_word(nights: Nights) -> None:
    assert SENTENCE.format("2018年12月10日", *PLANTED.values()) in nights.text(1, FIRST)


def test_one_gap_closed_by_data_and_one_by_a_reply_lower_their_numbers_by_one(nights: Nights) -> None:
    text = nights.text(2, SECOND)
    assert SENTENCE.format("2018年12月11日", 123, 236, 181, 680) in text
    closed = nights.rows(2, f"select item, closed_by, closed_on, closing_evidence, history {GAP} item and state = 'closed'"
                         " order by item")  # fmt: skip
    day = dt.date(2018, 12, 11)
    assert [row[:3] for row in closed] == [("dibao", "reply", day), ("student_support", "data", day)]
    assert closed[0][3] == "低保审批表" and closed[1][3] == "截至2018-12-11的报送数据已不再显示"
    assert all(row[4].startswith("2018-12-10发现；2018-12-11销号") for row in closed)


def test_a_reply_that_the_data_contradict_is_told_and_closes_nothing(nights: Nights) -> None:
    refused = nights.rows(2, "select r.status, l.state, l.item from mart_rectification_replies as r join mart_rectifications"
                          " as l using (rectification_id) where r.status = 'contradicted'")  # fmt: skip
    assert refused == [("contradicted", "in_progress", "medical_insurance")]
    assert "整改回复未采纳2条" in nights.text(2, SECOND)


def test_a_reply_for_an_unknown_matter_is_told_with_its_place(nights: Nights) -> None:
    (row,) = nights.rows(
        2, "select source_file, source_row, message from mart_rectification_replies where status = 'unknown'"
    )
    assert row[:2] == ("2018/回复/整改台账_手工.xlsx", 2) and "ZG-0000000000" in row[2] and "不在台账中" in row[2]


def test_a_relapse_reopens_with_its_history(nights: Nights) -> None:
    village, code, _ = closed_by_data(planted_county())
    (row,) = nights.rows(3, f"select state, reopened_on, reopened_count, closed_on, history {GAP} 'student_support'"
                         f" and village_name = '{village}' and household_code = '{code}'")  # fmt: skip
    assert row[:4] == ("recurred", dt.date(2018, 12, 20), 1, None)
    assert row[4] == "2018-12-10发现；2018-12-11销号（数据已不再显示）；2018-12-20复发（原2018-12-11销号）"
    text = nights.text(3, THIRD)
    assert SENTENCE.format("2018年12月20日", 124, 236, 181, 680) in text and "已销号又复发的有1件" in text


def test_changes_since_the_last_bulletin_are_told_without_being_asked(nights: Nights) -> None:
    told_since = (
        "与上期（第2期，数据截至2018年12月11日）相比，未领到生活补助及免学杂费的学生增加1名，符合条件未纳入低保的持平"
    )
    assert "上期" not in nights.text(1, FIRST) and told_since in nights.text(3, THIRD)
    assert "与上期（第1期，数据截至2018年12月10日）相比，未领到生活补助及免学杂费的学生减少1名" in nights.text(
        2, SECOND
    )


def test_the_same_day_printed_again_is_the_same(nights: Nights, tmp_path: Any) -> None:
    for number, day in ((1, FIRST), (2, SECOND)):
        told(nights.office, "bulletin", "--as-of", day, "--number", str(number), "--out", str(tmp_path))
    printed = sorted(path.name for path in tmp_path.iterdir())
    assert len(printed) == 4
    for name in printed:
        assert file_hash(tmp_path / name) == file_hash(nights.folder / "bulletins" / name), name


def test_a_silent_village_is_last_and_nothing_of_nothing_is_not_finished(nights: Nights) -> None:
    stage = nights.rows(2, "select village_name, status_zh, is_overdue from mart_team_progress where stage = 1"
                        " order by rank_number, village_id")  # fmt: skip
    assert stage[-1] == (SILENT, "未报送", True)
    assert (UNLISTED, "缺名册", True) in stage


def test_a_delivery_from_outside_the_registry_is_told(nights: Nights) -> None:
    found = nights.rows(1, "select distinct village_name from mart_findings where rule_id = 'village_outside_registry'")
    assert found == [(OUTSIDE,)]
    assert nights.rows(1, f"select distinct registry_zh from mart_team_progress where village_name = '{OUTSIDE}'") == [
        ("应报名册以外",)
    ]


def test_a_run_on_the_due_date_has_nothing_overdue_and_one_on_the_day_after_has(nights: Nights) -> None:
    overdue = "select count(*) from mart_team_progress where is_overdue"
    assert nights.value(1, overdue) == 0 and nights.value(2, overdue) == 2


class Clock(dt.datetime):
    """A machine's clock that stands still, set to UTC."""

    instant = dt.datetime(2018, 12, 10, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
        return cls.instant.astimezone(tz)


@pytest.mark.parametrize(
    "due", [dt.date(2018, 12, 10), dt.date(2018, 12, 20), dt.date(2018, 12, 30), dt.date(2019, 1, 10)]
)
def test_a_stage_is_overdue_from_midnight_in_the_office(
    nights: Nights, due: dt.date, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = dt.datetime.combine(due, dt.time(16), dt.UTC)  # 24:00 in Asia/Shanghai
    monkeypatch.setattr(parameter_tables, "dt", SimpleNamespace(**vars(dt) | {"datetime": Clock}))
    for instant, state in ((midnight - dt.timedelta(seconds=1), "未到期"), (midnight, "已到期")):
        monkeypatch.setattr(Clock, "instant", instant)
        folder = tmp_path / state
        told(nights.office, "bulletin", "--number", "9", "--out", str(folder))
        (document,) = folder.glob("*.docx")
        assert f"{due.month}月{due.day}日前，{state}" in text_of(document.read_bytes())


def test_what_was_seen_and_done_survives_purge_rebuild_and_restore(nights: Nights) -> None:
    """All tables of the third night are the same, bytes and all, in the office that went on from its last release alone."""
    kept, rebuilt = nights.release(3), nights.purged.release
    tables = sorted(kept.manifest.row_counts)
    assert tables == sorted(rebuilt.manifest.row_counts) and len(tables) > 20
    assert [name for name in tables if file_hash(kept.table(name)) != file_hash(rebuilt.table(name))] == []
    seen = nights.rows(
        3, "select first_seen_on, count(*) from mart_deliveries where status = 'accepted' group by 1 order by 1"
    )
    assert [day.isoformat() for day, _ in seen] == [FIRST, SECOND, THIRD]


def expected_differences() -> set[tuple[str, str, str]]:
    """(village, household, item) of every column that the planted export says otherwise, its totals too."""
    county, found = planted_county(), set()
    for home, said in DIFFERING.items():
        if said is None:
            found.add((*home, "household"))
            continue
        whole = figures_of(county, home)
        ours = {name: whole.get(zh) for name, zh in EXPORTED.items()} | {"stated_per_capita": per_capita(whole)}
        theirs = dict(zip([name for name, _ in COLUMNS], export_row(whole, said), strict=True))
        found |= {(*home, name) for name, value in ours.items() if value != theirs[name]}
    return found


def test_all_planted_differences_from_the_system_are_found_and_none_invented(nights: Nights) -> None:
    found = nights.rows(1, "select village_name, household_code, item_code from mart_system_differences")
    assert sorted(found) == sorted(expected_differences())


def test_the_corrections_entered_in_the_system_leave_no_difference(nights: Nights) -> None:
    assert nights.value(3, "select count(*) from mart_system_differences") == 0
    states = "select distinct state, closed_by from mart_rectifications where issue_kind = 'system_difference'"
    assert nights.rows(3, states) == [("closed", "data")]


def test_the_same_seed_and_release_draw_the_same(nights: Nights, tmp_path: Any) -> None:
    for name in ("one", "two"):
        told(nights.office, "sample", str(tmp_path / name), "--seed", SEED)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files and all(file_hash(tmp_path / "one" / name) == file_hash(tmp_path / "two" / name) for name in files)


def test_a_check_at_home_is_in_the_marts_and_on_the_households_page(nights: Nights) -> None:
    checks = nights.rows(2, "select household_id, agreement_zh, difference_yuan, checked_by from mart_field_checks"
                         " where found_yuan is not null order by difference_yuan")  # fmt: skip
    assert [row[2:] for row in checks] == [(-5000, "示例核查员"), (0, "示例核查员")]
    household = checks[0][0]
    assert nights.value(2, "select count(*) from mart_findings where rule_id = 'field_check_differs' and household_id ="
                        f" '{household}'") == 1  # fmt: skip
    workbench = Workbench(Settings.at(nights.office.data), household_files=True)
    page = Client(workbench).get(f"/workbench/household/{quote(household)}")
    workbench.close()
    assert page.status == 200 and "入户核查" in page.text and "示例核查员" in page.text


def test_a_review_holds_while_the_figure_stands_and_lapses_visibly(nights: Nights) -> None:
    states = ("select household_code, review_state_zh from mart_household_incomes where review_state <> 'pending'"
              " and survey_year = 2018 order by 1")  # fmt: skip
    assert nights.rows(1, states) == []
    assert [code for code, state in nights.rows(2, states) if state == "已复核"] == ["0001", "0002"]
    later = dict(nights.rows(3, states))
    assert later["0001"] == "已复核" and "失效" in later["0002"]


def test_no_bulletin_names_a_household(nights: Nights) -> None:
    village, code, place = closed_by_data(planted_county())
    text = nights.text(3, THIRD)
    assert name_of((village, code), 0) not in text and id_of((village, code), place) not in text
