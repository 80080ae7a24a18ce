"""Connections to hosts of the internet and to nothing else: names looked up, every address checked, all under one deadline."""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpcore

T = TypeVar("T")
# Of IPv6 only this is given to hosts of the internet. What lies outside is this machine (::1), its network (fc00::/7, fe80::/10,
# fec0::/10), carries IPv4 (::/96, ::ffff:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48), or is reserved (100::/64, 5f00::/16, ff00::/8).
GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        # Assignments of the IETF, relays (6to4, AMT), name servers of private networks, measurements, documentation.
        *("192.0.0.0/24", "192.88.99.0/24", "192.52.193.0/24", "192.31.196.0/24", "192.175.48.0/24", "198.18.0.0/15"),
        *("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # Looks public, and answers machines of one cloud with what it knows of them.
        "168.63.129.16/32",
        # Assignments of the IETF (Teredo and ORCHID among them), 6to4, the old 6bone, documentation.
        *("2001::/23", "2002::/16", "3ffe::/16", "2001:db8::/32", "3fff::/20"),
    )
)


class FetchError(ValueError):
    """The file cannot be fetched; the text says where, what was found, what is allowed, what to do."""


def is_public(text: str) -> bool:
    """Tell whether an IP address is one of a host of the internet, which may be asked."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if address.version == 6 and address not in GLOBAL_6:
        return False
    return address.is_global and not any(address.version == net.version and address in net for net in NOT_PUBLIC)


def look_up(host: str, port: int) -> list[str]:
    """Return every address that a name stands for."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Web:
    """How the internet is reached: names looked up, addresses allowed, connections made and encrypted. Tests put their own in place."""

    look_up: Callable[[str, int], Iterable[str]] = look_up
    is_allowed: Callable[[str], bool] = is_public
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    encryption: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)


class Deadline:
    """One end for everything that a fetch does: names, connections, encryption, headers and body."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self._seconds, self._until = seconds, time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            FetchError: none are.
        """
        if (left := self._until - time.monotonic()) <= 0:
            raise self.error()
        return left

    def error(self) -> FetchError:
        """Return what is said when it has passed."""
        return FetchError(f"no end after {self._seconds:g} s; try again, or save the file and read it from there")


class _Stream(httpcore.NetworkStream):
    """A connection each step of which ends with the whole."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connection, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as httpcore calls it
        return self._in_time(lambda: self._socket.recv(max_bytes))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as httpcore calls it
        self._in_time(lambda: self._socket.sendall(buffer))

    def close(self) -> None:
        self._socket.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:  # noqa: ARG002 - as httpcore calls it
        """Encrypt it, for the server of that name."""
        return _Stream(self._in_time(lambda: ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore has it
        # httpcore asks whether a kept connection was closed meanwhile; none is kept.
        return False if info == "is_readable" else None

    def _in_time(self, step: Callable[[], T]) -> T:
        self._socket.settimeout(self._deadline.left())
        try:
            return step()
        except TimeoutError:
            raise self._deadline.error() from None


class Backend(httpcore.NetworkBackend):
    """Connects to an address that was checked, whatever the name says a moment later."""

    def __init__(self, web: Web, deadline: Deadline) -> None:
        """Connect by these means, until then."""
        self._web, self._deadline = web, deadline

    def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.NetworkStream:
        """Return a connection to an address of a host, all of which were checked."""
        address = self._checked(host, port)
        try:
            return _Stream(self._web.connect((address, port), self._deadline.left()), self._deadline)
        except TimeoutError:
            raise self._deadline.error() from None

    def _checked(self, host: str, port: int) -> str:
        found = sorted(set(self._look_up(host, port)))
        if not found:
            raise FetchError(f"{shown(host)} has no address; check it")
        for text in found:
            if not self._web.is_allowed(text):
                raise FetchError(
                    f"{shown(host)} is {text}, which is not public; allowed: hosts of the internet; save the file and read it from there"
                )
        return min(found, key=lambda text: (":" in text, text))

    def _look_up(self, host: str, port: int) -> Iterable[str]:
        """Look a name up in a thread of its own: the system gives no way to end that in time."""
        said: queue.SimpleQueue[Iterable[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                said.put(list(self._web.look_up(host, port)))
            except Exception as error:  # noqa: BLE001 - raised again below
                said.put(error)

        threading.Thread(target=ask, daemon=True, name="look-up").start()
        try:
            found = said.get(timeout=self._deadline.left())
        except queue.Empty:
            raise self._deadline.error() from None
        if isinstance(found, Exception):
            raise FetchError(f"{shown(host)}: {shown(getattr(found, 'strerror', None) or found)}; check the address")
        return found


def shown(what: object) -> str:
    """Return what a host or a user said on one line, short, without its control characters."""
    plain = "".join(sign if sign.isprintable() else " " for sign in str(what))
    return " ".join(plain.split())[:120]
