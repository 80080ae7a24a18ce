"""What `corridors events …` does: news into the review queue and out of it."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from corridors.cli.codes import FINDINGS, GOOD, UsageError
from corridors.cli.printing import print_json
from corridors.fetch import FetchError, fetch
from corridors.news.candidates import NewsError
from corridors.news.link import Link
from corridors.news.propose import Proposal
from corridors.news.reading import MOST_BYTES
from corridors.publish import STDOUT, write_file
from corridors.reading.worker import Progress
from corridors.snapshots.request import SnapshotError
from corridors.tasks.review_news import ReadNews, read_and_link
from corridors.workspace.aside import say_unread
from corridors.workspace.events import accept, queue_news, queued, read_events, read_queue
from corridors.workspace.geodata import geodata_text
from corridors.workspace.opened import known_events, open_atlas
from corridors.workspace.records import OwnEvent
from corridors.workspace.review import Draft, DraftError, draft_of, event_of


def today() -> dt.date:
    """Return the present day, UTC."""
    return dt.datetime.now(dt.UTC).date()


def run_extract(options: argparse.Namespace) -> int:
    """Read news and print what it is about."""
    data = _data(options.file)
    try:
        read = _with_bar(lambda told: read_and_link(data, today(), known_events(), told))
    except NewsError as error:
        raise UsageError(f"{options.file}: {error}") from None
    for problem in read.problems:
        print(f"corridors events extract: {options.file}: {problem}", file=sys.stderr)
    if options.queue:
        queue_news(Path(options.file).name, read.proposals)
    if options.json:
        print_json([_plain(item) for item in read.proposals], indent=1)
    else:
        for item in read.proposals:
            print("\n".join(_lines(item)))
    waits = "; they wait for review" if options.queue else ""
    print(f"{len(read.proposals)} found ({read.form}, {read.encoding}){waits}", file=sys.stderr)
    return GOOD


def _data(file: str) -> bytes:

    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    if file.startswith(("http://", "https://")):
        try:
            return fetch(file)
        except FetchError as error:
            raise UsageError(str(error)) from None
    try:
        size = Path(file).stat().st_size
        if size > MOST_BYTES:
            raise UsageError(f"{file}: {size / 1e6:,.0f} MB; allowed: up to {MOST_BYTES // 1_000_000} MB; split the file")
        with Path(file).open("rb") as source:  # a device or a pipe has no size, and may have no end
            data = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; allowed: a file that can be read; correct the path") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{file}: more than {MOST_BYTES // 1_000_000} MB; allowed: up to that; split the file")
    return data


def _with_bar(call: Callable[[Progress], ReadNews]) -> ReadNews:
    with tqdm(total=100, unit="%", delay=1, disable=None, leave=False, file=sys.stderr) as bar:
        return call(lambda share, _: bar.update(round(share * 100) - bar.n) and None)


def _plain(item: Proposal) -> dict[str, Any]:
    found = item.candidate

    def plain(links: tuple[Link, ...]) -> list[dict[str, Any]]:
        return [{"id": link.id, "score": link.score, "reasons": list(link.reasons)} for link in links]

    return {
        "date": found.date.text if found.date else None, "headline": found.headline, "kind": item.kind.value,
        "corridors": plain(item.links.corridors), "actors": plain(item.links.actors), "duplicate_of": item.duplicate_of,
        "possible_corridors": plain(item.links.possible_corridors), "possible_actors": plain(item.links.possible_actors),
        "proposed_move": {"corridor": item.moves[0], "status": item.moves[1].value} if item.moves else None,
        "where": found.where, "form": found.form.value, "url": found.url, "publisher": found.publisher,
        "place": list(found.place) if found.place else None, "problems": list(found.problems),
    }  # fmt: skip


def _lines(item: Proposal) -> list[str]:
    found = item.candidate
    lines = [f"{found.date.text if found.date else 'no date':10}  {found.headline}  [{item.kind.value}; {found.where}]"]
    if item.duplicate_of:
        lines.append(f"            repeats {item.duplicate_of}")
    lines += [f"            {link.id} {link.score:.2f}: {'; '.join(link.reasons)}" for link in (*item.links.corridors, *item.links.actors)]
    return lines + [f"            ! {problem}" for problem in found.problems]


def run_accept(options: argparse.Namespace) -> int:
    """Accept news from the queue."""
    atlas, waiting = open_atlas(), {item.id: item for item in queued(most=100_000)}
    if missing := [number for number in options.id if number not in waiting]:
        raise UsageError(f"{missing[0]}: no such news waits; allowed: a number that `corridors events list --queue` prints")
    failed = 0
    for number in options.id:
        try:
            saved = accept(waiting[number], event_of(_edited(draft_of(waiting[number]), options), atlas, today()))
        except DraftError as error:
            failed += 1
            print(f"corridors events accept: {number}: {error}", file=sys.stderr)
            continue
        if options.json:
            print_json(_event(saved))
        else:
            print(f"{saved.event.id}: {saved.event.headline}")
    return FINDINGS if failed else GOOD


def _edited(draft: Draft, options: argparse.Namespace) -> Draft:
    names = ("headline", "date", "kind", "place", "url", "publisher", "note")
    changes: dict[str, Any] = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    for name in ("corridors", "actors"):
        if (text := getattr(options, name)) is not None:
            changes[name] = tuple(part.strip() for part in text.split(",") if part.strip())
    pairs = [text.partition("=") for text in options.move]
    if bad := [head for head, sign, status in pairs if not (sign and status)]:
        raise UsageError(f"--move {bad[0]}: allowed: CORRIDOR=STATUS, such as tapi-gas=construction")
    return replace(draft, **changes, moves={head: status for head, _, status in pairs})


def run_list(options: argparse.Namespace) -> int:
    """List accepted events, or what waits."""
    return _list_queue(as_json=options.json) if options.queue else _list_events(as_json=options.json)


def _list_queue(*, as_json: bool) -> int:
    waiting, aside = read_queue(most=100_000)
    say_unread(aside)
    if as_json:
        print_json([{"id": item.id, "from": item.batch, **_plain(item.proposal)} for item in waiting], indent=1)
        return GOOD
    for item in waiting:
        head, *rest = _lines(item.proposal)
        print("\n".join([f"{item.id:5}  {head}", *rest]))
    print(f"{len(waiting)} wait for review", file=sys.stderr)
    return GOOD


def _list_events(*, as_json: bool) -> int:
    own, aside = read_events()
    say_unread(aside)
    if as_json:
        print_json([_event(kept) for kept in own], indent=1)
        return GOOD
    for kept in own:
        print(f"{kept.event.date.text:10}  {kept.event.headline}  [{kept.event.kind.value}; {kept.event.id}]")
    print(f"{len(own)} accepted", file=sys.stderr)
    return GOOD


def _event(own: OwnEvent) -> dict[str, Any]:
    event = own.event
    return {
        "id": event.id, "date": event.date.text, "kind": event.kind.value, "headline": event.headline, "corridors": list(event.corridors),
        "actors": list(event.actors), "place": list(event.place) if event.place else None, "url": own.url, "publisher": own.publisher,
        "moves": [{"corridor": move.corridor, "status": move.status.value, "basis": move.basis.value} for move in own.moves],
        "accepted": own.accepted, "version": own.version,
    }  # fmt: skip


def run_export(options: argparse.Namespace) -> int:
    """Write the accepted events as geodata records."""
    own, aside = read_events()
    say_unread(aside)
    text, out = geodata_text(own), options.out or STDOUT
    try:
        write_file(out, text.encode(errors="replace"), force=options.force)
    except SnapshotError as error:
        raise UsageError(str(error)) from None
    if out != STDOUT:
        print(f"{out}: {len(text.encode(errors='replace')):,} bytes")
    return GOOD
