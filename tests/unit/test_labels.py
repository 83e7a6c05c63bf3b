"""The words of codes, assets/lists/labels.yml: the models ask for its sets and no others."""

import re

from pipeline.models import model_queries
from pipeline.parameter_tables import LABELS, label_rows
from pipeline.parameters import read_yaml


def test_every_set_is_asked_for_by_a_model_and_every_asked_one_is_there() -> None:
    asked = set(re.findall(r"label_set = '(\w+)'", " ".join(model_queries().values())))
    assert asked == set(read_yaml(LABELS))


def test_a_column_has_the_word_of_its_headers() -> None:
    words = {(row["label_set"], row["code"]): row["label_zh"] for row in label_rows().to_pylist()}
    assert words["inspection", "found_text"] == "反馈日期"
    assert words["field_check", "found_text"] == "入户核查数"
