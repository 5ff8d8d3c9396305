"""Where a request comes from, when servers in front pass it on."""

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address

from callfire_soap.domain.addresses import listed

# How a socket for both families shows an address of IPv4.
_MAPPED = "::ffff:"


def client_address(peer: str, forwarded: str, proxies: Collection[str]) -> str:
    """Answer the address of the client; `forwarded` is X-Forwarded-For, believed as far as proxies wrote it.

    "the right-most is the last one added": each server appends who asked it, and the client may write anything first.
    """
    address = peer.removeprefix(_MAPPED)
    earlier = [each.strip() for each in forwarded.split(",") if each.strip()]
    while address in proxies and earlier:
        address = earlier.pop()
    return address


def proxies_of(text: str) -> frozenset[str]:
    """Read the addresses of servers in front, separated by commas, as sockets spell them; else raises BadRequest."""
    return frozenset(listed(text, _proxy, "IP address of a server"))


def _proxy(text: str) -> str | None:
    try:
        address = ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
