"""Where a request comes from, when servers in front pass it on."""

from collections.abc import Collection

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
