"""Rules on drawn routes: positions, countries, land and sea, connection, length."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from corridors.checks.references import file_of
from corridors.edition import Problem
from corridors.geometry import GEOD, distance_km, is_in_range, jumps_antimeridian, length_km, outside_km
from corridors.load import Draft, read_cities, read_countries
from corridors.model import Corridor, Segment
from corridors.terms import Kind, Mode, QuantityKind

# Basemap borders and coasts are simplified by about 2 km, and GeoNames points are town centres.
COUNTRY_TOLERANCE_KM = 12
# A straight leg between coastal or lakeside towns may cut a bay; a sea leg may cut a cape.
COAST_TOLERANCE_KM = 25
CONNECTION_TOLERANCE_KM = 5
TOWN_TOLERANCE_KM = 25
# Wider than the tolerance anywhere that towns are; saves measuring to each of them.
NEAR_DEGREES = 1.0
LENGTH_TOLERANCE = 0.20
LAYER_KINDS = {
    "pipelines": {Kind.GAS_PIPELINE, Kind.OIL_PIPELINE},
    "railways": {Kind.RAILWAY},
    "roads": {Kind.ROAD},
    "power_lines": {Kind.POWER_LINE},
    "multimodal": {Kind.MULTIMODAL, Kind.OIL_HUB, Kind.PORT, Kind.DRY_PORT, Kind.FIELD},
}


def _problem(segment: Segment, rule: str, found: str, allowed: str, todo: str) -> Problem:
    return Problem(file_of(segment), segment.id, rule, found, allowed, todo)


def position_in_range(draft: Draft) -> Iterator[Problem]:
    """Every position is finite and on the globe, and no line jumps across the antimeridian."""
    for segment in draft.atlas.segments:
        for point in segment.points:
            if not is_in_range(point):
                yield _problem(segment, "position_in_range", f"{point}", "lon -180 to 180, lat -90 to 90", "correct it")
        if jumps_antimeridian(segment.points):
            yield _problem(
                segment, "position_in_range", "a jump of over 180° of longitude", "lines cut at ±180°", "split the segment there"
            )


def layer_holds_kind(draft: Draft) -> Iterator[Problem]:
    """Sites are on the hubs layer; lines are on the layer of their corridor's kind, a site's feeder lines on multimodal."""
    for segment in draft.atlas.segments:
        kind = draft.atlas.corridor_by_id[segment.corridor].kind
        right = segment.layer == "hubs" if segment.is_site else kind in LAYER_KINDS.get(segment.layer, set())
        if not right:
            yield _problem(segment, "layer_holds_kind", f"{kind} on {segment.layer}", "the layer of its kind", "move the feature")
        if segment.is_site != (segment.mode.value in {k.value for k in Kind if k.is_site}):
            yield _problem(segment, "layer_holds_kind", f"mode {segment.mode}", "a site's mode for points only", "correct the mode")


def _is_marine(segment: Segment) -> bool:
    return segment.mode is Mode.SEA or segment.offshore


def inside_country(draft: Draft) -> Iterator[Problem]:
    """Every position of a land leg lies in a country that the leg states, within a tolerance; none is swapped."""
    countries = read_countries()
    for segment in draft.atlas.segments:
        if _is_marine(segment):
            continue
        shapes = [countries[code] for code in segment.countries if code in countries]
        if not shapes:
            yield _problem(segment, "inside_country", f"countries {segment.countries}", "ISO codes of the basemap", "correct them")
            continue
        for point in segment.points:
            away = min(outside_km(point, shape) for shape in shapes)
            if away <= COUNTRY_TOLERANCE_KM:
                continue
            swapped = any(outside_km(point[::-1], shape) <= COUNTRY_TOLERANCE_KM for shape in shapes)
            found = f"{point} is {away:.0f} km outside {','.join(segment.countries)}" + (", and inside it when swapped" if swapped else "")
            allowed = f"within {COUNTRY_TOLERANCE_KM} km of a stated country"
            yield _problem(
                segment, "inside_country", found, allowed, "swap lon and lat" if swapped else "correct the point or the countries"
            )


@functools.lru_cache(maxsize=1)
def _land() -> BaseGeometry:
    land = shapely.union_all(list(read_countries().values()))
    shapely.prepare(land)
    return land


def on_land_or_sea(draft: Draft) -> Iterator[Problem]:
    """Land legs stay on land and sea legs in water, apart from bays and capes that a straight leg cuts."""
    for segment in draft.atlas.segments:
        if segment.is_site:
            continue
        line = shapely.LineString(segment.points)
        wrong = shapely.intersection(line, _land()) if _is_marine(segment) else shapely.difference(line, _land())
        km = float(GEOD.geometry_length(wrong)) / 1000
        if km > COAST_TOLERANCE_KM:
            where = "on land" if _is_marine(segment) else "in water"
            yield _problem(
                segment, "on_land_or_sea", f"{km:.0f} km {where}", f"at most {COAST_TOLERANCE_KM} km", "add points along the coast"
            )


def segments_connect(draft: Draft) -> Iterator[Problem]:
    """Each segment starts or ends where an earlier one of its corridor runs, unless it says that it starts a chain."""
    for corridor in draft.atlas.corridors:
        lines = [segment for segment in corridor.segments if not segment.is_site]
        for index, segment in enumerate(lines):
            if index == 0 or segment.starts_chain:
                continue
            earlier = [point for other in lines[:index] for point in other.points]
            ends = (segment.points[0], segment.points[-1])
            gap = min(distance_km(end, point) for end in ends for point in earlier)
            if gap > CONNECTION_TOLERANCE_KM:
                yield _problem(
                    segment,
                    "segments_connect",
                    f"{gap:.0f} km from the rest of the corridor",
                    f"at most {CONNECTION_TOLERANCE_KM} km",
                    "join it or set starts_chain",
                )


def main_length_km(corridor: Corridor) -> float:
    """Return the drawn length of a corridor's main segments in km, branches left out."""
    return math.fsum(length_km(segment.points) for segment in corridor.segments if segment.role == "main")


def length_as_stated(draft: Draft) -> Iterator[Problem]:
    """The drawn length is within 20 % of the stated one, where the statement is about the whole corridor."""
    for corridor in draft.atlas.corridors:
        stated = [q for q in corridor.quantities if q.kind is QuantityKind.LENGTH and not q.scope]
        drawn = main_length_km(corridor)
        if not stated or not drawn:
            continue
        low, high = stated[0].value, stated[0].high or stated[0].value
        if drawn < low * (1 - LENGTH_TOLERANCE) or drawn > high * (1 + LENGTH_TOLERANCE):
            found = f"{drawn:,.0f} km drawn, {low:,.0f} km stated ({drawn / low:.0%})"
            allowed = f"within {LENGTH_TOLERANCE:.0%}, or a scope that says what is counted"
            yield Problem(
                file_of(corridor), corridor.id, "length_as_stated", found, allowed, "correct the route, or give a reasoned exception"
            )


def countries_agree(draft: Draft) -> Iterator[Problem]:
    """A corridor's countries are those that it names and those that its segments cross."""
    for corridor in draft.atlas.corridors:
        crossed = {code for segment in corridor.segments for code in segment.countries}
        if missing := sorted(crossed - set(corridor.countries)):
            yield Problem(
                file_of(corridor),
                corridor.id,
                "countries_agree",
                f"segments in {', '.join(missing)}",
                "countries that the corridor lists",
                "add them to countries, in route order",
            )


def place_in_country(draft: Draft) -> Iterator[Problem]:
    """Every named place lies in the country that it states, within its own tolerance and the basemap's."""
    countries: Mapping[str, BaseGeometry] = read_countries()
    for place in draft.atlas.places:
        if place.country is None or place.country not in countries:
            continue
        away = outside_km((place.lon, place.lat), countries[place.country])
        if away > COUNTRY_TOLERANCE_KM + place.tolerance_km:
            yield Problem(
                "places.csv", place.name, "place_in_country", f"{away:.0f} km outside {place.country}", "inside it", "correct the position"
            )


def event_near_town(draft: Draft) -> Iterator[Problem]:
    """Every event's place lies near a named place or a city of the basemap: a swapped or mistyped position does not."""
    towns = [(place.lon, place.lat) for place in draft.atlas.places] + list(read_cities())
    for event in draft.atlas.events:
        if event.place is None:
            continue
        lon, lat = event.place
        near = [town for town in towns if abs(town[0] - lon) < NEAR_DEGREES and abs(town[1] - lat) < NEAR_DEGREES]
        if not any(distance_km(event.place, town) <= TOWN_TOLERANCE_KM for town in near):
            allowed = f"within {TOWN_TOLERANCE_KM} km of a place of places.csv or a city of the basemap"
            yield Problem(
                "events.toml", event.id, "event_near_town", f"{lon}, {lat}", allowed, "correct the position (lon, lat), or name the place"
            )


RULES = (
    position_in_range,
    layer_holds_kind,
    inside_country,
    on_land_or_sea,
    segments_connect,
    length_as_stated,
    countries_agree,
    place_in_country,
    event_near_town,
)
