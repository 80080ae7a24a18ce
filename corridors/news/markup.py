"""Bytes and markup -> plain text. Nothing in it is run, and no entity that a document defines is expanded."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes
from lxml import etree, html

from corridors.importing.encodings import encoding_of
from corridors.news.candidates import NewsError

BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "dt", "dd", "div", "section", "article", "br", "tr"}
DROPPED = ("script", "style", "noscript", "nav", "footer", "aside", "form", "template", "svg", "iframe", "object")
MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|p|div|article|h1|span|ul|br)\b", re.IGNORECASE)
# Enough for the detector to tell one code page from another.
SAMPLE_BYTES = 100_000
# Enough to see a mark, or the zeros of UTF-16.
HEAD_BYTES = 4_000
# Of text in UTF-16 more than one byte in so many is zero: spaces, digits and ends of lines have one in any script.
LEAST_ZEROS = 20
# What stands for bytes that are no text.
UNREADABLE = "\ufffd"


def decode(data: bytes) -> tuple[str, str]:
    """Return a text and the name of its encoding: by its mark or its zeros, else UTF-8, else the likeliest.

    Raises:
        NewsError: the bytes are no text in any encoding that is known.
    """
    head = data[:HEAD_BYTES]
    name, guessed = encoding_of(head)
    if name.startswith("utf-") and name != "utf-8" and (not guessed or head.count(0) > len(head) / LEAST_ZEROS):
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        if text.count(UNREADABLE) < sum(not sign.isascii() for sign in text) / 2:
            # Mostly good UTF-8: another reading would spoil all that is.
            return text, "utf-8"
        best = None if b"\0" in data[:SAMPLE_BYTES] else from_bytes(data[:SAMPLE_BYTES]).best()
    if best is None:
        raise NewsError("the file is no text; allowed: an article as text or HTML, RSS or Atom, a CSV or GeoJSON table; choose another")
    return data.decode(best.encoding, "replace"), best.encoding


def is_markup(text: str) -> bool:
    """Tell whether a text is HTML."""
    return bool(MARKUP.search(text[:5_000]))


def html_lines(text: str) -> list[str]:
    """Return the text of a page, one line a block; scripts, styles and what stands around the article are left out."""
    parser = html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return []
    etree.strip_elements(root, *DROPPED, with_tail=False)
    for element in root.iter():
        if element.tag in BLOCKS:
            element.tail = "\n" + (element.tail or "")
            element.text = "\n" + (element.text or "")
    return list(root.text_content().splitlines())


def plain_text(text: str) -> str:
    """Return a text without markup, on one line."""
    lines = html_lines(text) if "<" in text and re.search(r"</?[a-z!]", text, re.IGNORECASE) else [text]
    return " ".join(" ".join(lines).split())
