"""Fetching: what is refused before anything is connected to, redirects, size and time. No request leaves this machine."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from corridors import fetch as fetching
from corridors.fetch import FetchError, fetch

REFUSED = {
    "http://localhost/x": "not public",
    "http://127.0.0.1/": "not public",
    "http://0x7f.1/": "not public",
    "http://2130706433/": "not public",
    "http://[::1]/": "not public",
    "http://[::ffff:10.0.0.1]/": "not public",
    "http://169.254.169.254/latest/meta-data": "not public",
    "http://10.1.2.3/": "not public",
    "http://192.168.1.1/": "not public",
    "http://100.64.0.1/": "not public",
    "http://0.0.0.0/": "not public",
    "http://224.0.0.1/": "not public",
    "file:///etc/passwd": "no web address",
    "ftp://example.org/x": "no web address",
    "javascript:alert(1)": "no web address",
    "http://user:secret@example.org/": "user name",
    "http://example.org:22/": "port 22",
    "http://example.org:99999/": "allowed",
    "": "no web address",
}


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused_before_a_connection(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(FetchError, match=REFUSED[address]) as error:
        fetch(address)
    assert "secret" not in str(error.value)


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers by path, as a host on the internet might."""

    def do_GET(self) -> None:
        paths: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/feed": (200, {}, b"<rss/>"),
            "/moved": (302, {"Location": "/feed"}, b""),
            "/inside": (302, {"Location": "http://127.0.0.1/secret"}, b""),
            "/round": (302, {"Location": "/round"}, b""),
            "/gone": (404, {}, b""),
        }
        if self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65_536)
            except OSError:
                return
        status, headers, body = paths[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that stands for one on the internet: the name is made to resolve to a public address, which leads here."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    real, resolve = socket.create_connection, socket.getaddrinfo

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        assert address == ("93.184.215.14", 80), "the connection goes to the address that was checked"
        return real(("127.0.0.1", server.server_port), timeout=timeout)

    def look_up(name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as socket has it
        return resolve("93.184.215.14" if name == "news.example" else name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    yield "http://news.example"
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_through_redirects(host: str) -> None:
    assert fetch(f"{host}/feed") == b"<rss/>"
    assert fetch(f"{host}/moved") == b"<rss/>"


@pytest.mark.parametrize(
    ("path", "words"), [("/inside", "127.0.0.1, which is not public"), ("/round", "more than 5 redirects"), ("/gone", "answered 404")]
)
def test_what_redirects_and_errors_lead_to_is_checked_too(host: str, path: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(f"{host}{path}")


def test_an_answer_that_never_ends_is_cut_off(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 300_000)
    with pytest.raises(FetchError, match="more than"):
        fetch(f"{host}/endless")
    monkeypatch.setattr(fetching, "MOST_BYTES", 10**12)
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.3)
    with pytest.raises(FetchError, match="no end after"):
        fetch(f"{host}/endless")
