"""Addresses: the query of a view, what is fetched, and what a server answers. Nothing is resolved or connected here."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from functools import cache

from corridors.fetch import MOST_BYTES, FetchError, Web, fetch
from corridors.view import parse_view, view_string
from tests.fuzz.reports import atlas

# What a name stands for, by the first byte of the input: the first is public, the others never are.
STANDS_FOR = (
    "93.184.216.34", "127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fec0::1", "::7f00:1",
    "2002:7f00:1::", "192.0.0.8", "192.88.99.1", "3fff::1", "5f00::1", "fe80::1%eth0", "224.0.0.1", "100.64.0.1", "64:ff9b:1::7f00:1",
)  # fmt: skip


def view(data: bytes) -> str:
    """Parse a text as the query of a view: never an error, and what comes of it means the same when it is read again."""
    text = data.decode("utf-8", "replace")
    found, dropped = parse_view(text, atlas())
    again, dropped_again = parse_view(view_string(found), atlas())
    assert view_string(again) == view_string(found)  # the camera is rounded when it is written
    assert dropped_again == ()
    assert all(len(line) < 1_000 for line in dropped)
    return f"{len(dropped[:9])}"


def fetched(data: bytes) -> str:
    """Ask for an address: refused in words, or the connection goes to a public address and to a web port."""
    stands_for = STANDS_FOR[data[0] % len(STANDS_FOR)] if data else STANDS_FOR[0]
    connected: list[tuple[str, int]] = []

    def look_up(host: str, _: int) -> list[str]:
        try:
            return [str(ipaddress.ip_address(host.strip("[]")))]
        except ValueError:
            return [stands_for]

    def connect(address: tuple[str, int], _: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError(111, "refused by the test")

    refused = _words(data[1:].decode("utf-8", "replace"), Web(look_up=look_up, connect=connect, encryption=_encryption))
    assert refused, "nobody answers, and it is fetched"
    for host, port in connected:
        found = ipaddress.ip_address(host.partition("%")[0])
        assert found.is_global, f"connects to {host}"
        assert str(found) not in STANDS_FOR[1:], f"connects to {host}"
        assert port in {80, 443}
    return f"{len(connected)}"


def answered(data: bytes) -> str:
    """Fetch from a server that answers with these bytes: a body within the limit, or a refusal in words."""
    served = bytearray(data)

    class Answer(socket.socket):
        """A connection on which an answer lies ready."""

        def recv(self, size: int, _: int = 0) -> bytes:
            """Return what comes next of the answer."""
            piece = bytes(served[:size])
            del served[:size]
            return piece

        def sendall(self, *_: object) -> None:
            """Take the question."""

    web = Web(look_up=lambda *_: [STANDS_FOR[0]], connect=lambda *_: Answer(), encryption=_encryption)
    return "refused" if _words("http://example.org/", web) else "fetched"


def _words(address: str, web: Web) -> str:
    """Return the words by which a fetch is refused, "" where it is not."""
    try:
        found = fetch(address, web)
    except FetchError as error:
        words = str(error)
        assert words.isprintable(), f"a refusal that is not on one line: {words!r}"
        assert ";" in words, f"a refusal that says not what to do: {words}"
        return words
    assert len(found) <= MOST_BYTES
    return ""


@cache
def _encryption() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # without certificates, which take long to load: nothing is encrypted here
