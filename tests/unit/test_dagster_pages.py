"""What an analyst meets in Dagster: Chinese first, groups in the order of the flow, runs of the command line on the timeline."""

import re
from pathlib import Path

import dagster as dg
import pytest

from assets.catalog import EXPORT_GROUP, GROUPS, OWNER, RELEASE_GROUP, asset_spec
from pipeline.contracts import contracts
from pipeline.dagster_home import LOCATION, REPOSITORY, book_as_service_run, prepared_instance
from pipeline.settings import Settings
from pipeline.workbench.query import LISTINGS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("table", contracts())
def test_a_table_presents_itself_in_chinese(table: str) -> None:
    spec = asset_spec(table, [], kinds={"sql"}, sql="-- One row per thing.\nselect 1")
    first, *more = (spec.description or "").split("\n\n")
    assert CHINESE.search(first) and more[-1] == "One row per thing."
    columns = spec.metadata["dagster/column_schema"].columns
    assert [column.name for column in columns if not CHINESE.search(column.description)] == []
    assert OWNER in spec.owners and CHINESE.search(OWNER)


def test_what_the_workbench_lists_leads_there() -> None:
    for listing in LISTINGS.values():
        assert f"(/workbench/{listing.path})" in (asset_spec(listing.table, [], kinds=set()).description or "")


def test_groups_sort_in_the_order_of_the_flow() -> None:
    groups = [*GROUPS.values(), EXPORT_GROUP, RELEASE_GROUP]
    assert groups == sorted(groups) and not any(group[0].isalpha() for group in groups)


def test_a_run_of_the_command_line_counts_as_one_of_the_services_job(tmp_path: Path) -> None:
    """Dagster's timeline leaves out runs without an origin, and looks for it by job, repository and location."""

    @dg.op
    def step() -> None: ...

    @dg.job
    def nightly() -> None:
        step()

    with prepared_instance(Settings.at(tmp_path)) as instance:
        book_as_service_run(instance, "nightly")
        run_id = nightly.execute_in_process(instance=instance).run_id
        run = instance.get_run_by_id(run_id)
        assert run and run.is_success and run.remote_job_origin
        assert run.remote_job_origin.job_name == "nightly" and run.remote_job_origin.location_name == LOCATION
        assert run.remote_job_origin.repository_origin.repository_name == REPOSITORY
