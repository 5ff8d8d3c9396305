"""How the built-in types of XML Schema read and write their values.

Reading refuses what XML Schema refuses, with a SchemaViolation that says it as the original service did.
"""

import binascii
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from callfire_soap.wire import xerces

WHITE_SPACE: Final = " \t\r\n"

_RUN_OF_SPACES = re.compile(r"[ \t\r\n]+")
_WITHOUT_SPACES = str.maketrans("", "", WHITE_SPACE)
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN")
_DAY = r"(?P<year>-?(?:[1-9][0-9]{4,}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
_ZONE = r"(?:Z|(?P<sign>[+-])(?P<zone_hours>[0-9]{2}):(?P<zone_minutes>[0-9]{2}))?"
_DATE_TIME = re.compile(f"{_DAY}T{_CLOCK}{_ZONE}")
_DATE = re.compile(f"{_DAY}{_ZONE}")
_TIME = re.compile(f"{_CLOCK}{_ZONE}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_BASE64_INSIDE = re.compile(r"[A-Za-z0-9+/]*")
_BASE64_AT_ONCE = 2**18

# The last digit before the padding may not carry bits that belong to no byte: RFC 2045, and Xerces looks.
_LAST_BEFORE_ONE_PAD = frozenset("AEIMQUYcgkosw048")
_LAST_BEFORE_TWO_PADS = frozenset("AQgw")

_YEAR_DIGITS = 4
_ONE_DAY, _NOTHING = timedelta(days=1), timedelta(0)
_FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
_LAST_MOMENT = datetime.max.replace(tzinfo=UTC)

_LONGEST_INTEGER = 24  # digits that are worth reading where a type has bounds
_LONGEST_UNBOUNDED = sys.int_info.default_max_str_digits
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Builtin:
    """One built-in type: how it reads a text, how it writes a value (without escaping)."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def collapsed(text: str) -> str:
    """Trim white space and make one blank of each run of it."""
    return _RUN_OF_SPACES.sub(" ", text).strip(" ")


def read_integer(text: str) -> int:
    """Read an xs:integer of up to 4300 digits; reading takes time by their square."""
    return int(_matching(_INTEGER, text, "integer", longest=_LONGEST_UNBOUNDED)[0])


def read_decimal(text: str) -> Decimal:
    """Read an xs:decimal."""
    return Decimal(_matching(_DECIMAL, text, "decimal")[0])


def read_float(text: str) -> float:
    """Read an xs:float, INF and NaN included."""
    return float(_matching(_FLOAT, text, "float")[0])


def read_boolean(text: str) -> bool:
    """Read an xs:boolean: true, false, 1 or 0."""
    try:
        return _BOOLEANS[text.strip(WHITE_SPACE)]
    except KeyError:
        raise xerces.not_a_value(collapsed(text), "boolean") from None


def read_date_time(text: str) -> datetime:
    """Read an xs:dateTime as UTC; without a zone it is UTC already.

    Digits beyond microseconds are dropped. What lies before or behind all moments of Python is the first or last one.
    """
    parts = _matching(_DATE_TIME, text, "dateTime")
    try:
        day, passed = _day(parts), _since_midnight(parts) - _offset(parts)
    except ValueError:
        raise xerces.not_a_value(collapsed(text), "dateTime") from None
    if isinstance(day, date):
        with suppress(OverflowError):
            return datetime(day.year, day.month, day.day, tzinfo=UTC) + passed
        day = passed
    return _FIRST_MOMENT if day < _NOTHING else _LAST_MOMENT


def read_time(text: str) -> time:
    """Read the digits of an xs:time; zone and fraction say nothing here and are dropped."""
    parts = _matching(_TIME, text, "time")
    try:
        _offset(parts)
        seconds = int(_since_midnight(parts).total_seconds()) % 86_400
    except ValueError:
        raise xerces.not_a_value(collapsed(text), "time") from None
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def read_date(text: str) -> date:
    """Read an xs:date; a zone is dropped. What lies before or behind all days of Python is the first or last one."""
    parts = _matching(_DATE, text, "date")
    try:
        _offset(parts)
        day = _day(parts)
    except ValueError:
        raise xerces.not_a_value(collapsed(text), "date") from None
    if isinstance(day, date):
        return day
    return date.min if day < _NOTHING else date.max


def read_base64(text: str) -> bytes:
    """Read an xs:base64Binary; white space may stand anywhere."""
    read = []
    rest = ""
    # In pieces: what looks at a file of 60 MB at once lets no other thread do anything for half a second.
    for at in range(0, len(text), _BASE64_AT_ONCE):
        # A file of 10 MB takes a fifth of the time of a regular expression.
        digits = rest + text[at : at + _BASE64_AT_ONCE].translate(_WITHOUT_SPACES)
        # The last ones may be the end, which is looked at as such.
        whole = max(len(digits) - 1, 0) // 4 * 4
        if not _BASE64_INSIDE.fullmatch(digits, 0, whole):
            raise xerces.not_a_value(collapsed(text), "base64Binary")
        read.append(binascii.a2b_base64(digits[:whole]))
        rest = digits[whole:]
    if not _BASE64.fullmatch(rest) or len(rest) % 4 or _has_stray_bits(rest):
        raise xerces.not_a_value(collapsed(text), "base64Binary")
    return b"".join((*read, binascii.a2b_base64(rest)))


@lru_cache(maxsize=8192)
def write_date_time(value: datetime) -> str:
    """Write whole seconds of UTC: "2016-05-16T12:53:10Z" -- recorded answers."""
    in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return in_utc.isoformat()[:19] + "Z"


def write_time(value: time) -> str:
    """Write the digits and a Z that means nothing: sent 10:10:10, "10:10:10Z" came back."""
    return value.isoformat()[:8] + "Z"


def write_date(value: date) -> str:
    """Write a date and a Z that means nothing: "2016-07-05Z" -- recorded answers."""
    return value.isoformat() + "Z"


def write_boolean(value: bool) -> str:  # noqa: FBT001 -- the value is what this is about
    """Write true or false."""
    return "true" if value else "false"


def write_float(value: float) -> str:
    """Write the shortest digits that read back the same."""
    text = repr(float(value))
    return _FLOATS_IN_WORDS.get(text, text)


def write_decimal(value: Decimal) -> str:
    """Write all digits: xs:decimal has no exponent."""
    return format(value, "f")


def write_base64(value: bytes) -> str:
    """Write on one line; in pieces, as it is read."""
    # Three bytes are four digits.
    pieces = range(0, len(value), _BASE64_AT_ONCE * 3)
    return "".join(
        binascii.b2a_base64(value[at : at + _BASE64_AT_ONCE * 3], newline=False).decode("ascii")
        for at in pieces
    )


_FLOATS_IN_WORDS: Final = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}


def _bounded(name: str, bits: int) -> Callable[[str], int]:
    """Make the reader of an integer type of so many bits."""
    highest = 2 ** (bits - 1) - 1
    lowest = -highest - 1

    def read(text: str) -> int:
        digits = _matching(_INTEGER, text, "integer")[0]
        value = int(digits) if len(digits) <= _LONGEST_INTEGER else _beyond(digits, highest)
        if lowest <= value <= highest:
            return value
        if value > highest:
            raise xerces.too_large(digits, highest, name)
        raise xerces.too_small(digits, lowest, name)

    return read


def _beyond(digits: str, highest: int) -> int:
    """Stand for a number too long to read, unless it is long by its leading zeros only."""
    significant = digits.lstrip("+-").lstrip("0") or "0"
    size = int(significant) if len(significant) <= _LONGEST_INTEGER else highest * 2
    return -size if digits.startswith("-") else size


def _matching(
    pattern: re.Pattern[str], text: str, type_name: str, longest: int | None = None
) -> re.Match[str]:
    parts = pattern.fullmatch(text) or pattern.fullmatch(text.strip(WHITE_SPACE))
    if parts is None or (longest and len(parts[0]) > longest):
        raise xerces.not_a_value(collapsed(text), type_name)
    return parts


def _day(parts: re.Match[str]) -> date | timedelta:
    """Read a day; of one that Python has no date for it answers in which direction it lies."""
    year, month, day = parts["year"], int(parts["month"]), int(parts["day"])
    if len(year) == _YEAR_DIGITS:
        return date(int(year), month, day)
    # Leap years return with each 400 years, and so with each 10,000. There is no year 0 -- XML Schema 1.0.
    date(int(year[-_YEAR_DIGITS:]) % 400 + 400, month, day)
    if year == "-0000":
        raise ValueError
    return -_ONE_DAY if year.startswith("-") else _ONE_DAY


def _since_midnight(parts: re.Match[str]) -> timedelta:
    """Read the clock part; 24:00:00 is the end of the day."""
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"])
    microseconds = int((parts["fraction"] or "0")[:6].ljust(6, "0"))
    passed = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microseconds)
    if minute > 59 or second > 59 or passed > timedelta(days=1):
        raise ValueError
    return passed


def _offset(parts: re.Match[str]) -> timedelta:
    """Read the zone, at most fourteen hours."""
    if parts["sign"] is None:
        return timedelta(0)
    hours, minutes = int(parts["zone_hours"]), int(parts["zone_minutes"])
    offset = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or offset > timedelta(hours=14):
        raise ValueError
    return -offset if parts["sign"] == "-" else offset


def _has_stray_bits(digits: str) -> bool:
    if digits.endswith("=="):
        return digits[-3:-2] not in _LAST_BEFORE_TWO_PADS
    return digits.endswith("=") and digits[-2:-1] not in _LAST_BEFORE_ONE_PAD


BUILTINS: Final = {
    builtin.name: builtin
    for builtin in (
        Builtin("string", str, str),
        Builtin("anyURI", collapsed, str),  # any text: "MyUniqueIdForThisRequest" -- documented request ids
        Builtin("boolean", read_boolean, write_boolean),
        Builtin("int", _bounded("int", 32), str),
        Builtin("long", _bounded("long", 64), str),
        Builtin("integer", read_integer, str),
        Builtin("decimal", read_decimal, write_decimal),
        Builtin("float", read_float, write_float),
        Builtin("dateTime", read_date_time, write_date_time),
        Builtin("date", read_date, write_date),
        Builtin("time", read_time, write_time),
        Builtin("base64Binary", read_base64, write_base64),
    )
}
