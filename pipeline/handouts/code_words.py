"""Codes of the marts in the words that an official reads; CSV and Parquet keep the codes."""

from typing import Any

from pipeline.recognition.requirements import KIND_NAMES

WORDS: dict[str, dict[str, str]] = {
    "student_stage": {
        "preschool": "学前教育", "compulsory": "义务教育阶段", "senior_secondary": "高中",
        "secondary_vocational": "中职", "junior_college": "大专", "undergraduate": "本科及以上", "tertiary": "大专及以上",
    },
    "scope": {"in_scope": "核查范围内", "out_of_scope": "范围外", "unknown": "待确认"},
    "difference_kind": {"differs": "金额不同", "missing_in_system": "省系统没有", "missing_in_survey": "村级调查没有"},
    "form": {"A": "村级调查表", "B": "省系统导出", "N": "国家系统表头"},
    "kind": KIND_NAMES,
    "topic": {
        "totals": "合计", "amounts": "金额", "size": "人口", "identity": "身份", "evidence": "佐证", "status": "属性",
        "records": "阶段材料",
    },
    "region": {"": "全国"},
    "unit": {
        "yuan": "元", "yuan per person and year": "元/人·年", "years": "年", "months": "月", "ratio": "比率", "count": "个",
        "date": "日期", "text": "文字",
    },
}  # fmt: skip


def in_words(column: str, value: Any) -> Any:
    """The word for a code, whatever else as it is."""
    words = WORDS.get(column)
    return words.get(value, value) if words is not None and isinstance(value, str) else value
