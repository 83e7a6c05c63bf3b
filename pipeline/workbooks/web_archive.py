"""Single-file web pages (.mht, MHTML), as browsers and old Excel save them under the name .xls, to sheets."""

import email
import email.policy
from dataclasses import replace

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.markup import read_markup
from pipeline.workbooks.refusal import RefusedError
from pipeline.workbooks.sheet import Sheet


def read_web_archive(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The tables of the archive's pages; frames and menus hold none and are left out.

    Raises RefusedError (html_without_table where no page holds a table, and those of reading a page).
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    sheets: list[Sheet] = []
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        try:
            sheets += read_markup(_page(part.get_payload(decode=True)), limits)
        except RefusedError as refused:
            if refused.rejection.code != "html_without_table":
                raise
    if not sheets:
        reason = "是单个文件网页（.mht），其中没有表格，请用 Excel 打开并另存为 .xlsx 后重新报送"
        raise RefusedError("html_without_table", reason)
    return tuple(sheets) if len(sheets) == 1 else tuple(_numbered(sheets))


def _page(payload: object) -> bytes:
    return payload if isinstance(payload, bytes) else b""


def _numbered(sheets: list[Sheet]) -> list[Sheet]:
    return [replace(sheet, name=f"表{number}") for number, sheet in enumerate(sheets, 1)]
