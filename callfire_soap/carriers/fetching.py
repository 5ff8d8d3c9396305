"""Fetches what dialplans ask of addresses outside, from the hosts that an operator allows and no others."""

import socket
import ssl
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from threading import Timer
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

SECONDS = 10.0
"""How long an address may take to answer, from the name look-up to the last byte."""

MOST_SOUND_BYTES = 20 * 1024 * 1024
LookUp = Callable[..., Sequence[tuple[Any, ...]]]
"""Answers what `socket.getaddrinfo` answers."""

_PIECE = 64 * 1024
_OK = range(200, 300)


class _Refused(Exception):
    """This address may not be fetched from."""


class _Place(NamedTuple):
    """Where to connect to: an address that was checked, so that no second look-up can lead elsewhere."""

    host: str
    port: int
    ip: str


class _Plain(HTTPConnection):
    """A connection to a place."""

    def __init__(self, place: _Place, timeout: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout)
        self._place = place

    def connect(self) -> None:
        """Connect to the address that was checked."""
        self.sock = socket.create_connection((self._place.ip, self._place.port), self.timeout)


class _Secure(HTTPSConnection):
    """A connection to a place, whose certificate must be that of the host."""

    def __init__(self, place: _Place, timeout: float) -> None:
        self._own_context = ssl.create_default_context()
        super().__init__(place.host, place.port, timeout=timeout, context=self._own_context)
        self._place = place

    def connect(self) -> None:
        """Connect to the address that was checked."""
        plain = socket.create_connection((self._place.ip, self._place.port), self.timeout)
        self.sock = self._own_context.wrap_socket(plain, server_hostname=self._place.host)


class WebFetcher:
    """Asks allowed hosts by http and https; follows no redirection."""

    def __init__(
        self, hosts: Collection[str], seconds: float = SECONDS, look_up: LookUp = socket.getaddrinfo
    ) -> None:
        """Allow these hosts: names, addresses, or `*.example.com` for all names below one.

        A name that leads to a private address is refused unless that address is listed, too.
        """
        self._seconds, self._look_up = seconds, look_up
        self._hosts = frozenset(host.strip().lower().rstrip(".") for host in hosts if host.strip())

    def fetch(self, method: str, address: str, most: int) -> str | None:
        """Answer up to `most` bytes as text; None when there is no answer, or none that may be had."""
        found = self.fetch_bytes(method, address, most)
        return found.decode("utf-8", "ignore") if found is not None else None

    def fetch_bytes(self, method: str, address: str, most: int) -> bytes | None:
        """Answer up to `most` bytes; None when there is no answer, or none that may be had."""
        deadline = time.monotonic() + self._seconds
        try:
            split = urlsplit(address)
            place = self._place(split)
            return _ask(method, split, place, most, deadline)
        except (_Refused, OSError, HTTPException, ValueError):
            return None

    def _place(self, split: SplitResult) -> _Place:
        host = (split.hostname or "").rstrip(".")
        if split.scheme not in {"http", "https"} or split.username is not None or not self._allows(host):
            raise _Refused(host)
        port = split.port or (443 if split.scheme == "https" else 80)
        found = self._look_up(host, port, type=socket.SOCK_STREAM)
        ips = [str(each[4][0]) for each in found]
        # One private address among several is enough: whoever answers so wants to lead us inside.
        if not ips or not all(self._may_reach(ip) for ip in ips):
            raise _Refused(host)
        return _Place(host, port, ips[0])

    def _allows(self, host: str) -> bool:
        below = (host[at + 1 :] for at, character in enumerate(host) if character == ".")
        return bool(host) and (host in self._hosts or any(f"*.{name}" in self._hosts for name in below))

    def _may_reach(self, ip: str) -> bool:
        address = ip_address(ip.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        return (mapped.is_global and not mapped.is_multicast) or ip in self._hosts


def _ask(method: str, split: SplitResult, place: _Place, most: int, deadline: float) -> bytes | None:
    connection = (_Secure if split.scheme == "https" else _Plain)(place, deadline - time.monotonic())
    # A host may send single bytes for ever, each of them in time.
    end = Timer(max(0.0, deadline - time.monotonic()), _cut, [connection])
    end.start()
    try:
        target = (split.path or "/") + (f"?{split.query}" if split.query else "")
        connection.request(method, target, headers={"Accept-Encoding": "identity", "Connection": "close"})
        response = connection.getresponse()
        if response.status not in _OK:
            return None
        body = b""
        while len(body) < most and (piece := response.read1(min(_PIECE, most - len(body)))):
            body += piece
        return body if time.monotonic() < deadline else None
    finally:
        end.cancel()
        end.join()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    """End a connection that another thread waits for."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
