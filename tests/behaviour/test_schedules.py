"""Schedules: what runs by itself, and by which clock. The clock begins on Monday 2026-01-05, 17:00 UTC."""

import pytest

from tests.behaviour.outside import Refused, hours, number, retry, text, voice

CREATED = ("STOPPED", "01-05T17:00:00")


@pytest.fixture
def broadcast_id(api):
    """Answer a broadcast of texts with one recipient."""
    created = api.create(text())
    api.add_batch(created, number(0))
    return created


def starts(api, broadcast_id):
    return [at for status, at in api.history(broadcast_id) if status == "START_PENDING"]


def slow(api, *, most=1, recipients=3):
    """Answer a broadcast whose calls are given up after an hour each, so that it runs when windows close."""
    created = api.create(voice())
    listed = [number(index) for index in range(recipients)]
    for each in listed:
        api.script(each, {"answer": "lost"})
    api.add_batch(created, *listed)
    api(f"<ControlBroadcast><Id>{created}</Id><MaxActive>{most}</MaxActive></ControlBroadcast>")
    return created


def test_what_was_given_comes_back(api, broadcast_id):
    schedule = api.schedule(
        broadcast_id,
        "10:10:10",
        "17:20:00",
        zone="America/Edmonton",
        begin="2014-07-05",
        end="2030-12-31",
        days="MONDAY FRIDAY",
    )
    shown = api(f"<GetBroadcastSchedule><Id>{schedule}</Id></GetBroadcastSchedule>")
    assert shown.values() == {
        "StartTimeOfDay": "10:10:10Z",
        "StopTimeOfDay": "17:20:00Z",
        "TimeZone": "America/Edmonton",
        "BeginDate": "2014-07-05Z",
        "EndDate": "2030-12-31Z",
        "DaysOfWeek": "MONDAY FRIDAY",
    }


@pytest.mark.parametrize(
    "zone",
    ["America/New_York", "PST", "EST", "CST", "MST", "HST", "AST", "JST", "UTC", "GMT", "GMT-05:00", ""],
)
def test_zones_that_java_knows_are_accepted(api, broadcast_id, zone):
    assert api.schedule(broadcast_id, "10:00:00", "11:00:00", zone=zone) == 1


def test_a_schedule_alone_runs_a_broadcast(api, broadcast_id):
    api.schedule(broadcast_id, "10:00:00", "17:00:00", zone="America/Los_Angeles")
    assert api.status(broadcast_id) == "STOPPED"
    api.advance(minutes=59, seconds=59)
    assert api.carrier() == []
    api.advance(1)
    assert [time for time, _ in api.dialled()] == ["18:00:00"]
    assert api.history(broadcast_id) == [
        CREATED,
        ("START_PENDING", "01-05T18:00:00"),
        ("RUNNING", "01-05T18:00:00"),
        ("FINISHED", "01-05T18:00:00"),
    ]


def test_a_window_that_is_open_already_starts_at_once(api, broadcast_id):
    api.schedule(broadcast_id, "08:00:00", "17:00:00", zone="PST")
    api.advance(1)
    assert [time for time, _ in api.dialled()] == ["17:00:00"]


def test_a_closing_window_stops_and_the_next_one_goes_on(api):
    broadcast_id = slow(api)
    api.schedule(broadcast_id, "09:30:00", "10:00:00", zone="America/Los_Angeles")
    api.advance(days=2, hours=2)
    assert [entry["at"] for entry in api.carrier()] == [
        "2026-01-05T17:30:00Z",
        "2026-01-06T17:30:00Z",
        "2026-01-07T17:30:00Z",
    ]
    assert api.history(broadcast_id)[:5] == [
        CREATED,
        ("START_PENDING", "01-05T17:30:00"),
        ("RUNNING", "01-05T17:30:00"),
        ("STOPPED", "01-05T18:00:00"),
        ("START_PENDING", "01-06T17:30:00"),
    ]
    assert [call.State for call in api.calls()] == ["TIMEOUT"] * 3


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("EST", "15:00", "14:00"),
        ("CST", "16:00", "15:00"),
        ("MST", "17:00", "16:00"),
        ("PST", "18:00", "17:00"),
        ("America/New_York", "15:00", "14:00"),
        ("America/Phoenix", "17:00", "17:00"),
        ("GMT-05:00", "15:00", "15:00"),
        ("UTC", "10:00", "10:00"),
        ("", "18:00", "17:00"),
    ],
)
def test_named_zones_follow_daylight_saving_and_none_means_the_account(api, zone, winter, summer):
    for month, opening in ("01-06", winter), ("07-07", summer):
        api.advance_to(f"2026-{month} 00:00")
        broadcast_id = api.create(text())
        api.add_batch(broadcast_id, number(0))
        schedule = api.schedule(broadcast_id, "10:00:00", "11:00:00", zone=zone)
        api.advance(days=1)
        assert starts(api, broadcast_id) == [f"{month}T{opening}:00"]
        api(f"<DeleteBroadcastSchedule><Id>{schedule}</Id></DeleteBroadcastSchedule>")


def test_only_the_days_named_count(api):
    broadcast_id = slow(api)
    api.schedule(broadcast_id, "12:00:00", "12:30:00", zone="UTC", days="SATURDAY WEDNESDAY")
    api.advance(days=10)
    assert starts(api, broadcast_id) == ["01-07T12:00:00", "01-10T12:00:00", "01-14T12:00:00"]


def test_both_dates_are_included(api):
    broadcast_id = slow(api, recipients=9)
    api.schedule(broadcast_id, "12:00:00", "12:30:00", zone="UTC", begin="2026-01-08", end="2026-01-09")
    api.advance(days=10)
    assert starts(api, broadcast_id) == ["01-08T12:00:00", "01-09T12:00:00"]


@pytest.mark.parametrize(("begin", "end"), [("2000-01-01", "2014-12-31"), ("", "2026-01-04")])
def test_dates_in_the_past_are_fine_and_never_open(api, broadcast_id, begin, end):
    api.schedule(broadcast_id, "00:00:00", "23:59:59", zone="UTC", begin=begin, end=end)
    api.advance(days=10)
    assert starts(api, broadcast_id) == []


def test_a_window_may_end_the_next_day(api):
    broadcast_id = slow(api)
    api.schedule(broadcast_id, "22:00:00", "02:00:00", zone="UTC", days="MONDAY")
    api.advance(hours=8)
    assert [(status, at) for status, at in api.history(broadcast_id) if status != "RUNNING"] == [
        CREATED,
        ("START_PENDING", "01-05T22:00:00"),
        ("FINISHED", "01-06T01:00:00"),
    ]


def test_a_window_over_midnight_is_open_before_and_after_it(api, broadcast_id):
    api.advance_to("2026-01-06 01:30")
    api.schedule(broadcast_id, "22:00:00", "02:00:00", zone="UTC", days="MONDAY")
    api.advance(1)
    assert starts(api, broadcast_id) == ["01-06T01:30:00"]


def test_a_window_that_ends_as_it_begins_lasts_a_day(api):
    broadcast_id = slow(api, recipients=40)
    api.schedule(broadcast_id, "18:00:00", "18:00:00", zone="UTC", days="MONDAY")
    api.advance(days=3)
    assert [
        (status, at) for status, at in api.history(broadcast_id) if status in {"START_PENDING", "STOPPED"}
    ] == [
        CREATED,
        ("START_PENDING", "01-05T18:00:00"),
        ("STOPPED", "01-06T18:00:00"),
    ]


def test_windows_of_several_schedules_are_united(api):
    broadcast_id = slow(api, recipients=40)
    api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api.schedule(broadcast_id, "19:00:00", "21:00:00", zone="UTC")
    api.schedule(broadcast_id, "21:00:00", "22:00:00", zone="UTC", days="MONDAY")
    api.advance(hours=6)
    assert api.history(broadcast_id) == [
        CREATED,
        ("START_PENDING", "01-05T18:00:00"),
        ("RUNNING", "01-05T18:00:00"),
        ("STOPPED", "01-05T22:00:00"),
    ]


# In New York, clocks went from 2:00 to 3:00 on 2026-03-08 and from 2:00 back to 1:00 on 2026-11-01.
@pytest.mark.parametrize(
    ("begin", "window", "opened"),
    [
        ("2026-03-07", ("02:30:00", "04:00:00"), ["03-07T07:30:00", "03-08T07:30:00", "03-09T06:30:00"]),
        ("2026-03-07", ("02:10:00", "02:50:00"), ["03-07T07:10:00", "03-08T07:10:00", "03-09T06:10:00"]),
        ("2026-03-07", ("02:30:00", "03:15:00"), ["03-07T07:30:00", "03-08T07:30:00", "03-09T06:30:00"]),
        ("2026-03-07", ("01:00:00", "02:30:00"), ["03-07T06:00:00", "03-08T06:00:00", "03-09T05:00:00"]),
        ("2026-10-31", ("01:30:00", "02:30:00"), ["10-31T05:30:00", "11-01T05:30:00", "11-02T06:30:00"]),
        ("2026-10-31", ("01:30:00", "01:45:00"), ["10-31T05:30:00", "11-01T05:30:00", "11-02T06:30:00"]),
        ("2026-10-31", ("00:30:00", "01:30:00"), ["10-31T04:30:00", "11-01T04:30:00", "11-02T05:30:00"]),
    ],
)
def test_an_opening_in_the_missing_or_the_doubled_hour_happens_once(api, begin, window, opened):
    api.advance_to(f"{begin} 00:00")
    broadcast_id = slow(api, recipients=12)
    api.schedule(broadcast_id, *window, zone="America/New_York")
    api.advance(days=3)
    assert starts(api, broadcast_id) == opened
    closings = [status for status, _ in api.history(broadcast_id)[1:] if status == "STOPPED"]
    assert len(closings) == 3


def test_an_opening_with_nothing_to_dial_changes_nothing(api):
    empty = api.create(text())
    done = api.send_text(number(0))
    api.advance(1)
    for each in empty, done:
        api.schedule(each, "18:00:00", "19:00:00", zone="UTC")
    before = len(api.events())
    api.advance(days=2)
    assert len(api.events()) == before
    assert (api.status(empty), api.status(done)) == ("STOPPED", "FINISHED")


def test_a_start_outside_of_the_windows_runs_at_once(api, broadcast_id):
    api.schedule(broadcast_id, "22:00:00", "23:00:00", zone="UTC")
    api.control(broadcast_id, "START")
    api.advance(1)
    assert api.status(broadcast_id) == "FINISHED"


def test_a_stop_inside_a_window_holds_until_the_next_opening(api):
    broadcast_id = slow(api, recipients=12)
    api.schedule(broadcast_id, "17:00:00", "20:00:00", zone="UTC")
    api.advance(minutes=10)
    api.control(broadcast_id, "STOP")
    api.add_batch(broadcast_id, number(50))
    api.advance(hours=20)
    assert api.status(broadcast_id) == "STOPPED"
    assert len(api.carrier()) == 1
    api.advance(hours=4)
    assert starts(api, broadcast_id) == ["01-05T17:00:00", "01-06T17:00:00"]


# Windows that overlap, that lie one in another, that touch, that touch at midnight, that are the same every day.
@pytest.mark.parametrize(
    ("windows", "stopped_at", "again"),
    [
        ([("17:00", "20:00"), ("19:00", "21:00")], "01-05 17:10", "01-06T17:00:00"),
        ([("19:00", "21:00"), ("17:00", "20:00")], "01-05 17:10", "01-06T17:00:00"),
        ([("17:00", "23:00"), ("18:00", "19:00"), ("20:00", "21:00")], "01-05 18:10", "01-06T17:00:00"),
        ([("17:00", "19:00"), ("19:00", "21:00")], "01-05 17:10", "01-06T17:00:00"),
        ([("17:00", "19:00"), ("19:00", "21:00")], "01-05 19:00", "01-06T17:00:00"),
        ([("17:00", "00:00"), ("00:00", "05:00")], "01-05 18:00", "01-06T17:00:00"),
        ([("17:00", "02:00"), ("01:00", "05:00")], "01-05 18:00", "01-06T17:00:00"),
        ([("17:00", "19:00"), ("19:01", "21:00")], "01-05 17:10", "01-05T19:01:00"),
        ([("17:00", "19:00"), ("18:00", "20:00"), ("22:00", "23:00")], "01-05 17:10", "01-05T22:00:00"),
        ([("17:00", "17:00")], "01-05 18:00", None),
    ],
)
def test_a_stop_holds_until_the_united_windows_open_anew(api, windows, stopped_at, again):
    broadcast_id = slow(api, recipients=12)
    for begin, end in windows:
        api.schedule(broadcast_id, f"{begin}:00", f"{end}:00", zone="UTC")
    api.advance_to(f"2026-{stopped_at}")
    api.control(broadcast_id, "STOP")
    api.add_batch(broadcast_id, number(50))
    before = starts(api, broadcast_id)
    api.advance(hours=30)
    assert [*starts(api, broadcast_id), None][len(before)] == again


def test_a_stop_outside_of_the_windows_ends_with_the_first_one_that_opens(api):
    broadcast_id = slow(api, recipients=12)
    api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api.schedule(broadcast_id, "19:00:00", "21:00:00", zone="UTC")
    api.control(broadcast_id, "STOP")
    api.advance(hours=2)
    assert starts(api, broadcast_id) == ["01-05T18:00:00"]


def test_a_schedule_that_is_added_to_an_open_one_does_not_undo_a_stop(api):
    broadcast_id = slow(api, recipients=12)
    api.schedule(broadcast_id, "17:00:00", "20:00:00", zone="UTC")
    api.advance(minutes=10)
    api.control(broadcast_id, "STOP")
    api.schedule(broadcast_id, "17:05:00", "21:00:00", zone="UTC")
    api.schedule(broadcast_id, "19:00:00", "22:00:00", zone="UTC")
    api.advance(hours=6)
    assert starts(api, broadcast_id) == ["01-05T17:00:00"]


def test_a_window_that_opens_after_the_one_of_the_stop_was_deleted_opens_anew(api):
    broadcast_id = slow(api, recipients=12)
    first = api.schedule(broadcast_id, "17:00:00", "20:00:00", zone="UTC")
    api.schedule(broadcast_id, "19:00:00", "21:00:00", zone="UTC")
    api.advance(minutes=10)
    api.control(broadcast_id, "STOP")
    api(f"<DeleteBroadcastSchedule><Id>{first}</Id></DeleteBroadcastSchedule>")
    api.advance(hours=2)
    assert starts(api, broadcast_id) == ["01-05T17:00:00", "01-05T19:00:00"]


def test_a_start_inside_of_united_windows_is_stopped_with_the_last_of_them(api):
    broadcast_id = slow(api, recipients=12)
    api.schedule(broadcast_id, "17:00:00", "20:00:00", zone="UTC")
    api.schedule(broadcast_id, "19:00:00", "21:00:00", zone="UTC")
    for command in "STOP", "START":
        api.advance(minutes=10)
        api.control(broadcast_id, command)
    api.advance(hours=5)
    stops = [at for status, at in api.history(broadcast_id)[1:] if status == "STOPPED"]
    assert stops == ["01-05T17:10:00", "01-05T21:00:00"]


def test_an_opening_that_the_clock_has_jumped_over_does_not_undo_a_stop_after_it(api):
    broadcast_id = slow(api, recipients=12)
    api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api.sandbox("PUT", "clock", {"now": "2026-01-05T18:30:00Z"})
    api.control(broadcast_id, "STOP")
    api.advance(hours=1)
    assert (starts(api, broadcast_id), api.carrier()) == ([], [])
    api.advance(days=1)
    assert starts(api, broadcast_id) == ["01-06T18:00:00"]


def test_a_stop_before_the_schedule_was_made_does_not_keep_it_from_opening(api, broadcast_id):
    api.control(broadcast_id, "STOP")
    api.schedule(broadcast_id, "17:00:00", "20:00:00", zone="UTC")
    api.advance(1)
    assert [at for at, _ in api.dialled()] == ["17:00:00"]


def test_a_start_inside_a_window_takes_a_stop_back(api):
    broadcast_id = slow(api, recipients=12)
    api.schedule(broadcast_id, "17:00:00", "20:00:00", zone="UTC")
    for command in "STOP", "START":
        api.advance(minutes=10)
        api.control(broadcast_id, command)
    api.advance(hours=5)
    assert [(status, at) for status, at in api.history(broadcast_id) if status != "RUNNING"] == [
        CREATED,
        ("START_PENDING", "01-05T17:00:00"),
        ("STOPPED", "01-05T17:10:00"),
        ("START_PENDING", "01-05T17:20:00"),
        ("STOPPED", "01-05T20:00:00"),
    ]


def test_an_opening_with_nobody_but_disabled_contacts_changes_nothing(api, broadcast_id):
    api("<ControlContactBatch><Id>1</Id><Enabled>false</Enabled></ControlContactBatch>")
    api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api.advance(hours=1, minutes=30)
    assert api.history(broadcast_id) == [CREATED]
    # Whom the open window finds enabled again is sent the text.
    api("<ControlContactBatch><Id>1</Id><Enabled>true</Enabled></ControlContactBatch>")
    api.advance(1)
    assert [at for at, _ in api.dialled()] == ["18:30:00"]


def test_enabling_a_batch_outside_of_the_windows_waits_for_one(api, broadcast_id):
    for enabled in "false", "true":
        api(f"<ControlContactBatch><Id>1</Id><Enabled>{enabled}</Enabled></ControlContactBatch>")
        api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api.advance(hours=2)
    assert [at for at, _ in api.dialled()] == ["18:00:00"]


def test_a_schedule_that_was_deleted_opens_no_more(api, broadcast_id):
    schedule = api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api(f"<DeleteBroadcastSchedule><Id>{schedule}</Id></DeleteBroadcastSchedule>")
    api.advance(days=2)
    assert api.history(broadcast_id) == [CREATED]


@pytest.mark.parametrize("operation", ["GetBroadcastSchedule", "DeleteBroadcastSchedule"])
def test_a_schedule_that_was_deleted_or_never_was_is_not_found(api, broadcast_id, operation):
    deleted = api.schedule(broadcast_id, "18:00:00", "20:00:00")
    api(f"<DeleteBroadcastSchedule><Id>{deleted}</Id></DeleteBroadcastSchedule>")
    for unknown in deleted, 0, 4711:
        with pytest.raises(Refused) as refused:
            api(f"<{operation}><Id>{unknown}</Id></{operation}>")
        assert (refused.value.fault_code, refused.value.text) == ("NOT_FOUND", "Not Found")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"zone": "Nowhere/Town"}, "Nowhere/Town is not a known time zone"),
        ({"zone": "localtime"}, "localtime is not a known time zone"),
        ({"begin": "2026-02-01", "end": "2026-01-31"}, "EndDate is before BeginDate"),
    ],
)
def test_zones_that_do_not_exist_and_ends_before_beginnings_are_refused(api, broadcast_id, wanted, told):
    with pytest.raises(Refused) as refused:
        api.schedule(broadcast_id, "18:00:00", "20:00:00", **wanted)
    assert (refused.value.fault_code, refused.value.text) == ("BAD_REQUEST", told)
    body = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    assert api(f"<QueryBroadcastSchedules>{body}</QueryBroadcastSchedules>").TotalResults == "0"


def test_only_the_digits_of_hours_minutes_and_seconds_are_kept(api, broadcast_id):
    schedule = api.schedule(
        broadcast_id, "14:35:07.1234567-08:00", "23:00:00Z", begin="2026-01-05-07:00", zone="UTC"
    )
    shown = api(f"<GetBroadcastSchedule><Id>{schedule}</Id></GetBroadcastSchedule>")
    assert (shown.StartTimeOfDay, shown.StopTimeOfDay) == ("14:35:07Z", "23:00:00Z")
    assert (shown.BeginDate, shown.EndDate, shown.DaysOfWeek) == ("2026-01-05Z", None, "")


def test_midnight_is_the_beginning_of_a_day_in_its_zone(api, broadcast_id):
    api.schedule(broadcast_id, "00:00:00", "24:00:00", zone="America/New_York", days="TUESDAY")
    api.advance(days=1)
    assert starts(api, broadcast_id) == ["01-06T05:00:00"]


def test_every_kind_of_element_of_a_schedule_is_needed_but_dates(api, broadcast_id):
    times = "<d:StartTimeOfDay>10:00:00</d:StartTimeOfDay>", "<d:StopTimeOfDay>11:00:00</d:StopTimeOfDay>"
    whole = (*times, "<d:TimeZone/>", "<d:DaysOfWeek/>")
    for missing in (*whole, None):
        given = "".join(each for each in whole if each != missing)
        schedule = f"<d:BroadcastSchedule>{given}</d:BroadcastSchedule>"
        body = f"<BroadcastId>{broadcast_id}</BroadcastId>{schedule}"
        request = f"<CreateBroadcastSchedule>{body}</CreateBroadcastSchedule>"
        if missing is None:
            assert api.id(request) == 1
            continue
        with pytest.raises(Refused, match=r"cvc-complex-type\.2\.4"):
            api(request)


def test_deleting_a_schedule_does_not_stop_what_runs(api):
    broadcast_id = slow(api)
    schedule = api.schedule(broadcast_id, "17:00:00", "18:00:00", zone="UTC")
    api.advance(minutes=1)
    api(f"<DeleteBroadcastSchedule><Id>{schedule}</Id></DeleteBroadcastSchedule>")
    api.advance(hours=4)
    assert api.status(broadcast_id) == "FINISHED"
    assert len(api.carrier()) == 3


def test_new_contacts_of_a_finished_broadcast_are_dialled_while_a_window_is_open(api):
    broadcast_id = api.create(text())
    api.add_batch(broadcast_id, number(0))
    api.schedule(broadcast_id, "17:00:00", "20:00:00", zone="UTC")
    api.advance(minutes=1)
    assert api.status(broadcast_id) == "FINISHED"
    api.add_batch(broadcast_id, number(1))
    api.advance(minutes=1)
    assert [time for time, _ in api.dialled()] == ["17:00:00", "17:01:00"]


def test_new_contacts_wait_for_the_window(api):
    broadcast_id = api.create(text())
    api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api.add_batch(broadcast_id, number(0))
    api.advance(hours=1)
    assert [time for time, _ in api.dialled()] == ["18:00:00"]


def test_schedule_and_calling_hours_must_both_allow(api):
    broadcast_id = api.create(text(common=hours("11:00:00", "12:00:00")))
    api.add_batch(broadcast_id, number(0), number(0, "212"))
    api.schedule(broadcast_id, "16:30:00", "18:00:00", zone="UTC")
    # Eleven o'clock is at 16:00 UTC in New York and at 19:00 UTC in California.
    api.advance(days=2)
    assert api.dialled() == [("16:30:00", number(0, "212"))]
    api.schedule(broadcast_id, "15:00:00", "20:00:00", zone="UTC")
    api.advance(days=1)
    assert api.dialled() == [("16:30:00", number(0, "212")), ("19:00:00", number(0))]


def test_an_archived_broadcast_is_left_alone(api, broadcast_id):
    api.schedule(broadcast_id, "18:00:00", "20:00:00", zone="UTC")
    api.control(broadcast_id, "ARCHIVE")
    api.advance(days=2)
    assert (api.status(broadcast_id), api.carrier()) == ("ARCHIVED", [])


def test_schedules_of_a_broadcast_are_listed(api, broadcast_id):
    ids = [api.schedule(broadcast_id, f"{hour}:00:00", "23:00:00", zone="UTC") for hour in (20, 21, 22)]
    body = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    answer = api(f"<QueryBroadcastSchedules>{body}</QueryBroadcastSchedules>")
    assert answer.TotalResults == "3"
    assert [int(each["id"]) for each in answer.all("BroadcastSchedule")] == ids
    assert [each.StartTimeOfDay for each in answer.all("BroadcastSchedule")] == [
        "20:00:00Z",
        "21:00:00Z",
        "22:00:00Z",
    ]


def test_a_schedule_belongs_to_its_account(api, broadcast_id):
    schedule = api.schedule(broadcast_id, "18:00:00", "20:00:00")
    with pytest.raises(Refused) as refused:
        api(f"<DeleteBroadcastSchedule><Id>{schedule}</Id></DeleteBroadcastSchedule>", login="sandbox2")
    assert refused.value.fault_code == "NOT_FOUND"


def test_retries_wait_for_the_next_window(api):
    api.script(number(0), {"answer": "busy"})
    broadcast_id = api.create(voice(common=retry(3, 90, "BUSY")))
    api.add_batch(broadcast_id, number(0))
    api.schedule(broadcast_id, "17:00:00", "18:00:00", zone="UTC")
    api.advance(days=3)
    assert [entry["at"] for entry in api.carrier()] == [f"2026-01-0{day}T17:00:00Z" for day in (5, 6, 7)]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("9999-12-31", ""),
        ("9999-12-31", "9999-12-31"),
        ("0001-01-01", "0001-01-02"),
        ("9999-12-29", "9999-12-31"),
    ],
)
def test_the_first_and_the_last_days_there_are_may_be_named(api, broadcast_id, begin, end):
    for zone in "UTC", "Pacific/Kiritimati", "PST":
        api.schedule(broadcast_id, "22:00:00", "21:00:00", zone=zone, begin=begin, end=end)
    api.advance(days=1)
    assert starts(api, broadcast_id) == []


class TestResumeNextDay:
    """ "Unfinished campaign goes on next day", whatever the schedule says."""

    def campaign(self, api, resumes, *, recipients=3, **schedule):
        """Answer a broadcast of calls that are given up after an hour each, one at a time."""
        listed = [number(index) for index in range(recipients)]
        for each in listed:
            api.script(each, {"answer": "lost"})
        flag = f"<d:ResumeNextDay>{resumes}</d:ResumeNextDay>" if resumes else ""
        created = api.id(
            f"<CreateBroadcast><d:Broadcast><d:Name>Long</d:Name>{flag}{voice()}</d:Broadcast></CreateBroadcast>"
        )
        api(f"<ControlBroadcast><Id>{created}</Id><MaxActive>1</MaxActive></ControlBroadcast>")
        api.add_batch(created, *listed)
        api.schedule(created, "18:00:00", "19:30:00", zone="UTC", **schedule)
        return created

    def dialled_at(self, api):
        return [entry["at"][5:16] for entry in api.carrier()]

    def test_work_that_is_left_goes_on_at_the_same_hours_of_the_next_day(self, api):
        created = self.campaign(api, "true", days="MONDAY")
        api.advance(days=6)
        assert self.dialled_at(api) == ["01-05T18:00", "01-05T19:00", "01-06T18:00"]
        assert api.status(created) == "FINISHED"

    def test_it_goes_on_day_after_day_beyond_the_last_date(self, api):
        created = self.campaign(api, "true", recipients=5, end="2026-01-05")
        api.advance(days=3)
        assert self.dialled_at(api)[2:] == ["01-06T18:00", "01-06T19:00", "01-07T18:00"]
        assert api.status(created) == "FINISHED"

    @pytest.mark.parametrize("resumes", ["false", None])
    def test_otherwise_it_waits_for_the_next_window(self, api, resumes):
        created = self.campaign(api, resumes, days="MONDAY")
        api.advance(days=6)
        assert (self.dialled_at(api), api.status(created)) == (["01-05T18:00", "01-05T19:00"], "STOPPED")
        api.advance(days=2)
        assert self.dialled_at(api)[2:] == ["01-12T18:00"]

    def test_what_was_stopped_by_hand_waits_for_the_next_window(self, api):
        created = self.campaign(api, "true", days="MONDAY")
        api.advance(minutes=70)
        api.control(created, "STOP")
        api.advance(days=5)
        assert self.dialled_at(api) == ["01-05T18:00"]

    def test_what_is_done_opens_no_further_window(self, api):
        created = self.campaign(api, "true", recipients=1, days="MONDAY")
        api.advance(minutes=150)
        api.add_batch(created, number(7))
        api.advance(days=2)
        assert self.dialled_at(api) == ["01-05T18:00"]
