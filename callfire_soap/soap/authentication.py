"""HTTP Basic: from the Authorization header to the account."""

import base64
import binascii
import re
from collections.abc import Callable
from logging import WARNING, getLogger
from threading import Lock
from time import monotonic
from typing import Protocol

from callfire_soap.logs import tell

logger = getLogger(__name__)

# What an account is only the services know; here it is handed through.
Authenticate = Callable[[str, str], object | None]

# A hash may not tell them from nothing: HMAC adds NULs to a short key, and scrypt takes the password for one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

REALM = "CallFire API"


def credentials(authorization: str) -> tuple[str, str] | None:
    """Answer login and password of an Authorization header, or None when it holds none.

    "The user-id and password MUST NOT contain any control characters" -- RFC 7617.
    """
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        pair = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    login, colon, password = _text(pair).partition(":")
    return (login, password) if colon and not _CONTROL.search(login + password) else None


def _text(pair: bytes) -> str:
    # RFC 7617 leaves the charset open: newer clients send UTF-8, older ones ISO 8859-1.
    try:
        return pair.decode()
    except UnicodeDecodeError:
        return pair.decode("latin-1")


class Memory(Protocol):
    """Knows logins, some of them without a slow check."""

    def is_remembered(self, login: str, password: str) -> bool:
        """Tell whether a login is known as right or wrong without a slow check."""

    def verify(self, login: str, password: str) -> object | None:
        """Check a login, slowly if it is not remembered; None for a wrong one."""


class Gate:
    """Checks Authorization headers before the application sees their requests, where that takes long."""

    def __init__(self, logins: Memory) -> None:
        self._logins = logins

    def is_settled(self, authorization: str) -> bool:
        """Tell whether the application will know at once what to think of a header."""
        pair = credentials(authorization)
        return pair is None or self._logins.is_remembered(*pair)

    def settle(self, authorization: str) -> bool:
        """Check a header, slowly, so that it is settled; tells whether it lets in."""
        pair = credentials(authorization)
        return pair is not None and self._logins.verify(*pair) is not None


class FailedLogins:
    """Logs who failed to log in, without letting them fill the log."""

    SECONDS = 60.0
    """For so long a login that fails again from the same address is only counted."""
    MOST = 20
    """So many logins and addresses are named meanwhile; the others are only counted."""
    MOST_CHARACTERS = 128

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._since = clock()
        self._counts: dict[tuple[str, str], int] = {}
        self._others = 0

    def note(self, login: str, address: str) -> None:
        """Note that a login failed; passwords are not wanted here."""
        who = (login[: self.MOST_CHARACTERS], address)
        with self._lock:
            if self._clock() - self._since >= self.SECONDS:
                self._sum_up()
            if who in self._counts:
                self._counts[who] += 1
            elif len(self._counts) < self.MOST:
                self._counts[who] = 1
                tell(logger, WARNING, "login refused", login=who[0], address=address)
            else:
                self._others += 1

    def _sum_up(self) -> None:
        for (login, address), count in self._counts.items():
            if count > 1:
                facts = {"login": login, "address": address, "times": count - 1}
                tell(logger, WARNING, "login refused again", **facts)
        if self._others:
            tell(logger, WARNING, "logins refused, from elsewhere or with other names", times=self._others)
        self._counts, self._others, self._since = {}, 0, self._clock()
