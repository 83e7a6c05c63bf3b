"""Waiting until a server answers, without asking too much of it."""

import http.client
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

START_SECONDS, PAUSE_SECONDS = 120.0, 0.1
HOST = "127.0.0.1"
WORKBENCH = "/workbench/"


def wait_for(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], is_given_up: Callable[[], bool]) -> bool:
    """Whether the server became ready within two minutes, while its process lived."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None and not is_given_up():
        if is_ready():
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def wait_for_code(path: Path, process: subprocess.Popen[bytes], is_given_up: Callable[[], bool]) -> bool:
    """Wait for the code server's socket to accept."""
    return wait_for(lambda: socket_accepts(path), process, is_given_up)


def wait_for_socket(path: Path) -> bool:
    """Whether somebody listens on the socket within two minutes, whoever started him."""
    deadline = time.monotonic() + START_SECONDS
    while not (is_there := socket_accepts(path)) and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
    return is_there


def wait_for_web(port: int, process: subprocess.Popen[bytes], is_given_up: Callable[[], bool]) -> bool:
    """Wait for the first of the web server's pages, that of the workbench, whatever it has to say."""
    return wait_for(lambda: status_of(port, WORKBENCH) is not None, process, is_given_up)


def socket_accepts(path: Path) -> bool:
    """Whether somebody listens on the socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def status_of(port: int, path: str) -> int | None:
    """The status with which a page is answered; None where it is not."""
    connection = http.client.HTTPConnection(HOST, port, timeout=3)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def port_is_free(port: int) -> bool:
    """Whether nobody listens on the port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
