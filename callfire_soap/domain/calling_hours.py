"""The hours in which a recipient may be reached, by the recipient's own clock."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from phonenumbers import PhoneNumber
from phonenumbers.timezone import time_zones_for_geographical_number

_UNKNOWN_ZONE = "Etc/Unknown"
_NPA_NXX = re.compile(r"1[0-9]{6}(?=[0-9]{4}$)")  # The country code 1, the area code and the exchange.


@lru_cache(maxsize=65536)
def _zone_of_exchange(npa_nxx: str) -> str | None:
    number = PhoneNumber(country_code=1, national_number=int(npa_nxx[1:] + "0000"))
    zones = time_zones_for_geographical_number(number)
    # Inferred: an exchange that spreads over several zones takes the first the library names; toll-free
    # numbers name every zone of the country, so they count as unknown.
    known = [zone for zone in zones if zone != _UNKNOWN_ZONE]
    return known[0] if 0 < len(known) <= 3 else None


def zone_of(number: str, otherwise: str) -> str:
    """Answer the time zone of a normalized number, found from its area code and exchange.

    "timezone associated with the number's NPA/NXX" -- SendCall, LocalTimeZoneRestriction.
    `otherwise` is the zone of the account. Inferred: it serves toll-free and unknown numbers.
    """
    found = _NPA_NXX.match(number)
    return (found and _zone_of_exchange(found[0])) or otherwise


@dataclass(frozen=True, slots=True)
class CallingHours:
    """The earliest and latest wall-clock time; the begin is inside, the end is not.

    Inferred: equal times mean no restriction, a begin after the end spans midnight.
    """

    begin: time
    end: time

    def allow(self, local: time) -> bool:
        """Tell whether somebody may be reached at this wall-clock time."""
        if self.begin == self.end:
            return True
        if self.begin < self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end

    def next_opening(self, moment: datetime, zone: str) -> datetime | None:
        """Answer None when the hours are open in the zone at `moment`, else when they open next, in UTC."""
        local = moment.astimezone(ZoneInfo(zone))
        if self.allow(local.time()):
            return None
        for days in range(3):
            day = local.date() + timedelta(days=days)
            opening = datetime.combine(day, self.begin, ZoneInfo(zone)).astimezone(UTC)
            if opening > moment:
                return opening
        return moment + timedelta(hours=1)  # pragma: no cover -- no zone skips three days.
