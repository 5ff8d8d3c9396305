"""Where a number is at home, as far as its digits tell."""

from dataclasses import dataclass, fields
from functools import lru_cache

from phonenumbers import PhoneNumber, region_code_for_number

from callfire_soap.domain.time_zones import zones_of

_NORTH_AMERICA = 1
_PREFIX = slice(0, 7)
_COUNTRY_CODE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place: in a question, what is known of it; the prefix is 1, area code and exchange."""

    prefix: str | None = None
    city: str | None = None
    state: str | None = None
    zipcode: str | None = None
    country: str | None = None
    lata: str | None = None
    rate_center: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = None

    def lies_in(self, wanted: "Region") -> bool:
        """Tell whether all that is known of another region fits: "Fields are ANDed".

        Inferred: "Prefix matches by beginning, the text fields by equality ignoring case".
        """
        return all(
            _fits(each.name, getattr(self, each.name), getattr(wanted, each.name)) for each in fields(wanted)
        )


def _fits(name: str, known: str | float | None, wanted: str | float | None) -> bool:
    if wanted is None or wanted == "":
        return True
    if isinstance(wanted, str) and isinstance(known, str):
        return known.startswith(wanted) if name == "prefix" else known.casefold() == wanted.casefold()
    return known == wanted


@lru_cache(maxsize=8192)
def region_of(number: str, *, likely_zone: bool = False) -> Region:
    """Answer where a normalized number of 11 digits is at home.

    Towns and coordinates are not in its digits: libphonenumber has the towns of some, for 100 MB of memory. A region
    that lies in several zones has none to show, unless the likeliest is wanted.
    """
    parsed = PhoneNumber(country_code=_NORTH_AMERICA, national_number=int(number[_COUNTRY_CODE:]))
    zones = zones_of(number, likeliest=likely_zone)
    return Region(
        prefix=number[_PREFIX],
        country=region_code_for_number(parsed),
        time_zone=zones[0] if len(zones) == 1 else None,
    )
