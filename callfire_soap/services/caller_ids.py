"""Numbers that an account proves to be its own."""

from hashlib import sha256
from secrets import randbelow

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.phone_numbers import is_dialable, normalize
from callfire_soap.services.scope import Scope
from callfire_soap.store import senders

_CODES = 10_000
_MOST_WRONG_CODES = 5
"""Inferred: four digits would be guessed soon without an end to guessing."""


def offer_code(scope: Scope, given: str) -> None:
    """Make "a 4-digit code" for a number; an earlier code dies, the number stays verified if it was."""
    number = normalize(given)
    if not is_dialable(number):
        message = f"{given} is not a valid caller id"
        raise BadRequest(message)
    connection, account_id = scope.connection, scope.account_id
    earlier = senders.pending_code(connection, number, account_id)
    code = _predictable(scope, number, earlier) if scope.settings.has_predictable_codes else randbelow(_CODES)
    senders.offer_code(connection, account_id, number, f"{code:04}")


def _predictable(scope: Scope, number: str, earlier: str | None) -> int:
    """Answer a code that is the same whenever the same is done at the same time, and not the earlier one."""
    seed = f"{number} {scope.now.isoformat()} {earlier}"
    code = int.from_bytes(sha256(seed.encode()).digest()[:4]) % _CODES
    return code if earlier is None or code != int(earlier) else (code + 1) % _CODES


def verify(scope: Scope, given: str, code: str) -> bool:
    """Tell whether the code is the one that was spoken; a wrong one is no fault."""
    return senders.verify(
        scope.connection, scope.account_id, normalize(given), code.strip(), _MOST_WRONG_CODES, scope.now
    )
