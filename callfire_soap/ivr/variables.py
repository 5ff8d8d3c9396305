"""The variables of a call: those of the system, which are read, and those of the dialplan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_CONTACT = "contact."
# "old spelling of contact.e" -- a test of a client library.
_FIELD = "call.field."
_LONGEST_COLUMN = 2


class AddressSeconds(Protocol):
    """Tells how long the sound at an address is; None when there is none."""

    def __call__(self, address: str, *, anew: bool) -> float | None:
        """Answer the length in seconds; `anew` asks for the sound as it is now."""


def _silent(_: int) -> float | None:
    return None


def _nowhere(address: str, *, anew: bool) -> float | None:  # noqa: ARG001 -- nothing is there either way
    return None


def _spoken(text: str) -> float:
    return len(text) / 17


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What is known of a call before its dialplan runs; numbers are normalized.

    `contact` holds the columns and fields of the callee; `sound_seconds` tells how long a sound of the
    account is (None: there is none), `address_seconds` the same for the sound at an address, and
    `speech_seconds` how long a text takes to speak.
    """

    from_number: str = ""
    to_number: str = ""
    caller_name: str = ""
    call_id: str = ""
    is_inbound: bool = False
    contact: Mapping[str, str] = field(default_factory=dict)
    # Variables of the dialplan that are set before it begins.
    variables: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    sound_seconds: Callable[[int], float | None] = _silent
    speech_seconds: Callable[[str], float] = _spoken
    address_seconds: AddressSeconds = _nowhere

    @property
    def other_party(self) -> str:
        """The number of whom the call is with."""
        return self.from_number if self.is_inbound else self.to_number


def shown_caller_id(number: str) -> str:
    """Spell a caller id: a plus and eleven digits, of which "substring(2,5) is the area code"."""
    return f"+{number}" if number.isdigit() and len(number) > 10 else number


def system_value(facts: CallFacts, name: str, now: datetime, path: str) -> str | None:
    """Answer a variable of the system; None for names that are none of its."""
    if name.startswith("global."):
        return _moment(name, now)
    if name.startswith(_CONTACT):
        return column_of(facts.contact, name.removeprefix(_CONTACT))
    if name.startswith(_FIELD):
        return column_of(facts.contact, name.removeprefix(_FIELD))
    if not name.startswith("call."):
        return None
    if name == "call.path":
        return path
    read = _OF_CALL.get(name)
    return read(facts) if read is not None else ""


_OF_CALL: Final[Mapping[str, Callable[[CallFacts], str]]] = {
    "call.callerid": lambda facts: shown_caller_id(facts.from_number),
    "call.callerid.alpha": lambda facts: facts.caller_name,
    "call.dnis": lambda facts: facts.to_number,
    "call.phonenumber": lambda facts: "" if facts.is_inbound else facts.to_number,
    "call.id": lambda facts: facts.call_id,
}


def column_of(contact: Mapping[str, str], name: str) -> str:
    """Answer a field; "letter case ignored" for the columns A to ZZ."""
    if name in contact:
        return contact[name]
    if len(name) > _LONGEST_COLUMN:
        return ""
    return contact.get(name.upper(), contact.get(name.lower(), ""))


_MOMENTS: Mapping[str, Callable[[datetime], str]] = {
    # Inferred: MM/dd/yyyy and HH:mm:ss.
    "date": lambda now: f"{now:%m/%d/%Y}",
    "date.month": lambda now: str(now.month),
    "date.day": lambda now: str(now.day),
    "date.year": lambda now: str(now.year),
    # "1 = Sunday ... 7 = Saturday" -- system variables.
    "date.dayOfWeek": lambda now: str(now.isoweekday() % 7 + 1),
    "time": lambda now: f"{now:%H:%M:%S}",
    "time.hour": lambda now: str(now.hour % 12 or 12),
    "time.hour.military": lambda now: str(now.hour),
}


SYSTEM_NAMES: Final = (*_OF_CALL, "call.lastinput", "call.path", *(f"global.{each}" for each in _MOMENTS))
"""The variables of the system that every call has; dates and times may also have a zone in them."""


CONTACT_NAMES: Final = tuple(
    f"{_CONTACT}{each}"
    for each in ("firstName", "lastName", "zipcode", "homePhone", "workPhone", "mobilePhone")
)
"""The fields that every contact has."""


def is_of_system(name: str) -> bool:
    """Tell whether the system has such a variable; any field of a contact may be there."""
    if name in SYSTEM_NAMES or name.startswith((_CONTACT, _FIELD)):
        return True
    return name.startswith("global.") and None not in _zone_and_reading(name)


def _moment(name: str, now: datetime) -> str:
    """Answer `global.time.US/Pacific.hour` and the like; "the clock is UTC" without a zone."""
    zone, read = _zone_and_reading(name)
    return read(now.astimezone(zone)) if read is not None and zone is not None else ""


def _zone_and_reading(name: str) -> tuple[tzinfo | None, Callable[[datetime], str] | None]:
    _, kind, *rest = name.split(".")
    zone = UTC if rest == [] or ".".join([kind, *rest]) in _MOMENTS else _zone(rest.pop(0))
    return zone, _MOMENTS.get(".".join([kind, *rest]))


@lru_cache(maxsize=256)
def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
