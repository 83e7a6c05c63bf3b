"""A team's pre-flight reads its files as the site would: by its words, its parameters and its county."""

from pathlib import Path

from pipeline.checking.preflight import check_loose_files
from tests.delivered_sheets import FORM_A

WORDS = "not_income:\n  one_off: {source: 县办, words: [关怀金]}\n"
ITEMS = {"工资性收入": 30000, "其他转移性收入": 500, "总收入": 30500, "转移性收入": 500, "家庭可支配收入": 30500}
ROW = {
    "镇": "示例镇",
    "村": "示例村",
    "户码": "0001",
    "户主姓名": "陈大文",
    "年末人口": 3,
    "年度": 2018,
    "县": "遂溪县",
}


def statement() -> str:
    """One household, whose remark names an aid that only the county knows by this name."""
    row = (
        dict.fromkeys(FORM_A, "0") | ROW | ITEMS | {"户主身份证号": "", "户属性": "一般贫困户", "备注": "含关怀金500元"}
    )
    row["家庭人均可支配收入"] = "10166.67"
    return ",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n"


def doubts(folder: Path, words: str) -> set[str]:
    """The rules by which something is doubted in one sheet at a site with these words."""
    (folder / "site" / "parameters").mkdir(parents=True)
    (folder / "site" / "parameters" / "words.yml").write_text(words, encoding="utf-8")
    (folder / "work").mkdir()
    sheet = folder / "甲.csv"
    sheet.write_text(statement(), encoding="utf-8")
    found = check_loose_files([sheet], folder / "site", folder / "work", 2018)
    return {row["rule_id"] for row in found.findings}


def test_the_sites_words_are_known_to_the_preflight(tmp_path: Path) -> None:
    assert "one_off_income" not in doubts(tmp_path / "shipped", "{}\n")
    assert "one_off_income" in doubts(tmp_path / "own", WORDS)
