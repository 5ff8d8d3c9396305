"""The accounts of the sandbox, and what they own, so that the documentation's samples run as printed."""

from datetime import datetime
from decimal import Decimal
from functools import cache

from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.media import tones
from callfire_soap.services.accounts import hash_password
from callfire_soap.store import accounts, auto_replies, senders, sounds
from callfire_soap.store.senders import OwnNumberRow
from callfire_soap.store.sounds import SoundRow
from callfire_soap.store.unit_of_work import UnitOfWork

LOGIN = PASSWORD = "sandbox"  # noqa: S105 -- everybody may know it
_EMPTY_LOGIN = "sandbox2"

_TIME_ZONE = "America/Los_Angeles"
_CREDITS = Decimal(1_000_000)

# The senders of the samples: "13105551212" -- SendCall; the others are those of recorded calls and texts.
_CALLER_IDS = ("13105551212", "12135551189", "15712655344")
_TAKES_CALLS_AND_TEXTS = ("12135551126", "14246528111")
_TAKES_CALLS = ("18555551234",)

_KEYWORD = "SANDBOX"

# "LiveSoundId = 9" -- SendCall. Each sound is told from the others by its pitch and its length in seconds.
_SOUNDS = range(1, 10)
_HERTZ = {sound: 220 + 55 * sound for sound in _SOUNDS}
_SECONDS = {sound: 2 + sound / 2 for sound in _SOUNDS}


def provision(unit: UnitOfWork, now: datetime, max_active: int) -> None:
    """Add the accounts of the sandbox to an empty database."""
    account = _add_account(unit, LOGIN, now, max_active)
    _add_account(unit, _EMPTY_LOGIN, now, max_active)
    for number in _CALLER_IDS:
        senders.add_caller_id(unit.connection, account, number, now)
    for number in _TAKES_CALLS_AND_TEXTS + _TAKES_CALLS:
        takes_texts = number in _TAKES_CALLS_AND_TEXTS
        senders.add_own_number(unit.connection, OwnNumberRow(account, number, True, takes_texts), now)  # noqa: FBT003
    auto_replies.add_keyword(unit.connection, account, SHARED_SHORT_CODE, _KEYWORD, now)
    for sound in _SOUNDS:
        _add_sound(unit, account, sound, now)


def is_provisioned(unit: UnitOfWork) -> bool:
    """Tell whether the accounts of the sandbox are there."""
    return accounts.find_login(unit.connection, LOGIN) is not None


def _add_account(unit: UnitOfWork, login: str, now: datetime, max_active: int) -> int:
    return accounts.add_account(
        unit.connection,
        login,
        _hash(login),
        now,
        time_zone=_TIME_ZONE,
        credits=_CREDITS,
        credits_per_minute=Decimal(1),
        max_active=max_active,
    )


def _add_sound(unit: UnitOfWork, account: int, number: int, now: datetime) -> None:
    sound = tones.tone(_SECONDS[number], _HERTZ[number])
    row = SoundRow(number, SoundStatus.ACTIVE, f"Sound {number}", now, sound.seconds, None, None)
    sounds.add_sound(unit.connection, account, row, f"sandbox-{number}", sound.wav)


@cache
def _hash(login: str) -> str:
    # Slow by intention; a reset must not wait for it again.
    return hash_password(login)
