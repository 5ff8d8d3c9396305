"""Fetches what dialplans ask of addresses outside, from the hosts that an operator allows and no others."""

import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import cached_property
from time import monotonic
from typing import NamedTuple
from urllib.parse import SplitResult, quote

from httpcore import URL, HTTPConnection, NetworkError, Origin, ProtocolError, Request

from callfire_soap.carriers.connecting import CheckedNetwork, Deadline, LookUp, Names
from callfire_soap.domain.addresses import is_open, listed, listed_host, spelled_host, web_address
from callfire_soap.domain.file_texts import decoded

_LOG = logging.getLogger(__name__)

SECONDS = 10.0
"""How long an address may take to answer, from the name look-up to the last byte."""

MOST_SOUND_BYTES = 20 * 1024 * 1024

_RESTS = 3.0
"""For how many times as long a host is left alone that let that time pass without an answer."""

# What an answer may have besides its content: heads, and the marks of its chunks.
_MOST_TIMES_LARGER = 8
_MOST_BESIDES = 256 * 1024

_OK = range(200, 300)
_REDIRECTIONS = range(300, 400)
_CHARSET = re.compile(rb"""(?i:;\s*charset\s*=\s*["']?)([\w.:+-]{1,40})""")
_SAFE = "%/:?#[]@!$&'()*+,;=~"


_LOGGED_AFTER = 60.0
"""For so many seconds the same failure of the same host is not logged again."""
_MOST_LOGGED = 1_000
_SHOWN = 100


class _Refused(Exception):
    """This address may not be fetched from, or its answer not be taken; says why."""


def _untold(_reason: str) -> None:
    """Tell nobody."""


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
        # When which failure was logged.
        self._logged: dict[tuple[str, str], float] = {}

    def begin_round(self) -> None:
        """Let all that is fetched until the next round take no longer together than one address may."""
        self._left = self._seconds

    def fetch(
        self, method: str, address: str, most: int, tell: Callable[[str], None] = _untold
    ) -> str | None:
        """Answer up to `most` bytes as text; None when there is no answer, or none that may be had: `tell` says why."""
        found = self._fetch(method, address, most, tell)
        if found is None:
            return None
        return decoded(found.content, found.charset, is_cut=len(found.content) >= most)

    def fetch_bytes(self, method: str, address: str, most: int) -> bytes | None:
        """Answer up to `most` bytes; None when there is no answer, or none that may be had."""
        found = self._fetch(method, address, most, _untold)
        return found.content if found is not None else None

    def _fetch(self, method: str, address: str, most: int, tell: Callable[[str], None]) -> _Answered | None:
        try:
            return self._answer(method, address, most)
        except (_Refused, OSError, ProtocolError, NetworkError, ValueError) as error:
            reason = _reason_of(error)
        self._log(address, reason)
        tell(reason)
        return None

    def _answer(self, method: str, address: str, most: int) -> _Answered:
        split = web_address(address)
        place = self._place(split)
        seconds = self._seconds if self._left is None else self._left
        begun = monotonic()
        if seconds <= 0:
            raise TimeoutError
        if self._resting.get(place, 0.0) > begun:
            raise _Refused("its host took too long a short while ago, and is left alone")
        deadline = Deadline(seconds)
        try:
            return self._ask(method, split, place, self._ip_of(place, deadline), most, deadline)
        finally:
            self._account_for(place, seconds, monotonic() - begun)

    def _log(self, address: str, reason: str) -> None:
        """Log a failure by its host: the rest of an address may hold what is nobody's business."""
        host = re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0].rpartition("@")[2][:_SHOWN]
        now = monotonic()
        self._logged = {each: at for each, at in self._logged.items() if now - at < _LOGGED_AFTER}
        if (host, reason) not in self._logged and len(self._logged) < _MOST_LOGGED:
            self._logged[host, reason] = now
            _LOG.warning("a dialplan gets no answer from %r: %s", host, reason)

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
            raise _Refused("its host is none of those that may be asked")
        return _Place(host, split.port or (443 if split.scheme == "https" else 80))

    def _allows(self, host: str) -> bool:
        below = (host[at + 1 :] for at, character in enumerate(host) if character == ".")
        return host in self._hosts or any(f"*.{name}" in self._hosts for name in below)

    def _ip_of(self, place: _Place, deadline: Deadline) -> str:
        ips = self._names.addresses_of(place.host, place.port, deadline)
        # One private address among several is enough: whoever answers so wants to lead us inside.
        if not ips or not all(is_open(ip) or spelled_host(ip) in self._hosts for ip in ips):
            raise _Refused("its host leads to no address that is open to everybody")
        return ips[0]

    def _ask(
        self, method: str, split: SplitResult, place: _Place, ip: str, most: int, deadline: Deadline
    ) -> _Answered:
        scheme, host = split.scheme.encode(), place.host.encode()
        network = CheckedNetwork(ip, deadline, most * _MOST_TIMES_LARGER + _MOST_BESIDES)
        origin = Origin(scheme, host, place.port)
        trusted = self._trusted if split.scheme == "https" else None
        with closing(HTTPConnection(origin, ssl_context=trusted, network_backend=network)) as connection:
            request = Request(method, _url(split, place), headers=_headers(split, place, method))
            response = connection.handle_request(request)
            with closing(response):
                if response.status not in _OK:
                    raise _Refused(_refusal_of(response.status))
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


def _refusal_of(status: int) -> str:
    ending = ", and redirections are not followed" if status in _REDIRECTIONS else ""
    return f"its status is {status}{ending}"


def _reason_of(error: Exception) -> str:
    if isinstance(error, _Refused):
        return str(error)
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ProtocolError):
        return "what it sends is no HTTP"
    return (
        "it is no address that is asked" if isinstance(error, ValueError) else "there is no connection to it"
    )


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
