"""Alarms: what they say, what they never say, and how they are delivered."""

import json
from pathlib import Path

import pytest

from pipeline.service.alarms import (
    CHECK_BLOCKED,
    OVERDUE,
    RUN_FAILED,
    Alarm,
    AlarmConfig,
    AlarmConfigError,
    clear_standing,
    payload,
    send_alarm,
    send_standing,
    without_personal_data,
)
from pipeline.settings import Settings

ID = "440823199001011234"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "site").mkdir()
    return Settings.at(tmp_path)


def sent(settings: Settings) -> list[dict[str, object]]:
    path = settings.data / AlarmConfig().file
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.mark.parametrize(
    "text",
    [f"bad value {ID}", f"value '{ID}'", "440823 19900101 1234", "４４０８２３１９９００１０１１２３４", f"“{ID}”"],
)
def test_no_id_number_gets_through(text: str) -> None:
    cleaned = without_personal_data(text)
    assert "1990" not in cleaned and "１９９０" not in cleaned


def test_quoted_values_and_line_breaks_go() -> None:
    assert without_personal_data("could not convert '张三'\n to int") == "could not convert “…” to int"


def test_counts_and_release_ids_stay_readable() -> None:
    assert without_personal_data("共72条，不符合3条；版本 9b385cb5") == "共72条，不符合3条；版本 9b385cb5"


def test_forms_of_the_webhooks() -> None:
    alarm = Alarm(CHECK_BLOCKED, "共3条", asset="mart_findings", rule="key_unique", run_id="1234567890ab")
    text = "【收入核查】检查未通过，未发布。资产 mart_findings；规则 key_unique；运行 12345678。共3条"
    assert payload("dingtalk", alarm) == {"msgtype": "text", "text": {"content": text}}
    assert payload("wecom", alarm)["text"]["content"] == text
    assert payload("json", alarm)["rule"] == "key_unique"


def test_a_hook_that_does_not_answer_never_fails_a_run(settings: Settings) -> None:
    (settings.site_dir / "alarms.yml").write_text("webhook: http://127.0.0.1:1/x\n", encoding="utf-8")
    assert send_alarm(settings, Alarm(RUN_FAILED, "x")) is False
    assert len(sent(settings)) == 1


@pytest.mark.parametrize("text", ["format: telegram", "hook: x", "webhook: file:///etc/passwd", "[", "- a"])
def test_wrong_settings_are_named_and_the_file_still_gets_the_alarm(settings: Settings, text: str) -> None:
    (settings.site_dir / "alarms.yml").write_text(text, encoding="utf-8")
    with pytest.raises(AlarmConfigError):
        AlarmConfig.load(settings)
    assert send_alarm(settings, Alarm(RUN_FAILED, "x")) is False
    assert len(sent(settings)) == 1


def test_a_standing_alarm_is_sent_once_until_all_is_well(settings: Settings) -> None:
    assert [send_standing(settings, Alarm(OVERDUE, "x")) for _ in range(3)] == [True, False, False]
    clear_standing(settings, OVERDUE)
    assert send_standing(settings, Alarm(OVERDUE, "x"))
    assert len(sent(settings)) == 2
