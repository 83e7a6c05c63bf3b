"""A pre-flight's last sentence: to be corrected, to be looked at first, or ready."""

import pytest

from pipeline.checking.preflight import Preflight
from pipeline.commands.check import verdict

READ = [{"status": "accepted"}]
NOTE = {"message": "有2个隐藏行未读取"}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Preflight(READ, [], [], [], []), "可以报送。"),
        (Preflight(READ, [], [], [{"severity": "info"}], []), "可以报送。"),
        (
            Preflight(READ, [], [NOTE], [{"severity": "warning"}, {"severity": "info"}], []),
            "可以报送；上列说明和一般疑点共2条，请先核对。",
        ),
        (Preflight(READ, [], [NOTE], [{"severity": "critical"}], []), "请更正后再报送。"),
        (Preflight([{"status": "rejected"}], [], [], [], []), "请更正后再报送。"),
        (Preflight(READ, [{"reason": "缺少户码"}], [], [], []), "请更正后再报送。"),
    ],
)
def test_verdict(found: Preflight, told: str) -> None:
    assert verdict(found) == told
