"""Hosts and network addresses outside: how they are spelled, and which are open to everybody."""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from callfire_soap.domain.errors import BadRequest

Read = TypeVar("Read")

# "IPv4 Special-Purpose Address Registry" and "IPv4 Multicast Address Space Registry" -- IANA. Kept here, as what Python
# calls global differs between its releases.
_CLOSED_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            # Shared by the customers of a provider.
            "100.64.0.0/10",
            "127.0.0.0/8",
            # Link-local, and what clouds tell their machines.
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            # Relays of 6to4, which nobody runs any more.
            "192.88.99.0/24",
            "192.168.0.0/16",
            # Benchmarks, documentation.
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            # Reserved, with the broadcast address.
            "240.0.0.0/4",
            # The host of a machine in Azure: an address like others that is open to that machine alone.
            "168.63.129.16/32",
        ),
    )
)

# "Global unicast" -- IPv6 Address Space registry of IANA. All else is link-local, site-local (fec0::/10), unique-local,
# multicast, loopback, unspecified, discard-only or not in use.
_OPEN_6 = IPv6Network("2000::/3")

_CLOSED_6 = tuple(
    map(
        IPv6Network,
        (
            # Protocol assignments, among them Teredo (2001::/32), benchmarks and ORCHID.
            "2001::/23",
            # Documentation.
            "2001:db8::/32",
            "3fff::/20",
            # 6to4: stands for an IPv4 address and is routed by nobody any more.
            "2002::/16",
        ),
    )
)

# Where the last 32 bits are an IPv4 address that is really meant: mapped, and by NAT64 (RFC 6052).
# The others that hold one -- compatible, translated (::ffff:0:0:0/96), NAT64 of one's own (64:ff9b:1::/48) -- are not
# open at all.
_STANDS_FOR_4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))

# ISATAP: "::0:5efe" or "::200:5efe" before an IPv4 address, below any prefix -- RFC 5214.
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
_LOW_32 = 0xFFFF_FFFF

_BLANK = re.compile(r"[\x00-\x20\x7f]")

# What no name holds, though programs that resolve names may read it in some way.
_NO_HOST = re.compile(r"[\x00-\x20\x7f%/\\?#@\[\]<>^|\"]")

# "Letters, digits and hyphens" -- RFC 1123, and the underscore that names of containers have; what ends with a number
# is read as an IPv4 address by browsers and resolvers -- URL Standard, "ends in a number".
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.|\Z))+(?<!\.)", re.ASCII)
# "255 octets or less" for a name -- RFC 1035, of which two are not written. Looking at longer ones takes time by the
# square of the marks they have in a row: IDNA sorts them.
_LONGEST_HOST = 253
# A name, a port, and some room, without the address behind a "?": taking one apart sorts the marks, too.
_LONG_AUTHORITY = re.compile(r"\A[^?]*?//[^/?#]{300}")
_NUMBER_AT_END = re.compile(r"(?:\A|\.)(?:[0-9]+|0x[0-9a-f]*)\Z", re.ASCII)
_BELOW = "*."


def is_open(ip: str) -> bool:
    """Tell whether an IP address is one that everybody can reach, in whatever form it is hidden.

    Private, local and reserved ones are not, nor what stands for them; nor is one with a zone, or no address at all.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_open_4(address)
    # The zone says which network card leads there: it is near.
    return address.scope_id is None and _is_open_6(address)


def spelled_host(text: str) -> str | None:
    """Spell a host as it is compared: lower case, no final dot, IDNA, and IP addresses in one way; None if it is none.

    An IPv6 address stands without brackets.
    """
    host = text.strip().lower().removesuffix(".")
    if (ip := spelled_ip(host)) is not None:
        return ip
    # A colon belongs to an IPv6 address or a port, and this is neither.
    if not host or len(host) > _LONGEST_HOST or ":" in host or _NO_HOST.search(host):
        return None
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None


def web_address(text: str) -> SplitResult:
    """Take an address of http or https apart; raises ValueError with the reason where nothing is fetched from it.

    What programs read in several ways leads astray: blanks within, a login, a backslash, a zone.
    """
    if _LONG_AUTHORITY.search(_BLANK.sub("", text)):
        raise ValueError("for it names no host")
    split = urlsplit(text)
    if split.scheme not in {"http", "https"}:
        reason = "which begins with http:// or https://"
    elif _BLANK.search(text):
        reason = "which holds no blank: that is written %20"
    elif spelled_host(split.hostname or "") is None:
        reason = "for it names no host"
    elif "@" in split.netloc or split.port == 0:
        reason = "for it holds a login or the port 0"
    else:
        return split
    raise ValueError(reason)


def listed_host(text: str) -> str | None:
    """Spell an entry of a list of hosts, `*.a.example` for all names below one; None for what no host can ever be."""
    is_pattern = text.startswith(_BELOW)
    rest = text.removeprefix(_BELOW)
    is_bracketed = rest.startswith("[") and rest.endswith("]") and ":" in rest
    host = spelled_host(rest[1:-1] if is_bracketed else rest)
    if host is None:
        return None
    if spelled_ip(host) is not None:
        return None if is_pattern else host
    if not _NAME.fullmatch(host) or _NUMBER_AT_END.search(host):
        return None
    return f"{_BELOW}{host}" if is_pattern else host


def spelled_ip(text: str) -> str | None:
    """Spell an IP address in the one way; None when it is none."""
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def listed(text: str, read: Callable[[str], Read | None], kind: str) -> list[Read]:
    """Read what is separated by commas; an entry of which `read` makes nothing raises BadRequest, as does none."""
    found: list[Read] = []
    for each in (part.strip() for part in text.split(",")):
        entry = read(each)
        if entry is None:
            raise BadRequest(f"{each!r} is no {kind}")
        found.append(entry)
    return found


def _is_open_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _CLOSED_4)


def _is_open_6(address: IPv6Address) -> bool:
    within = IPv4Address(int(address) & _LOW_32)
    if any(address in network for network in _STANDS_FOR_4):
        return _is_open_4(within)
    if int(address) >> 32 & _LOW_32 in _ISATAP and not _is_open_4(within):
        return False
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)
