"""How large a request may be: what says that it is larger is refused before any of it is read."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MB = 1_048_576
# Boundaries and names that an upload has around its file, as Streamlit allows them.
AROUND_BYTES = MB


class LimitBody:
    """Refuses a request whose length is over the limit; one that does not tell its length is counted by Streamlit as it is read."""

    def __init__(self, app: ASGIApp, max_mb: int) -> None:
        """Keep the app and the largest file that it takes, in MB."""
        self.app, self.max_mb = app, max_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        told = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if told.isdecimal() and int(told[:20]) > self.max_mb * MB + AROUND_BYTES:
            words = f"This upload has {int(told[:20]) // MB:,} MB. Allowed: up to {self.max_mb} MB. Cut the file into parts.\n"
            # What was not read is still on its way, so the connection cannot be used again.
            await PlainTextResponse(words, 413, {"Connection": "close"})(scope, receive, send)
            return
        await self.app(scope, receive, send)
