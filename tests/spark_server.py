"""Real Spark for the twin tests: a Spark Connect server of its own for the length of one command.

`python -m tests.spark_server .venv-spark COMMAND…` starts the server of the pyspark installed there (Java 17 or newer),
runs the command with TWIN_REMOTE set to its address, stops the server and exits as the command did.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.second_engine import REMOTE

STARTED_WITHIN = 180  # seconds
CLASS = "org.apache.spark.sql.connect.service.SparkConnectServer"
SETTINGS = {
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
}


@contextmanager
def spark_server(home: Path) -> Iterator[str]:
    """Address of a server that lives as long as the block. Raises RuntimeError with its log if it does not come up."""
    port = free_port()
    settings = SETTINGS | {"spark.connect.grpc.binding.port": str(port)}
    confs = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    command = [home / "bin" / "spark-submit", "--class", CLASS, "--master", "local[2]", "--driver-memory", "3g"]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [*command, *confs, "spark-internal"], cwd=folder, stdout=log, stderr=log, start_new_session=True,
            env=os.environ | {"SPARK_HOME": str(home)},
        )  # fmt: skip
        try:
            wait_for(server, port, log)
            yield f"sc://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def wait_for(server: subprocess.Popen, port: int, log: IO[bytes]) -> None:
    """Return once the port answers. Raises RuntimeError."""
    deadline = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(1)
    log.seek(0)
    raise RuntimeError(log.read().decode(errors="replace")[-3000:])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def spark_home(venv: Path) -> Path:
    """Where pyspark lies in a virtual environment."""
    [home] = venv.absolute().glob("lib/python*/site-packages/pyspark")
    return home


def main(venv: str, command: Sequence[str]) -> int:
    """Run the command beside a server; its exit code."""
    with spark_server(spark_home(Path(venv))) as address:
        return subprocess.run(command, env=os.environ | {REMOTE: address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
