"""The hours in which a recipient may be reached, by the recipient's own clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_HORIZON = timedelta(days=7)
_ONE_DAY = timedelta(days=1)


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

    def opening(self, moment: datetime, zones: Collection[str]) -> datetime | None:
        """Answer when the hours are open in all the zones together, in UTC: `moment` itself, or as early as possible.

        None when they are not within a week. Inferred: short hours may never be open at once in zones that lie apart,
        and whoever waits for them would wait for good, or for months, until the clocks are changed.
        """
        earliest = moment
        while earliest <= moment + _HORIZON:
            # Nobody may be reached before the last zone opens; by then another may have closed.
            latest = max(self._opening_in(zone, earliest) for zone in zones)
            if latest == earliest:
                return earliest
            earliest = latest
        return None

    def _opening_in(self, name: str, moment: datetime) -> datetime:
        zone = ZoneInfo(name)
        local = moment.astimezone(zone)
        if self.allow(local.time()):
            return moment
        begin = self._next_begin(local.date(), zone, moment)
        # When the clocks are put back, hours that were over may be open again without their begin.
        if _offset(zone, begin) < _offset(zone, moment):
            change = _change_of_clocks(zone, moment, begin)
            if moment < change and self.allow(change.astimezone(zone).time()):
                return change
        return begin

    def _next_begin(self, day: date, zone: ZoneInfo, moment: datetime) -> datetime:
        """Answer when the wall clock shows the begin next; some days show it twice."""
        while True:
            for fold in (0, 1):
                begin = datetime.combine(day, self.begin.replace(fold=fold), zone).astimezone(UTC)
                # A begin that the clocks leave out stands for moments before and after, outside of short hours.
                if begin > moment and self.allow(begin.astimezone(zone).time()):
                    return begin
            day += _ONE_DAY


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).replace(tzinfo=UTC) - moment


def _change_of_clocks(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Answer from when on a zone has another offset, which it takes once between two moments."""
    low, high = int(before.timestamp()), int(after.timestamp()) + 1
    was = _offset(zone, before)
    while high - low > 1:
        middle = (low + high) // 2
        is_changed = _offset(zone, datetime.fromtimestamp(middle, UTC)) != was
        low, high = (low, middle) if is_changed else (middle, high)
    return datetime.fromtimestamp(high, UTC)
