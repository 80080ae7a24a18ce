"""Addresses of the web that news brings: what is kept as a link, what is mended, and what is dropped with the reason."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit

import idna

MOST_ADDRESS, MOST_HOST = 2_000, 253
PARTS = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.ASCII | re.DOTALL)
# Ends of links in Markdown, HTML and text, which no address has unencoded.
FOREIGN = re.compile(r"[<>\"`\\]|\]\(")
# Signs that browsers show as they are and other programs take for the end of an address; and joiners, which Persian words need.
UNSAFE = re.compile("[\\[\\]{}|^\u200c\u200d]")
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
JOINERS = "\u200c\u200d"


def clean_address(text: str) -> tuple[str | None, str]:
    """Return an address of the web with its scheme and host in lower case, or None and why it was dropped.

    An empty text is no address, and nothing is said of it.
    """
    plain = text.strip()
    if not plain:
        return None, ""
    parts = PARTS.fullmatch(plain)
    if parts and "@" in parts[2]:
        # Not shown: a password may stand there.
        return None, "a link holds a user name; allowed: an address without one; left out"
    if parts is None or (fault := _fault(plain)):
        wrong = fault if parts else "is no web address; allowed: http:// or https:// and a host"
        shown = "".join(sign if sign.isprintable() else " " for sign in plain[:60])
        return None, f"a link “{shown}” {wrong}; left out"
    tail = UNSAFE.sub(lambda sign: quote(sign[0]), parts[3])
    return f"{parts[1].lower()}://{parts[2].lower()}{tail}", ""


def _fault(address: str) -> str:
    """Return what is wrong with an address of the web, or nothing."""
    if len(address) > MOST_ADDRESS:
        return f"has {len(address):,} characters; allowed: up to {MOST_ADDRESS:,}"
    if any(not sign.isprintable() or sign.isspace() for sign in address if sign not in JOINERS):
        return "holds spaces, control characters or marks of direction; allowed: an address without them"
    if FOREIGN.search(address):
        return "holds signs that no address has; allowed: an address alone"
    return "" if _has_host(address) else "has a broken host or port; allowed: a host such as example.org"


def _has_host(address: str) -> bool:
    """Tell whether the host of an address can be one, and its port."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
        if "[" in parts.netloc:
            return bool(ipaddress.IPv6Address(host))
        plain = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (ValueError, UnicodeError):
        return False
    return len(plain) <= MOST_HOST and all(LABEL.fullmatch(label) for label in plain.removesuffix(".").split("."))
