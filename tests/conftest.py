"""What tests measure is printed at the end of the run, whichever worker measured it."""

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print each test's property `measured`."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.getreports(kind)]
    measured = [value for one in reports for name, value in getattr(one, "user_properties", ()) if name == "measured"]
    if measured:
        terminalreporter.section("measured")
        for value in sorted(measured):
            terminalreporter.line(str(value))
