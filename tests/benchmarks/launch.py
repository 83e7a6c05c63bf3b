"""Starts one command and writes what it took: run alone, small, because a process inherits its parent's peak memory.

`python -I -S launch.py USAGE LOG CPU_LIMIT COMMAND…` (0: no limit); imports nothing of the project.
"""

import json
import os
import resource
import sys
import time


def main(usage_path: str, log: str, cpu_limit: str, *command: str) -> None:
    """Run the command, its output to the log; exit code, CPU, wall and peak memory (KiB) as JSON."""
    actions = [(os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
    if limit := int(cpu_limit):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))  # each process of the task by itself
    started = time.perf_counter()
    child = os.posix_spawn(command[0], list(command), os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    cpu = usage.ru_utime + usage.ru_stime
    found = {"exit": os.waitstatus_to_exitcode(status), "cpu": cpu, "wall": wall, "peak_kib": usage.ru_maxrss}
    with open(usage_path, "w", encoding="utf-8") as file:  # noqa: PTH123  (pathlib would make this process larger)
        json.dump(found, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
