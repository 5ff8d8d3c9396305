"""Leases: a month, again and again."""

from datetime import date

import pytest

from callfire_soap.domain.leases import current_lease


@pytest.mark.parametrize(
    ("since", "today", "begin", "end"),
    [
        ("2016-04-20", "2016-04-20", "2016-04-20", "2016-05-19"),
        ("2016-04-20", "2016-05-19", "2016-04-20", "2016-05-19"),
        ("2016-04-20", "2016-05-20", "2016-05-20", "2016-06-19"),
        ("2016-12-20", "2017-03-01", "2017-02-20", "2017-03-19"),
        # A month that lacks the day begins with its last one, and the next one with the day again.
        ("2026-01-31", "2026-02-27", "2026-01-31", "2026-02-27"),
        ("2026-01-31", "2026-02-28", "2026-02-28", "2026-03-30"),
        ("2026-01-31", "2026-03-31", "2026-03-31", "2026-04-29"),
        ("2024-02-29", "2025-03-01", "2025-02-28", "2025-03-28"),
        # A clock that was set back shows the first month.
        ("2026-01-05", "2025-12-31", "2026-01-05", "2026-02-04"),
    ],
)
def test_k22_a_lease_is_a_month_and_renews_itself(since, today, begin, end):
    lease = current_lease(date.fromisoformat(since), date.fromisoformat(today))
    assert (lease.begin.isoformat(), lease.end.isoformat()) == (begin, end)
