"""Codes of the marts in the words that an official reads; CSV and Parquet keep the codes."""

from typing import Any

from pipeline.contracts import ROOT
from pipeline.parameters import read_yaml
from pipeline.recognition.kind_book import kinds

WORDS: dict[str, dict[str, str]] = read_yaml(ROOT / "assets" / "lists" / "code_words.yml")
WORDS["kind"] = {kind.name: kind.zh for kind in kinds().values()}
WORDS["region"] = {"": "全国"} | {code: f"{zh}（{code}）" for code, zh in WORDS["region"].items()}


def in_words(column: str, value: Any) -> Any:
    """The word for a code, whatever else as it is."""
    words = WORDS.get(column)
    return words.get(value, value) if words is not None and isinstance(value, str) else value
