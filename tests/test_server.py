"""The web door: who is let in, what browsers are told, and that Streamlit asks nobody for this machine's address."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from argparse import Namespace
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from corridors.address import parse_authority, parse_origin, parse_public_url
from corridors.cli import main
from corridors.cli.codes import UsageError
from corridors.cli.pictures import _asked
from corridors.server.door import Door, Names, refusal
from corridors.server.headers import TellBrowsers, inline_hashes, page_policy, parse_ancestors
from corridors.ui import share
from corridors.workspace.place import workspace_file

ROOT = Path(__file__).parents[1]
PUBLIC = "https://maps.example.org/atlas/"
ASKED = ("format", "size", "title", "frame", "projection", "parts", "qr", "link")
LOCAL, OPEN = Names.of("localhost", ""), Names.of("192.0.2.7", PUBLIC)


def scope(kind: str = "http", method: str = "GET", path: str = "/", *, client: str = "127.0.0.1", **headers: str) -> Scope:
    """Return a request; `host_` is a second Host, and underscores stand for hyphens."""
    named = [(name.rstrip("_").replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {
        "type": kind,
        "method": method,
        "path": path,
        "headers": named,
        "client": (client, 5000),
        "extensions": {"websocket.http.response": {}},
    }


GOOD_HOSTS = [
    "localhost",
    "localhost:8501",
    "LOCALHOST:8501",
    "localhost.:8501",
    "127.0.0.1:1",
    "[::1]",
    "[::1]:65535",
    "[0:0:0:0:0:0:0:1]:8501",
]
BAD_HOSTS = [
    "evil.example", "evil.example:8501", "localhost.evil.example", "evil-localhost", "127.0.0.1.nip.example", "127.0.0.2", "0.0.0.0:8501",
    "[::]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "::1", "[::1", "[localhost]", "localhost:", "localhost:0", "localhost:65536",
    "localhost:80:80", "localhost/x", "localhost#x", "user@localhost", "evil@localhost:8501", "localhost,evil.example", "local host", "localhost\x00",
    "localhost..", ".localhost", "*", "", "ⓛocalhost".encode().decode("latin-1"), "maps.example.org",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_a_name_of_this_machine_is_answered(kind: str, host: str) -> None:
    assert refusal(scope(kind, host=host), LOCAL) == ""


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", BAD_HOSTS)
def test_any_other_name_is_refused_in_words(kind: str, host: str) -> None:
    words = refusal(scope(kind, host=host), LOCAL)
    assert "does not answer to the address" in words
    assert "--public-url" in words
    assert words.isascii()


def test_a_missing_or_doubled_host_is_refused() -> None:
    assert refusal(scope(), LOCAL)
    assert refusal(scope(host="localhost", host_="localhost"), LOCAL)
    assert refusal(scope(host="localhost", host_="evil.example"), LOCAL)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "[::]", "", "localhost"])  # noqa: S104 - what may be given
def test_a_wildcard_adds_no_name(address: str) -> None:
    assert Names.of(address, "") == LOCAL


def test_the_given_and_the_public_address_are_answered() -> None:
    for host in ("192.0.2.7:8501", "maps.example.org", "MAPS.example.org:443", "maps.example.org."):
        assert refusal(scope(host=host), OPEN) == ""
    assert refusal(scope(host="example.org"), OPEN)
    assert refusal(scope(host="www.maps.example.org"), OPEN)
    assert refusal(scope(host="[2001:db8::1]:8501"), Names.of("2001:DB8:0::1", "")) == ""


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8501", "http://localhost:8501"),
        ("LOCALHOST:8501", "http://localhost:8501"),
        ("localhost", "http://localhost"),
        ("localhost:80", "http://localhost"),
        ("127.0.0.1:8501", "http://localhost:8501"),
        ("[::1]:8501", "http://[::1]:8501"),
        ("192.0.2.7:8501", "http://192.0.2.7:8501"),
        ("maps.example.org", "https://maps.example.org"),
        ("maps.example.org:443", "https://maps.example.org"),
        # A proxy that puts its own target into Host.
        ("127.0.0.1:8501", "https://maps.example.org"),
    ],
)
def test_our_own_pages_are_answered(host: str, origin: str) -> None:
    for kind in ("http", "websocket"):
        assert refusal(scope(kind, "POST", host=host, origin=origin, sec_fetch_site="same-origin"), OPEN) == ""


@pytest.mark.parametrize(
    "origin",
    [
        "null", "", "http://evil.example", "http://evil.example:8501", "http://localhost:3000", "http://localhost", "http://localhost:8501.evil.example",
        "http://localhost:8501@evil.example", "file://", "chrome-extension://abc", "localhost:8501", "http://", "http://maps.example.org", "https://maps.example.org:444",
        "http://localhost:8501/", "http://localhost:8501 http://evil.example",
    ],
)  # fmt: skip
def test_pages_of_others_are_refused(origin: str) -> None:
    for kind, method in (("http", "GET"), ("http", "PUT"), ("http", "OPTIONS"), ("websocket", "GET")):
        assert "pages of other addresses" in refusal(scope(kind, method, host="localhost:8501", origin=origin), OPEN)


def test_a_doubled_origin_is_refused() -> None:
    assert refusal(scope("websocket", host="localhost:1", origin="http://localhost:1", origin_="http://localhost:1"), LOCAL)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_changes_from_other_sites_are_refused(site: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert "Sec-Fetch-Site" in refusal(scope("http", method, host="localhost", sec_fetch_site=site), LOCAL)
    assert refusal(scope("websocket", host="localhost", sec_fetch_site=site), LOCAL)
    # A link to the dashboard, from anywhere, is followed.
    assert refusal(scope(host="localhost", sec_fetch_site=site), LOCAL) == ""


async def _behind(request: Scope, receive: Receive, send: Send) -> None:
    if request["type"] == "http":
        seen = {name.decode(): value.decode() for name, value in request["headers"]}
        await PlainTextResponse(json.dumps(seen), headers={"X-Frame-Options": "ALLOW", "Referrer-Policy": "unsafe-url"})(
            request, receive, send
        )
    else:
        await send({"type": "websocket.accept"})


def answers(app: Any, request: Scope) -> list[Message]:  # noqa: ANN401 - any ASGI app
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect" if request["type"] == "websocket" else "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(request, receive, send))
    return sent


def test_a_websocket_is_denied_with_words_before_it_opens() -> None:
    start, body = answers(Door(_behind, LOCAL), scope("websocket", host="evil.example"))
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 403)
    assert b"does not answer" in body["body"]
    bare = {**scope("websocket", host="evil.example"), "extensions": {}}
    assert [message["type"] for message in answers(Door(_behind, LOCAL), bare)] == ["websocket.close"]
    assert answers(Door(_behind, LOCAL), scope("websocket", host="localhost"))[0]["type"] == "websocket.accept"


def test_streamlit_sees_the_host_that_the_page_has() -> None:
    _, body = answers(Door(_behind, OPEN), scope(host="127.0.0.1:8501", origin="https://maps.example.org"))
    assert json.loads(body["body"])["host"] == "maps.example.org"


def test_metrics_are_for_this_machine_and_on_request() -> None:
    def status(door: Door, *, client: str = "127.0.0.1", **headers: str) -> int:
        return int(answers(door, scope(path="/_stcore/metrics", client=client, **({"host": "localhost:8501"} | headers)))[0]["status"])

    asked = Door(_behind, OPEN, metrics=True)
    assert status(asked) == status(asked, client="::1") == 200
    assert status(Door(_behind, OPEN)) == 404
    assert status(asked, client="192.0.2.9") == 404
    # Handed on by a proxy on this machine.
    assert status(asked, x_forwarded_for="127.0.0.1") == status(asked, via="1.1 proxy") == status(asked, host="maps.example.org") == 404


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/agent", "/atlas/_stcore/agent/openapi.json"])
def test_nobody_drives_the_page_without_a_browser(path: str) -> None:
    assert answers(Door(_behind, LOCAL), scope(method="POST", path=path, host="localhost"))[0]["status"] == 404


def test_every_answer_has_the_headers_once() -> None:
    policy = page_policy(("'sha256-x'",), ())
    app = TellBrowsers(Door(_behind, LOCAL), policy)
    for host in ("localhost", "evil.example"):
        names = [name for name, _ in answers(app, scope(host=host))[0]["headers"]]
        assert names.count(b"content-security-policy") == names.count(b"referrer-policy") == names.count(b"x-content-type-options") == 1
    found = dict(answers(app, scope(host="localhost"))[0]["headers"])
    assert found[b"content-security-policy"].decode() == policy
    assert found[b"referrer-policy"] == b"same-origin"
    denied = dict(answers(app, scope("websocket", host="evil.example"))[0]["headers"])
    assert denied[b"x-content-type-options"] == b"nosniff"


@pytest.mark.parametrize("path", ["/media/0123.svg", "/atlas/media/0123.html"])
def test_what_is_opened_from_media_runs_nothing(path: str) -> None:
    found = dict(answers(TellBrowsers(_behind, page_policy((), ())), scope(path=path, host="localhost"))[0]["headers"])
    policy = found[b"content-security-policy"].decode()
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy


def test_the_policy_lets_no_text_run_as_a_script() -> None:
    rules = dict(rule.split(" ", 1) for rule in page_policy(("'sha256-x'",), ()).split("; "))
    assert rules["script-src"] == "'self' 'sha256-x'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert not [source for rule in rules.values() for source in rule.split() if source in {"*", "https:", "http:", "'unsafe-eval'"}]


def test_the_hash_is_of_the_script_as_browsers_read_it() -> None:
    body = "\n  window.x = 1\n"
    expected = f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'"
    html = f"<html><script>{body}</script><script src='/a.js'></script></html>"
    assert inline_hashes(html) == inline_hashes(html.replace("\n", "\r\n")) == (expected,)


def test_who_may_embed_is_named() -> None:
    assert parse_ancestors("") == ()
    assert parse_ancestors("self, https://intranet.example.org https://*.example.com:8443") == (
        "'self'", "https://intranet.example.org", "https://*.example.com:8443",
    )  # fmt: skip
    assert page_policy((), parse_ancestors("self")).endswith("frame-ancestors 'self'")
    for bad in ("*", "intranet.example.org", "https://a.example; script-src *", "'self'", "https://a.example/path", "javascript:x"):
        with pytest.raises(ValueError, match="CORRIDORS_FRAME_ANCESTORS"):
            parse_ancestors(bad)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://maps.example.org", "https://maps.example.org/"),
        ("HTTPS://Maps.Example.ORG:443/", "https://maps.example.org/"),
        ("http://maps.example.org.:8080/a b/", "http://maps.example.org:8080/a%20b/"),
        ("http://[2001:DB8:0:0::1]:8501/x", "http://[2001:db8::1]:8501/x/"),
        ("https://карта.рф/коридоры", "https://xn--80aa2azak.xn--p1ai/%D0%BA%D0%BE%D1%80%D0%B8%D0%B4%D0%BE%D1%80%D1%8B/"),
    ],
)
def test_a_public_address_has_one_spelling(given: str, kept: str) -> None:
    assert parse_public_url(given) == kept
    assert parse_public_url(kept) == kept


@pytest.mark.parametrize(
    "given", ["maps.example.org", "ftp://a.example", "https://", "https://u:p@a.example", "https://a.example/?x=1", "https://a.example/#x", "https://a b/",
              "http://a.example:99999", "http://[::1", "javascript:alert(1)", "https://a.example:x", "http://-"],
)  # fmt: skip
def test_no_public_address_is_refused_in_words(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="--public-url"):
        parse_public_url(given)
    assert main(["serve", "--port", "8599", "--public-url", given]) == 2
    assert "allowed: http or https" in capsys.readouterr().err


def test_authorities_and_origins_have_one_spelling() -> None:
    assert parse_authority("LocalHost.:80") == ("localhost", 80)
    assert parse_authority("[::0001]") == ("::1", None)
    assert parse_origin("https://Example.org") == ("https", "example.org", 443)
    assert parse_origin("null") is None


def served(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str]:
    """Return the command that `corridors serve` becomes."""
    calls: list[list[str]] = []

    def become(_: str, call: list[str]) -> None:
        calls.append(call)
        raise SystemExit  # it never comes back

    monkeypatch.setattr(os, "execv", become)
    monkeypatch.setattr(os, "chdir", lambda _: None)
    monkeypatch.setenv("CORRIDORS_PUBLIC_URL", "")
    with contextlib.suppress(SystemExit):
        main(["serve", "--port", "8599", *arguments])
    return calls[0]


def test_serve_hands_its_names_to_streamlit_and_to_the_page(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    call = served(monkeypatch, "--address", "0.0.0.0", "--public-url", "https://Maps.example.org/atlas")  # noqa: S104 - what may be given
    hosts = [value for name, value in pairwise(call) if name == "--server.allowedHosts"]
    assert hosts == ["127.0.0.1", "::1", "localhost", "maps.example.org"]
    assert os.environ["CORRIDORS_PUBLIC_URL"] == PUBLIC
    assert capsys.readouterr().out == f"Corridors: open http://localhost:8599 in a browser (Ctrl+C stops it); others open {PUBLIC}.\n"


def test_serve_says_that_a_wildcard_alone_lets_nobody_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    served(monkeypatch, "--address", "::", "--json")
    said = capsys.readouterr()
    assert json.loads(said.out) == {"address": "http://localhost:8599"}
    assert "--public-url" in said.err
    served(monkeypatch, "--address", "::1")
    assert capsys.readouterr() == ("Corridors: open http://[::1]:8599 in a browser (Ctrl+C stops it).\n", "")


@pytest.mark.parametrize(
    "given", ["mine/w.sqlite", "sqlite:///mine/w.sqlite", "sqlite+pysqlite:///mine/w.sqlite?timeout=3", "./mine/../mine/w.sqlite"]
)
def test_serve_opens_the_workspace_that_every_other_command_opens(given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CORRIDORS_WORKSPACE", given)
    served(monkeypatch)
    monkeypatch.chdir("/")  # as serve goes to the checkout
    found = workspace_file()
    assert found is not None
    assert found.resolve() == (tmp_path / "mine" / "w.sqlite").resolve()


def test_serve_leaves_the_address_of_a_server_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for given in ("postgresql://someone@localhost/workspace", "sqlite://"):
        monkeypatch.setenv("CORRIDORS_WORKSPACE", given)
        served(monkeypatch)
        assert os.environ["CORRIDORS_WORKSPACE"] == given


def test_serve_takes_the_folder_of_data_from_where_the_user_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CORRIDORS_WORKSPACE")
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    served(monkeypatch)
    monkeypatch.chdir("/")
    assert workspace_file() == tmp_path / "data" / "corridors" / "workspace.sqlite"


def test_a_bad_list_of_embedders_is_refused_before_the_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CORRIDORS_FRAME_ANCESTORS", "*")
    assert main(["serve", "--port", "8599"]) == 2
    assert "CORRIDORS_FRAME_ANCESTORS" in capsys.readouterr().err


def test_streamlit_without_our_door_takes_no_other_name_and_no_messages() -> None:
    kept = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert kept["server"]["allowedHosts"] == ["localhost", "127.0.0.1", "::1"]
    assert kept["client"]["allowedOrigins"] == []


def test_links_have_the_public_address_where_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDORS_PUBLIC_URL", PUBLIC)
    assert _asked(Namespace(**dict.fromkeys(ASKED)))["link"] == PUBLIC
    assert _asked(Namespace(**dict.fromkeys(ASKED) | {"link": "http://a.example/"}))["link"] == "http://a.example/"
    assert share.page_address() == PUBLIC
    monkeypatch.setenv("CORRIDORS_PUBLIC_URL", "nonsense")
    assert share.page_address() == ""
    with pytest.raises(UsageError, match="CORRIDORS_PUBLIC_URL"):
        _asked(Namespace(**dict.fromkeys(ASKED)))


class Live(NamedTuple):
    """A running server: its port, and the file in which it writes whom it asks."""

    port: int
    asked: Path


# Streamlit's own command in a process whose look-ups are written down.
RECORD = """
import socket
from streamlit import net_util
def note(what):
    with open(RECORD_FILE, "a") as file:
        file.write(what + chr(10))
real = socket.getaddrinfo
def look_up(host, *rest, **named):
    if host not in ("localhost", "127.0.0.1", "::1", None):
        note(f"name {host}")
    return real(host, *rest, **named)
socket.getaddrinfo = look_up
net_util.get_external_ip = lambda: note("external")
net_util.get_internal_ip = lambda: note("internal")
net_util._make_blocking_http_get = lambda *rest, **named: note("http")
from streamlit.web import cli
cli.main()
"""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    asked = tmp_path_factory.mktemp("door") / "asked.txt"
    asked.touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = RECORD.replace("RECORD_FILE", repr(str(asked)))
    hosts = [part for host in sorted(Names.of("127.0.0.1", PUBLIC).hosts()) for part in ("--server.allowedHosts", host)]
    call = [
        sys.executable,
        "-c",
        code,
        "run",
        "corridors/server/asgi.py",
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        *hosts,
    ]
    environment = os.environ | {"CORRIDORS_PUBLIC_URL": PUBLIC, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(call, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not _is_up(port):
            assert process.poll() is None, "the server ended at once"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)
        yield Live(port, asked)
    finally:
        process.terminate()
        process.wait(10)


def _is_up(port: int) -> bool:
    try:
        return asked_of(port, "GET /_stcore/health", Host="localhost")[0] == 200
    except OSError:
        return False


def asked_of(port: int, request: str, **headers: str) -> tuple[int, str]:
    """Send a request as it is written; return the status and what follows."""
    lines = [f"{request} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()), "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
            if b"\r\n\r\n" in answer and (b"Switching" in answer or _is_whole(answer)):
                break
    head, _, rest = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1").lower() + "\n\n" + rest.decode("utf-8", "replace")


def _is_whole(answer: bytes) -> bool:
    head, _, rest = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return length is not None and len(rest) >= int(length[1])


UPGRADE: Mapping[str, str] = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


def test_no_address_of_this_machine_is_looked_up(live: Live) -> None:
    own, stream = f"localhost:{live.port}", "GET /_stcore/stream"
    assert asked_of(live.port, stream, **UPGRADE, Host=own, Origin=f"http://{own}")[0] == 101
    assert asked_of(live.port, stream, **UPGRADE, Host=own)[0] == 101
    # A name of a proxy's, with its Host kept, and with another put in its place.
    assert asked_of(live.port, stream, **UPGRADE, Host="maps.example.org", Origin="https://maps.example.org")[0] == 101
    assert asked_of(live.port, stream, **UPGRADE, Host=f"127.0.0.1:{live.port}", Origin="https://maps.example.org")[0] == 101
    assert asked_of(live.port, stream, **UPGRADE, Host=f"[::1]:{live.port}", Origin=f"http://[::1]:{live.port}")[0] == 101
    for host, origin in (
        ("evil.example:8501", "http://evil.example:8501"),
        (own, "http://evil.example"),
        (own, "null"),
        ("maps.example.org", "http://evil.example"),
        (own, "http://localhost:3000"),
    ):
        status, words = asked_of(live.port, stream, **UPGRADE, Host=host, Origin=origin)
        assert (status, "this server does not answer" in words.lower()) == (403, True)
        assert asked_of(live.port, "GET /", Host=host, Origin=origin)[0] == 403
    assert live.asked.read_text(encoding="utf-8") == ""


def test_every_path_is_behind_the_door(live: Live) -> None:
    for path in (
        "/",
        "/media/x.png",
        "/component/x",
        "/_stcore/health",
        "/_stcore/host-config",
        "/static/x.js",
        "/_stcore/bidi-components/x/y",
    ):
        assert asked_of(live.port, f"GET {path}", Host="evil.example")[0] == 403
    for method in ("PUT", "POST", "DELETE", "OPTIONS"):
        assert asked_of(live.port, f"{method} /_stcore/upload_file/a/b", Host="localhost", Origin="http://evil.example")[0] == 403


def test_a_request_in_absolute_form_opens_no_other_way(live: Live) -> None:
    assert asked_of(live.port, "GET http://localhost/", Host="evil.example")[0] in {400, 403}


def test_nobody_that_was_not_named_may_send_messages(live: Live) -> None:
    _, answer = asked_of(live.port, "GET /_stcore/host-config", Host="localhost")
    assert '"allowedOrigins":[]' in answer
    assert asked_of(live.port, "GET /_stcore/metrics", Host="localhost")[0] == 404


def test_the_page_has_the_policy_of_its_own_script(live: Live) -> None:
    status, answer = asked_of(live.port, "GET /", Host="localhost")
    head, _, body = answer.partition("\n\n")
    assert status == 200
    assert [source.lower() in head for source in inline_hashes(body)] == [True]


def test_a_body_over_the_limit_is_refused_before_it_is_read(live: Live) -> None:
    for length in (301 * 1_048_576 + 1, 10**15):
        status, words = asked_of(live.port, "PUT /_stcore/upload_file/a/b", Host="localhost", Content_Length=str(length))
        assert (status, "allowed: up to 300 mb" in words.lower()) == (413, True)
    # As large as is allowed, it is Streamlit's to look at: it misses its token.
    assert asked_of(live.port, "PUT /_stcore/upload_file/a/b", Host="localhost", Content_Length=str(300 * 1_048_576))[0] == 403
