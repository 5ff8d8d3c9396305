"""HTTP Basic: from the Authorization header to the account."""

import base64
import binascii
from collections.abc import Callable

# What an account is only the services know; here it is handed through.
Authenticate = Callable[[str, str], object | None]

REALM = "CallFire API"


def credentials(authorization: str) -> tuple[str, str] | None:
    """Return login and password of an Authorization header, or None when it holds none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        pair = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    login, colon, password = _text(pair).partition(":")
    return (login, password) if colon else None


def _text(pair: bytes) -> str:
    # RFC 7617 leaves the charset open: newer clients send UTF-8, older ones ISO 8859-1.
    try:
        return pair.decode()
    except UnicodeDecodeError:
        return pair.decode("latin-1")
