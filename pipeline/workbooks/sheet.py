"""The seam between opening files and recognising tables: sheets of text cells, notes and rejections."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """Something a reader of the sheet should know. `row` is 1-based, `message` Chinese, without a cell's value."""

    row: int | None
    column_letter: str | None
    code: str
    message: str


@dataclass(frozen=True)
class Rejection:
    """Why a file or sheet is sent back: a code for machines, a Chinese reason that says what to do."""

    code: str
    reason: str


class RefusedError(Exception):
    """How a reader says no: it carries the rejection up to `open_file`; its text is the code alone, so that no cell of a
    file reaches a log."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.rejection = Rejection(code, reason)


def damaged() -> RefusedError:
    """What does not hold together."""
    return RefusedError("damaged_workbook", "工作簿已损坏或不完整，请用 Excel 或 WPS 打开并另存为 .xlsx 后重新报送")


def encrypted() -> RefusedError:
    """What opens with a password only."""
    return RefusedError("encrypted", "工作簿有打开密码，请取消密码后重新报送")


@dataclass(frozen=True)
class Aside:
    """A text beside the cells: origin page_header, page_footer or comment; `place` in Chinese; of a comment its 0-based cell."""

    origin: str
    place: str
    text: str
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet as texts. rows[0] is row 1 and index 0 is column A; None is a blank cell.

    merged: 0-based (first row, first column, last row, last column); hidden_rows: 0-based;
    number_formats: 0-based column → number format that most of its numeric cells have, where it is not General;
    cell_formats: 0-based (row, column) → format of the numeric cells that differ, where either format changes what is read;
    asides: page header and footer, comments; long_numbers: 0-based (row, column) of numbers of 16 digits and more, of
    which 15 are left; counts_from_1904: a day number is counted from 1904-01-01, as old Excel for Mac does.
    """

    name: str
    rows: list[list[str | None]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    number_formats: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    long_numbers: frozenset[tuple[int, int]] = frozenset()
    cell_formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    counts_from_1904: bool = False


@dataclass(frozen=True)
class Opened:
    """What opening a file gave: its sheets, or the reason why it is sent back; sha256: of the bytes that were read, None
    where none were."""

    sheets: tuple[Sheet, ...]
    rejection: Rejection | None = None
    sha256: str | None = None
