"""Phone numbers as the service spells, stores and judges them."""

import re
from functools import lru_cache

from phonenumbers import PhoneMetadata

SHARED_SHORT_CODE = "67076"
"""The short code every account may text from: "default short code 67076" -- guide of the platform."""

_TEN_DIGITS = 10
_PUNCTUATION = re.compile(r"[\s().-]")
# What people write between the digits of a number, dashes of all kinds and marks that cannot be seen included.
_BETWEEN_DIGITS = re.compile(
    r"[\s()./\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
# Fictional numbers such as 15551234567 stand in the guide's own dialplan, so only the shape counts: no area code
# begins with 0 or 1.
_NUMBER = re.compile(r"1[2-9]\d{9}", re.ASCII)
_SIX_DIGITS = 6
_TOLL_FREE_AREAS = frozenset({"800", "833", "844", "855", "866", "877", "888"})

# "US & Canada only" -- list validation. Both share the country code 1.
_DIALLED_REGIONS = ("US", "CA")
_DIALLED_TYPES = ("fixed_line", "mobile", "toll_free", "personal_number", "voip")


def normalize(text: str) -> str:
    """Spell a number as it is stored and answered: 11 digits without `+`, short codes and words as given.

    "+1" and 10 digits, 11 digits and bare 10 digits are the spellings clients send.
    """
    return "1" + text if len(text) == _TEN_DIGITS and text.isdigit() else without_plus(text)


def without_plus(text: str) -> str:
    """Spell a number without its `+` unless it would be another number then.

    A country code follows it -- E.164: `+65` and 8 digits are in Singapore, without it they look like El Paso.
    """
    digits = text.removeprefix("+")
    return text if len(digits) == _TEN_DIGITS else digits


def part_of_number(text: str) -> str:
    """Spell what numbers are looked for by, their beginning or any part of them, as numbers are stored.

    Punctuation means nothing, nor does the `+` of a number of this country. What is no part of a number stays as it
    is: it is found in none.
    """
    digits = _BETWEEN_DIGITS.sub("", text)
    bare = digits.removeprefix("+")
    if not (bare.isascii() and bare.isdigit()):
        return text.strip()
    return bare if bare.startswith("1") else without_plus(digits)


def is_number(phone: str) -> bool:
    """Tell whether a phone is a number, not a word as `none`."""
    return phone.removeprefix("+").isdigit()


def is_foreign(number: str) -> bool:
    """Tell whether a normalized number is one of another country than the United States and Canada."""
    return is_number(number) and len(number) > _TEN_DIGITS and not number.startswith(("1", "+1"))


def number_of(text: str) -> str | None:
    """Read a number that dialplans may dial, punctuation allowed; None when it is none."""
    number = normalize(_PUNCTUATION.sub("", text))
    return number if _NUMBER.fullmatch(number) else None


def spellings_of(number: str) -> tuple[str, ...]:
    """Answer how a number may be spelled where it is "stored as given": with the country code or without."""
    whole = normalize(number)
    has_country = len(whole) == _TEN_DIGITS + 1 and whole.startswith("1")
    return (whole, whole[1:]) if has_country else (whole,)


@lru_cache(maxsize=1)
def _dialable() -> re.Pattern[str]:
    """Compile libphonenumber's patterns for the regions; matching them parses nothing and takes 1 us."""
    patterns = set()
    for region in _DIALLED_REGIONS:
        numbers = PhoneMetadata.metadata_for_region(region)
        descriptions = (getattr(numbers, name) for name in _DIALLED_TYPES) if numbers else ()
        patterns |= {found.national_number_pattern for found in descriptions if found is not None}
    # Seven-digit UAN numbers are of no use to a dialler that always sends the area code.
    joined = "|".join(f"(?:{pattern})" for pattern in sorted(filter(None, patterns)))
    return re.compile(f"1(?:{joined})")


def is_dialable(number: str) -> bool:
    """Tell whether a normalized number can be reached: a valid number of the United States or Canada.

    "INVALID: bad format, area code or country" -- ActionState.
    """
    return _dialable().fullmatch(number) is not None


def is_restricted(number: str) -> bool:
    """Tell whether the platform refuses to reach a normalized number.

    Inferred: RESTRICTED_NUMBER was never described; premium-rate numbers are what platforms refuse.
    """
    return number.startswith("1900") and len(number) == _TEN_DIGITS + 1


def may_be_connected(number: str) -> bool:
    """Tell whether a call may be transferred to a normalized number.

    Inferred: whom the service may call, it may connect with: no emergency or premium-rate number, no short code, no
    word, nobody outside of the United States and Canada.
    """
    return is_dialable(number) and not is_restricted(number)


def is_short_code(number: str) -> bool:
    """Tell whether a normalized number is as short as those that only texts go to and come from."""
    return number.isdigit() and len(number) <= _SIX_DIGITS


def is_toll_free(number: str) -> bool:
    """Tell whether calls to a normalized number cost the caller nothing."""
    return number[1:4] in _TOLL_FREE_AREAS and len(number) == _TEN_DIGITS + 1
