"""The readers, after a little of all their work: what is kept between two calls (outlines, names, patterns) is there before the fork.

Loaded by the process that a server's readers are forked from, which reads many files; a command reads one, and does without.
"""

from __future__ import annotations

import datetime as dt

from corridors.importing import normalise, read_file, recognise
from corridors.news.propose import propose
from corridors.news.reading import read_news
from corridors.tasks import readers  # noqa: F401 - the tasks themselves
from corridors.workspace.opened import shipped


def _warm_up() -> None:
    raw = read_file(b"name,country,lon,lat,status\nHerat,Afghanistan,62.2,34.3,operating\n", "warm.csv")
    normalise(raw, recognise(raw))
    propose(shipped(), read_news(b"27 May 2024: Russia and Kazakhstan speak of TAPI", dt.date(2024, 6, 1)).candidates)


_warm_up()
