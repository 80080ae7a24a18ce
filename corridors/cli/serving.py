"""serve: the dashboard."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from corridors.address import MAX_PORT, VARIABLE, parse_public_url, public_url
from corridors.cli.codes import UsageError
from corridors.workspace.place import make_address_absolute

EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is asked instead where all are listened on


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the command to a parser."""
    serve = commands.add_parser("serve", help="start the dashboard on this machine")
    serve.add_argument("--port", type=int, default=8501, help="port to listen on (default 8501)")
    serve.add_argument("--address", default="localhost", help="address to listen on (default localhost: this machine only)")
    serve.add_argument(
        "--public-url",
        help=f"address under which others open the dashboard (https://maps.example.org/corridors): answered to, and written into pictures and links (default: ${VARIABLE}, else none)",
    )
    serve.add_argument("--json", action="store_true", help="print the address as JSON before starting")
    serve.set_defaults(run=run_serve)


def run_serve(options: argparse.Namespace) -> int:
    """Start the dashboard in place of this process, so that whoever stops this stops it."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "app.py").is_file():
        raise UsageError(f"{root / 'app.py'}: not found; allowed: a checkout with app.py at its top; run it from there")
    if not 1 <= options.port <= MAX_PORT:
        raise UsageError(f"--port {options.port}: no port; allowed: 1 to {MAX_PORT}")
    public = _take_settings(options.public_url)
    bound = options.address.strip("[]")
    if not _is_ours(bound):
        raise UsageError(
            f"--address {options.address[:80]!r}: no address of this machine; allowed: localhost, 0.0.0.0, or an address or name of it"
        )
    if _is_taken(bound, options.port):
        raise UsageError(
            f"port {options.port} on {options.address} is in use; stop what runs there, or give another --port (make run PORT=...)"
        )
    host = "localhost" if bound in EVERY_ADDRESS else bound
    address = f"http://{f'[{host}]' if ':' in host else host}:{options.port}"
    said = {"address": address} | ({"public": public} if public else {})
    others = f"; others open {public}" if public else ""
    print(json.dumps(said) if options.json else f"Corridors: open {address} in a browser (Ctrl+C stops it){others}.", flush=True)
    if bound in EVERY_ADDRESS and not public:
        print("corridors serve: other machines are refused until --public-url says which address they open", file=sys.stderr, flush=True)
    make_address_absolute()
    os.chdir(root)
    os.execv(sys.executable, _call(bound, options.port, public))  # noqa: S606 - our own app, no shell


def _take_settings(given: str | None) -> str:
    """Put the public address into the environment, where page and server read it, and return it; "" for none."""
    from corridors.server.headers import ANCESTORS, parse_ancestors  # noqa: PLC0415 - the web server is slow to import

    try:
        if given is not None:
            os.environ[VARIABLE] = parse_public_url(given) if given else ""
        parse_ancestors(os.environ.get(ANCESTORS, ""))
        return public_url()
    except ValueError as error:
        raise UsageError(str(error)) from None


def _call(address: str, port: int, public: str) -> list[str]:
    from corridors.server.door import Names  # noqa: PLC0415 - as above

    hosts = [part for host in sorted(Names.of(address, public).hosts()) for part in ("--server.allowedHosts", host)]
    server = str(Path("corridors", "server", "asgi.py"))
    return [
        sys.executable, "-m", "streamlit", "run", server, "--server.port", str(port), "--server.address", address, *hosts,
    ]  # fmt: skip


def _is_ours(address: str) -> bool:
    """Tell whether this machine can listen on an address, at any free port."""
    try:
        found = socket.getaddrinfo(address, 0, type=socket.SOCK_STREAM)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as listener:
            listener.bind(found[0][4])
    except (OSError, UnicodeError):
        return False
    return True


def _is_taken(address: str, port: int) -> bool:
    try:
        socket.create_connection((EVERY_ADDRESS.get(address, address), port), timeout=1).close()
    except OSError:
        return False
    return True
