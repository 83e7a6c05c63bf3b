"""Names of counties, towns and villages: one spelling for what forms write in many ways."""

import re
import unicodedata
from dataclasses import dataclass

COMMUNITY = "社区"
_COUNTY = re.compile("(.{2,})县")
_TOWN = re.compile("(.{2,})镇")
_COMMUNITY = re.compile("(.+?)(?:社区)?(?:居民委员会|居委会|居委)|(.+)社区(?:委员会|村委会|村民委员会)?")
_VILLAGE = re.compile("(.+?)(?:村民委员会|村委会|村委|行政村|委员会)|(.{2,})村")
_NAMELESS = re.compile("(?:社区|行政村|村)?(?:居民委员会|村民委员会|居委会|村委会|委员会|人民政府|政府)?")
_BLANK = frozenset(["", "-", "—", "——", "/", "无"])


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Normalised names, '' where unknown. Bare names stand for the usual kind (县, 镇, 村); other kinds keep theirs."""

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
    return Place(normalise_county(county), normalise_town(town), normalise_village(village))


def split_place(place_text: str) -> tuple[str, str, str]:
    """The three parts in plain characters, each without the larger places written before it."""
    county, town, village = (_plain(part) for part in (place_text.split("|", 2) + ["", "", ""])[:3])
    in_county = county if county.endswith(tuple("县市区旗")) else county + "县"
    in_town = town if town.endswith(("镇", "乡", "街道")) else town + "镇"
    return county, _without_prefix(town, in_county), _without_prefix(village, in_county, in_town)


def normalise_county(name: str) -> str:
    """遂溪县 and 遂溪 → 遂溪; 雷州市 stays, for a county and a city of one name may lie side by side."""
    plain = _plain(name)
    return county[1] if (county := _COUNTY.fullmatch(plain)) else plain


def normalise_town(name: str) -> str:
    """遂城镇, 遂城镇人民政府 and 遂城 → 遂城; 乡 and 街道 stay."""
    plain = re.sub("(?<=.)(?:人民政府|政府|街道办事处|办事处)$", _kept_street, _plain(name))
    return town[1] if (town := _TOWN.fullmatch(plain)) else plain


def normalise_village(name: str) -> str:
    """豆村村委会, 豆村村 and 豆村 → 豆村; 那仙村委会, 那仙村 and 那仙 → 那仙; 城月社区居委会 → 城月社区.

    A community stays apart from the village of the same name: they are two bodies with their own household codes.
    """
    plain = _plain(name)
    if community := _COMMUNITY.fullmatch(plain):
        return (community[1] or community[2]) + COMMUNITY
    stem = plain
    while village := _VILLAGE.fullmatch(stem):
        stem = village[1] or village[2]
    return stem + "村" if len(stem) == 1 else stem


def _kept_street(office: re.Match[str]) -> str:
    return "街道" if office.group().startswith("街道") else ""


def _plain(name: str) -> str:
    compact = "".join(unicodedata.normalize("NFKC", name).split())
    return "" if compact in _BLANK else compact


def _without_prefix(name: str, *wholes: str) -> str:
    """遂溪县遂城镇豆村 in the village column → 豆村; 遂城镇居委会 stays: nothing would be left of its name."""
    for whole in wholes:
        rest = name.removeprefix(whole)
        if len(whole) > 2 and rest and not _NAMELESS.fullmatch(rest):
            name = rest
    return name
