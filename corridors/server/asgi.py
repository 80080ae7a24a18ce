"""The app as `corridors serve` runs it: Streamlit's own behind a door, its answers with headers, its static files compressed."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.middleware import Middleware
from streamlit import config, file_util
from streamlit.starlette import App

from corridors.address import public_url
from corridors.server.door import Door, Names
from corridors.server.headers import ANCESTORS, TellBrowsers, inline_hashes, page_policy, parse_ancestors
from corridors.server.limits import LimitBody
from corridors.server.static import CompressStatic, KeepAssets

METRICS = "CORRIDORS_METRICS"
ROOT = Path(__file__).resolve().parents[2]


def middleware() -> list[Middleware]:
    """Return what stands before Streamlit, outermost first, by the settings in the environment and the address listened on.

    Raises:
        ValueError: a setting is not what is allowed.
    """
    index = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    policy = page_policy(inline_hashes(index), parse_ancestors(os.environ.get(ANCESTORS, "")))
    names = Names.of(str(config.get_option("server.address") or ""), public_url())
    return [
        Middleware(TellBrowsers, policy=policy),
        Middleware(Door, names=names, metrics=os.environ.get(METRICS) == "1"),
        Middleware(LimitBody, max_mb=int(config.get_option("server.maxUploadSize"))),
        Middleware(CompressStatic),
        Middleware(KeepAssets),
    ]


app = App(ROOT / "app.py", middleware=middleware())
