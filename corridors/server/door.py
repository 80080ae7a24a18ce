"""Who may ask: a request is answered only under a name of this server's and, from a browser, only from its own pages.

Any page in the world can make a browser ask `localhost`, and can make its own name point there (DNS rebinding). The name
in Host and the page in Origin tell such requests from our own, so both are looked at before Streamlit sees the request.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from corridors.address import DEFAULT_PORTS, LOOPBACK, Authority, Origin, canonical_host, parse_authority, parse_origin

WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - named here to be left out
READ_ONLY = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})
METRICS, AGENT = "/_stcore/metrics", "/_stcore/agent/"
FORWARDED = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"})
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Names:
    """The names of this server: those of the machine that it listens on, and the public address."""

    own: frozenset[str]
    public: Origin | None

    @classmethod
    def of(cls, address: str, public_url: str) -> Names:
        """Return the names for an address that is listened on (a wildcard adds nothing) and a public address, "" for none."""
        host = canonical_host(address.strip("[]"))
        own = LOOPBACK if host in WILDCARDS else LOOPBACK | {host}
        origin, _, _ = public_url.partition("://")
        rest = public_url[len(origin) + 3 :].partition("/")[0]
        return cls(own, parse_origin(f"{origin}://{rest}") if public_url else None)

    def hosts(self) -> frozenset[str]:
        """Return every host that may be asked for."""
        return self.own | ({self.public.host} if self.public else set())

    def is_ours(self, origin: Origin, asked: Authority) -> bool:
        """Return whether an origin is a page of this server's: the public address, or a name of its own with the port that was asked."""
        return origin == self.public or (origin.host in self.own and origin.port == (asked.port or DEFAULT_PORTS[origin.scheme]))


class Door:
    """Lets in what `refusal` has nothing against; all else ends with a status and words."""

    def __init__(self, app: ASGIApp, names: Names, *, metrics: bool = False) -> None:
        """Keep the app behind the door, the names that it answers to, and whether this machine may read the metrics."""
        self.app, self.names, self.metrics = app, names, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        words = refusal(scope, self.names)
        if words:
            await _refuse(PlainTextResponse(words, 403), scope, receive, send)
        elif _is_closed(scope, metrics=self.metrics):
            await _refuse(PlainTextResponse("Nothing is here. Open the dashboard's address without a path.\n", 404), scope, receive, send)
        else:
            await self.app(_as_the_page_asked(scope), receive, send)


def refusal(scope: Scope, names: Names) -> str:
    """Return why a request is not answered, "" where nothing is against it."""
    asked = _one(scope, b"host")
    authority = parse_authority(asked or "")
    if authority is None or authority.host not in names.hosts():
        return (
            f"This server does not answer to the address that was asked for (Host: {_shown(asked)}). Allowed: localhost, the address given "
            "with --address, and the public address. Open it under one of them. Whoever runs it sets its public address with "
            "`corridors serve --public-url https://...`.\n"
        )
    sent = _values(scope, b"origin")
    origin = parse_origin(sent[0]) if len(sent) == 1 else None
    if sent and (origin is None or not names.is_ours(origin, authority)):
        return (
            f"This server does not answer to pages of other addresses (Origin: {_shown('; '.join(sent))}). Allowed: its own pages. Open the "
            "dashboard itself. Whoever runs it behind a proxy sets its public address with `corridors serve --public-url https://...`.\n"
        )
    changes = scope["type"] == "websocket" or scope["method"] not in READ_ONLY
    site = [value for value in _values(scope, b"sec-fetch-site") if value not in OWN_SITE]
    if changes and site:
        return f"This server takes changes from its own pages only (Sec-Fetch-Site: {_shown(site[0])}). Open the dashboard itself.\n"
    return ""


def _values(scope: Scope, name: bytes) -> list[str]:
    headers: Headers = scope["headers"]
    return [value.decode("latin-1").strip() for key, value in headers if key.lower() == name]


def _one(scope: Scope, name: bytes) -> str | None:
    """Return a header that must stand once; a second one could be read by whatever is behind the door instead."""
    values = _values(scope, name)
    return values[0] if len(values) == 1 else None


def _shown(value: str | None) -> str:
    return ascii(value[:80]) if value else "none, or several"


def _is_closed(scope: Scope, *, metrics: bool) -> bool:
    """Return whether a path is not for whoever asks: metrics are for this machine and on request, the agent interface for nobody."""
    path: str = scope["path"]
    if AGENT in f"{path}/":
        return True
    if METRICS not in path:
        return False
    # What a proxy on this machine hands on comes from loopback, too.
    handed_on = any(key.lower() in FORWARDED for key, _ in scope["headers"])
    client = scope.get("client") or ("", 0)
    asked = parse_authority(_one(scope, b"host") or "")
    local = canonical_host(client[0]) in LOOPBACK and asked is not None and asked.host in LOOPBACK and not handed_on
    return not (metrics and local)


def _as_the_page_asked(scope: Scope) -> Scope:
    """Return the request with the Host that the browser's page has, where a proxy has put another in its place.

    For an Origin that is not its Host Streamlit would look up the addresses of this machine, one of them at a public host.
    """
    sent = _values(scope, b"origin")
    if not sent:
        return scope
    host = sent[0].partition("://")[2].encode("latin-1")
    headers: Headers = [(key, host if key.lower() == b"host" else value) for key, value in scope["headers"]]
    return {**scope, "headers": headers}


async def _refuse(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        answer.headers["cache-control"] = "no-store"
        # What is left of a refused upload is not read, so the connection cannot be used again.
        answer.headers["connection"] = "close"
        await answer(scope, receive, send)
        return
    websocket = WebSocket(scope, receive, send)
    if "websocket.http.response" in scope.get("extensions", {}):
        await websocket.send_denial_response(answer)
    else:
        await websocket.close(code=1008)
