"""Places of a whole delivery: missing counties and towns completed where only one known village fits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.parsing.places import COMMUNITY, Place, normalise_county, parse_place, split_place

_OTHER_KINDS = {
    "county_name": ("市", "区", "自治县"),
    "town_name": ("乡", "街道"),
    "village_name": (COMMUNITY,),
}


def resolve_places(place_texts: Iterable[str], default_county: str | None) -> dict[str, Place]:
    """One place per distinct 'county|town|village' text; what fits several known villages keeps its empty part.

    Reads all texts before it decides, so the order of rows makes no difference.
    """
    places = {text: parse_place(text) for text in sorted(set(place_texts))}
    for part, kinds in _OTHER_KINDS.items():
        places = _settle_kind(places, part, kinds)
    default = normalise_county(default_county or "")
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
        """The place with its missing `part` from the only place that fits; a county else from the town or default."""
        if getattr(place, part):
            return place
        fitting = {other for other in self._by_village[place.village_name] if _fits(place, other)}
        found = {getattr(other, part) for other in fitting} - {""}
        if part == "county_name":
            found = found or self._counties.get(place.town_name, set())
            found = {default} if default and (not found or default in found) else found
        else:
            full = {(other.county_name, other.town_name) for other in fitting if other.town_name}
            found = found if len(full) == 1 else set()
        return replace(place, **{part: found.pop()}) if len(found) == 1 else place


def _fits(place: Place, other: Place) -> bool:
    is_county_fit = not place.county_name or other.county_name in ("", place.county_name)
    return is_county_fit and (not place.town_name or other.town_name == place.town_name)


def _settle_kind(places: Mapping[str, Place], part: str, kinds: tuple[str, ...]) -> dict[str, Place]:
    """A name that stands bare everywhere in its area (雷州) becomes the only other kind known there (雷州市)."""
    position = list(_OTHER_KINDS).index(part)

    def area_and_name(place: Place) -> tuple[str, ...]:
        return (place.county_name, place.town_name, place.village_name)[: position + 1]

    known = {area_and_name(place) for place in places.values()}
    written_out = {
        area_and_name(place) for text, place in places.items() if split_place(text)[position] != getattr(place, part)
    }
    settled = {}
    for text, place in places.items():
        *area, name = area_and_name(place)
        fitting = [name + kind for kind in kinds if (*area, name + kind) in known]
        is_bare = bool(name) and (*area, name) not in written_out
        settled[text] = replace(place, **{part: fitting[0]}) if is_bare and len(fitting) == 1 else place
    return settled
