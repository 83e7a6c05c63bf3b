"""Names of counties, towns and villages: one spelling for what forms write in many ways; missing counties and towns of a
whole delivery completed where only one known village fits."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

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
PARTS = ("county_name", "town_name", "village_name")
_OTHER_KINDS = (COUNTY_KINDS[1:], TOWN_KINDS[1:], (COMMUNITY,))


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


def resolve_places(place_texts: Iterable[str], default_county: str | None) -> dict[str, Place]:
    """One place per distinct 'county|town|village' text; what fits several villages keeps its empty part.

    Reads all texts before it decides, so the order of rows makes no difference.
    """
    places = {text: parse_place(text) for text in sorted(set(place_texts))}
    for position in range(len(PARTS)):
        places = _settle_kind(places, position)
    default = with_kind(default_county or "", COUNTY_KINDS)
    for part in ("town_name", "county_name", "town_name"):
        known = _Known(places.values())
        places = {text: known.complete(place, part, default) for text, place in places.items()}
    return places


class _Known:
    """The places that name a village and more, by village."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_village: dict[str, set[Place]] = defaultdict(set)
        self._counties: dict[str, set[str]] = defaultdict(set)
        for place in places:
            if place.village_name and (place.town_name or place.county_name):
                self._by_village[place.village_name].add(place)
            if place.county_name and place.town_name:
                self._counties[place.town_name].add(place.county_name)

    def complete(self, place: Place, part: str, default: str) -> Place:
        """The place with `part` completed from the only place that fits; a county else by town or default."""
        if getattr(place, part):
            return place
        fitting = {other for other in self._by_village.get(place.village_name, ()) if _fits(place, other)}
        found = {getattr(other, part) for other in fitting} - {""}
        if part == "county_name":
            found = found or self._counties.get(place.town_name, set())
            found = {default} if default and (not found or default in found) else set(found)
        elif len({(other.county_name, other.town_name) for other in fitting if other.town_name}) > 1:
            return place
        return replace(place, **{part: found.pop()}) if len(found) == 1 else place


def _fits(place: Place, other: Place) -> bool:
    is_county_fit = not place.county_name or other.county_name in ("", place.county_name)
    return is_county_fit and (not place.town_name or other.town_name == place.town_name)


def _settle_kind(places: Mapping[str, Place], position: int) -> dict[str, Place]:
    """A name that is bare wherever its area has it (雷州) becomes the only other kind there (雷州市)."""

    def names(place: Place) -> tuple[str, ...]:
        return (place.county_name, place.town_name, place.village_name)[: position + 1]

    delivered = {text: split_place(text)[position] for text in places}
    named = {names(place) for text, place in places.items() if not _is_bare(delivered[text], position)}
    settled = {}
    for text, place in places.items():
        bare, (*area, name) = delivered[text], names(place)
        fitting = [bare + kind for kind in _OTHER_KINDS[position] if (*area, bare + kind) in named]
        is_open = _is_bare(bare, position) and (*area, name) not in named
        settled[text] = replace(place, **{PARTS[position]: fitting[0]}) if is_open and len(fitting) == 1 else place
    return settled


def _is_bare(delivered: str, position: int) -> bool:
    """Whether a name comes without its kind; a village's bare name is its stem."""
    if position == 2:
        return delivered == normalise_village(delivered) and not delivered.endswith(COMMUNITY)
    return not delivered.endswith((COUNTY_KINDS, TOWN_KINDS)[position])
