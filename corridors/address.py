"""Addresses under which the dashboard is reached: one setting for the public one, and the host names in requests."""

from __future__ import annotations

import ipaddress
import os
import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import idna

VARIABLE = "CORRIDORS_PUBLIC_URL"
MAX_PORT = 65_535
DEFAULT_PORTS = {"http": 80, "https": 443}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)\.?)(?::([0-9]{1,5}))?", re.ASCII)


class Authority(NamedTuple):
    """A host in its one spelling (lower case, no final dot, IPv6 shortened, no brackets) and the port that was named, if any."""

    host: str
    port: int | None


class Origin(NamedTuple):
    """What a browser calls the source of a request: scheme, host, and the port, always named."""

    scheme: str
    host: str
    port: int


def parse_authority(text: str) -> Authority | None:
    """Return what a Host header names, None where it is no host with an optional port."""
    found = _AUTHORITY.fullmatch(text)
    if not found:
        return None
    bracketed, name, port = found.groups()
    if port is not None and not 1 <= int(port) <= MAX_PORT:
        return None
    host = canonical_host(bracketed) if bracketed else name.lower()
    return Authority(host, int(port) if port else None) if host else None


def canonical_host(address: str) -> str:
    """Return an IPv6 address in its one spelling and any other host in lower case; "" for a bad IPv6 address."""
    if ":" not in address:
        return address.lower().removesuffix(".")
    try:
        return str(ipaddress.IPv6Address(address))
    except ValueError:
        return ""


def parse_origin(text: str) -> Origin | None:
    """Return what an Origin header names, None where it is no web origin ("null" is none)."""
    scheme, mark, rest = text.partition("://")
    authority = parse_authority(rest) if mark else None
    default = DEFAULT_PORTS.get(scheme.lower())
    return Origin(scheme.lower(), authority.host, authority.port or default) if authority and default else None


def public_url() -> str:
    """Return the public address of the dashboard, by CORRIDORS_PUBLIC_URL, with a slash at its end; "" where none is set.

    Raises:
        ValueError: the setting is no web address.
    """
    text = os.environ.get(VARIABLE, "").strip()
    return parse_public_url(text) if text else ""


def parse_public_url(text: str) -> str:
    """Return a public address in the form that browsers send and links are built on, with a slash at its end.

    Raises:
        ValueError: the text is no http or https address, or has a user, a query or a fragment.
    """
    try:
        return _public_url(text)
    except ValueError:  # idna's and urllib's own errors are of this class
        raise ValueError(
            f"public address: found {text[:80]!r}; allowed: http or https, a host, an optional port and path (https://maps.example.org/corridors); "
            f"correct --public-url or {VARIABLE}"
        ) from None


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    host = parts.hostname or ""
    if ":" not in host:
        host = idna.encode(host, uts46=True).decode() if not host.isascii() else host
    shown = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
    origin = parse_origin(f"{parts.scheme}://{shown}{port}")
    if origin is None or parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError
    netloc = f"[{origin.host}]" if ":" in origin.host else origin.host
    path = quote(parts.path.strip("/"), safe="/%-._~!$&'()*+,;=:@")
    return f"{parts.scheme}://{netloc}{port}/{path}{'/' if path else ''}"
