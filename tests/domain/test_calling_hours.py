"""The hours in which a recipient may be reached."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.calling_hours import CallingHours, zone_of

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


def test_hours_that_are_open_have_no_next_opening():
    assert OFFICE.next_opening(local(NEW_YORK, 2026, 1, 5, 12), NEW_YORK) is None


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
    assert OFFICE.next_opening(local(NEW_YORK, *now), NEW_YORK) == local(NEW_YORK, *opening)


def test_a_night_is_as_long_as_the_change_of_the_clocks_makes_it():
    nights = [(2026, 3, 7), (2026, 10, 31), (2026, 6, 1)]
    lengths = [
        OFFICE.next_opening(local(NEW_YORK, *day, 20), NEW_YORK) - local(NEW_YORK, *day, 20) for day in nights
    ]
    assert lengths == [timedelta(hours=12), timedelta(hours=14), timedelta(hours=13)]


def test_hours_over_midnight_open_in_the_evening():
    assert NIGHT.next_opening(local(NEW_YORK, 2026, 1, 5, 12), NEW_YORK) == local(NEW_YORK, 2026, 1, 5, 21)


def test_the_same_moment_differs_by_zone():
    moment = local(NEW_YORK, 2026, 1, 5, 9)
    assert OFFICE.next_opening(moment, NEW_YORK) is None
    assert OFFICE.next_opening(moment, LOS_ANGELES) == local(LOS_ANGELES, 2026, 1, 5, 9)


def test_hours_within_the_hour_that_the_clocks_leave_out_open_the_day_after():
    skipped = CallingHours(time(2, 10), time(2, 50))
    opening = skipped.next_opening(local(NEW_YORK, 2026, 3, 8, 1), NEW_YORK)
    while skipped.next_opening(opening, NEW_YORK) is not None:
        opening = skipped.next_opening(opening, NEW_YORK)
    assert opening == local(NEW_YORK, 2026, 3, 9, 2, 10)


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
ZONES = st.sampled_from([LOS_ANGELES, NEW_YORK, "America/Phoenix", "America/St_Johns", "Pacific/Honolulu"])


@given(st.times(), st.times(), MOMENTS, ZONES)
def test_what_waits_for_the_hours_gets_into_them(begin, end, moment, zone):
    hours = CallingHours(begin, end)
    opening = hours.next_opening(moment, zone)
    for _ in range(3):
        if opening is None or hours.allow(opening.astimezone(ZoneInfo(zone)).time()):
            break
        # A begin in the hour that the clocks leave out may miss a short span of that night.
        later = hours.next_opening(opening, zone)
        assert later > opening
        opening = later
    else:
        pytest.fail(f"{hours} never open after {moment} in {zone}")
    if opening is not None:
        assert moment < opening <= moment + timedelta(days=2, hours=1)


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("12135551212", LOS_ANGELES),
        ("12125551212", NEW_YORK),
        ("13125551212", "America/Chicago"),
        ("13035551212", "America/Denver"),
        ("16025551212", "America/Phoenix"),
        ("18085551212", "Pacific/Honolulu"),
        ("19075861212", "America/Juneau"),
        ("16045551212", "America/Vancouver"),
        ("14165551212", "America/Toronto"),
        ("19025551212", "America/Halifax"),
    ],
)
def test_a_number_lives_in_the_zone_of_its_area(number, zone):
    ours = ZoneInfo(zone_of(number, "Europe/Berlin"))
    at = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7)]
    assert [moment.astimezone(ours).utcoffset() for moment in at] == [
        moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in at
    ]


def test_one_area_code_may_have_two_zones():
    assert zone_of("18502340000", "") != zone_of("18503850000", "")


@pytest.mark.parametrize(
    "number", ["18005551212", "18885551212", "18335551212", "67076", "911", "", "ABCDEFGH", "48945317921"]
)
def test_whoever_lives_nowhere_has_the_zone_of_the_account(number):
    assert zone_of(number, "America/Denver") == "America/Denver"


@given(st.text(max_size=15))
def test_anything_has_a_zone(number):
    assert zone_of(number, "America/Denver")
