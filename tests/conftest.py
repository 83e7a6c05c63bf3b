"""What tests measure is printed at the end of the run, whichever worker measured it; no example of hypothesis has a deadline,
since a busy machine is no error."""

from typing import Any

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print each test's property `measured`."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.getreports(kind)]
    measured = [value for one in reports for name, value in getattr(one, "user_properties", ()) if name == "measured"]
    if measured:
        terminalreporter.section("measured")
        for value in sorted(measured):
            terminalreporter.line(str(value))
