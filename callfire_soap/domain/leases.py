"""For how long a number or keyword is leased."""

import calendar
from datetime import date, timedelta
from typing import NamedTuple


class Lease(NamedTuple):
    """The first and the last day."""

    begin: date
    end: date


def current_lease(since: date, today: date) -> Lease:
    """Answer the month of a lease that renews itself: "2016-04-20 ... 2016-05-19".

    Inferred: a month that lacks the day begins with its last one.
    """
    months = (today.year - since.year) * 12 + today.month - since.month
    if _months_later(since, months) > today:
        months -= 1
    months = max(months, 0)
    return Lease(_months_later(since, months), _months_later(since, months + 1) - timedelta(days=1))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
