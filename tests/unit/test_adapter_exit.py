"""What a process that ran checks says when it ends: nothing."""

import subprocess
import sys

CHECK = """
import duckdb
from expectations.adapter import ExpectationSpec, run_suite
from pipeline.engine import DuckSession

connection = duckdb.connect()
connection.execute("create table t as select 1 as k")
print(run_suite(DuckSession(connection), "t", [ExpectationSpec("one", sql="select k from t")])[0].unexpected_count)
"""


def test_a_process_ends_quietly_and_without_spark() -> None:
    # `-c` has no main script: pyspark-client would exit here if GX were let import it
    ended = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "1\n", "")


BESIDE = """
import sys, threading
started = []
threading.Thread.start = lambda thread: started.append("sqlalchemy.orm.exc" in sys.modules)
import sqlalchemy
from expectations.row_rules import warm_up
assert "sqlalchemy.orm" not in sys.modules
warm_up()
from sqlalchemy.orm.exc import UnmappedClassError
print(started, len(started))
"""


def test_what_the_run_history_stands_on_is_whole_before_gx_is_imported_beside_it() -> None:
    """A half imported sqlalchemy.orm breaks whoever stores an event at that moment."""
    ended = subprocess.run([sys.executable, "-c", BESIDE], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "[True] 1\n"), ended.stderr
