"""Fetches what dialplans ask of addresses outside, from the hosts that an operator allows and no others."""

import re
import socket
import ssl
from collections.abc import Iterable
from contextlib import closing
from functools import cached_property
from time import monotonic
from typing import NamedTuple
from urllib.parse import SplitResult, quote

from httpcore import URL, HTTPConnection, NetworkError, Origin, ProtocolError, Request

from callfire_soap.carriers.connecting import CheckedNetwork, Deadline, LookUp, Names
from callfire_soap.domain.addresses import is_open, listed, listed_host, spelled_host, web_address
from callfire_soap.domain.file_texts import decoded

SECONDS = 10.0
"""How long an address may take to answer, from the name look-up to the last byte."""

MOST_SOUND_BYTES = 20 * 1024 * 1024

_RESTS = 3.0
"""For how many times as long a host is left alone that let that time pass without an answer."""

# What an answer may have besides its content: heads, and the marks of its chunks.
_MOST_TIMES_LARGER = 8
_MOST_BESIDES = 256 * 1024

_OK = range(200, 300)
_CHARSET = re.compile(rb"""(?i:;\s*charset\s*=\s*["']?)([\w.:+-]{1,40})""")
_SAFE = "%/:?#[]@!$&'()*+,;=~"


class _Refused(Exception):
    """This address may not be fetched from."""


class _Place(NamedTuple):
    """Where an address leads: the host as it is compared, and the port."""

    host: str
    port: int


class _Answered(NamedTuple):
    """What an address answered, and the charset that it says this has."""

    content: bytes
    charset: str | None


class WebFetcher:
    """Asks allowed hosts by http and https; follows no redirection and knows no proxy."""

    def __init__(
        self, hosts: Iterable[str], seconds: float = SECONDS, look_up: LookUp = socket.getaddrinfo
    ) -> None:
        """Allow these hosts: names, addresses, or `*.example.com` for all names below one.

        A name that leads to a private address is refused unless that address is listed, too.
        """
        self._seconds, self._names = seconds, Names(look_up)
        self._hosts = frozenset(filter(None, (listed_host(host.strip()) for host in hosts)))
        # Until when places are left alone that did not answer in time.
        self._resting: dict[_Place, float] = {}
        # What all fetches of a round may still take together; None outside of rounds.
        self._left: float | None = None

    def begin_round(self) -> None:
        """Let all that is fetched until the next round take no longer together than one address may."""
        self._left = self._seconds

    def fetch(self, method: str, address: str, most: int) -> str | None:
        """Answer up to `most` bytes as text; None when there is no answer, or none that may be had."""
        found = self._fetch(method, address, most)
        if found is None:
            return None
        return decoded(found.content, found.charset, is_cut=len(found.content) >= most)

    def fetch_bytes(self, method: str, address: str, most: int) -> bytes | None:
        """Answer up to `most` bytes; None when there is no answer, or none that may be had."""
        found = self._fetch(method, address, most)
        return found.content if found is not None else None

    def _fetch(self, method: str, address: str, most: int) -> _Answered | None:
        try:
            split = web_address(address)
            place = self._place(split)
        except (_Refused, ValueError):
            return None
        seconds = self._seconds if self._left is None else self._left
        begun = monotonic()
        if seconds <= 0 or self._resting.get(place, 0.0) > begun:
            return None
        deadline = Deadline(seconds)
        try:
            ip = self._ip_of(place, deadline)
            return self._ask(method, split, place, ip, most, deadline)
        except (_Refused, OSError, ProtocolError, NetworkError, ValueError):
            return None
        finally:
            self._account_for(place, seconds, monotonic() - begun)

    def _account_for(self, place: _Place, allowed: float, taken: float) -> None:
        if self._left is not None:
            self._left -= taken
        # Whoever had only the rest of a round has not been tried.
        if taken >= allowed >= self._seconds / 2:
            now = monotonic()
            self._resting = {each: until for each, until in self._resting.items() if until > now}
            self._resting[place] = now + _RESTS * self._seconds

    def _place(self, split: SplitResult) -> _Place:
        host = spelled_host(split.hostname or "")
        if host is None or not self._allows(host):
            raise _Refused(split.netloc)
        return _Place(host, split.port or (443 if split.scheme == "https" else 80))

    def _allows(self, host: str) -> bool:
        below = (host[at + 1 :] for at, character in enumerate(host) if character == ".")
        return host in self._hosts or any(f"*.{name}" in self._hosts for name in below)

    def _ip_of(self, place: _Place, deadline: Deadline) -> str:
        ips = self._names.addresses_of(place.host, place.port, deadline)
        # One private address among several is enough: whoever answers so wants to lead us inside.
        if not ips or not all(is_open(ip) or spelled_host(ip) in self._hosts for ip in ips):
            raise _Refused(place.host)
        return ips[0]

    def _ask(
        self, method: str, split: SplitResult, place: _Place, ip: str, most: int, deadline: Deadline
    ) -> _Answered | None:
        scheme, host = split.scheme.encode(), place.host.encode()
        network = CheckedNetwork(ip, deadline, most * _MOST_TIMES_LARGER + _MOST_BESIDES)
        origin = Origin(scheme, host, place.port)
        trusted = self._trusted if split.scheme == "https" else None
        with closing(HTTPConnection(origin, ssl_context=trusted, network_backend=network)) as connection:
            request = Request(method, _url(split, place), headers=_headers(split, place, method))
            response = connection.handle_request(request)
            with closing(response):
                if response.status not in _OK:
                    return None
                body = bytearray()
                for piece in response.iter_stream():
                    body += piece
                    if len(body) >= most:
                        break
                return _Answered(bytes(body[:most]), _charset(response.headers))

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def hosts_of(text: str) -> frozenset[str]:
    """Read names, addresses, or `*.example.com` for all names below one, separated by commas.

    Anything else raises BadRequest: an address has its port and its path wherever it leads.
    """
    return frozenset(listed(text, listed_host, "host, without scheme, port and path, nor *.HOST"))


def _charset(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    types = (_CHARSET.search(value) for name, value in headers if name.lower() == b"content-type")
    return next((found[1].decode("ascii") for found in types if found is not None), None)


def _url(split: SplitResult, place: _Place) -> URL:
    target = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return URL(scheme=split.scheme, host=place.host, port=place.port, target=quote(target, safe=_SAFE))


def _headers(split: SplitResult, place: _Place, method: str) -> list[tuple[str, str]]:
    host = f"[{place.host}]" if ":" in place.host else place.host
    shown = host if split.port is None else f"{host}:{split.port}"
    # Nothing is unpacked here, so nothing may come packed.
    headers = [("Host", shown), ("Accept-Encoding", "identity"), ("Connection", "close")]
    return headers if method == "GET" else [*headers, ("Content-Length", "0")]
