"""What the marts of a whole run promise each other, and the answer key of the demo."""

import pytest

from tests.integration.conftest import Office

pytestmark = pytest.mark.xdist_group("pipeline")


def test_coverage_gaps_are_those_of_the_key(finished: Office) -> None:
    found = finished.rows("select survey_year || gap, count(*) from mart_coverage_gaps group by 1")
    expected = finished.rows(f"select survey_year || gap, count(*) from {finished.key('coverage_gaps')} group by 1")
    assert dict(found) == dict(expected)
    assert {gap[4:] for gap, _ in found} >= {"student_support", "medical_insurance", "pension_insurance"}


def test_transitions_add_up_to_the_households_of_both_years(finished: Office) -> None:
    both = finished.rows(
        """select earlier.survey_year, count(*) from mart_household_incomes as earlier
        join mart_household_incomes as later
            on later.household_id = earlier.household_id and later.survey_year = earlier.survey_year + 1
        group by 1"""
    )
    for is_total in (True, False):
        summed = finished.rows(
            "select from_year, sum(household_count)::bigint from mart_exit_transitions"
            f" where is_total = {is_total} group by 1"
        )
        assert dict(summed) == dict(both)


def test_met_and_not_met_stand_firm_and_bounds_hold_the_figure(finished: Office) -> None:
    shaken = """
        select 1 from mart_household_incomes as m
        join mart_stress_tests as t on t.household_id = m.household_id and t.survey_year = m.survey_year
        where t.is_deciding and m.disposable_income_per_capita_yuan is not null and (
            (m.verdict in ('met', 'not_met') and t.is_flipping)
            or t.per_capita_yuan not between lowest_per_capita_yuan and highest_per_capita_yuan
            or disposable_income_per_capita_yuan not between lowest_per_capita_yuan and highest_per_capita_yuan)"""
    assert finished.rows(shaken) == []


def test_village_counts_add_up(finished: Office) -> None:
    wrong = finished.rows(
        """select * from mart_village_summaries where household_count <> not_delivered_count + met_count + not_met_count
            + borderline_above_count + borderline_below_count + insufficient_evidence_count + undeterminable_count
            + covered_count + not_covered_count"""
    )
    assert wrong == []
    in_villages = finished.rows(
        "select sum(household_count - not_delivered_count)::bigint,"
        " sum(out_of_scope_count + closed_count + unknown_scope_count)::bigint from mart_village_summaries"
    )[0]
    in_scope = finished.rows("select count(*) filter (where scope = 'in_scope') from mart_household_incomes")[0][0]
    assert in_villages[0] == in_scope and in_villages[1] > 0


def test_near_the_threshold_stand_all_borderline_households_and_only_those_that_may_flip(finished: Office) -> None:
    absent = """
        select 1 from mart_household_incomes as m
        left join mart_near_threshold as n on n.household_id = m.household_id and n.survey_year = m.survey_year
        where m.verdict = 'borderline' and n.household_id is null"""
    assert finished.rows(absent) == []
    order = [row[0] for row in finished.rows("select yuan_to_flip from mart_near_threshold")]
    assert order and order == sorted(order) and order[0] > 0
    assert (
        finished.rows("select 1 from mart_near_threshold where verdict in ('covered', 'not_covered', 'undeterminable')")
        == []
    )


def test_every_household_in_scope_is_reviewed_once(finished: Office) -> None:
    reviewed = finished.rows("select count(*), count(distinct household_id) from mart_exit_reviews")[0]
    listed = finished.rows(
        "select count(*) from (select distinct town_name, village_name, household_code from"
        f" {finished.key('household_years')} where scope = 'in_scope')"
    )[0][0]
    assert reviewed[0] == reviewed[1] >= listed
    missing = finished.rows("select review_text from mart_exit_reviews where not_delivered")
    assert missing, "the demo holds listed households without a statement"


def test_a_verdict_is_one_sentence_with_figure_line_and_source(finished: Office) -> None:
    texts = [row[0] for row in finished.rows("select verdict_text from mart_household_incomes")]
    assert all(text.endswith("。") and text.count("。") == 1 for text in texts)
    assert all("五华县人民政府" in text or "无法算出" in text or "无劳动能力，" in text for text in texts)
    assert not any("五华县人民政府" in text and "无劳动能力，" in text for text in texts)
