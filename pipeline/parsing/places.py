"""Names of counties, towns and villages: one spelling for what forms write in many ways."""

import re
import unicodedata
from dataclasses import dataclass

from pipeline.parsing.characters import visible

COMMUNITY = "社区"
COUNTY_KINDS = ("县", "市", "自治县", "区", "旗", "场", "会")  # the first is what a bare name means
TOWN_KINDS = ("镇", "乡", "街道", "苏木", "区", "场", "会", "社")
_COMMUNITY = re.compile("(.+?)(?:社区)?(?:居民委员会|居委会|居委)|(.+)社区(?:村民委员会|村委会|委员会)?")
_VILLAGE = re.compile("(.+?)(?:村民委员会|村委会|村委|行政村|委员会)|(.{2,})村")
_NAMELESS = re.compile("(?:社区|行政村|村)?(?:居民委员会|村民委员会|居委会|村委会|委员会|人民政府|政府)?")
_OFFICE = re.compile("(?<=.)(?:人民政府|政府|(?<=街道)办事处|(?<=街道)办)$")
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(  # 1.示例村, (一)示例村, 01示例村; 十八里村, 3号岭村 and 81新村 are names
    rf"^(?:\(?\d{{1,3}}[).、]|\({_HAN_NUMBER}\)|{_HAN_NUMBER}[、.]|\d{{1,2}}(?=[\u4e00-\u9fff]{{3}})(?!\d*(?:公里|[里组队号社道巷街连排户年月])))"
    r"(?=[\u4e00-\u9fff]{2})(?!社区|行政村|村)"
)
_BLANK = frozenset(["-", "—", "——", "/", "无"])


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Normalised, '' where unknown: county and town with their kind (遂溪县, 遂城镇), village by its stem."""

    county_name: str
    town_name: str
    village_name: str

    @property
    def village_id(self) -> str:
        """'county|town|village', normalised; the first part of a household's id."""
        return f"{self.county_name}|{self.town_name}|{self.village_name}"


def parse_place(place_text: str) -> Place:
    """Normalise 'county|town|village' as delivered. Never raises; missing parts are ''."""
    county, town, village = split_place(place_text)
    return Place(with_kind(county, COUNTY_KINDS), with_kind(town, TOWN_KINDS), normalise_village(village))


def split_place(place_text: str) -> tuple[str, str, str]:
    """The three parts in plain characters, each without the larger places written before it."""
    county, town, village = (_plain(part) for part in [*place_text.split("|", 2), "", ""][:3])
    in_county = with_kind(county, COUNTY_KINDS)
    town = _OFFICE.sub("", _without_prefix(town, in_county))
    return county, town, _without_prefix(_NUMBER.sub("", village), in_county, with_kind(town, TOWN_KINDS))


def with_kind(name: str, kinds: tuple[str, ...]) -> str:
    """遂溪 → 遂溪县, 雷州市 stays: a county and a city of one name may lie side by side."""
    return name if not name or name.endswith(kinds) else name + kinds[0]


def normalise_village(name: str) -> str:
    """豆村村委会, 豆村村 and 豆村 → 豆村; 那仙村委会, 那仙村 and 那仙 → 那仙; 城月社区居委会 → 城月社区; 01豆村, （一）豆村 → 豆村.

    A community stays apart from the village of its name: two bodies, each with its own household codes.
    """
    stem = _NUMBER.sub("", _plain(name))
    while True:
        if community := _COMMUNITY.fullmatch(stem):
            return (community[1] or community[2]) + COMMUNITY
        village = _VILLAGE.fullmatch(stem)
        if village is None:
            return stem + "村" if len(stem) == 1 else stem
        stem = village[1] or village[2]


def _plain(name: str) -> str:
    compact = "".join(visible(unicodedata.normalize("NFKC", name)).split())
    return "" if compact in _BLANK else compact


def _without_prefix(name: str, *wholes: str) -> str:
    """遂溪县遂城镇豆村 in the village column → 豆村; 遂城镇居委会 stays, else it had no name left."""
    for whole in wholes:
        rest = name.removeprefix(whole)
        if len(whole) > 2 and not _NAMELESS.fullmatch(rest):
            name = rest
    return name
