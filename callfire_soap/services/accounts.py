"""Accounts: who may sign in."""

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import scrypt, sha256
from secrets import token_bytes
from threading import Lock
from time import monotonic

from callfire_soap.store import accounts
from callfire_soap.store.accounts import LoginRow
from callfire_soap.store.unit_of_work import Store

# 16 MiB and about 40 ms a guess: what OWASP asks of scrypt at the least.
_N, _R, _P, _MAX_MEMORY = 2**14, 8, 1, 64 * 2**20
_SALT_BYTES = 16

_TRUSTED_SECONDS = 1.0
_REMEMBERED_LOGINS = 4096


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


@dataclass(slots=True)
class _Verified:
    account: SignedIn
    password_hash: str
    checked_at: float


class Logins:
    """Verifies logins; what was verified before is found again without hashing.

    A password is remembered only as an HMAC under a key that lives as long as this object. The account's row is
    read again after a second, so a disabled account or a changed password is noticed then.
    """

    def __init__(self, store: Store) -> None:
        """Verify against this store."""
        self._store = store
        self._key = token_bytes(32)
        self._lock = Lock()
        self._verified: dict[bytes, _Verified] = {}
        # Hashed for logins that do not exist, so that they take as long as those that do.
        self._nobody = hash_password("")

    def verify(self, login: str, password: str) -> SignedIn | None:
        """Answer the account of a login and its password, unless one is wrong or the account is disabled."""
        mark = hmac.new(self._key, f"{login}\0{password}".encode(), sha256).digest()
        known = self._verified.get(mark)
        if known is not None and monotonic() - known.checked_at < _TRUSTED_SECONDS:
            return known.account
        row = self._row(login)
        if known is not None and row is not None and row.enabled and row.password_hash == known.password_hash:
            known.checked_at = monotonic()
            return known.account
        return self._check(mark, row, password)

    def _row(self, login: str) -> LoginRow | None:
        with self._store.reading() as unit:
            return accounts.find_login(unit.connection, login)

    def _check(self, mark: bytes, row: LoginRow | None, password: str) -> SignedIn | None:
        matches = is_password(password, row.password_hash if row else self._nobody)
        with self._lock:
            self._verified.pop(mark, None)
            if row is None or not matches or not row.enabled:
                return None
            if len(self._verified) >= _REMEMBERED_LOGINS:
                self._verified.clear()
            account = SignedIn(row.id, row.login)
            self._verified[mark] = _Verified(account, row.password_hash, monotonic())
            return account
