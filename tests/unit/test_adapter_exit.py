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
