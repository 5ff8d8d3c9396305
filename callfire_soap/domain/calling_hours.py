"""The hours in which a recipient may be reached, by the recipient's own clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
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
        day = local.date()
        while True:
            # A begin in the hour that the clocks leave out may come too late for a short span of that day.
            opening = datetime.combine(day, self.begin, zone).astimezone(UTC)
            if opening > moment:
                return opening
            day += _ONE_DAY
