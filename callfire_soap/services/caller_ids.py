"""Numbers that an account proves to be its own."""

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
    senders.offer_code(scope.unit.connection, scope.account_id, number, f"{randbelow(_CODES):04}")


def verify(scope: Scope, given: str, code: str) -> bool:
    """Tell whether the code is the one that was spoken; a wrong one is no fault."""
    return senders.verify(
        scope.unit.connection, scope.account_id, normalize(given), code.strip(), _MOST_WRONG_CODES, scope.now
    )
