"""Fetching: what is refused before anything is connected to, redirects, encodings, size and time. No request leaves this machine."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from corridors import fetch as fetching
from corridors.fetch import FetchError, Web, fetch
from corridors.fetch.connect import is_public

PUBLIC = "93.184.215.14"
REFUSED = {
    "http://localhost/x": "not public",
    "http://127.0.0.1/": "not public",
    "http://0x7f.1/": "not public",
    "http://2130706433/": "not public",
    "http://[::1]/": "not public",
    "http://[::ffff:10.0.0.1]/": "not public",
    "http://[64:ff9b::7f00:1]/": "not public",
    "http://169.254.169.254/latest/meta-data": "not public",
    "http://10.1.2.3/": "not public",
    "http://192.168.1.1/": "not public",
    "http://100.64.0.1/": "not public",
    "http://0.0.0.0/": "not public",
    "http://224.0.0.1/": "not public",
    "file:///etc/passwd": "no web address",
    "ftp://example.org/x": "no web address",
    "javascript:alert(1)": "no web address",
    "//example.org/x": "no web address",
    "http://user:secret@example.org/": "user name",
    "http://user@example.org/": "user name",
    "http://:secret@example.org/": "user name",
    "http://example.org\\@127.0.0.1:secret@x/": "allowed",
    "http://example.org:22/": "port 22",
    "http://example.org:99999/": "allowed",
    "http://[::1": "allowed",
    "http://[nonsense]/": "allowed",
    "http://exa mple.org/": "allowed",
    "http://example.org/a\nb": "allowed",
    "http://example.org/\x1b[31m": "allowed",
    "http://\u202egro.elpmaxe/": "allowed",
    "http://" + "a" * 5_000: "allowed",
    "": "no web address",
}


def never(*_: object) -> socket.socket:
    pytest.fail("connected")


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused_before_a_connection(address: str) -> None:
    with pytest.raises(FetchError, match=REFUSED[address]) as error:
        fetch(address, Web(connect=never))
    assert "secret" not in str(error.value)
    assert str(error.value).isprintable()


NOT_PUBLIC = (
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.0.1"),  # noqa: S104 - an address to refuse, nothing is bound
    *("192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1"),
    *("192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
    *("255.255.255.255", "168.63.129.16"),
    # Mapped, compatible, translated, NAT64, 6to4 and Teredo carry IPv4.
    *("::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "64:ff9b:1:ffff::1", "2002:7f00:1::1", "2002:808:808::1", "2001::1", "2001:0:1::"),
    *("100::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "3ffe::1", "3fff::1", "3fff:fff::1", "5f00::1", "4000::1", "f000::1"),
    *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "feff::1", "ff02::1", "ff0e::1"),
)  # fmt: skip
ARE_PUBLIC = ("8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "192.0.1.1", "2001:4860:4860::8888", "2606:2800:220:1::1", "2a00::1")


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_inside_or_reserved_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ARE_PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("inside", ["127.0.0.1", "::1", "64:ff9b::a00:1"])
@pytest.mark.parametrize("first", [True, False])
def test_every_address_of_a_name_is_checked(inside: str, *, first: bool) -> None:
    found = [inside, PUBLIC] if first else [PUBLIC, inside]
    with pytest.raises(FetchError, match="not public"):
        fetch("http://two.example/", Web(look_up=lambda *_: found, connect=never))


def test_a_name_that_is_not_known_is_said() -> None:
    def unknown(*_: object) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(FetchError, match=r"nowhere\.example: Name or service not known"):
        fetch("http://nowhere.example/", Web(look_up=unknown, connect=never))
    with pytest.raises(FetchError, match="has no address"):
        fetch("http://nowhere.example/", Web(look_up=lambda *_: [], connect=never))


def head(*lines: str, body: bytes = b"", status: str = "200 OK") -> bytes:
    """Return an answer; without a header that says how long its body is, with the right one."""
    is_sized = any(line.startswith(("Content-Length", "Transfer-Encoding")) for line in lines)
    headers = [f"HTTP/1.1 {status}", *lines, *(() if is_sized else (f"Content-Length: {len(body)}",))]
    return "".join(f"{line}\r\n" for line in [*headers, ""]).encode() + body


class Host:
    """A host of the internet that is played by this machine: what it answers by target, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Callable[[socket.socket], None]] = {}
        self.asked: list[bytes] = []
        self.connected: list[tuple[str, int]] = []
        self.looked_up: list[str] = []
        self.stop = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.encryption: ssl.SSLContext | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, plain: socket.socket) -> None:
        try:
            with self.encryption.wrap_socket(plain, server_side=True) if self.encryption else plain as connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    request += connection.recv(65_536)
                self.asked.append(request)
                answer = self.answers.get(request.split()[1].decode(), head(status="404 Not Found"))
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)
        except OSError:
            return

    def web(self) -> Web:
        def look_up(name: str, _: int) -> list[str]:
            self.looked_up.append(name)
            return [PUBLIC if name.endswith(("news.example", "xn--p1ai")) else name]

        def connect(address: tuple[str, int], timeout: float) -> socket.socket:
            self.connected.append(address)
            return socket.create_connection(self._server.getsockname(), timeout=timeout)

        return Web(look_up=look_up, connect=connect)

    def close(self) -> None:
        self.stop.set()
        self._server.close()


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.close()


@pytest.fixture
def get(host: Host) -> Callable[[str], bytes]:
    web = host.web()
    return lambda target: fetch(f"http://news.example{target}", web)


Get = Callable[[str], bytes]


def test_a_file_is_fetched_from_the_address_that_was_checked(host: Host, get: Get) -> None:
    host.answers["/feed?a=1"] = head(body=b"<rss/>")
    assert get("/feed?a=1#part") == b"<rss/>"
    assert (host.connected, host.looked_up) == ([(PUBLIC, 80)], ["news.example"])
    assert b"\r\nHost: news.example\r\n" in host.asked[0]


ADDRESSES = {
    "http://news.example/новости/газ": "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D0%B3%D0%B0%D0%B7",
    "http://news.example/اخبار/خط\u200cلوله": "/%D8%A7%D8%AE%D8%A8%D8%A7%D8%B1/%D8%AE%D8%B7%E2%80%8C%D9%84%D9%88%D9%84%D9%87",
    "http://news.example/a b?c=d e&ж=я": "/a%20b?c=d%20e&%D0%B6=%D1%8F",
    "http://news.example/%D0%B3%20a": "/%D0%B3%20a",
    "  \u200fHTTP://NEWS.example/x\u200e ": "/x",
    "http://новости.рф/газ": "/%D0%B3%D0%B0%D0%B7",
    "http://НОВОСТИ.РФ/%D0%B3": "/%D0%B3",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_asked_for_as_copied_from_the_browser(host: Host, address: str) -> None:
    host.answers[ADDRESSES[address]] = head(body=b"read")
    assert fetch(address, host.web()) == b"read"


LOCATIONS = ("/feed", "http://news.example/feed", "//news.example/feed", "feed", "http://NEWS.EXAMPLE/feed", "/\u0433\u0430\u0437", "/a b", "http://новости.рф/feed")  # fmt: skip


@pytest.mark.parametrize("location", LOCATIONS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(host: Host, get: Get, location: str, status: int) -> None:
    host.answers["/moved"] = head(f"Location: {location}", "Set-Cookie: a=b", status=f"{status} Moved")
    host.answers |= dict.fromkeys(("/feed", "/%D0%B3%D0%B0%D0%B7", "/a%20b"), head(body=b"<rss/>"))
    assert get("/moved") == b"<rss/>"
    assert all(b"ookie" not in request for request in host.asked)


BAD_REDIRECTS = {
    "http://127.0.0.1/secret": "127.0.0.1, which is not public",
    "http://[::ffff:7f00:1]/": "not public",
    "/moved": "more than 5 redirects",
    "file:///etc/passwd": "no web address",
    "http://user:secret@news.example/": "user name",
    "http://news.example:6379/": "port 6379",
    "http://[::1": "redirects to",
    "": "does not say where to",
}


@pytest.mark.parametrize("location", BAD_REDIRECTS)
def test_a_redirect_is_checked_like_an_address(host: Host, get: Get, location: str) -> None:
    host.answers["/moved"] = head(f"Location: {location}", status="302 Found")
    with pytest.raises(FetchError, match=BAD_REDIRECTS[location]) as error:
        get("/moved")
    assert "secret" not in str(error.value).replace("127.0.0.1/secret", "")
    assert len(host.asked) == (6 if location == "/moved" else 1)


def test_a_redirect_from_https_to_http_is_refused(host: Host, tmp_path: Path) -> None:
    web, host.answers["/moved"] = encrypted(host, tmp_path, "news.example"), head("Location: http://news.example/", status="302 Found")
    with pytest.raises(FetchError, match="from https to http"):
        fetch("https://news.example/moved", web)


def encrypted(host: Host, folder: Path, name: str) -> Web:
    """Give the host a certificate for a name, and trust it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}"]  # fmt: skip
    names = ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *names], check=True, capture_output=True)
    host.encryption = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    host.encryption.load_cert_chain(certificate, key)
    return replace(host.web(), encryption=partial(ssl.create_default_context, cafile=str(certificate)))


def test_the_certificate_is_checked_for_the_name_that_was_asked(host: Host, tmp_path: Path) -> None:
    web, host.answers["/feed"] = encrypted(host, tmp_path, "news.example"), head(body=b"<rss/>")
    assert fetch("https://news.example/feed", web) == b"<rss/>"
    assert host.connected == [(PUBLIC, 443)]
    with pytest.raises(FetchError, match=r"www\.news\.example.*certificate"):
        fetch("https://www.news.example/feed", web)
    with pytest.raises(FetchError, match="certificate"):
        fetch("https://news.example/feed", host.web())


def test_proxies_and_settings_of_the_environment_are_not_used(
    host: Host, get: Get, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine news.example login user password secret\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    host.answers["/feed"] = head(body=b"<rss/>")
    assert get("/feed") == b"<rss/>"
    assert b"uthorization" not in host.asked[0]


TEXT = "Новости о газе".encode() * 100


def deflated(data: bytes, window: int) -> bytes:
    step = zlib.compressobj(wbits=window)
    return step.compress(data) + step.flush()


PACKED = {
    "gzip": ("Content-Encoding: gzip", gzip.compress(TEXT)),
    "x-gzip in capitals": ("content-encoding: X-GZIP", gzip.compress(TEXT)),
    "gzip in two members": ("Content-Encoding: gzip", gzip.compress(TEXT[:80]) + gzip.compress(TEXT[80:])),
    "gzip with more after it": ("Content-Encoding: gzip", gzip.compress(TEXT) + b"\0\0\0"),
    "gzip of a file": ("Content-Type: application/gzip", gzip.compress(TEXT)),
    "deflate": ("Content-Encoding: deflate", deflated(TEXT, 15)),
    "deflate without its head": ("Content-Encoding: deflate", deflated(TEXT, -15)),
    "as it is": ("Content-Encoding: identity", TEXT),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_body_is_unpacked(host: Host, get: Get, name: str) -> None:
    line, body = PACKED[name]
    host.answers["/feed"] = head(line, body=body)
    assert get("/feed") == TEXT


def test_an_empty_body_is_empty_packed_or_not(host: Host, get: Get) -> None:
    host.answers |= {"/plain": head(), "/gzip": head("Content-Encoding: gzip")}
    assert get("/plain") == get("/gzip") == b""


BOMB = gzip.compress(bytes(50_000_000))
BAD_BODIES = {
    "pieces of nothing": (head("Content-Encoding: gzip", body=gzip.compress(b"") * 2_000), "over 1000 pieces"),
    "a bomb": (head("Content-Encoding: gzip", body=BOMB), "more than 20 MB"),
    "a bomb without a word": (head(body=BOMB), "more than 20 MB"),
    "a bomb of many members": (head("Content-Encoding: gzip", body=gzip.compress(bytes(9_000_000)) * 3), "more than 20 MB"),
    "a bomb in deflate": (head("Content-Encoding: deflate", body=deflated(bytes(50_000_000), -15)), "more than 20 MB"),
    "packed twice": (head("Content-Encoding: gzip, gzip", body=gzip.compress(gzip.compress(TEXT))), "allowed: gzip, deflate"),
    "packed otherwise": (head("Content-Encoding: br", body=b"\x0b\x02\x80"), "packed it as br"),
    "gzip cut short": (head("Content-Encoding: gzip", body=gzip.compress(TEXT)[:-9]), "ends early"),
    "gzip that is none": (head("Content-Encoding: gzip", body=b"<rss/>"), "damaged"),
    "a body shorter than its length": (head("Content-Length: 100", body=b"<rss/>"), "incomplete|without sending complete"),
    "a chunked body cut short": (head("Transfer-Encoding: chunked", body=b"5\r\n<rss/"), "incomplete|without sending complete"),
    "two lengths": (head("Content-Length: 5", "Content-Length: 6", body=b"<rss/>"), "check the address"),
    "a length that is none": (head("Content-Length: -1", body=b"x"), "check the address"),
    "a length of 5,000 digits": (head(f"Content-Length: {'9' * 5_000}", body=b"x"), "check the address"),
    "a chunk of 5,000 digits": (head("Transfer-Encoding: chunked", body=b"f" * 5_000 + b"\r\nx"), "check the address"),
    "headers without end": (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000, "check the address"),
    "a garbage status line": (b"\x1b[31mSSH-2.0-\x07evil\r\n\r\n", "status line"),
    "a status with control characters": (head(status="404 \x1b[31mred\x07"), "answered|check the address"),
    "no answer": (b"", "check the address"),
    "another number": (head(status="999 What"), "news.example"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", "answered 204"),
    "an error": (head(status="404 Not Found"), "answered 404 Not Found"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_BODIES)
def test_an_answer_that_is_not_whole_or_too_much_is_refused_in_words(host: Host, get: Get, name: str) -> None:
    host.answers["/feed"], words = BAD_BODIES[name]
    with pytest.raises(FetchError, match=words) as error:
        get("/feed")
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 400


def dripping(host: Host, first: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        while not host.stop.wait(0.01):
            connection.sendall(drop)

    return answer


DRIPS = {
    "silence": (b"", b""),
    "headers byte by byte": (b"HTTP/1.1 200 OK\r\nA: ", b"b"),
    "headers without end": (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
    "continue, continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body byte by byte": (head("Content-Length: 1000000"), b"x"),
    "empty chunks of a body": (head("Transfer-Encoding: chunked"), b"1\r\nx\r\n"),
}


@pytest.mark.parametrize("name", DRIPS)
def test_one_deadline_ends_the_whole(host: Host, get: Get, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.3)
    host.answers["/feed"] = dripping(host, *DRIPS[name])
    with pytest.raises(FetchError, match=r"no end after 0\.3 s"):
        get("/feed")


def test_the_deadline_ends_a_look_up_and_a_handshake_too(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.3)

    def slow(*_: object) -> list[str]:
        host.stop.wait()
        return [PUBLIC]

    with pytest.raises(FetchError, match="no end after"):
        fetch("http://news.example/", replace(host.web(), look_up=slow))
    with pytest.raises(FetchError, match="no end after"):
        fetch("https://news.example/", host.web())


def test_redirects_share_the_deadline(host: Host, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.4)

    def answer(connection: socket.socket) -> None:
        host.stop.wait(0.15)
        connection.sendall(head("Location: /round", status="302 Found"))

    host.answers["/round"] = answer
    with pytest.raises(FetchError, match="no end after"):
        get("/round")


def test_an_answer_that_never_ends_is_cut_off_by_its_size(host: Host, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 300_000)

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not host.stop.is_set():
            connection.sendall(b"x" * 65_536)

    host.answers["/feed"] = endless
    with pytest.raises(FetchError, match="more than"):
        get("/feed")
