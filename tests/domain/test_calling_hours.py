"""The hours in which a recipient may be reached."""

from datetime import UTC, datetime, time, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.calling_hours import CallingHours

LOS_ANGELES, NEW_YORK = "America/Los_Angeles", "America/New_York"
OFFICE = CallingHours(time(9), time(17))
NIGHT = CallingHours(time(21), time(6))


def local(zone, *when):
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "clock", "allowed"),
    [
        (OFFICE, "08:59:59.999999", False),
        (OFFICE, "09:00:00", True),
        (OFFICE, "16:59:59.999999", True),
        (OFFICE, "17:00:00", False),
        (NIGHT, "20:59:59", False),
        (NIGHT, "21:00:00", True),
        (NIGHT, "00:00:00", True),
        (NIGHT, "05:59:59", True),
        (NIGHT, "06:00:00", False),
    ],
)
def test_the_begin_is_inside_and_the_end_is_not(hours, clock, allowed):
    assert hours.allow(time.fromisoformat(clock)) is allowed


@given(st.times(), st.times())
def test_equal_times_restrict_nothing(edge, clock):
    assert CallingHours(edge, edge).allow(clock)


@given(st.times(), st.times(), st.times())
def test_two_spans_that_share_their_edges_fill_the_day(begin, end, clock):
    if begin != end:
        assert CallingHours(begin, end).allow(clock) is not CallingHours(end, begin).allow(clock)


def test_hours_that_are_open_need_no_waiting():
    noon = local(NEW_YORK, 2026, 1, 5, 12)
    assert OFFICE.opening(noon, [NEW_YORK]) == noon


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ((2026, 1, 5, 8, 30), (2026, 1, 5, 9)),
        ((2026, 1, 5, 17), (2026, 1, 6, 9)),
        ((2026, 12, 31, 23), (2027, 1, 1, 9)),
        # The night in which New York goes to daylight time is an hour shorter, the other one longer.
        ((2026, 3, 7, 20), (2026, 3, 8, 9)),
        ((2026, 10, 31, 20), (2026, 11, 1, 9)),
    ],
)
def test_hours_open_by_the_wall_clock_of_the_recipient(now, opening):
    assert OFFICE.opening(local(NEW_YORK, *now), [NEW_YORK]) == local(NEW_YORK, *opening)


def test_a_night_is_as_long_as_the_change_of_the_clocks_makes_it():
    nights = [(2026, 3, 7), (2026, 10, 31), (2026, 6, 1)]
    lengths = [
        OFFICE.opening(local(NEW_YORK, *day, 20), [NEW_YORK]) - local(NEW_YORK, *day, 20) for day in nights
    ]
    assert lengths == [timedelta(hours=12), timedelta(hours=14), timedelta(hours=13)]


def test_hours_over_midnight_open_in_the_evening():
    assert NIGHT.opening(local(NEW_YORK, 2026, 1, 5, 12), [NEW_YORK]) == local(NEW_YORK, 2026, 1, 5, 21)


def test_the_same_moment_differs_by_zone():
    moment = local(NEW_YORK, 2026, 1, 5, 9)
    assert OFFICE.opening(moment, [NEW_YORK]) == moment
    assert OFFICE.opening(moment, [LOS_ANGELES]) == local(LOS_ANGELES, 2026, 1, 5, 9)


def test_hours_within_the_hour_that_the_clocks_leave_out_open_the_day_after():
    skipped = CallingHours(time(2, 10), time(2, 50))
    opening = skipped.opening(local(NEW_YORK, 2026, 3, 8, 1), [NEW_YORK])
    assert opening == local(NEW_YORK, 2026, 3, 9, 2, 10)


@pytest.mark.parametrize(
    ("begin", "end", "now", "opening"),
    [
        # From 5:00 to 6:00 UTC it is 1 o'clock in New York, and from 6:00 to 7:00 again.
        ("01:30", "01:31", "2026-11-01T05:00", "2026-11-01T05:30"),
        ("01:30", "01:31", "2026-11-01T05:31", "2026-11-01T06:30"),
        ("01:30", "01:31", "2026-11-01T06:00", "2026-11-01T06:30"),
        ("01:30", "01:31", "2026-11-01T06:31", "2026-11-02T06:30"),
        # What closes in the first of these hours opens anew with the second.
        ("00:30", "01:30", "2026-11-01T05:30", "2026-11-01T06:00"),
        ("00:30", "01:30", "2026-11-01T05:59:59.5", "2026-11-01T06:00"),
        ("21:00", "01:00", "2026-11-01T05:30", "2026-11-02T02:00"),
        # At 7:00 UTC it is 3 o'clock in New York, and was 2 never.
        ("02:30", "05:00", "2026-03-08T06:59", "2026-03-08T07:30"),
        ("02:30", "03:00", "2026-03-08T06:59", "2026-03-09T06:30"),
        ("03:00", "05:00", "2026-03-08T06:59:59.5", "2026-03-08T07:00"),
    ],
)
def test_hours_in_the_night_in_which_the_clocks_are_changed(begin, end, now, opening):
    hours = CallingHours(time.fromisoformat(begin), time.fromisoformat(end))
    expected = datetime.fromisoformat(opening).replace(tzinfo=UTC)
    assert hours.opening(datetime.fromisoformat(now).replace(tzinfo=UTC), [NEW_YORK]) == expected


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
ZONES = [LOS_ANGELES, NEW_YORK, "America/Phoenix", "America/Denver", "America/St_Johns", "Pacific/Honolulu"]


@given(st.times(), st.times(), MOMENTS, st.sampled_from(ZONES))
def test_what_waits_for_the_hours_gets_into_them(begin, end, moment, zone):
    hours = CallingHours(begin, end)
    opening = hours.opening(moment, [zone])
    assert hours.allow(opening.astimezone(ZoneInfo(zone)).time())
    assert moment <= opening <= moment + timedelta(days=2, hours=1)


QUARTERS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
QUARTER = timedelta(minutes=15)


@given(QUARTERS, QUARTERS, MOMENTS, st.sets(st.sampled_from(ZONES), min_size=1))
def test_hours_open_when_they_are_open_in_all_zones(begin, end, moment, zones):
    hours = CallingHours(begin, end)
    moment = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)

    def all_allow(at):
        return all(hours.allow(at.astimezone(ZoneInfo(zone)).time()) for zone in zones)

    opening = hours.opening(moment, zones)
    allowed = [each for step in range(8 * 96) if all_allow(each := moment + step * QUARTER)]
    if opening is None:
        # Only in nights in which clocks are changed may there be a moment, in which hours that are never open are.
        assert len({each.date() for each in allowed}) <= 3
    else:
        assert all_allow(opening)
        # As early as possible, but for hours that begin in an hour that never comes.
        changes = {
            (zone, opening + day * timedelta(days=1))
            for zone in zones
            for day in range(-8, 2)
            if (opening + day * timedelta(days=1)).astimezone(ZoneInfo(zone)).dst()
            < (opening + (day + 1) * timedelta(days=1)).astimezone(ZoneInfo(zone)).dst()
        }
        assert allowed[0] == opening or (changes and allowed[0] < opening)


PACIFIC_AND_MOUNTAIN = [LOS_ANGELES, "America/Denver"]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "end", "zones", "now", "opening"),
    [
        # Nine in Nevada, not at the border, where it is ten; until nine at the border, where it is eight in Nevada.
        ("09:00", "21:00", PACIFIC_AND_MOUNTAIN, "2026-07-05 15:05", "2026-07-05 16:00"),
        ("09:00", "21:00", PACIFIC_AND_MOUNTAIN, "2026-07-06 02:59", "2026-07-06 02:59"),
        ("09:00", "21:00", PACIFIC_AND_MOUNTAIN, "2026-07-06 03:00", "2026-07-06 16:00"),
        # Over midnight: 22:00 in the west until 02:00 in the east.
        ("22:00", "02:00", PACIFIC_AND_MOUNTAIN, "2026-07-06 04:30", "2026-07-06 05:00"),
        ("22:00", "02:00", PACIFIC_AND_MOUNTAIN, "2026-07-06 08:00", "2026-07-07 05:00"),
        # An hour apart: half an hour is never open in both, two hours are for one.
        ("09:00", "09:30", PACIFIC_AND_MOUNTAIN, "2026-07-06 12:00", None),
        ("09:00", "10:00", PACIFIC_AND_MOUNTAIN, "2026-07-06 12:00", None),
        ("09:00", "11:00", PACIFIC_AND_MOUNTAIN, "2026-07-06 12:00", "2026-07-06 16:00"),
        ("09:30", "09:30", PACIFIC_AND_MOUNTAIN, "2026-07-06 12:00", "2026-07-06 12:00"),
        # Arizona and the Navajo Nation share their clock in winter only.
        ("09:00", "10:00", ["America/Phoenix", "America/Denver"], "2026-07-06 12:00", None),
        ("09:00", "10:00", ["America/Phoenix", "America/Denver"], "2026-10-30 12:00", "2026-11-01 16:00"),
        ("09:00", "10:00", ["America/Phoenix", "America/Denver"], "2026-12-06 12:00", "2026-12-06 16:00"),
        # The night in which the clocks go forward.
        ("03:00", "06:00", PACIFIC_AND_MOUNTAIN, "2026-03-08 08:00", "2026-03-08 10:00"),
    ],
)
def test_whoever_may_be_in_several_zones_waits_until_all_of_them_are_open(begin, end, zones, now, opening):
    hours = CallingHours(time.fromisoformat(begin), time.fromisoformat(end))
    assert hours.opening(utc(now), zones) == (opening and utc(opening))
    assert hours.opening(utc(now), zones[::-1]) == (opening and utc(opening))


FOUR = [LOS_ANGELES, "America/Denver", "America/Chicago", NEW_YORK]


@pytest.mark.parametrize("zones", [*permutations(FOUR)], ids=" ".join)
@pytest.mark.parametrize(
    ("now", "opening"),
    [
        # Nine in New York, Chicago and Denver one after the other, and at last in Los Angeles.
        ("2026-07-06 13:00", "2026-07-06 16:00"),
        ("2026-07-06 15:59", "2026-07-06 16:00"),
        ("2026-07-06 16:00", "2026-07-06 16:00"),
        # Nine in the evening in New York alone.
        ("2026-07-07 00:59", "2026-07-07 00:59"),
        ("2026-07-07 01:00", "2026-07-07 16:00"),
    ],
)
def test_every_zone_counts_of_however_many_and_in_whatever_order(zones, now, opening):
    assert CallingHours(time(9), time(21)).opening(utc(now), zones) == utc(opening)
