"""News that a user brings -> proposals for review, read and linked in a process of its own."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from corridors.news.candidates import NewsError
from corridors.news.propose import Proposal
from corridors.news.reading import MOST_BYTES
from corridors.reading.answers import AnswerError
from corridors.reading.worker import FaultError, Progress, StoppedError, run
from corridors.tasks.folder import FAULT, READERS, Folder
from corridors.workspace.records import CONVERTER, OwnEvent, to_json

LOG = logging.getLogger(__name__)
OUR_FAULT = f"{FAULT}; try another file"


@dataclass(frozen=True)
class ReadNews:
    """What was read of one file or text: what it is, its proposals in order, and what could not be read."""

    form: str
    encoding: str
    proposals: tuple[Proposal, ...]
    problems: tuple[str, ...]


def read_and_link(data: bytes, today: dt.date, events: Iterable[OwnEvent] = (), progress: Progress | None = None) -> ReadNews:
    """Return the proposals that news gives; `events` are those that users have accepted, which it may repeat.

    Raises:
        NewsError: the data are too large, nothing in them can be read, or they ended their reader.
    """
    if len(data) > MOST_BYTES:  # looked at before it is written down; what reads it says so
        data = data[: MOST_BYTES + 1]
    folder = Folder(data)
    try:
        given = {"today": today.isoformat(), "events": [to_json(event) for event in events]}
        run(f"{READERS}:link_news", folder.path, given, progress, (NewsError,))
    except StoppedError as error:
        raise NewsError(str(error)) from None
    except (FaultError, AnswerError) as error:
        LOG.error("news could not be read:\n%s", error)  # noqa: TRY400 - the trace is the reader's, in the text
        raise NewsError(OUR_FAULT) from None
    try:
        answer = folder.answer()
        proposals = CONVERTER.structure(answer["proposals"], tuple[Proposal, ...])
        return ReadNews(answer["form"], answer["encoding"], proposals, tuple(answer["problems"]))
    except Exception:  # whatever it is: news may have taken over the process that left it
        LOG.exception("what a reader of news left cannot be used")
        raise NewsError(OUR_FAULT) from None
