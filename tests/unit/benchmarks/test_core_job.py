"""The benchmark's core job: what it is compared with is what the pipeline makes, and so are its peers' tables."""

from pathlib import Path

import pytest

from pipeline.engine import DuckEngine
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from tests.benchmarks.core_job import MADE, MODELS
from tests.benchmarks.measuring import must_equal
from tests.benchmarks.models import in_order, inputs_of, model_texts, needed_for
from tests.benchmarks.tasks import core_pandas, core_sql
from tests.raw_workspace import lay_raw_rows


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a run on a few households, as far as the core job's."""
    settings = Settings.at(tmp_path_factory.mktemp("core"))
    settings.create_folders()
    workspace = Workspace(settings, "core", DuckEngine(settings.data))
    lay_raw_rows(workspace, 12)
    texts = model_texts()
    needed = set().union(*(needed_for(name, texts) for name in MADE))
    for name, sql in in_order({name: texts[name] for name in needed}):
        workspace.write_model(name, sql, inputs_of(sql))
    return workspace.folder


def test_models_stand_in_the_order_of_their_inputs() -> None:
    texts = model_texts()
    read = {name: {one for one in inputs_of(texts[name]) if one in MODELS} for name in MODELS}
    assert all(read[name] <= {*MODELS[:place]} for place, name in enumerate(MODELS))
    assert {*MODELS} - {*MADE} == set().union(*read.values()) - {*MADE}


@pytest.mark.parametrize("peer", [core_sql.main, core_pandas.main])
def test_a_peer_makes_the_same_tables(peer, given: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    peer(str(tmp_path / "report.json"), str(given), str(tmp_path))
    must_equal(given, tmp_path)
