"""How the text of a file is encoded: by its mark, by being valid UTF-8, else by charset-normalizer's guess, which is said."""

from __future__ import annotations

import codecs
import io
import itertools
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 200_000
MOSTLY = 0.8
# What tables come in, the world over; the guess is kept to these, for a wide choice is a wrong one on short names.
LIKELY = ["cp1252", "cp1251", "cp1250", "cp1254", "cp1253", "cp1256", "koi8_r", "gb18030", "shift_jis", "euc_kr", "big5", "cp866"]
# Encodings of seven bits, which are ASCII with signs that switch to other letters: what must stand in the text for each.
SEVEN_BITS = (
    ("iso2022_jp_2", re.compile(rb"\x1b\$")),
    ("iso2022_kr", re.compile(rb"\x1b\$\)C")),
    ("hz", re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")),
    ("utf-7", re.compile(rb"\+[A-Za-z0-9+/]{3,}-?")),
)
HIGH = re.compile(rb"[\x80-\xff]")
LINE_END = re.compile(rb"[\r\n]")
AROUND = 2_000  # of a line, before and after a letter that is no ASCII: a route can be a line of megabytes


def encoding_of(data: bytes) -> tuple[str, bool]:
    """Return the name of the codec for a text, and whether it is a guess."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return codec, False
    if _is_utf8(data):
        other = _wide(data) or _seven_bits(data)
        return (other, True) if other else ("utf-8", False)
    if wide := _wide(data):
        return wide, True
    sample = b"\n".join(itertools.islice(_high_lines(data), 500))[:SAMPLE]
    return guess(sample), True


def _high_lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines, or what of them is near, that hold letters which are no ASCII."""
    end = 0
    while found := HIGH.search(data, end):
        near = data[max(end, found.start() - AROUND) : found.start()]
        after = LINE_END.search(data, found.start(), found.start() + AROUND)
        end = after.start() if after else min(len(data), found.start() + AROUND)
        yield LINE_END.split(near)[-1] + data[found.start() : end]


def guess(sample: bytes) -> str:
    """Return the codec that fits bytes best; of equals the one that gives most letters, then the more usual one."""
    found = list(from_bytes(sample, cp_isolation=LIKELY))
    if not found:
        return LIKELY[0]
    equals = [match for match in found if (match.chaos, match.coherence) == (found[0].chaos, found[0].coherence)]
    return max(equals, key=lambda match: (_letters(str(match)), -LIKELY.index(match.encoding))).encoding


def _letters(text: str) -> float:
    high = [sign for sign in text if not sign.isascii()]
    return round(sum(sign.isalpha() for sign in high) / max(len(high), 1), 1)


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 1 << 20):
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> str:
    """Tell UTF-16 without its mark by the zero bytes that plain letters have in it."""
    head = data[:4_000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) / 100 or min(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _seven_bits(data: bytes) -> str:
    """Tell an encoding of seven bits: its signs are there, all of the text is sound in it, and they stand for letters."""
    if not data.isascii():
        return ""
    for codec, signs in SEVEN_BITS:
        if not signs.search(data):
            continue
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        high = [sign for sign in text if not sign.isascii()]
        if len(high) > 1 and all(sign.isprintable() for sign in high) and _letters(text) > MOSTLY:
            return codec
    return ""


def open_text(data: bytes, codec: str) -> io.TextIOWrapper:
    """Return the text as a stream, line ends kept; what the codec cannot read becomes U+FFFD."""
    return io.TextIOWrapper(io.BytesIO(data), encoding=codec, errors="replace", newline="")


def shown(codec: str, *, guessed: bool) -> str:
    """Return the codec as the report names it."""
    return f"{codec} (guessed)" if guessed else codec
