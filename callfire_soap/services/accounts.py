"""Accounts: who may sign in."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b, scrypt
from secrets import token_bytes
from threading import Lock

from callfire_soap.store import accounts
from callfire_soap.store.accounts import LoginRow
from callfire_soap.store.files import Stamp
from callfire_soap.store.unit_of_work import Store

# 16 MiB and about 40 ms a guess: what OWASP asks of scrypt at the least.
_N, _R, _P, _MAX_MEMORY = 2**14, 8, 1, 64 * 2**20
_SALT_BYTES = 16

_MOST_REMEMBERED = 4096
"""How many right pairs of login and password are remembered, and how many wrong ones."""


def hash_password(password: str, salt: bytes | None = None) -> str:
    """Answer a salted, slow hash of a password."""
    salt = salt or token_bytes(_SALT_BYTES)
    digest = scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MAX_MEMORY)
    return f"scrypt${b64encode(salt).decode()}${b64encode(digest).decode()}"


def is_password(password: str, hashed: str) -> bool:
    """Tell whether a password has this hash."""
    _, salt, _ = hashed.split("$")
    return hmac.compare_digest(hash_password(password, b64decode(salt)), hashed)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account whose login was verified."""

    id: int
    login: str


class Logins:
    """Verifies logins; what was verified before is found again without hashing.

    A pair of login and password is remembered only as a hash under a key that lives as long as this object, together
    with the hash it was checked against. The account's row is read again after every commit, so that a changed
    password and a disabled account count at once, also when another process changed them. Wrong pairs are remembered
    apart, where they cannot push out the right ones.
    """

    def __init__(
        self,
        store: Store,
        check: Callable[[str, str], bool] = is_password,
        most_remembered: int = _MOST_REMEMBERED,
    ) -> None:
        """Verify against this store, by a slow check of a password and its hash."""
        self._store, self._check, self._most = store, check, most_remembered
        # The rows of accounts as they were read since the last commit, with its stamp.
        self._rows: tuple[Stamp | None, dict[str, LoginRow]] = (None, {})
        self._key = token_bytes(32)
        self._lock = Lock()
        self._right: dict[bytes, str] = {}
        self._wrong: dict[bytes, str] = {}
        # Checked for logins that do not exist, so that they take as long as those that do. Nobody can know the
        # password, or whoever sends it would have a right pair for each login that comes to mind.
        self._nobody = hash_password(token_bytes(32).hex())

    def verify(self, login: str, password: str) -> SignedIn | None:
        """Answer the account of a login and its password, unless one is wrong or the account is disabled.

        Takes as long as hashing takes for a pair that is not remembered.
        """
        row, mark = self._row(login), self._mark(login, password)
        hashed = row.password_hash if row else self._nobody
        is_right = self._right.get(mark) == hashed
        if not is_right and self._wrong.get(mark) != hashed:
            is_right = self._check(password, hashed)
            self._remember(mark, hashed, is_right=is_right)
        if row is None or not row.enabled or not is_right:
            return None
        return SignedIn(row.id, row.login)

    def is_remembered(self, login: str, password: str) -> bool:
        """Tell whether a pair was verified before, as right or as wrong, so that it need not be hashed.

        Unless the password was changed since.
        """
        mark = self._mark(login, password)
        return mark in self._right or mark in self._wrong

    def _mark(self, login: str, password: str) -> bytes:
        # With a key it is a MAC by itself, and takes a third of the time of an HMAC, which every request pays.
        return blake2b(f"{login}\0{password}".encode(), key=self._key).digest()

    def _row(self, login: str) -> LoginRow | None:
        # SQLite lets go of the interpreter three times to find a row, and busy threads take it meanwhile.
        stamp = self._store.stamp()
        known_at, known = self._rows
        if stamp != known_at or stamp is None:
            known = {}
            self._rows = stamp, known
        elif login in known:
            return known[login]
        row = self._store.glance(lambda connection: accounts.find_login(connection, login))
        if row is not None:
            known[login] = row
        return row

    def _remember(self, mark: bytes, hashed: str, *, is_right: bool) -> None:
        with self._lock:
            self._right.pop(mark, None)
            self._wrong.pop(mark, None)
            remembered = self._right if is_right else self._wrong
            if len(remembered) >= self._most:
                # The one that was added first.
                del remembered[next(iter(remembered))]
            remembered[mark] = hashed
