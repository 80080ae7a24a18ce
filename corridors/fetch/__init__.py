"""A file from the web, only when a user asks for it: http(s), bounded in size and time, never from this machine or its network.

Every address that a name stands for is checked before anything is connected to, and the connection goes to the address that was
checked, so that a name cannot be pointed elsewhere meanwhile. Redirects are followed by the same rules, and never from https to
http. Proxies and keys of the environment are not used, no cookie is kept or sent.
"""

from __future__ import annotations

import zlib
from http import HTTPStatus

import httpcore
import httpx
import idna

from corridors.fetch.connect import Backend, Deadline, FetchError, Web, shown

__all__ = ["FetchError", "Web", "fetch"]

MOST_BYTES = 20_000_000
MOST_SECONDS = 20.0
MOST_REDIRECTS = 5
MOST_ADDRESS = 4_000
MAX_MEMBERS = 1_000  # of a gzip body: each copies what comes after it
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
HEADERS = {"User-Agent": "Corridors", "Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "close"}
# What zlib is told for each encoding of a body; a body that begins as gzip does is one, whatever its headers say.
WINDOWS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
GZIP = b"\x1f\x8b\x08"


def fetch(address: str, web: Web | None = None) -> bytes:
    """Return what an address answers with, unpacked.

    Raises:
        FetchError: the address is of another kind, is not public, answers with an error or in part, is too large or too slow.
    """
    deadline, url = Deadline(MOST_SECONDS), _checked(address)
    web = web or Web()
    with _Transport(web, deadline) as transport:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = transport.handle_request(httpx.Request("GET", url, headers=HEADERS))
                if answer.status_code not in MOVED:
                    return _body(answer, url.host, deadline)
                answer.close()
            except FetchError:
                raise
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpcore.ConnectionNotAvailable, OSError, ValueError) as error:
                raise FetchError(
                    f"{shown(url.host)}: {shown(error) or type(error).__name__}; check the address, or save the page and read the file"
                ) from None
            url = _next(url, answer.headers.get("Location", ""))
    raise FetchError(f"{shown(address)}: more than {MOST_REDIRECTS} redirects; give the address that it ends at")


def _checked(address: str) -> httpx.URL:
    """Return an address as it is asked for: what is outside ASCII, and spaces, are encoded as browsers do."""
    # What comes along when an address is copied out of a text: blanks, quotes of direction.
    plain = address.strip().strip("\u200e\u200f\u061c\ufeff\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069").strip()
    if len(plain) > MOST_ADDRESS:
        raise FetchError(f"the address has {len(plain):,} characters; allowed: up to {MOST_ADDRESS:,}; give a shorter one")
    try:
        url = httpx.URL(plain)
        if not url.host.isascii():
            # As browsers do: capitals and full-width letters are other forms of the same name.
            url = url.copy_with(host=idna.encode(url.host, uts46=True).decode("ascii"))
        port = url.port
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"“{shown(plain)}”: {shown(error)}; allowed: an address such as https://example.org/news") from None
    if url.scheme not in PORTS or not url.host or "%" in url.host:
        raise FetchError(f"“{shown(plain)}” is no web address; allowed: http:// or https:// and a host")
    if url.userinfo:
        raise FetchError("the address holds a user name; allowed: an address without one")
    if port not in {None, *PORTS.values()}:
        raise FetchError(f"port {port}; allowed: {', '.join(str(allowed) for allowed in PORTS.values())}")
    return url


def _next(url: httpx.URL, location: str) -> httpx.URL:
    if not location:
        raise FetchError(
            f"{shown(url.host)} redirects and does not say where to; open the address in a browser, save it, and read the file"
        )
    try:
        found = str(url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"{shown(url.host)} redirects to “{shown(location)}”: {shown(error)}; give the address that it ends at") from None
    following = _checked(found)
    if url.scheme == "https" and following.scheme == "http":
        raise FetchError(f"{shown(url.host)} redirects from https to http; allowed: https all the way; give the address that it ends at")
    return following


class _Transport(httpx.HTTPTransport):
    """The transport of httpx over connections to checked addresses; without a client around it nothing keeps cookies or reads settings."""

    def __init__(self, web: Web, deadline: Deadline) -> None:
        encryption = web.encryption()
        super().__init__(verify=encryption, trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=encryption, network_backend=Backend(web, deadline), max_keepalive_connections=0)


def _body(answer: httpx.Response, host: str, deadline: Deadline) -> bytes:
    """Return the whole body of an answer, unpacked; a body that ends before its length raises in httpx."""
    if answer.status_code != HTTPStatus.OK:
        reason = shown(answer.extensions.get("reason_phrase", b"").decode("utf-8", "replace"))
        raise FetchError(
            f"{shown(host)} answered {answer.status_code} {reason}".rstrip() + "; open the address in a browser, save it, and read the file"
        )
    named = [part.strip().lower() for part in answer.headers.get("Content-Encoding", "").split(",")]
    encodings = [part for part in named if part not in {"", "identity"}]
    if len(encodings) > 1 or not set(encodings) <= WINDOWS.keys():
        raise FetchError(
            f"{shown(host)} packed it as {shown(', '.join(encodings))}; allowed: gzip, deflate; save the page and read the file"
        )
    if not isinstance(answer.stream, httpx.SyncByteStream):
        raise FetchError(f"{shown(host)} gave no body; save the page and read the file")
    body = bytearray()
    for chunk in answer.stream:
        body += chunk
        _bounded(len(body))
        deadline.left()
    if encodings and body:
        return _unpacked(bytes(body), WINDOWS[encodings[0]], deadline)
    return _unpacked(bytes(body), WINDOWS["gzip"], deadline) if body.startswith(GZIP) else bytes(body)


def _unpacked(body: bytes, window: int, deadline: Deadline) -> bytes:
    """Return a packed body unpacked, never more than the limit of it."""
    if window == WINDOWS["deflate"] and (body[0] & 15 != 8 or int.from_bytes(body[:2]) % 31):
        window = -zlib.MAX_WBITS  # without the head that the standard asks for, as some servers send it
    found = bytearray()
    for _ in range(MAX_MEMBERS):
        if not body:
            break
        step = zlib.decompressobj(window)
        try:
            found += step.decompress(body, MOST_BYTES + 1 - len(found))
        except zlib.error:
            if found:
                return bytes(found)  # what follows a whole file and is no other is no part of it, as gzip itself has it
            raise FetchError("the packed body is damaged; try again, or save the page and read the file") from None
        _bounded(len(found))
        if not step.eof:
            raise FetchError("the packed body ends early; try again, or save the page and read the file")
        deadline.left()
        body = step.unused_data if window > zlib.MAX_WBITS else b""
    if body:
        raise FetchError(f"a body packed in over {MAX_MEMBERS} pieces; save the file and read it from there")
    return bytes(found)


def _bounded(size: int) -> None:
    if size > MOST_BYTES:
        raise FetchError(f"more than {MOST_BYTES // 1_000_000} MB; save the file and read it from there")
