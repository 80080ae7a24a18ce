"""The rows that tell what was measured of our map and of the stock page."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence

from maps import TOGGLES, Maps
from pages import Change
from table import Row, judged, verdict

KB, MB = 1000, 1_000_000
TIMES_FASTER = 5.0
# Heap that 500 toggles may leave: less than the engine's own swing between two looks.
HEAP_MB = 1.0


def ms(values: Sequence[float]) -> str:
    return f"{statistics.median(values):,.0f} ms (worst {max(values):,.0f})"


def kb(values: Sequence[int]) -> str:
    return f"{statistics.median(values) / KB:,.1f} KB (worst {max(values) / KB:,.1f})"


def beside(what: str, ours: Sequence[float], stock: Sequence[float], times: float = 1.0) -> Row:
    """Return a row of waits that asks ours to be so many times shorter than stock's."""
    ratio = statistics.median(stock) / statistics.median(ours)
    target = "no slower than stock" if times == 1 else f"≥ {times:g} times faster"
    return Row(
        f"{what}, median of {len(ours)}", f"{ms(ours)}; stock {ms(stock)}: {ratio:.1f} times faster", target, verdict(ratio >= times)
    )


def first_ms(changes: Sequence[Change]) -> list[float]:
    return [change.first_ms for change in changes]


def change_rows(seen: Maps) -> Iterator[Row]:
    ours, stock = seen.ours, seen.stock
    yield beside("Legend toggle (stock: checkbox), click to painted", first_ms(ours.toggles), first_ms(stock.toggles), TIMES_FASTER)
    yield Row(
        "– until the last frame that shows it", f"{ms([c.last_ms for c in ours.toggles])}; stock {ms([c.last_ms for c in stock.toggles])}"
    )
    own = [change.own_ms for change in ours.toggles if change.own_ms is not None]
    yield Row("– by the component's own mark corridors:painted", ms(own))
    script = [c.script_ms for c in ours.toggles], [c.script_ms for c in stock.toggles]
    yield Row("– of it until the draw calls were made", f"{ms(script[0])}; stock {ms(script[1])}")
    yield beside("Sidebar filter, click to painted", first_ms(ours.filters), first_ms(stock.filters))
    for what, mine, theirs in (("toggle", ours.toggles, stock.toggles), ("filter", ours.filters, stock.filters)):
        sockets = [c.socket for c in mine], [c.socket for c in theirs]
        yield Row(f"Socket, one {what}, median of {len(mine)}", f"{kb(sockets[0])}; stock {kb(sockets[1])}")
        fetched = [c.http for c in mine], [c.http for c in theirs]
        yield Row(f"Fetched by HTTP, one {what}, median of {len(mine)}", f"{kb(fetched[0])}; stock {kb(fetched[1])}")


def map_rows(seen: Maps) -> Iterator[Row]:
    """Return the rows of our map beside stock's."""
    yield from change_rows(seen)
    ours, stock, lasting = seen.ours, seen.stock, seen.endurance
    yield beside("First paint, cold browser: first frame with data", ours.cold_first, stock.cold_first)
    yield beside("First paint, cold browser: the whole map", ours.cold_whole, stock.cold_whole)
    rates = statistics.median(ours.pan_rate), statistics.median(stock.pan_rate)
    yield Row(
        f"Frames a second while panning, median of {len(ours.pan_rate)}",
        f"{rates[0]:.1f}; stock {rates[1]:.1f} (longest time without one: {max(ours.pan_gap):,.0f} ms; stock {max(stock.pan_gap):,.0f})",
    )
    heaps = [heap / MB for heap in lasting.heaps]
    note = f" (from {heaps[0]:.2f} MB; by steps {', '.join(f'{after - before:+.2f}' for before, after in itertools.pairwise(heaps))})"
    yield judged(f"JS heap left by {TOGGLES} toggles, after garbage collection", heaps[-1] - heaps[0], HEAP_MB, "MB", note)
    yield Row(f"DOM nodes before and after {TOGGLES} toggles", f"{lasting.nodes[0]:,} and {lasting.nodes[-1]:,}")
    yield Row("WebGL contexts created by then", f"{lasting.contexts}", "1", verdict(lasting.contexts == 1))
