"""Static files: Streamlit's scripts compressed, and the map's kept by browsers.

Streamlit serves its scripts as they are (8 MB on a first visit); over a conference room's network that is the wait
before the first map. Each file is compressed once and kept. The assets of the map have a hash of what is inside in their
names, so a browser may keep them for good.
"""

from __future__ import annotations

import gzip

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEVEL = 6
WORTH_BYTES = 1_000
ASSETS = "/bidi-components/corridors.map/"
TEXTUAL = (b"text/", b"application/javascript", b"application/json", b"image/svg", b"application/wasm")


class CompressStatic:
    """Serves /static/ gzipped to browsers that take it; everything else passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep the app and an empty store of compressed bodies by path."""
        self.app = app
        self.kept: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        takes_gzip = any(name == b"accept-encoding" and b"gzip" in value for name, value in scope.get("headers", ()))
        if scope["type"] != "http" or scope.get("method") != "GET" or "/static/" not in scope["path"] or not takes_gzip:
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def gather(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                headers, content = self._compressed(scope["path"], start, bytes(body))
                await send({**start, "headers": headers})
                await send({"type": "http.response.body", "body": content})

        # Ranges are of the plain file, so they are not asked for here.
        plain = [(name, value) for name, value in scope["headers"] if name not in {b"range", b"accept-encoding"}]
        await self.app({**scope, "headers": plain}, receive, gather)

    def _compressed(self, path: str, start: Message, body: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
        headers = list(start.get("headers", ()))
        kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
        if start["status"] != 200 or len(body) < WORTH_BYTES or not kind.startswith(TEXTUAL):
            return headers, body
        if path not in self.kept:
            self.kept[path] = gzip.compress(body, LEVEL, mtime=0)
        content = self.kept[path]
        dropped = {b"content-length", b"accept-ranges", b"etag"}
        headers = [(name, value) for name, value in headers if name.lower() not in dropped]
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding"), (b"content-length", str(len(content)).encode())]
        return headers, content


class KeepAssets:
    """Tells browsers to keep the map component's assets: another content has another name."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or ASSETS not in scope["path"]:
            await self.app(scope, receive, send)
            return

        async def mark(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = [(name, value) for name, value in message["headers"] if name.lower() != b"cache-control"]
                message = {**message, "headers": [*headers, (b"cache-control", b"public, max-age=31536000, immutable")]}
            await send(message)

        await self.app(scope, receive, mark)
