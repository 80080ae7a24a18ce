"""One HTML file that opens from disk with no network at all: the map of the page, its cards, its list of corridors.

The page's own content security policy forbids every request: all of its files are inside, as text, and are given to the
map's script as addresses of blobs.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from html import escape
from itertools import islice
from typing import Any

from corridors.asked import ask, message_of
from corridors.atlas import Atlas
from corridors.card import card_body, card_head
from corridors.dataset import map_dataset
from corridors.layer_features import Shown, shown_features
from corridors.layered import held_mask, shown_layers
from corridors.layers import map_deck
from corridors.load import read_map_assets
from corridors.model import Corridor
from corridors.select import select, without_toggles
from corridors.snapshots.extent import SCREEN_PX, camera_of, read_extent
from corridors.snapshots.furniture import credit_words, header_lines, link_of, source_words
from corridors.snapshots.layout import Subject
from corridors.snapshots.request import Part, Request
from corridors.snapshots.stamp import Stamp, seal, text_of
from corridors.style import Theme, page_colors
from corridors.view import Camera
from corridors.words import NOT_KNOWN, basis_words, date_words

CARD_PX = 432
MOST_LISTED = 500
STYLE = """
*{box-sizing:border-box}html,body{margin:0;height:100%}
body{display:flex;flex-direction:column;background:var(--page);color:var(--ink);font:15px/1.4 "Source Sans 3","Segoe UI",system-ui,sans-serif}
header{display:flex;gap:16px;align-items:baseline;flex-wrap:wrap;padding:10px 16px 8px}header h1{font-size:22px;margin:0}header p{margin:0;opacity:.85}
header .asof{margin-left:auto;font-weight:600}main{position:relative;flex:1 1 0;min-height:340px}
main .cm{height:100%;border-radius:0}#map{position:absolute;inset:0}
#card{position:absolute;top:0;right:0;bottom:0;width:432px;overflow-y:auto;background:var(--page);border-left:1px solid var(--rule);padding:10px 14px 24px}
#card[hidden]{display:none}#card h2{font-size:19px;line-height:1.25;margin:0 0 4px;padding-right:64px}#card .over{margin:0;font-size:13px;display:flex;gap:6px;align-items:center}
.card p{margin:0 0 .45rem}#card .close{position:absolute;top:10px;right:12px}button.plain{font:inherit;color:var(--link);background:none;border:0;padding:2px 0;cursor:pointer;text-align:left;text-decoration:underline;text-underline-offset:2px}
footer{padding:6px 16px 10px;font-size:12.5px;opacity:.9;max-height:34vh;overflow:auto}footer p{margin:2px 0}footer a{color:var(--link)}
summary{cursor:pointer}table{border-collapse:collapse}footer td,footer th{padding:2px 14px 2px 0;text-align:left;vertical-align:top}
@media(max-width:900px){#card{width:100%;top:45%}}
@media print{#card{display:none}}
"""
SCRIPT = """
const box = JSON.parse(document.getElementById("corridors-data").textContent);
const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
window.corridorsFiles = Object.fromEntries([
  ...Object.entries(box.files).map(([name, text]) => [name, blob(text, "application/json")]),
  ...Object.entries(box.packed).map(([name, text]) => [name, blob(bytes(text), "application/gzip")]),
]);
const frame = document.getElementById("map");
const card = document.getElementById("card");
let asked = box.asked;
let render = null;
const showCard = () => {
  const text = box.cards[asked.corridor ?? asked.feature];
  card.hidden = text === undefined;
  card.innerHTML = text === undefined ? "" : '<button class="plain close" data-corridor="">Close</button>' + text;
  card.scrollTop = 0;
};
const draw = () => {
  render({ data: { ...asked, covered: card.hidden ? 0 : box.covered }, parentElement: frame, setStateValue: heard });
};
const heard = (_, told) => {
  if (told.went !== null) return;
  const other = told.corridor !== asked.corridor || told.feature !== asked.feature;
  const { toggles, corridor, feature, labels, news } = told;
  asked = { ...asked, echo: told.change, toggles, corridor, feature, labels, news };
  if (other) showCard();
  draw();
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-corridor]");
  if (!button) return;
  asked = { ...asked, corridor: button.dataset.corridor || null, feature: button.dataset.feature || null, echo: asked.echo + 1 };
  showCard();
  draw();
  frame.scrollIntoView({ block: "nearest" });
});
({ default: render } = await import(blob(box.script, "text/javascript")));
showCard();
draw();
"""


def write_html(subject: Subject, request: Request, stamp: Stamp) -> bytes:
    """Return the page of a request; it holds every corridor that the legend's toggles can bring back."""
    theme = subject.theme
    atlas = subject.atlas
    held = select(atlas, without_toggles(subject.view))
    title, sub = header_lines(atlas, subject.view, request, subject.corridors, 0)
    script, sheet, basemaps = read_map_assets()
    packed: dict[str, str] = {}
    box = {
        "asked": _asked(subject, request, packed),
        "packed": packed,
        "files": {"dataset": _dataset(atlas, held), **basemaps},
        "script": script,
        "cards": {corridor.id: _card(atlas, corridor, theme) for corridor in held} | _own_cards(subject),
        "covered": CARD_PX,
    }
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}' blob:; style-src 'unsafe-inline'; img-src data: blob:; connect-src blob: data:; "
        "worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    asof = sub.rsplit(" · ", 1)[-1]
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="Corridors {stamp["version"]}">
<meta name="corridors" content="{escape(text_of(stamp))}">
<title>{escape(title or sub)}</title><style>{page_colors(theme)}:root{{color-scheme:{theme}}}{STYLE}{sheet}</style></head>
<body><header><h1>{escape(title)}</h1><p>{escape(sub.removesuffix(asof).removesuffix(" · "))}</p><span class="asof">{escape(asof)}</span></header>
<main><div id="map"><noscript><p>The map needs scripts; the list below does not.</p></noscript></div><aside id="card" aria-label="Selected corridor" hidden></aside></main>
<footer>{_footer(subject, request, held)}</footer>
<script type="application/json" id="corridors-data">{_inert(box)}</script>
<script type="module">{SCRIPT}</script></body></html>
"""
    return seal(page.encode())


def _inert(box: dict[str, Any]) -> str:
    """Return values as JSON that cannot end the element that it stands in."""
    return json.dumps(box, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _asked(subject: Subject, request: Request, packed: dict[str, str]) -> dict[str, Any]:
    """Return what the map is asked for; the parts of users' layers are put into `packed` by name, as base64."""

    def keep(name: str, part: bytes) -> str:
        packed[name] = base64.b64encode(part).decode()
        return name

    asked = ask(_with_held_features(subject), subject.corridors, subject.view)
    camera = _camera(subject, request)
    asked = replace(asked, theme=subject.theme, camera=camera, home=camera)
    return message_of(asked, map_deck(subject.theme), "dataset", 0, keep)


def _with_held_features(subject: Subject) -> Atlas:
    """Return the atlas with those features of the layers shown that the legend's toggles can bring back, and no others."""
    atlas, view = subject.atlas, subject.view
    layers = [(layer, layer.features[held_mask(atlas, layer, view)]) for layer in shown_layers(atlas, view)]
    return replace(atlas, layers=tuple(replace(layer, features=features.reset_index(drop=True)) for layer, features in layers))


def _camera(subject: Subject, request: Request) -> Camera:
    """Return the camera that shows the frame asked for; on the screen there is no other projection than Mercator."""
    if request.frame.startswith("view"):
        return camera_of(subject.atlas, subject.view)
    extent = read_extent(request.frame, subject.atlas, subject.view, subject.corridors)
    return extent.camera(SCREEN_PX)


def _dataset(atlas: Atlas, held: tuple[Corridor, ...]) -> str:
    """Return the rows of the corridors held only: what a file does not show, it does not carry."""
    ids = {corridor.id for corridor in held}
    rows = json.loads(map_dataset(atlas))
    rows["corridors"] = [row for row in rows["corridors"] if row["id"] in ids]
    rows["segments"] = [row for row in rows["segments"] if row["corridor"] in ids]
    segments = {row["id"] for row in rows["segments"]}
    rows["strands"] = [row for row in rows["strands"] if row["segment"] in segments]
    rows["news"] = [
        row | {"corridors": [c for c in row["corridors"] if c in ids]} for row in rows["news"] if not ids.isdisjoint(row["corridors"])
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _card(atlas: Atlas, corridor: Corridor, theme: Theme) -> str:
    above, below = card_body(atlas, corridor, theme)
    return f"{card_head(atlas, corridor, theme)}{above}{below}"


def _footer(subject: Subject, request: Request, held: tuple[Corridor, ...]) -> str:
    atlas = subject.atlas
    rows = "".join(
        f'<tr><td><button class="plain" data-corridor="{escape(c.id)}">{escape(c.name)}</button></td><td>{escape(atlas.define("kind", c.kind).word)}</td>'
        f"<td>{escape(c.status.value)} ({escape(basis_words(c.basis, c.sources))})</td><td>as of {escape(date_words(c.as_of))}</td></tr>"
        for c in held
    )
    listed = f"<details><summary>Corridors in this file ({len(held)})</summary><table>{rows}</table></details>"
    sources = f"<p>{escape(source_words(atlas, subject.corridors))}</p>" if Part.SOURCES in request.parts and subject.corridors else ""
    link = f'<p>Live view: <a href="{escape(link_of(request))}">{escape(link_of(request))}</a></p>' if Part.LINK in request.parts else ""
    edition = f"<p>{escape(atlas.edition.citation)} {escape(atlas.edition.licence)}. Data {escape(atlas.digest[:12])}. {escape(atlas.edition.borders_policy)}</p>"
    about = f"<details><summary>Sources, licence and borders</summary>{sources}{edition}</details>"
    return f"{listed}{_own_list(subject)}{about}{link}"


def _own_list(subject: Subject) -> str:
    """Return who is credited for users' layers, in sight, and their features by name."""
    shown = [one for one in shown_features(subject.atlas, subject.view) if len(one.features)]
    if not shown:
        return ""
    return f"<p>{escape(credit_words(one.layer for one in shown))}</p>" + "".join(map(_own_features, shown))


def _own_cards(subject: Subject) -> dict[str, str]:
    """Return a short card for each feature of users' layers shown, up to the first so many of each layer, by LAYER/FEATURE."""
    return {
        f"{layer.id}/{row['id']}": f"<h2>{escape(row['name'])}</h2><p>{escape(row['kind'].replace('_', ' ') or 'kind not known')}, "
        f"{escape(row['status'] or 'status not known')}</p><p>Imported: {escape(layer.credit)}</p>"
        for layer, features in shown_features(subject.atlas, subject.view)
        for row in features[["id", "name", "kind", "status"]].head(MOST_LISTED).to_dict("records")
    }


def _own_features(shown: Shown) -> str:
    columns = zip(*(shown.features[name] for name in ("id", "name", "kind", "status")), strict=True)
    rows = "".join(
        f'<tr><td><button class="plain" data-corridor="" data-feature="{escape(f"{shown.layer.id}/{ident}")}">{escape(name)}</button></td>'
        f"<td>{escape(kind.replace('_', ' ') or NOT_KNOWN)}</td><td>{escape(status or NOT_KNOWN)}</td></tr>"
        for ident, name, kind, status in islice(columns, MOST_LISTED)
    )
    count = len(shown.features)
    rest = f"<p>and {count - MOST_LISTED:,} more</p>" if count > MOST_LISTED else ""
    return f"<details><summary>{escape(shown.layer.name)} (imported, {count:,})</summary><table>{rows}</table>{rest}</details>"
