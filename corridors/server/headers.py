"""What browsers are told with every answer: where scripts, pictures and connections may come from, and who may embed the page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's own fonts are under /static/media/.
MEDIA = re.compile(r"(?<!/static)/media/")
ANCESTORS = "CORRIDORS_FRAME_ANCESTORS"
# What the page uses is the whole screen and copying a link; all else that could be asked of the visitor is denied.
DENIED = (
    "accelerometer", "autoplay", "bluetooth", "camera", "clipboard-read", "display-capture", "encrypted-media", "geolocation", "gyroscope",
    "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
GRANTED = ("clipboard-write", "fullscreen")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"https?://[A-Za-z0-9*][A-Za-z0-9.*-]*(?::(?:[0-9]{1,5}|\*))?", re.ASCII)


def parse_ancestors(text: str) -> tuple[str, ...]:
    """Return the origins that may embed the page, from a list with spaces or commas; empty for nobody.

    Raises:
        ValueError: an entry is neither "self" nor an http or https origin.
    """
    words = text.replace(",", " ").split()
    for word in words:
        if word != "self" and not _SOURCE.fullmatch(word):
            raise ValueError(
                f"who may embed the page: found {word[:80]!r}; allowed: self, or addresses without a path (https://intranet.example.org); "
                "correct CORRIDORS_FRAME_ANCESTORS"
            )
    return tuple("'self'" if word == "self" else word for word in words)


def inline_hashes(html: str) -> tuple[str, ...]:
    """Return the sources, as a policy names them, of the scripts that stand in a page itself."""
    texts = [body for attributes, body in _SCRIPT.findall(html) if "src=" not in attributes.lower()]
    # Browsers hash the text with its line ends as \n, whatever the file has.
    plain = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in plain)


def page_policy(scripts: Iterable[str], ancestors: Sequence[str]) -> str:
    """Return the Content-Security-Policy of the page; `scripts` are its inline scripts, `ancestors` who may embed it."""
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *scripts]),
        # Streamlit and the map write styles at run time.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' blob: data:",
        "font-src": "'self' data:",
        "media-src": "'self' blob: data:",
        # deck.gl fetches the icons that it is given as data.
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(ancestors) or "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


# A picture or a download that is opened by its address is shown, and runs nothing.
MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'; sandbox"


class TellBrowsers:
    """Puts the headers on every answer; what another layer has set of the same name is replaced."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        """Keep the app and the policy of its page."""
        self.app = app
        common = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": ", ".join([*(f"{name}=()" for name in DENIED), *(f"{name}=(self)" for name in GRANTED)]),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        self.page = _encoded({**common, "Content-Security-Policy": policy})
        self.media = _encoded({**common, "Content-Security-Policy": MEDIA_POLICY})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        ours = self.media if MEDIA.search(scope.get("path", "")) else self.page

        async def tell(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in ours]
                message = {**message, "headers": [*kept, *ours.items()]}
            await send(message)

        await self.app(scope, receive, tell if scope["type"] in {"http", "websocket"} else send)


def _encoded(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.lower().encode(): value.encode("latin-1") for name, value in headers.items()}
