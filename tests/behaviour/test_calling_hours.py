"""LocalTimeZoneRestriction: everybody by the clock of the number called. It is Monday, 17:00 UTC, 12:00 in New York."""

import zoneinfo
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.behaviour.outside import Account, hours, number, retry, text, voice

NEW_YORK, CHICAGO, LOS_ANGELES = number(0, "212"), number(0, "312"), number(0, "213")
TOLL_FREE = "18005551212"


def begins(api):
    return {to: at for at, to in api.dialled()}


def test_each_recipient_is_called_when_its_own_hours_open(api):
    api.send_call(NEW_YORK, CHICAGO, LOS_ANGELES, config=voice(common=hours("11:00:00", "20:00:00")))
    api.advance(hours=3)
    assert begins(api) == {NEW_YORK: "17:00:00", CHICAGO: "17:00:00", LOS_ANGELES: "19:00:00"}


def test_the_begin_is_inside_and_the_end_is_not(api):
    api.send_call(NEW_YORK, CHICAGO, config=voice(common=hours("11:00:00", "12:00:00")))
    api.advance(hours=30)
    # Noon has come in New York: it waits for the next day. In Chicago it is eleven.
    assert [(each["to"], each["at"]) for each in api.carrier()] == [
        (CHICAGO, "2026-01-05T17:00:00Z"),
        (NEW_YORK, "2026-01-06T16:00:00Z"),
    ]


def test_waiting_recipients_are_ready_without_a_record(api):
    broadcast_id = api.send_call(LOS_ANGELES, config=voice(common=hours("11:00:00", "12:00:00")))
    api.advance(minutes=119)
    [call] = api.calls()
    assert (call.State, call.FinalResult, call.all("CallRecord")) == ("READY", None, [])
    assert api.status(broadcast_id) == "RUNNING"
    assert api.stats(broadcast_id).ActionStatistics.Unattempted == "1"
    api.advance(minutes=2)
    assert api.status(broadcast_id) == "FINISHED"


def test_nothing_is_looked_at_before_the_next_hours_open(api):
    recipients = [number(index) for index in range(50)]
    api.send_call(*recipients, config=voice(common=hours("11:00:00", "12:00:00")))
    api.advance(0)
    assert api.advance(minutes=119) == 0
    assert api.advance(minutes=1) >= 50


def test_equal_times_restrict_nothing(api):
    api.send_call(NEW_YORK, LOS_ANGELES, config=voice(common=hours("05:00:00", "05:00:00")))
    api.advance(1)
    assert set(begins(api).values()) == {"17:00:00"}


def test_hours_may_span_midnight(api):
    # From 22:00 to 09:30: in Los Angeles it is nine, in New York noon.
    api.send_call(LOS_ANGELES, NEW_YORK, config=voice(common=hours("22:00:00", "09:30:00")))
    api.advance(hours=12)
    assert begins(api) == {LOS_ANGELES: "17:00:00", NEW_YORK: "03:00:00"}


@pytest.mark.parametrize("unknown", [TOLL_FREE])
def test_numbers_without_an_area_follow_the_account(api, unknown):
    api.send_call(unknown, config=voice(common=hours("10:00:00", "20:00:00")))
    api.advance(hours=2)
    # Ten o'clock in Los Angeles.
    assert begins(api) == {unknown: "18:00:00"}


def test_texts_have_hours_too(api):
    api.send_text(NEW_YORK, LOS_ANGELES, config=text(common=hours("11:00:00", "20:00:00")))
    api.advance(hours=3)
    assert begins(api) == {NEW_YORK: "17:00:00", LOS_ANGELES: "19:00:00"}


def test_fractions_and_offsets_of_the_times_do_not_count(api):
    api.send_call(LOS_ANGELES, config=voice(common=hours("10:00:00.1234567+09:00", "20:00:00Z")))
    api.advance(hours=2)
    assert begins(api) == {LOS_ANGELES: "18:00:00"}


def test_retries_wait_for_the_hours_as_well(api):
    api.script(NEW_YORK, {"answer": "busy"})
    retries = (
        "<d:RetryConfig><d:MaxAttempts>3</d:MaxAttempts><d:RetryResults>BUSY</d:RetryResults></d:RetryConfig>"
    )
    api.send_call(NEW_YORK, config=voice(common=hours("09:00:00", "13:30:00") + retries))
    api.advance(hours=24)
    # At noon, an hour after that ended, and at nine on the next day.
    assert [each["at"] for each in api.carrier()] == [
        "2026-01-05T17:00:00Z",
        "2026-01-05T18:00:04Z",
        "2026-01-06T14:00:00Z",
    ]


def test_hours_follow_daylight_saving(api):
    api.advance_to("2026-03-07 23:00")
    api.send_call(LOS_ANGELES, config=voice(common=hours("10:00:00", "12:00:00")))
    api.advance(days=2)
    assert [each["at"] for each in api.carrier()] == ["2026-03-08T17:00:00Z"]


def test_hours_that_open_in_the_missing_hour_open_once(api):
    api.advance_to("2026-03-08 06:00")
    api.send_call(NEW_YORK, config=voice(common=hours("02:30:00", "04:00:00")))
    api.advance(days=1)
    assert [each["at"] for each in api.carrier()] == ["2026-03-08T07:30:00Z"]


BUSY_TWICE = retry(2, 60, "BUSY")


def update(api, broadcast_id, common):
    config = voice(common=common)
    api(f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{config}</d:Broadcast></UpdateBroadcast>')


def moments(api):
    return [entry["at"] for entry in api.carrier()]


@pytest.fixture
def waiting_retry(api):
    """Answer a broadcast whose only call was busy at noon; at one, when it is due again, the hours are over."""
    api.script(NEW_YORK, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(NEW_YORK, config=voice(common=hours("09:00:00", "13:00:00") + BUSY_TWICE))
    api.advance(minutes=30)
    return broadcast_id


def test_a_retry_that_waits_for_other_hours_is_made_when_an_update_opens_them(api, waiting_retry):
    api.advance(hours=2)
    assert moments(api) == ["2026-01-05T17:00:00Z"]
    update(api, waiting_retry, hours("09:00:00", "20:00:00") + BUSY_TWICE)
    api.advance(hours=1)
    assert moments(api) == ["2026-01-05T17:00:00Z", "2026-01-05T19:30:00Z"]


def test_a_retry_waits_for_the_hours_that_an_update_sets(api, waiting_retry):
    api.advance(hours=2)
    update(api, waiting_retry, hours("16:00:00", "20:00:00") + BUSY_TWICE)
    api.advance(days=1)
    assert moments(api)[1:] == ["2026-01-05T21:00:00Z"]


def test_an_update_of_the_hours_does_not_cut_the_wait_for_a_retry_short(api, waiting_retry):
    update(api, waiting_retry, hours("09:00:00", "20:00:00") + BUSY_TWICE)
    api.advance(days=1)
    assert moments(api)[1:] == ["2026-01-05T18:00:04Z"]


def test_a_retry_that_an_update_puts_outside_the_hours_waits_for_them(api, waiting_retry):
    update(api, waiting_retry, hours("09:00:00", "10:00:00") + BUSY_TWICE)
    api.advance(days=1)
    assert moments(api)[1:] == ["2026-01-06T14:00:00Z"]


def test_hours_that_change_again_and_again_count_as_they_are_at_last(api, waiting_retry):
    api.advance(hours=2)
    for begin in "14:45", "14:40", "15:10", "15:00":
        update(api, waiting_retry, hours(f"{begin}:00", "20:00:00") + BUSY_TWICE)
    api.advance(days=1)
    assert moments(api)[1:] == ["2026-01-05T20:00:00Z"]


def test_whoever_was_disabled_while_waiting_follows_the_hours_of_an_update(api):
    broadcast_id = api.send_call(LOS_ANGELES, config=voice(common=hours("11:00:00", "12:00:00")))
    api.advance(60)
    api("<ControlContactBatch><Id>1</Id><Enabled>false</Enabled></ControlContactBatch>")
    update(api, broadcast_id, hours("08:00:00", "12:00:00"))
    api("<ControlContactBatch><Id>1</Id><Enabled>true</Enabled></ControlContactBatch>")
    api.control(broadcast_id, "START")
    api.advance(60)
    assert moments(api) == ["2026-01-05T17:01:00Z"]


def test_the_phone_that_an_update_chooses_decides_about_the_hours(api):
    people = api.contact_list({"homePhone": LOS_ANGELES, "mobilePhone": NEW_YORK})
    late = hours("11:00:00", "20:00:00")
    broadcast_id = api.create(voice(common=late))
    api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(60)
    update(api, broadcast_id, late + retry(1, phones="MOBILE_PHONE"))
    api.advance(60)
    assert begins(api) == {NEW_YORK: "17:01:00"}


def test_waiting_for_the_hours_is_no_change(api):
    api.send_call(LOS_ANGELES, config=voice(common=hours("11:00:00", "12:00:00")))
    # The service comes to look at it ten seconds later.
    api.sandbox("PUT", "clock", {"now": "2026-01-05T17:00:10Z"})
    api.advance(60)
    [call] = api.calls()
    assert (call.State, call.Created, call.Modified) == ("READY", *["2026-01-05T17:00:00Z"] * 2)
    states = [event["state"] for event in api.events(kind="action")]
    assert states == ["READY"]


def test_few_calls_at_once_do_not_keep_those_behind_from_being_called(api):
    people = [number(index) for index in range(30)] + [number(index, "212") for index in range(5)]
    people += [number(index) for index in range(30, 60)]
    api.send_call(
        *people, config=voice(common=hours("11:00:00", "20:00:00")), rest="<MaxActive>2</MaxActive>"
    )
    api.advance(60)
    # Noon in New York: the first two, the next two, and the last, as soon as lines are free.
    assert [at for at, _ in api.dialled()] == ["17:00:00"] * 2 + ["17:00:11"] * 2 + ["17:00:22"]
    assert {to[1:4] for _, to in api.dialled()} == {"212"}
    api.advance(hours=3)
    assert [to for _, to in api.dialled()][5:] == [each for each in people if each[1:4] == "213"]


@pytest.mark.parametrize(
    "toll_free", ["18005551212", "18335551212", "18445551212", "18555551212", "18885551212"]
)
@pytest.mark.parametrize("send", ["call", "text"])
def test_toll_free_numbers_go_by_the_clock_of_the_account(api, send, toll_free):
    allowed = hours("10:00:00", "20:00:00")
    if send == "call":
        api.send_call(toll_free, config=voice(common=allowed))
    else:
        api.send_text(toll_free, config=text(common=allowed))
    api.advance(hours=2)
    assert begins(api) == {toll_free: "18:00:00"}


@pytest.mark.parametrize(("send", "at"), [("call", "2026-01-06T03:00:00Z"), ("text", "2026-01-06T03:00:00Z")])
def test_a_night_that_is_over_in_new_york_begins_in_the_evening(api, send, at):
    night = hours("22:00:00", "12:00:00")
    # Nine in Los Angeles is inside; noon in New York is the end, which is not.
    if send == "call":
        api.send_call(LOS_ANGELES, NEW_YORK, config=voice(common=night))
    else:
        api.send_text(LOS_ANGELES, NEW_YORK, config=text(common=night))
    api.advance(hours=12)
    assert [(each["to"], each["at"]) for each in api.carrier()] == [
        (LOS_ANGELES, "2026-01-05T17:00:00Z"),
        (NEW_YORK, at),
    ]


def test_whoever_the_hours_never_let_through_is_undialed_at_the_end(api):
    for send, find in (api.send_call, api.calls), (api.send_text, api.texts):
        make = voice if send == api.send_call else text
        broadcast_id = send(LOS_ANGELES, config=make(common=hours("11:00:00", "12:00:00")))
        api.advance(60)
        api.control(broadcast_id, "ARCHIVE")
        [only] = find("<Result>UNDIALED</Result>")
        assert (only.State, only.FinalResult, only.names().count("CallRecord")) == ("FINISHED", "UNDIALED", 0)
        stats = api.stats(broadcast_id)
        assert (stats.UsageStats.Attempts, stats.ActionStatistics.Finished) == ("0", "1")


OFFICE = hours("09:00:00", "21:00:00")


@pytest.mark.parametrize(
    ("to", "now", "at"),
    [
        # Reno at 8:05, which is 9:05 in the corner of Nevada that keeps mountain time.
        ("17755302000", "2026-07-05 15:05", "2026-07-05T16:00:00Z"),
        ("17752012000", "2026-07-05 15:05", "2026-07-05T16:00:00Z"),
        # 21:30 for most of the Dakotas, 20:30 in their west.
        ("17012012000", "2026-07-06 02:30", "2026-07-06T15:00:00Z"),
        ("16052002000", "2026-07-06 02:30", "2026-07-06T15:00:00Z"),
        # An exchange that is known to be in one of them.
        ("17012252000", "2026-07-06 02:30", "2026-07-06T02:30:00Z"),
        ("17752842000", "2026-07-06 03:30", "2026-07-06T03:30:00Z"),
        # Anchorage is an hour ahead of Adak, which opens last.
        ("19079992000", "2026-07-05 17:30", "2026-07-05T18:00:00Z"),
        ("19075922000", "2026-07-05 17:30", "2026-07-05T18:00:00Z"),
        ("19072122000", "2026-07-05 17:30", "2026-07-05T17:30:00Z"),
        # Orlando's overlay is in Florida's east, Saskatchewan's has the time of Saskatchewan.
        ("16892012000", "2026-07-06 01:30", "2026-07-06T13:00:00Z"),
        ("14742012000", "2026-01-06 15:05", "2026-01-06T16:00:00Z"),
        # The Navajo Nation keeps daylight time in Arizona, which does not.
        ("19286972000", "2026-07-05 15:30", "2026-07-05T16:00:00Z"),
        ("19286972000", "2026-07-06 03:30", "2026-07-06T16:00:00Z"),
        ("16022002000", "2026-07-06 03:30", "2026-07-06T03:30:00Z"),
    ],
)
@pytest.mark.parametrize("kind", ["call", "text"])
def test_whoever_may_be_in_several_zones_is_reached_when_all_of_them_allow_it(api, kind, to, now, at):
    api.advance_to(now)
    if kind == "call":
        api.send_call(to, config=voice(common=OFFICE))
    else:
        api.send_text(to, config=text(common=OFFICE))
    api.advance(days=1)
    assert [(each["to"], each["at"]) for each in api.carrier()] == [(to, at)]


NEVADA = number(0, "775")


@pytest.mark.parametrize("kind", ["call", "text"])
def test_hours_that_are_never_open_in_all_zones_leave_the_number_undialed_and_the_broadcast_ends(
    api, caplog, kind
):
    short = hours("09:00:00", "09:30:00")
    if kind == "call":
        broadcast_id, find = api.send_call(NEVADA, LOS_ANGELES, config=voice(common=short)), api.calls
    else:
        broadcast_id, find = api.send_text(NEVADA, LOS_ANGELES, config=text(common=short)), api.texts
    api.advance(60)
    # It is nine in California, where this is allowed.
    assert [each["to"] for each in api.carrier()] == [LOS_ANGELES]
    assert api.status(broadcast_id) == "FINISHED"
    [only] = find("<Result>UNDIALED</Result>")
    assert (only.ToNumber, only.State, only.FinalResult) == (NEVADA, "FINISHED", "UNDIALED")
    stats = api.stats(broadcast_id)
    assert (stats.UsageStats.Attempts, stats.ActionStatistics.Finished) == ("1", "2")
    assert stats.ActionStatistics.Unattempted == "0"
    assert "its calling hours are never open in all time zones of 1 numbers" in caplog.text


def test_a_retry_that_the_hours_never_let_through_keeps_the_result_of_its_last_attempt(api):
    people = api.contact_list({"homePhone": LOS_ANGELES, "mobilePhone": NEVADA})
    api.script(LOS_ANGELES, {"answer": "busy"})
    common = hours("09:00:00", "09:30:00") + retry(2, 1, "BUSY", phones="HOME_PHONE MOBILE_PHONE")
    broadcast_id = api.create(voice(common=common))
    api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(hours=1)
    assert [each["to"] for each in api.carrier()] == [LOS_ANGELES]
    [call] = api.calls()
    assert (call.State, call.FinalResult, api.status(broadcast_id)) == ("FINISHED", "BUSY", "FINISHED")


@pytest.fixture
def machine_of_2025(tmp_path, monkeypatch):
    """Let the machine have old rules: Vancouver does as Los Angeles does, in the winter of 2026 as well."""
    before = zoneinfo.TZPATH
    monkeypatch.delenv("PYTHONTZPATH", raising=False)
    (tmp_path / "tzdata.zi").write_text("# version 2025b\n")
    (tmp_path / "America").mkdir()
    old = files("tzdata").joinpath("zoneinfo", "America", "Los_Angeles").read_bytes()
    (tmp_path / "America" / "Vancouver").write_bytes(old)
    zoneinfo.reset_tzpath([str(tmp_path)])
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


@pytest.mark.usefixtures("machine_of_2025")
def test_a_service_goes_by_the_newest_rules_whoever_builds_it(tmp_path):
    moment = datetime(2026, 12, 2, 16, 30, tzinfo=UTC)
    assert moment.astimezone(ZoneInfo("America/Vancouver")).hour == 8
    database = str(tmp_path / "a.db")
    bootstrap.upgrade_database(database)
    system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
    api = Account(system)
    api.advance_to("2026-12-02 16:30")
    api.send_call("16045559999", config=voice(common=hours("09:00:00", "21:00:00")))
    api.advance(10)
    called = [entry["to"] for entry in api.carrier()]
    system.stop()
    assert called == ["16045559999"]
