"""Addresses: the query of a view, and what is fetched. Nothing is resolved or connected here."""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import Any, NoReturn
from unittest.mock import patch

from corridors.fetch import FetchError, fetch
from corridors.view import parse_view, view_string
from tests.fuzz.reports import atlas

# What a name stands for, by the first byte of the input: the first is public, the others never are.
STANDS_FOR = (
    "93.184.216.34", "127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fec0::1", "::7f00:1",
    "2002:7f00:1::", "192.0.0.8", "192.88.99.1", "3fff::1", "5f00::1", "fe80::1%eth0", "224.0.0.1", "0.0.0.0", "100.64.0.1",  # noqa: S104 - nothing is bound
)  # fmt: skip


def view(data: bytes) -> str:
    """Parse a text as the query of a view: never an error, and what comes of it means the same when it is read again."""
    text = data.decode("utf-8", "replace")
    found, dropped = parse_view(text, atlas())
    again, dropped_again = parse_view(view_string(found), atlas())
    assert again == found
    assert dropped_again == ()
    assert all(len(line) < 1_000 for line in dropped)
    return f"{len(dropped[:9])}"


def fetched(data: bytes) -> str:
    """Ask for an address: refused in words, or the connection goes to a public address and to a web port."""
    stands_for = STANDS_FOR[data[0] % len(STANDS_FOR)] if data else STANDS_FOR[0]
    connected: list[tuple[str, int]] = []

    def resolve(host: Any, port: Any, *_: Any, **__: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - as the standard library's
        literal = str(host.decode() if isinstance(host, bytes) else host).strip("[]")
        try:
            answer = str(ipaddress.ip_address(literal))
        except ValueError:
            answer = stands_for
        family = socket.AF_INET6 if ":" in answer else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (answer, int(port or 0)))]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 - as the standard library's
        connected.append(address[:2])
        raise ConnectionRefusedError(111, "refused by the test")

    with patch("socket.getaddrinfo", resolve), patch("socket.create_connection", connect), patch("time.sleep", no_sleep):
        refused = _refusal(data[1:].decode("utf-8", "replace"))
    assert refused.isprintable(), "a refusal with a line of its own"
    for host, port in connected:
        found = ipaddress.ip_address(host.partition("%")[0])
        assert found.is_global, f"connects to {host}"
        assert str(found) not in STANDS_FOR[1:], f"connects to {host}"
        assert port in {80, 443}
    return f"{len(connected)}"


def _refusal(address: str) -> str:
    try:
        fetch(address)
    except FetchError as error:
        return str(error)
    raise AssertionError("nobody answers, and it is fetched")


def no_sleep(_: float) -> None:
    """Wait for nothing: nobody answers here."""
    time.monotonic()
