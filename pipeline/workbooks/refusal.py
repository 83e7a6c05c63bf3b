"""How a reader says no: one exception that carries the rejection up to `open_file`."""

from pipeline.workbooks.sheet import Rejection


class RefusedError(Exception):
    """Raised by readers; its text is the code alone, so that no cell of a file reaches a log."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.rejection = Rejection(code, reason)
