"""Who wants to know how far a run has come: the command line's bar listens, nobody else needs to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]
_listeners: list[Listener] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call `listener(what, done, total)` for each report inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def report(what: str, done: int = 0, total: int = 0) -> None:
    """Say that `what` is done, or `done` of `total` of it."""
    for listener in _listeners:
        listener(what, done, total)
