"""LocalTimeZoneRestriction: everybody by the clock of the number called. It is Monday, 17:00 UTC, 12:00 in New York."""

import pytest

from tests.behaviour.outside import hours, number, text, voice

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
