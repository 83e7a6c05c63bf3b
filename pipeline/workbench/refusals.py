"""What a page answers when it cannot do what it was asked: a status and one Chinese sentence, never another's text."""

import logging
import traceback
from pathlib import Path

from pipeline.explanation import UnknownHouseholdError
from pipeline.intake.demo_marker import DemoMarkerError
from pipeline.release.failures import PublishError, reason_of
from pipeline.workbench.answers import AnswerError, UnknownMatterError
from pipeline.workbench.users import UsersError

logger = logging.getLogger(__name__)
CLOSED = "户级页面未开放：请用 income user 姓名 --role 查看 添加用户后登录；本机只有自己使用时，也可在 data/site/service.yml 写 household_files: true。"
MISSING = "没有这个页面，请从核查工作台的首页进入。"


class ClosedError(Exception):
    """Who asks may not see households, or may not answer."""


OWN: dict[type[Exception], int] = {
    ClosedError: 403, DemoMarkerError: 400, PublishError: 404, UnknownHouseholdError: 404, UnknownMatterError: 404, UsersError: 400, AnswerError: 400,
}  # fmt: skip


def refusal(error: Exception) -> tuple[int, str]:
    """Status and sentence. Other errors' texts may quote data: of those only the place goes into the log."""
    status = next((status for kind, status in OWN.items() if isinstance(error, kind)), None)
    if status is not None:
        return status, str(error) or CLOSED
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error("%s: %s:%s %s", type(error).__name__, Path(place.filename).name, place.lineno, place.name)
    return 500, f"没有完成：{reason_of(error)}。请再试一次；仍不行时请告诉维护人员。"
