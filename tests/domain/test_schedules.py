"""When a schedule opens and closes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.schedules import _ZONES, DayOfWeek, Schedule, opens_anew, time_zone

NEW_YORK = "America/New_York"
# A Monday.
MONDAY = date(2026, 1, 5)
WEEKEND = (DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)


def schedule(start=9, stop=17, **settings):
    return Schedule(**{"start": time(start), "stop": time(stop), "zone": NEW_YORK, **settings})


def local(*when, zone=NEW_YORK):
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def changes(schedule_, after, how_many):
    """Follow a schedule, each change by the clock of New York, and whether it is open from then on."""
    found = []
    while len(found) < how_many and (after := schedule_.next_change(after)) is not None:
        found.append((f"{after.astimezone(ZoneInfo(NEW_YORK)):%a %d %H:%M}", schedule_.is_open(after)))
    return found


def test_a_schedule_without_days_opens_every_day():
    assert changes(schedule(), local(2026, 1, 5, 8), 4) == [
        ("Mon 05 09:00", True),
        ("Mon 05 17:00", False),
        ("Tue 06 09:00", True),
        ("Tue 06 17:00", False),
    ]


def test_a_schedule_opens_on_its_days_only():
    assert changes(schedule(days=WEEKEND), local(2026, 1, 5), 5) == [
        ("Sat 10 09:00", True),
        ("Sat 10 17:00", False),
        ("Sun 11 09:00", True),
        ("Sun 11 17:00", False),
        ("Sat 17 09:00", True),
    ]


def test_both_dates_are_included():
    dated = schedule(begin=MONDAY, end=date(2026, 1, 6))
    assert changes(dated, local(2025, 12, 1), 9) == [
        ("Mon 05 09:00", True),
        ("Mon 05 17:00", False),
        ("Tue 06 09:00", True),
        ("Tue 06 17:00", False),
    ]


def test_a_schedule_that_is_over_never_changes():
    assert schedule(end=date(2020, 1, 1)).next_change(local(2026, 1, 5)) is None


def test_a_window_may_last_into_the_next_day():
    night = schedule(21, 6, days=(DayOfWeek.FRIDAY,))
    assert changes(night, local(2026, 1, 5), 3) == [
        ("Fri 09 21:00", True),
        ("Sat 10 06:00", False),
        ("Fri 16 21:00", True),
    ]
    assert night.is_open(local(2026, 1, 10, 3))


def test_equal_times_are_a_whole_day():
    assert schedule(9, 9, days=(DayOfWeek.MONDAY,)).is_open(local(2026, 1, 6, 8, 59))
    assert not schedule(9, 9, days=(DayOfWeek.MONDAY,)).is_open(local(2026, 1, 6, 9))


def test_the_opening_is_inside_and_the_closing_is_not():
    opens, closes = local(2026, 1, 5, 9), local(2026, 1, 5, 17)
    moment = timedelta(microseconds=1)
    assert [schedule().is_open(at) for at in (opens - moment, opens, closes - moment, closes)] == [
        False,
        True,
        True,
        False,
    ]


def test_openings_between_moments_are_known():
    opens = local(2026, 1, 5, 9)
    moment = timedelta(microseconds=1)
    assert schedule().openings(opens - moment, opens) == [opens]
    assert schedule().openings(opens, opens + moment) == []
    assert schedule().openings(opens - 2 * moment, opens - moment) == []


def test_a_closing_counts_after_one_moment_and_up_to_another():
    closes, moment = local(2026, 1, 5, 17), timedelta(microseconds=1)
    tuesday = MONDAY + timedelta(days=1)
    assert schedule().day_after_closing(closes - moment, closes) == tuesday
    assert schedule().day_after_closing(closes - moment, closes + moment) == tuesday
    assert schedule().day_after_closing(closes, closes + moment) is None
    assert schedule().day_after_closing(closes - 2 * moment, closes - moment) is None


@pytest.mark.parametrize(("hour", "leads"), [(9, False), (10, True), (17, True), (18, False)])
def test_a_window_leads_up_to_its_end_and_not_to_its_beginning(hour, leads):
    assert schedule(9, 17).leads_up_to(local(2026, 1, 5, hour)) is leads


@pytest.mark.parametrize(
    ("others", "is_anew"),
    [
        ([], True),
        # Open when it opens, or just closing; closed before, or opening with it.
        ([schedule(8, 10)], False),
        ([schedule(7, 9)], False),
        ([schedule(7, 8)], True),
        ([schedule(9, 12)], True),
        ([schedule(10, 12)], True),
        ([schedule(7, 8), schedule(8, 10)], False),
    ],
)
def test_a_window_opens_anew_when_no_other_was_open(others, is_anew):
    opens, moment = local(2026, 1, 5, 9), timedelta(microseconds=1)
    rule = schedule(9, 17)
    assert opens_anew(rule, [rule, *others], opens - moment, opens) is is_anew
    assert not opens_anew(rule, [rule, *others], opens, opens + moment)


def test_one_opening_of_several_that_is_anew_is_enough():
    monday_morning = schedule(7, 10, days=(DayOfWeek.MONDAY,))
    rule = schedule(9, 17)
    assert not opens_anew(rule, [rule, monday_morning], local(2026, 1, 5, 8), local(2026, 1, 5, 12))
    assert opens_anew(rule, [rule, monday_morning], local(2026, 1, 5, 8), local(2026, 1, 6, 12))


def test_a_window_keeps_to_the_wall_clock_when_the_clocks_change():
    lengths = []
    for day in [(2026, 3, 7), (2026, 3, 8), (2026, 10, 31), (2026, 11, 1)]:
        opening = schedule(1, 5).next_change(local(*day, 0))
        lengths.append((schedule(1, 5).next_change(opening) - opening) / timedelta(hours=1))
    assert lengths == [4, 3, 4, 5]


def test_a_window_in_the_hour_that_is_left_out_opens_all_the_same():
    skipped = Schedule(start=time(2, 30), stop=time(4), zone=NEW_YORK)
    assert changes(skipped, local(2026, 3, 8, 0), 2) == [("Sun 08 03:30", True), ("Sun 08 04:00", False)]


def test_a_window_in_the_hour_that_is_repeated_opens_once():
    repeated = Schedule(start=time(1, 30), stop=time(1, 45), zone=NEW_YORK)
    assert changes(repeated, local(2026, 11, 1, 0), 3) == [
        ("Sun 01 01:30", True),
        ("Sun 01 01:45", False),
        ("Mon 02 01:30", True),
    ]


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
SCHEDULES = st.builds(
    Schedule,
    start=st.times(),
    stop=st.times(),
    zone=st.sampled_from([NEW_YORK, "PST", "America/St_Johns", "GMT+5:30"]),
    days=st.lists(st.sampled_from(DayOfWeek), unique=True).map(tuple),
)


@given(SCHEDULES, MOMENTS, st.timedeltas(timedelta(), timedelta(days=8)))
def test_nothing_opens_or_closes_between_changes(schedule_, moment, later):
    change = schedule_.next_change(moment)
    if change is not None and moment + later < change:
        assert schedule_.is_open(moment + later) == schedule_.is_open(moment)


@given(SCHEDULES, MOMENTS)
def test_a_schedule_without_dates_never_ends(schedule_, moment):
    assert moment < schedule_.next_change(moment) <= moment + timedelta(days=9)


@pytest.mark.parametrize(
    ("name", "winter", "summer"),
    [
        ("America/New_York", -5, -4),
        ("America/Edmonton", -7, -6),
        # Programs send New York's wall clock with EST in summer.
        ("EST", -5, -4),
        ("CST", -6, -5),
        ("MST", -7, -6),
        ("PST", -8, -7),
        ("UTC", 0, 0),
        ("GMT", 0, 0),
        ("GMT+2", 2, 2),
        ("UTC-05:30", -5.5, -5.5),
        ("HST", -10, -10),
        ("AST", -9, -8),
        ("JST", 9, 9),
        ("ECT", 1, 2),
    ],
)
def test_zones_have_the_names_that_java_gives_them(name, winter, summer):
    at = [datetime(2026, month, 1, tzinfo=UTC).astimezone(time_zone(name)) for month in (1, 7)]
    assert [moment.utcoffset() / timedelta(hours=1) for moment in at] == [winter, summer]


def test_every_short_name_is_that_of_a_zone():
    assert all(time_zone(name) for name in _ZONES)


@pytest.mark.parametrize(
    "name",
    [
        *("Nowhere", "America", "GMT+25", "GMT+5:60", "../etc/passwd", "/etc/passwd", "a\0b", " ", "PDT"),
        *("localtime", "posixrules", "Factory", "posix/UTC", "right/UTC"),
    ],
)
def test_a_name_that_is_no_zone_is_refused(name):
    with pytest.raises(BadRequest, match="is not a known time zone"):
        time_zone(name)


# It opens at 3:15: after its end, or just then.
@pytest.mark.parametrize(("stop", "minutes"), [(time(3, 5), 50), (time(3, 15), 60), (time(3, 16), 1)])
def test_a_window_within_the_hour_that_is_left_out_is_never_empty(stop, minutes):
    skipped = Schedule(start=time(2, 15), stop=stop, zone=NEW_YORK)
    opening = skipped.next_change(local(2026, 3, 8, 0))
    assert skipped.is_open(opening)
    assert skipped.next_change(opening) - opening == timedelta(minutes=minutes)
