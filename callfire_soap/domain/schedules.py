"""When a schedule opens and closes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from callfire_soap.domain.errors import BadRequest


class DayOfWeek(StrEnum):
    """The days a schedule names."""

    SUNDAY = "SUNDAY"
    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"


# In the order of date.weekday().
_WEEKDAYS = (*list(DayOfWeek)[1:], DayOfWeek.SUNDAY)

# A program that sends New York's time with "EST" in summer expects these names to mean the zones of the United
# States with daylight saving, not fixed offsets.
_AMERICAN_ZONES = {
    "EST": "America/New_York",
    "CST": "America/Chicago",
    "MST": "America/Denver",
    "PST": "America/Los_Angeles",
}
# The other short names of Java, as it has them; HST and the like are in the time zone database.
_JAVA_ZONES = {
    "ACT": "Australia/Darwin",
    "AET": "Australia/Sydney",
    "AGT": "America/Argentina/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage",
    "BET": "America/Sao_Paulo",
    "BST": "Asia/Dhaka",
    "CAT": "Africa/Harare",
    "CNT": "America/St_Johns",
    "CTT": "Asia/Shanghai",
    "EAT": "Africa/Addis_Ababa",
    "ECT": "Europe/Paris",
    "IET": "America/Indiana/Indianapolis",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia",
    "NET": "Asia/Yerevan",
    "NST": "Pacific/Auckland",
    "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix",
    "PRT": "America/Puerto_Rico",
    "SST": "Pacific/Guadalcanal",
    "VST": "Asia/Ho_Chi_Minh",
}
_ZONES = _AMERICAN_ZONES | _JAVA_ZONES
_OFFSET = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2})(?::?([0-5]\d))?")
# Files beside the zones, which mean something else on every machine.
_NO_ZONE = re.compile(r"(?:posix|right)/.*|posixrules|localtime|Factory")

_ONE_DAY = timedelta(days=1)
# A window may end on the day after it, in a zone behind UTC.
_LAST_DAY = date.max - 2 * _ONE_DAY
# A window that opens on a weekday opens again within a week; it may have opened the day before.
_DAYS_AHEAD = 9


@lru_cache(maxsize=1024)
def time_zone(name: str) -> tzinfo:
    """Answer the zone of a name, as Java knows zones: IANA names, US abbreviations, GMT+h; else raise BadRequest."""
    offset = _OFFSET.fullmatch(name)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if away < _ONE_DAY:
            return timezone(away if offset[1] == "+" else -away)
    try:
        return ZoneInfo("" if _NO_ZONE.fullmatch(name) else _ZONES.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{name} is not a known time zone"
        raise BadRequest(message) from None


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, its end excluded; `day` is the one on which it opens, in its zone."""

    day: date
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Windows on days of the week, by the clock of a zone; no days means every day, no dates means for ever.

    Inferred: both dates are included; a stop that is not after the start lies on the next day.
    """

    start: time
    stop: time
    zone: str
    begin: date | None = None
    end: date | None = None
    days: tuple[DayOfWeek, ...] = ()
    # A day with a window, whatever the days and dates say.
    resumes: date | None = None

    def is_open(self, moment: datetime) -> bool:
        """Tell whether a window is open."""
        return any(window.opens <= moment < window.closes for window in self._windows(moment))

    def next_change(self, after: datetime) -> datetime | None:
        """Answer when a window opens or closes next, in UTC; None when none ever will."""
        edges = (edge for window in self._windows(after) for edge in (window.opens, window.closes))
        return min((edge for edge in edges if edge > after), default=None)

    def openings(self, after: datetime, until: datetime) -> list[datetime]:
        """Answer when windows open after one moment, and not after another."""
        return [window.opens for window in self._windows(after) if after < window.opens <= until]

    def leads_up_to(self, moment: datetime) -> bool:
        """Tell whether a window was open right before a moment."""
        return any(window.opens < moment <= window.closes for window in self._windows(moment))

    def day_after_closing(self, after: datetime, until: datetime) -> date | None:
        """Answer the day after that of the last window that closes after one moment, and not after another."""
        closed = (window.day for window in self._windows(until) if after < window.closes <= until)
        return max((day + _ONE_DAY for day in closed), default=None)

    def _windows(self, around: datetime) -> Iterator[Window]:
        """Answer the windows that may be open at a moment, and those of the next week that has any."""
        zone = time_zone(self.zone)
        first = around.astimezone(zone).date() - 2 * _ONE_DAY
        if self.begin is not None:
            first = max(first, self.begin)
        for ahead in range(_DAYS_AHEAD + 2):
            if first > _LAST_DAY - ahead * _ONE_DAY:
                return
            day = first + ahead * _ONE_DAY
            if day == self.resumes or self._has(day):
                yield self._window(day, zone)

    def _has(self, day: date) -> bool:
        is_named = not self.days or _WEEKDAYS[day.weekday()] in self.days
        return is_named and (self.end is None or day <= self.end)

    def _window(self, day: date, zone: tzinfo) -> Window:
        # An opening in the hour that is skipped comes when the clock would have shown it, one in the hour that
        # is repeated comes the first time: each happens once.
        last = day if self.stop > self.start else day + _ONE_DAY
        opens, closes = (
            datetime.combine(on, at, zone).astimezone(UTC)
            for on, at in ((day, self.start), (last, self.stop))
        )
        if closes <= opens:
            # It would open in the skipped hour and close soon after it: it lasts as long as on other days.
            closes = opens + (datetime.combine(last, self.stop) - datetime.combine(day, self.start))
        return Window(day, opens, closes)


def opens_anew(rule: Schedule, rules: Sequence[Schedule], after: datetime, until: datetime) -> bool:
    """Tell whether one of several schedules opens after a moment, and not after another, while none was open.

    "Open windows of several schedules are united": one that opens where another is open, or just closes, opens
    nothing.
    """
    openings = rule.openings(after, until)
    return any(not any(each.leads_up_to(opening) for each in rules) for opening in openings)
