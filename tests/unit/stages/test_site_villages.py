"""data/site/villages.csv: read by the headers of a list of teams; what is wrong is told with its line."""

from pathlib import Path

import pytest

from assets.raw import HEADERS
from pipeline.intake.site_villages import site_villages
from pipeline.parameters import ParameterError
from pipeline.recognition.headers import HeaderBook

BOOK = HeaderBook.load(HEADERS)


def read(folder: Path, text: str, encoding: str = "utf-8") -> list[dict[str, object]]:
    (folder / "villages.csv").write_bytes(text.encode(encoding))
    return site_villages(folder, BOOK).to_pylist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lines_are_read_in_any_encoding_blank_ones_left_out(tmp_path: Path, encoding: str) -> None:
    rows = read(tmp_path, "镇,村,工作队,督导组,电话\n河头镇,山域村,山域队,第一组,1\n,,,,\n河头镇,双村\n", encoding)
    shown = ["source_row", "place_text", "village_name", "team_name", "supervision_group"]
    assert [[row[name] for name in shown] for row in rows] == [
        [2, "|河头镇|山域村", "山域村", "山域队", "第一组"],
        [4, "|河头镇|双村", "双村", None, None],
    ]


def test_without_the_file_there_is_no_registry(tmp_path: Path) -> None:
    assert site_villages(tmp_path, BOOK).num_rows == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("镇,工作队\n河头镇,山域队\n", "第1行缺少“村”列"),
        ("村,行政村\n山域村,双村\n", "第1行有两列都是“村”"),
        ("镇,村\n河头镇,\n", "第2行没有写村名"),
        ("", "空文件"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        read(tmp_path, text)
