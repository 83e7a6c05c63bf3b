"""Choosing an engine: what cannot go together is refused before anything is read."""

import importlib.util
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import engines
from pipeline.cli import main
from pipeline.engine import DuckEngine
from pipeline.engines import open_engine, why_not

REFUSED = {
    "--remote sc://host:1": "--engine spark",
    "--engine spark --remote host:1": "sc://",
    "--engine spark --remote sc://host:1/;token=abc": "SPARK_CONNECT_AUTHENTICATE_TOKEN",
    "--engine spark --memory-limit 2GB": "--memory-limit",
    "--engine flink": "flink",
}


@pytest.mark.parametrize("options", REFUSED)
def test_options_that_do_not_go_together_are_refused(options: str, tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["run", "--data", str(tmp_path / "data"), *options.split()])
    assert told.exit_code == 2 and REFUSED[options] in told.output
    assert not (tmp_path / "data").exists()


def test_a_missing_component_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        engines, "find_spec", lambda name: None if name == "pysail" else importlib.util.find_spec("click")
    )
    assert "Spark" in why_not("spark") and why_not("spark", "sc://host:1") == ""
    with pytest.raises(ValueError, match="Spark"), open_engine("spark", Path()):
        pass


def test_a_server_that_does_not_answer_is_named_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with (
            pytest.raises(ConnectionError, match=f"127.0.0.1:{port} 没有应答"),
            open_engine("spark", tmp_path, f"sc://127.0.0.1:{port}/;user_id=a"),
        ):
            pass


def test_the_default_engine_says_what_it_is(tmp_path: Path) -> None:
    with open_engine("duckdb", tmp_path, memory_limit="1GB") as engine:
        assert isinstance(engine, DuckEngine) and engine.about()["name"] == "duckdb" and engine.about()["version"]
