"""County, town and village that title lines state, as delivered, for tables without such columns."""

import re
from collections.abc import Iterable

from pipeline.recognition.wording import fold

Place = tuple[str | None, str | None, str | None]

_PREFIX = re.compile(r"^.*(?:单位|地址|地区|村别|名称|填报村|所在地)(?:\(.*?\))?[:：]")
_LABELLED = re.compile(r"^(?:所在)?(县|区|镇|乡|村)(?:镇|街道?|委会|名称?)?(?:\(.*?\))?[:：]([\u4e00-\u9fff\d]{1,12})$")
_LEVEL = {"县": 0, "区": 0, "镇": 1, "乡": 1, "村": 2}
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?|^[\d一二三四五六七八九十]+[、.]")
_PROVINCE_CITY = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}?市(?=[\u4e00-\u9fff]{1,8}?(?:县|区|市)))?"
)
_HELPER = re.compile(r"^[\u4e00-\u9fff]{2,12}?(?:对口|帮扶|扶贫办|驻(?!村))+")
_COUNTY = re.compile(r"^([\u4e00-\u9fff]{1,8}?(?:自治县|县|区|市(?=[\u4e00-\u9fff]{1,8}?(?:镇|乡|街道))))")
_TOWN = re.compile(r"^([\u4e00-\u9fff]{1,8}?(?:镇|街道办事处|街道办|街道|乡))")
_VILLAGE = re.compile(r"^([\u4e00-\u9fff\d]{1,10}?(?:村民委员会|村委会|村委|居委会|社区|村))(?!民|级|集体|别|庄)")
_NO_PLACE = re.compile(
    r"^(?:各|全|本|该|我|每|所|按|分)|^(?:乡镇|城镇|乡|镇|县|村|市|区|行政村|自然村|驻村|贫困村|贫困县|农村|相对贫困村|帮扶村|重点村|社区)$"
    r"|(?:贫困|行政|自然|驻|农|帮扶|重点)村$"
)


def place_in_titles(texts: Iterable[str]) -> Place:
    """The first county, town and village that the title lines name; None where none does."""
    county = town = village = None
    for text in (part for line in texts for part in line.split()):
        found = place_in_line(text)
        county, town, village = county or found[0], town or found[1], village or found[2]
    return county, town, village


def place_in_line(text: str) -> Place:
    """County, town and village of one line such as 单位：示例县示例镇示例村, a title that begins with them, or one
    of them after its label (村：示例)."""
    labelled = _LABELLED.match(fold(text).replace("行政村", "村"))
    if labelled is not None:
        named = labelled.group(2)
        return tuple(named if level == _LEVEL[labelled.group(1)] else None for level in range(3))  # type: ignore[return-value]
    line = _HELPER.sub("", _YEAR.sub("", _PREFIX.sub("", fold(text))))
    line = line[_PROVINCE_CITY.match(line).end() :]  # type: ignore[union-attr]
    county, line = _take(_COUNTY, line)
    town, line = _take(_TOWN, line)
    village, line = _take(_VILLAGE, line)
    return county, town, village


def _take(pattern: re.Pattern[str], line: str) -> tuple[str | None, str]:
    found = pattern.match(line)
    if found is None or _NO_PLACE.search(found.group(1)):
        return None, line
    return found.group(1), line[found.end() :]
