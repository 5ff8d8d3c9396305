"""Who may ask: programs of this machine, and pages that come from it, but no page of anybody else.

The sandbox API asks for no password, and a browser sends requests for any page that is open in it. It says for which,
and under what name it reached this service: a name of somebody else may stand for the address of this machine, too.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

from callfire_soap.domain.addresses import listed, listed_host, spelled_host

_ANY = "*"
_LAST_PORT = 65535
_PORTS = {"http": 80, "https": 443}
# Of pages that come from an extension of a browser: moz-extension, chrome-extension, safari-web-extension.
_OF_EXTENSIONS = "-extension"
# What a browser says of a request that no page of another site has asked for.
_OWN_SITES = frozenset({"same-origin", "same-site", "none"})


class NotTrusted(Exception):
    """The request may come from a page of somebody else; the message says what to do if it does not."""


class _Place(NamedTuple):
    """A host, with its port and scheme where they are said."""

    host: str
    port: int | None
    scheme: str | None


class TrustedHosts:
    """The hosts and origins that may use the sandbox API, beside those of this machine."""

    def __init__(self, listed: Iterable[str]) -> None:
        """Take hosts (`a.example`, `*.a.example`, `a.example:8080`), origins (`https://a.example`) or `*`."""
        names = [each.strip() for each in listed]
        self._trusts_all = _ANY in names
        self._places = [place for place in map(_place, names) if place is not None]

    def check(self, environ: WSGIEnvironment) -> None:
        """Raise NotTrusted for a request under a name, or from a page, that is not trusted."""
        if self._trusts_all:
            return
        host = environ.get("HTTP_HOST")
        # Browsers always say it.
        if host is not None and not self._has(_place(host)):
            raise _not_trusted("host", host)
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and not self.has_origin(origin):
            raise _not_trusted("origin", origin)
        site = environ.get("HTTP_SEC_FETCH_SITE", "none")
        if origin is None and site not in _OWN_SITES:
            raise _not_trusted("origin", environ.get("HTTP_REFERER") or "of another site")

    def has_origin(self, origin: str) -> bool:
        """Tell whether pages from there may use the sandbox API; those without an origin ("null") may not."""
        return self._trusts_all or ("://" in origin and self._has(_place(origin)))

    def _has(self, asked: _Place | None) -> bool:
        if asked is None:
            return False
        return is_loopback(asked.host) or any(_matches(place, asked) for place in self._places)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine under a name that nobody else can have."""
    name = host.strip("[]").lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def hosts_of(text: str) -> list[str]:
    """Read hosts and origins, separated by commas, for TrustedHosts; what none can ever be raises BadRequest."""
    return listed(text, _trusted, "host, HOST:PORT, origin such as https://HOST, nor *")


def _trusted(text: str) -> str | None:
    """Answer an entry of a list as it is if some caller can match it."""
    scheme, mark, rest = text.rpartition("://")
    if mark and scheme.lower() not in _PORTS and not scheme.lower().endswith(_OF_EXTENSIONS):
        return None
    # An origin has no path; the slash is what browsers show behind it.
    host = rest.removesuffix("/") if mark else rest
    port = (
        re.search(r"(?<![:\[]):([0-9]{1,5})\Z", host, re.ASCII)
        if host.count(":") < 2 or "]:" in host
        else None
    )
    if port is not None:
        host = host[: port.start()]
    is_port = port is None or 0 < int(port[1]) <= _LAST_PORT
    return text if text == _ANY or (is_port and listed_host(host) is not None) else None


def _matches(trusted: _Place, asked: _Place) -> bool:
    is_named = asked.host == trusted.host or (
        trusted.host.startswith("*.") and asked.host.endswith(trusted.host[1:])
    )
    if asked.scheme is None or trusted.scheme is None:
        return is_named and (trusted.scheme is not None or trusted.port in {None, asked.port})
    return is_named and (trusted.scheme, trusted.port) == (asked.scheme, asked.port)


def _place(text: str) -> _Place | None:
    """Read a host or an origin; None when it is neither."""
    if text.count(":") > 1 and "[" not in text and "://" not in text:
        # An address of IPv6, as one listens at it.
        text = f"[{text}]"
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    spelled = spelled_host(host or "")
    if spelled is None or "@" in parts.netloc:
        return None
    scheme = parts.scheme.lower() or None
    return _Place(spelled, port or _PORTS.get(scheme or ""), scheme)


def _not_trusted(kind: str, name: str) -> NotTrusted:
    return NotTrusted(
        f"the {kind} {name[:200]} is not trusted here; if it should be, start the sandbox with --trust-hosts"
    )
