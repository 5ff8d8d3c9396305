"""Calls that last: silence makes an attempt a TIMEOUT, age does not."""

from tests.behaviour.outside import CALLER_ID, fields, number, voice
from tests.behaviour.test_sounds import meta, recorded_by

ANN, BOB = number(0), number(1)
DAY = 86_400


def ivr(dialplan):
    return (
        f"<d:IvrBroadcastConfig>{fields(FromNumber=CALLER_ID)}"
        f"<d:DialplanXml><![CDATA[<dialplan>{dialplan}</dialplan>]]></d:DialplanXml></d:IvrBroadcastConfig>"
    )


def only_call(api):
    [call] = api.calls()
    return call


def duration(call):
    [record] = call.all("CallRecord")
    return call.State, call.FinalResult, int(record.Duration)


def test_a_transfer_of_more_than_an_hour_is_a_call_like_others(api):
    api.script(ANN, {"answer": "live", "keys": ["1"], "transfers": ["answered"], "talk": 5_000})
    keys = fields(TransferDigit="1", TransferNumber=BOB)
    broadcast_id = api.send_call(ANN, config=voice(keys))
    api.advance(5_003)
    assert only_call(api).State == "SELECTED"
    api.advance(1)
    call = only_call(api)
    leg, own = call.all("CallRecord")
    assert (call.State, own.Result, int(own.Duration)) == ("FINISHED", "XFER", 5_000)
    assert leg.Result == "XFER_LEG"
    assert api.status(broadcast_id) == "FINISHED"
    assert float(api.stats(broadcast_id).UsageStats.BilledAmount) == 84


def test_a_dialplan_may_last_for_two_hours(api):
    api.send_call(ANN, config=ivr("<wait>4000</wait><wait>3599</wait><stash varname='done'>yes</stash>"))
    api.script(BOB, {"answer": "live", "transfers": ["answered"], "talk": 6_000.5})
    api.send_call(BOB, config=ivr(f"<transfer>{ANN}</transfer>"))
    api.advance(DAY)
    assert [call.State for call in api.calls()] == ["FINISHED", "FINISHED"]


def test_many_long_recordings_make_no_timeout(api):
    api.script(ANN, {"answer": "live", "records": [{"seconds": 600, "end": "LIMIT"}] * 8})
    api.send_call(ANN, config=ivr("<record name='r'/>" * 8))
    api.advance(DAY)
    state, _, seconds = duration(only_call(api))
    assert (state, seconds) == ("FINISHED", 4_800)


def test_a_sound_may_be_spoken_for_an_hour(api):
    api.script(ANN, {"answer": "live", "records": [{"seconds": 3_600, "end": "#"}]})
    sound = recorded_by(api, ANN)
    api.advance(3_603)
    assert meta(api, sound).Status == "PENDING"
    api.advance(1)
    assert (meta(api, sound).Status, meta(api, sound).LengthInSeconds) == ("ACTIVE", "3600")


def test_a_long_call_and_a_lost_one_keep_apart(api):
    api.script(ANN, {"answer": "lost"})
    api.script(BOB, {"answer": "live", "transfers": ["answered"], "talk": 5_000})
    broadcast_id = api.send_call(ANN, BOB, config=ivr(f"<transfer>{number(2)}</transfer>"))
    api.advance(3_599)
    assert [call.State for call in api.calls()] == ["SELECTED", "SELECTED"]
    api.advance(1)
    assert sorted(call.State for call in api.calls()) == ["SELECTED", "TIMEOUT"]
    api.advance(DAY)
    assert sorted(call.State for call in api.calls()) == ["FINISHED", "TIMEOUT"]
    assert api.status(broadcast_id) == "FINISHED"


def test_reports_that_wait_behind_a_jump_of_the_clock_are_no_silence(api):
    """More calls than one round settles were under way when the clock was set on by a day."""
    api.send_call(*[number(n) for n in range(1_500)])
    api.sandbox("POST", "drain")
    api.sandbox("PUT", "clock", {"now": "2026-01-06T17:00:00Z"})
    api.sandbox("POST", "drain")
    shown = api("<QueryCalls><MaxResults>1</MaxResults><State>FINISHED</State></QueryCalls>")
    assert shown.TotalResults == "1500"


def test_a_sound_that_was_asked_for_long_ago_is_given_its_hour(api):
    sound = recorded_by(api, ANN)
    api.sandbox("PUT", "clock", {"now": "2026-01-06T17:00:00Z"})
    api.advance(60)
    assert meta(api, sound).Status == "ACTIVE"
