"""The tables of their own in the page of `make bench`, each with how it is to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from table import Row, table

SNAPSHOTS = """\
Warm is in this process after one drawing of each format; every drawing is of a view that it has not drawn before. The screenshot is of
the dashboard in headless Chromium at 1920 × 1080, of the same views: the browser runs, and each view is opened and waited for until its
map is ready; the second row leaves opening and waiting out. Memory of many at once is the proportional size (PSS) of all its processes."""
LAYERS = """\
Stock is `bench/layers_stock.py`: the lines of the same layer as JSON with six decimals, by `st.pydeck_chart`; its bytes are measured
whether it paints them or not. Ours are as fetched where the map opens (zoom 3.2), and as they would be for every position. Dropped files
go through the tab Layers of the dashboard (`bench/drops.py`); what a person takes to look at the report is not in the time."""
IMPORTS = """\
Each is a call of the command line with its start, the report and the layer that is kept. Memory is the largest resident size of its process;
allowed are five times the file, or 600 MB."""
NEWS = """\
Articles, feed and events are made of the words of the reference data (`bench/news_made.py`), no piece like another. A filter is everything
that the page works out for a view: corridors, counts of every filter, news, changes and what the map is asked; Streamlit's own work is only
in the page's runs. Best of several, as whatever else runs on the machine only adds."""


def section_lines(pictures: Iterable[Row], layers: Iterable[Row], imports: Iterable[Row], news: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of the tables under their headings."""
    sections = (
        ("Snapshots", pictures, SNAPSHOTS),
        ("Imported layers", layers, LAYERS),
        ("Imports", imports, IMPORTS),
        ("News", news, NEWS),
    )
    for title, rows, words in sections:
        yield from (f"## {title}", "", *table(rows), "", *words.splitlines(), "")
