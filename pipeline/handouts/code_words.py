"""Codes of the marts in the words that an official reads; CSV and Parquet keep the codes."""

from typing import Any

from pipeline.recognition.kind_book import kinds

# GB/T 2260, the first two digits.
PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省",
    "23": "黑龙江省", "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省",
    "37": "山东省", "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区", "61": "陕西省", "62": "甘肃省",
    "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip
WORDS: dict[str, dict[str, str]] = {
    "student_stage": {
        "preschool": "学前教育", "compulsory": "义务教育阶段", "senior_secondary": "高中",
        "secondary_vocational": "中职", "junior_college": "大专", "undergraduate": "本科及以上", "tertiary": "大专及以上",
    },
    "scope": {"in_scope": "核查范围内", "out_of_scope": "范围外", "unknown": "待确认"},
    "difference_kind": {"differs": "金额不同", "missing_in_system": "省系统没有", "missing_in_survey": "村级调查没有"},
    "form": {"A": "村级调查表", "B": "省系统导出", "N": "国家系统表头"},
    "kind": {kind.name: kind.zh for kind in kinds().values()},
    "topic": {
        "totals": "合计", "amounts": "金额", "size": "人口", "identity": "身份", "evidence": "佐证", "status": "属性",
        "records": "阶段材料",
    },
    "region": {"": "全国"} | {code: f"{zh}（{code}）" for code, zh in PROVINCES.items()},
    "unit": {
        "yuan": "元", "yuan per person and year": "元/人·年", "years": "年", "months": "月", "ratio": "比率", "count": "个",
        "date": "日期", "text": "文字",
    },
}  # fmt: skip


def in_words(column: str, value: Any) -> Any:
    """The word for a code, whatever else as it is."""
    words = WORDS.get(column)
    return words.get(value, value) if words is not None and isinstance(value, str) else value
