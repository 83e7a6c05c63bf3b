"""Row counts that a sheet declares of itself (共30户, 合计120条): a cut file shows by having fewer."""

import re

from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.wording import fold
from pipeline.workbooks.sheet import Note

_DECLARED = re.compile(r"(?:共计?|合计|总计)(\d{1,7})(户|人|条|行|笔)(?!次)")
# What a row of each kind is counted in; 条, 行 and 笔 are rows of any kind.
_COUNTED = {"income_statement": "户", "household_list": "户", "roster": "人"}


def declared_notes(body: Body, verdicts: Verdicts) -> list[Note]:
    """A note where the remarks or totals of a table declare another number of rows than were found."""
    found = verdicts.kinds.count("accepted") + verdicts.kinds.count("quarantined")
    notes = []
    for offset, kind in enumerate(verdicts.kinds):
        if kind not in ("heading", "total"):
            continue
        for number, unit in _DECLARED.findall(fold("|".join(text for text in body.row(offset) if text))):
            is_rows = unit in "条行笔" or _COUNTED.get(body.mapping.kind) == unit
            if is_rows and int(number) != found:
                message = f"表内写明共{number}{unit}，实际读到{found}行数据，可能缺行，请核对"
                notes.append(Note(body.first + offset + 1, None, "row_count_differs", message))
    return notes
