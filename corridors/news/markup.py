"""Bytes and markup -> plain text. Nothing in it is run, and no entity that a document defines is expanded."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from charset_normalizer import from_bytes
from lxml import etree, html

from corridors.importing.encodings import encoding_of, shown
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
# Text in seven bits: the encodings that shift by escapes, and what a shifted stretch of HZ and of UTF-7 looks like.
ISO_2022 = ("iso2022_jp_2", "iso2022_jp_ext", "iso2022_jp_2004", "iso2022_kr")
IN_HZ, IN_UTF_7 = re.compile(rb"~\{(?:[\x21-\x7d][\x21-\x7e])+~\}"), re.compile(rb"\+[A-Za-z0-9+/]{3}")
LEAST_LETTERS, LEAST_CHINESE = 3, 6
# A tag with its attributes, a comment, or a script or style with what is in it; each runs to its end or that of the page, so that
# nothing is looked at twice.
_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|))*+(?:>|\Z)"""
TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(script|style)(?=[\s/>]){_ATTRIBUTES}.*?(?:</\1[^>]*+>?|\Z)|<(?P<name>/?[a-z][^\s/>]*+){_ATTRIBUTES}",
    re.IGNORECASE | re.DOTALL,
)
BARE_TAG = re.compile(r"</?([a-z][^\s/<>]*)>", re.IGNORECASE)
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# The parser stops at 2,048 open tags, html and body among them.
MOST_DEPTH = 2_000
# Of the control characters only ends of lines and tabs are text; half letters and two signs are none in XML either.
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], " ")
# What stands for bytes that are no text.
UNREADABLE = "\ufffd"


def decode(data: bytes) -> tuple[str, str]:
    """Return a text and the name of its encoding, a guess said to be one: by its mark or its zeros, else UTF-8, else the likeliest.

    Raises:
        NewsError: the bytes are no text in any encoding that is known.
    """
    head = data[:HEAD_BYTES]
    name, guessed = encoding_of(head)
    if name.startswith("utf-") and name != "utf-8" and (not guessed or head.count(0) > len(head) / LEAST_ZEROS):
        return data.decode(name, "replace"), name
    if seven := seven_bit_encoding(data[:SAMPLE_BYTES]):
        return data.decode(seven, "replace"), shown(seven, guessed=True)
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
    return data.decode(best.encoding, "replace"), shown(best.encoding, guessed=True)


def seven_bit_encoding(data: bytes) -> str:
    """Return the encoding of bytes that look like ASCII and are letters of other scripts in ISO-2022, HZ or UTF-7, or nothing."""
    if not data.isascii():
        return ""
    if b"\x1b$" in data or b"\x1b(" in data:
        return next((name for name in ISO_2022 if _letters(data, name)), "")
    if IN_HZ.search(data) and len(_letters(data, "hz")) > 1:
        return "hz"
    letters = _letters(data, "utf-7") if IN_UTF_7.search(data) else ""
    # A plus sign and three letters may be chance, and are Chinese then; text is of one script.
    scripts = Counter("CJK" if "\u3000" <= sign < "\ua000" or "\uac00" <= sign < "\ud7b0" else ord(sign) >> 8 for sign in letters)
    script, number = scripts.most_common(1)[0] if letters else ("", 0)
    return "utf-7" if number >= (LEAST_CHINESE if script == "CJK" else LEAST_LETTERS) and 2 * number >= len(letters) else ""


def _letters(data: bytes, name: str) -> str:
    """Return the letters outside ASCII that bytes are in an encoding; none where they are not all text in it."""
    try:
        # A sample may end inside a letter.
        text = codecs.getincrementaldecoder(name)().decode(data)
    except UnicodeError:
        return ""
    high = [sign for sign in text if not sign.isascii()]
    letters = "".join(sign for sign in high if sign.isalpha())
    return letters if all(sign.isprintable() for sign in high) and 2 * len(letters) >= len(high) else ""


def is_markup(text: str) -> bool:
    """Tell whether a text is HTML."""
    return bool(MARKUP.search(text[:5_000]))


def html_lines(text: str) -> list[str]:
    """Return the text of a page, one line a block; scripts, styles and what stands around the article are left out.

    Control characters are spaces. Attributes are taken away first: the parser's time grows with their square. Of a page that is
    nested deeper than the parser takes, the text of all tags but the dropped ones is read.
    """
    tags = _Tags()
    bare = TAG.sub(tags.bare, text.translate(CONTROLS))
    for page in (bare, BARE_TAG.sub(_flat, bare)) if tags.deepest < MOST_DEPTH else (BARE_TAG.sub(_flat, bare),):
        parser = html.HTMLParser(huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
        try:
            root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
            if not any("depth" in fault.message for fault in parser.error_log):
                etree.strip_elements(root, *DROPPED, with_tail=False)
                return "".join(_pieces(root)).splitlines()
        except (etree.LxmlError, ValueError):
            continue
    return BARE_TAG.sub("\n", bare).splitlines()


class _Tags:
    """The tags of a page while their attributes are taken away, and how many are open at most."""

    def __init__(self) -> None:
        self.depth = self.deepest = 0

    def bare(self, match: re.Match[str]) -> str:
        """Return a tag without its attributes; of a comment or a script nothing is left."""
        name: str | None = match["name"]
        if name is None:
            return ""
        self.depth = max(0, self.depth - 1) if name.startswith("/") else self.depth + (name.lower() not in VOID)
        self.deepest = max(self.deepest, self.depth)
        return f"<{name}>"


def _flat(match: re.Match[str]) -> str:
    """Return a tag where what is in it is dropped, the end of a line for a block, else nothing."""
    name = match[1].lower()
    return match[0] if name in DROPPED else "\n" if name in BLOCKS else ""


def _pieces(root: Any) -> Iterator[str]:  # noqa: ANN401 - lxml has no types
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in BLOCKS:
            yield "\n"
        yield (element.text if event == "start" else element.tail) or ""


def plain_text(text: str) -> str:
    """Return a text without markup, on one line."""
    lines = html_lines(text) if "<" in text and re.search(r"</?[a-z!]", text, re.IGNORECASE) else [text]
    return " ".join(" ".join(lines).split())
