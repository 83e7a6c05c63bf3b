"""Places of a whole delivery: missing counties and towns completed where only one known village fits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.parsing.places import (
    COMMUNITY,
    COUNTY_KINDS,
    TOWN_KINDS,
    Place,
    normalise_village,
    parse_place,
    split_place,
    with_kind,
)

PARTS = ("county_name", "town_name", "village_name")
_OTHER_KINDS = (COUNTY_KINDS[1:], TOWN_KINDS[1:], (COMMUNITY,))


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
