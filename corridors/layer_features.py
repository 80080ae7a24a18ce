"""What a view shows of users' layers: each layer with the features that pass the view's filters, and who is credited."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.layered import shown_layers, shown_mask
from corridors.view import View

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class Shown(NamedTuple):
    """A layer and its features shown, with the columns and the order of the layer's own."""

    layer: ImportedLayer
    features: GeoDataFrame


@lru_cache(maxsize=16)
def shown_features(atlas: Atlas, view: View) -> tuple[Shown, ...]:
    """Return the layers that a view shows with the features that pass its filters, in the atlas's order."""
    return tuple(Shown(layer, layer.features[shown_mask(atlas, layer, view)]) for layer in shown_layers(atlas, view))


def extents_of(shown: tuple[Shown, ...]) -> list[tuple[float, float]]:
    """Return corners (lon, lat) of boxes that hold every feature shown; none where nothing is."""
    boxes = [map(float, one.features.total_bounds) for one in shown if len(one.features)]
    return [corner for west, south, east, north in boxes for corner in ((west, south), (east, north))]
