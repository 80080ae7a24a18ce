"""Corridors on one trunk are drawn side by side, and every path still passes through its named places."""

from __future__ import annotations

import itertools
from collections import defaultdict

from corridors.atlas import Atlas
from corridors.strands import build_strands


def test_two_corridors_on_one_trunk_get_different_offsets(atlas: Atlas) -> None:
    pair = {"rap-parallel-railway", "brkuap-multimodal"}
    shared = [strand for strand in build_strands(atlas, pair) if len(strand.beside) == 2]
    offsets: defaultdict[tuple[object, ...], dict[str, float]] = defaultdict(dict)
    for strand in shared:
        offsets[strand.path][strand.segment.corridor] = strand.offset
    trunks = [held for held in offsets.values() if set(held) == pair]
    assert trunks, "they share a trunk and draw it along one path"
    for held in trunks:
        assert len(set(held.values())) == 2
        assert sum(held.values()) == 0


def test_no_two_corridors_of_the_whole_map_lie_on_one_another(atlas: Atlas) -> None:
    seen: defaultdict[tuple[object, float], set[str]] = defaultdict(set)
    for strand in build_strands(atlas, atlas.corridor_by_id):
        for edge in itertools.pairwise(strand.path):
            seen[tuple(sorted(edge)), strand.offset if edge[0] <= edge[1] else -strand.offset].add(strand.segment.corridor)
    assert [users for users in seen.values() if len(users) > 1] == []


def test_every_path_passes_through_every_named_place(atlas: Atlas) -> None:
    drawn: defaultdict[str, set[tuple[float, float]]] = defaultdict(set)
    for strand in build_strands(atlas, atlas.corridor_by_id):
        drawn[strand.segment.id].update(strand.path)
    for segment in atlas.segments:
        if not segment.is_site:
            assert set(segment.points) <= drawn[segment.id], segment.id


def test_the_strands_of_a_segment_are_joined(atlas: Atlas) -> None:
    ends: defaultdict[str, list[set[tuple[float, float]]]] = defaultdict(list)
    for strand in build_strands(atlas, atlas.corridor_by_id):
        ends[strand.segment.id].append({strand.path[0], strand.path[-1]})
    for segment, pieces in ends.items():
        assert all(one & two for one, two in itertools.pairwise(pieces)), segment


def test_a_lone_corridor_is_drawn_on_its_course(atlas: Atlas) -> None:
    for name in atlas.corridor_by_id:
        assert {(strand.offset, strand.beside) for strand in build_strands(atlas, [name])} <= {(0.0, (name,))}, name


def test_sites_have_no_strand(atlas: Atlas) -> None:
    assert build_strands(atlas, ["chabahar-port"]) == []
