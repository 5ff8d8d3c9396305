"""Reading JSON values strictly, with errors that name the place."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from callfire_soap.domain.phone_numbers import normalize

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

# Ten digits, eleven with the country code, or a short code.
_PHONE_NUMBER = re.compile(r"\+?[0-9]{10,11}|[0-9]{3,8}")

# What XML cannot carry could never be fetched over SOAP again.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_CONTAINERS: Mapping[type, str] = {dict: "an object", list: "a list"}

# Beyond it, adding a schedule or a lease could leave the calendar.
_LAST_YEAR = 2199


class Refused(ValueError):
    """The request is not understood; the message names the place and what is expected there."""


def parse(body: bytes) -> object:
    """Read a JSON document; an empty one counts as an empty object."""
    if not body.strip():
        return {}
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the body is not JSON: {error}") from None


def as_object(value: object, where: str, known: Collection[str] | None = None) -> Mapping[str, Any]:
    """Take an object whose members are all known; without names it may have any."""
    if not isinstance(value, dict):
        raise _unexpected(where, "an object", value)
    for name in value:
        if known is not None and name not in known:
            raise Refused(f"unknown field {name!r} in {where}; known are: {', '.join(known) or 'none'}")
    return value


def required(members: Mapping[str, Any], name: str, where: str) -> object:
    """Take a member that must be there."""
    if name not in members:
        raise Refused(f"{where} needs the field {name!r}")
    return members[name]


def as_tuple(value: object, where: str, read: Callable[[object, str], T], most: int = 100) -> tuple[T, ...]:
    """Take a list of at most `most` items, each read by `read`."""
    if not isinstance(value, list):
        raise _unexpected(where, "a list", value)
    if len(value) > most:
        raise Refused(f"{where} may hold at most {most} items, not {len(value)}")
    return tuple(read(item, f"{where}[{index}]") for index, item in enumerate(value))


def as_text(value: object, where: str) -> str:
    """Take a text that XML can carry."""
    if not isinstance(value, str):
        raise _unexpected(where, "a text", value)
    if found := _UNPRINTABLE.search(value):
        raise Refused(f"{where} holds a character that cannot be sent: U+{ord(found[0]):04X}")
    return value


def as_number(value: object, where: str, low: float, high: float) -> float:
    """Take a number from `low` to `high`."""
    # True is an int to Python. What is no finite number fails every comparison.
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _unexpected(where, f"a number from {low:.10g} to {high:.10g}", value)
    return value


def as_choice(value: object, where: str, choices: type[E]) -> E:
    """Take one of the values of an enumeration."""
    if not isinstance(value, str) or value not in set(choices):
        raise _unexpected(where, f"one of {', '.join(choices)}", value)
    return choices(value)


def as_phone_number(value: object, where: str) -> str:
    """Take a phone number and spell it as the service does."""
    if not isinstance(value, str) or not _PHONE_NUMBER.fullmatch(value):
        raise _unexpected(where, "a phone number of 10 or 11 digits or a short code", value)
    return normalize(value)


def as_moment(value: object, where: str) -> datetime:
    """Take an ISO 8601 date and time with a zone."""
    expected = "an ISO 8601 date and time with a zone, like 2026-01-05T17:00:00Z"
    if not isinstance(value, str):
        raise _unexpected(where, expected, value)
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or moment.year > _LAST_YEAR:
            raise _unexpected(where, expected, value)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unexpected(where, expected, value) from None


def as_count(text: str, where: str, low: int, high: int) -> int:
    """Take a whole number that was written as text."""
    # Nineteen digits hold every id; more would only be slow to read.
    if not re.fullmatch(r"[0-9]{1,19}", text, re.ASCII) or not low <= int(text) <= high:
        raise _unexpected(where, f"a whole number from {low} to {high}", text)
    return int(text)


def _unexpected(where: str, expected: str, value: object) -> Refused:
    shown = _CONTAINERS.get(type(value)) or json.dumps(value)
    return Refused(f"{where} must be {expected}, not {shown if len(shown) <= 60 else shown[:57] + '...'}")


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")
