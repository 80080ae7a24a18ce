"""A file from the web, only when a user asks for it: http(s), bounded in size and time, never from this machine or its network.

Every address that a name stands for is checked before anything is connected to, and the connection goes to the address that was
checked, so that a name cannot be pointed elsewhere meanwhile. Redirects are followed by the same rules.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_BYTES = 20_000_000
MOST_SECONDS = 20.0
MOST_REDIRECTS = 5
CHUNK = 65_536
PORTS = {"http": 80, "https": 443}


class FetchError(ValueError):
    """The file cannot be fetched; the text says where, what was found, what is allowed, what to do."""


def fetch(address: str) -> bytes:
    """Return what an address answers with.

    Raises:
        FetchError: the address is of another kind, is not public, answers with an error, is too large or too slow.
    """
    until = time.monotonic() + MOST_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(address)
        try:
            answer = _ask(parts, until)
            if answer.status in {301, 302, 303, 307, 308}:
                address = urljoin(address, answer.headers.get("Location", ""))
                continue
            if answer.status != http.HTTPStatus.OK:
                raise FetchError(
                    f"{parts.hostname} answered {answer.status} {answer.reason}; open the address in a browser, save it, and read the file"
                )
            return _body(answer, until)
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(
                f"{parts.hostname}: {getattr(error, 'strerror', None) or error or type(error).__name__}; check the address, or save the page and read the file"
            ) from None
    raise FetchError(f"{address}: more than {MOST_REDIRECTS} redirects; give the address that it ends at")


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{address[:80]!r}: {error}; allowed: an address such as https://example.org/news") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise FetchError(f"{address[:80]!r} is no web address; allowed: http:// or https:// and a host")
    if parts.username or parts.password:
        raise FetchError("the address holds a user name; allowed: an address without one")
    if port not in {None, *PORTS.values()}:
        raise FetchError(f"port {port}; allowed: {', '.join(str(allowed) for allowed in PORTS.values())}")
    return parts


def _public(host: str, port: int) -> str:
    """Return an address of a host, all of which are public.

    Raises:
        FetchError: one of them is not: it would reach this machine, or its network, from inside.
    """
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    for text in sorted(found):
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
        if not address.is_global or address.is_multicast or (mapped and not mapped.is_global):
            raise FetchError(f"{host} is {text}, which is not public; allowed: hosts of the internet; save the file and read it from there")
    return min(found, key=lambda text: (":" in text, text))


def _ask(parts: SplitResult, until: float) -> http.client.HTTPResponse:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    address = _public(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=_left(until))
    connection.sock = socket.create_connection((address, port), timeout=_left(until))
    if parts.scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(
        "GET", path, headers={"User-Agent": "Corridors", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    )
    return connection.getresponse()


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    body = bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise FetchError(f"more than {MOST_BYTES // 1_000_000} MB; save the file and read it from there")
        _left(until)
    return bytes(body)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise FetchError(f"no end after {MOST_SECONDS:.0f} s; try again, or save the file and read it from there")
    return left
