"""The sandbox API as users' own tests employ it."""

import pytest

from tests.acceptance.golden_cases import RETRIES, SOUND, number

PHONE = "18185551212"
TRANSFERS = {
    **SOUND,
    "TransferDigit": "1",
    "TransferNumber": "12135551126",
    "DncDigit": "9",
    "AnsweringMachineConfig": "AM_AND_LIVE",
    "MachineSoundId": 8,
}


def call(api, *numbers, **config):
    recipients = [number(each) for each in numbers or [PHONE]]
    return api.SendCall(ToNumber=recipients, VoiceBroadcastConfig={**SOUND, **config})


def text(api, *numbers, message="Hello"):
    recipients = [number(each) for each in numbers or [PHONE]]
    return api.SendText(ToNumber=recipients, TextBroadcastConfig={"Message": message})


def results(api):
    """Answer the results of all attempts, oldest first."""
    calls = reversed(api.QueryCalls().Call)
    return [record.Result for each in calls for record in reversed(each.CallRecord)]


# The clock ------------------------------------------------------------------------------------------


def test_a_manual_clock_stands_at_the_start_of_a_working_day(sandbox):
    expected = {"now": "2026-01-05T17:00:00Z", "mode": "manual", "speed": 1.0}
    assert sandbox.have("GET", "clock") == expected


def test_reset_brings_everything_back(sandbox, api):
    sandbox.script(PHONE, {"answer": "busy"})
    call(api)
    sandbox.advance(600)
    sandbox.reset()
    assert sandbox.now() == "2026-01-05T17:00:00Z"
    assert (sandbox.events(), sandbox.carrier()) == ([], [])
    assert api.QueryBroadcasts().TotalResults == 0
    assert api.QuerySoundMeta().TotalResults == 9
    assert call(api) == 1
    sandbox.advance(600)
    assert results(api) == ["LA"]


def test_reset_brings_the_mode_of_the_start_back(sandbox):
    sandbox.have("PUT", "clock", {"mode": "real"})
    sandbox.reset()
    assert sandbox.have("GET", "clock")["mode"] == "manual"


def test_the_clock_can_be_put_forward_but_not_back(sandbox):
    put = sandbox.have("PUT", "clock", {"now": "2026-01-05T18:30:00Z"})
    assert put == {"now": "2026-01-05T18:30:00Z", "mode": "manual", "speed": 1.0}
    refused = sandbox.ask("PUT", "clock", {"now": "2026-01-05T18:29:59Z"})
    assert (refused.status_code, sandbox.now()) == (409, "2026-01-05T18:30:00Z")
    assert "cannot go back" in refused.json()["error"]


def test_a_real_clock_passes_and_cannot_be_advanced(sandbox):
    assert sandbox.have("PUT", "clock", {"mode": "real"})["mode"] == "real"
    first, second = sandbox.now(), sandbox.now()
    assert first < second
    refused = sandbox.ask("POST", "clock/advance", {"seconds": 1})
    assert refused.status_code == 409
    assert refused.json()["error"]


def test_time_moves_through_everything_that_falls_due_in_order(sandbox, api):
    sandbox.script(
        PHONE, {"answer": "busy", "ring": 10}, {"answer": "no_answer", "ring": 20}, {"answer": "live"}
    )
    call(api, PHONE, "18185551213", RetryConfig=RETRIES)
    sandbox.advance(0)
    sandbox.advance(3600)
    events = sandbox.events()
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    moments = [event["at"] for event in events]
    assert moments == sorted(moments)
    mine = [(event["at"][11:19], event["state"]) for event in events if event.get("action") == 1]
    assert mine == [
        ("17:00:00", "READY"),
        ("17:00:00", "SELECTED"),
        ("17:00:10", "READY"),
        ("17:05:10", "SELECTED"),
        ("17:05:30", "READY"),
        ("17:10:30", "SELECTED"),
        ("17:10:41", "FINISHED"),
    ]
    broadcast = [(event["at"][11:19], event["status"]) for event in events if event["kind"] == "broadcast"]
    assert broadcast == [
        ("17:00:00", "STOPPED"),
        ("17:00:00", "START_PENDING"),
        ("17:00:00", "RUNNING"),
        ("17:10:41", "FINISHED"),
    ]


def test_time_moves_in_small_steps_as_in_a_large_one(sandbox, api):
    def journal_and_events(steps):
        sandbox.reset()
        sandbox.script(PHONE, {"answer": "busy"}, {"answer": "live"})
        call(api, PHONE, "18185550114", "18185550115", **TRANSFERS, RetryConfig=RETRIES)
        happened = sum(sandbox.advance(seconds) for seconds in steps)
        return happened, sandbox.carrier(), sandbox.events(), sandbox.now()

    large = journal_and_events([1200])
    assert journal_and_events([1] * 20 + [0.5] * 40 + [580, 580]) == large
    assert large[0] > 0


def test_calling_hours_open_at_their_own_instant(sandbox, api):
    hours = {"BeginTime": "10:00:00", "EndTime": "11:00:00"}
    call(api, PHONE, "12125551213", LocalTimeZoneRestriction=hours)
    sandbox.advance(86400)
    handed = {entry["to"]: entry["at"] for entry in sandbox.carrier()}
    # It is nine in Los Angeles and noon in New York.
    assert handed == {PHONE: "2026-01-05T18:00:00Z", "12125551213": "2026-01-06T15:00:00Z"}


def test_a_schedule_opens_and_closes_at_its_own_instants(sandbox, api):
    config = {**SOUND, "LiveSoundId": 9}
    broadcast = api.CreateBroadcast(Broadcast={"Name": "Scheduled", "VoiceBroadcastConfig": config})
    api.CreateContactBatch(BroadcastId=broadcast, ToNumber=[number(PHONE)])
    times = {"StartTimeOfDay": "10:00:00", "StopTimeOfDay": "12:00:00", "TimeZone": "America/Los_Angeles"}
    api.CreateBroadcastSchedule(BroadcastId=broadcast, BroadcastSchedule={**times, "DaysOfWeek": ["TUESDAY"]})
    sandbox.advance(86400)
    assert sandbox.carrier() == []
    sandbox.advance(86400)
    assert [entry["at"] for entry in sandbox.carrier()] == ["2026-01-06T18:00:00Z"]


def test_draining_does_what_is_due_without_moving_the_clock(sandbox, api):
    call(api)
    text(api)
    assert sandbox.have("POST", "drain")["now"] == "2026-01-05T17:00:00Z"
    assert api.QueryCalls().Call[0].State == "SELECTED"
    assert api.QueryTexts().Text[0].State == "FINISHED"


def test_draining_with_a_real_clock_waits_until_nothing_is_under_way(sandbox, api):
    sandbox.have("PUT", "clock", {"mode": "real"})
    sandbox.script(PHONE, {"answer": "live", "ring": 0.2, "talk": 0.2})
    call(api)
    sandbox.drain()
    assert api.QueryCalls().Call[0].State == "FINISHED"


# Phones ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "result", "is_answered"),
    [
        ("live", "LA", True),
        ("machine", "AM", True),
        ("busy", "BUSY", False),
        ("no_answer", "NO_ANS", False),
        ("carrier_error", "CARRIER_ERROR", False),
        ("carrier_temp_error", "CARRIER_TEMP_ERROR", False),
        ("internal_error", "INTERNAL_ERROR", False),
    ],
)
def test_a_phone_reacts_as_it_is_told(sandbox, api, answer, result, is_answered):
    sandbox.script(PHONE, {"answer": answer, "ring": 6})
    call(api, AnsweringMachineConfig="LIVE_WITH_AMD")
    sandbox.advance(60)
    [made] = api.QueryCalls().Call
    assert (made.State, made.FinalResult) == ("FINISHED", result)
    [record] = made.CallRecord
    assert (record.AnswerTime is not None) == is_answered
    if is_answered:
        assert (record.AnswerTime - record.OriginateTime).seconds == 6
    assert sandbox.carrier()[0]["outcome"] == answer


def test_a_phone_that_gets_lost_times_out(sandbox, api):
    sandbox.script(PHONE, {"answer": "lost"})
    call(api)
    sandbox.advance(2 * 3600)
    [made] = api.QueryCalls().Call
    assert (made.State, made.FinalResult, made.CallRecord) == ("TIMEOUT", None, [])
    assert api.GetBroadcast(1).Status == "FINISHED"


def test_a_phone_reacts_once_per_attempt_and_then_repeats(sandbox, api):
    sandbox.script(PHONE[1:], {"answer": "busy"}, {"answer": "live", "talk": 2})
    call(api, RetryConfig={**RETRIES, "RetryResults": ["BUSY", "LA"], "MaxAttempts": 4})
    sandbox.advance(3600)
    assert results(api) == ["BUSY", "LA", "LA", "LA"]
    assert [record.Duration for record in api.GetCall(1).CallRecord] == [2, 2, 2, 0]


def test_a_phone_without_a_script_is_as_before(sandbox, api):
    sandbox.script(PHONE, {"answer": "busy"})
    sandbox.have("DELETE", f"phones/{PHONE}")
    call(api)
    sandbox.advance(60)
    assert results(api) == ["LA"]


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("0110", ["AM"]),
        ("0111", ["BUSY"]),
        ("0112", ["NO_ANS"]),
        ("0113", ["CARRIER_ERROR"]),
        ("0114", ["CARRIER_TEMP_ERROR", "LA"]),
        ("0115", ["XFER", "XFER_LEG"]),
        ("0116", ["DNC"]),
        ("0117", ["XFER", "XFER_LEG"]),
        ("0118", ["LA"]),
    ],
)
def test_some_numbers_need_no_script(sandbox, api, ending, expected):
    retries = {**RETRIES, "RetryResults": ["CARRIER_TEMP_ERROR"], "MaxAttempts": 2}
    call(api, f"1818555{ending}", **TRANSFERS, RetryConfig=retries)
    sandbox.advance(3600)
    assert results(api) == expected


def test_texts_are_delivered_unless_told_otherwise(sandbox, api):
    sandbox.script("18185551213", {"answer": "carrier_error"})
    sandbox.script("18185551214", {"answer": "lost"})
    text(api, PHONE, "18185551213", "18185551214")
    sandbox.advance(2 * 3600)
    found = [(each.State, each.FinalResult) for each in reversed(api.QueryTexts().Text)]
    assert found == [("FINISHED", "SENT"), ("FINISHED", "CARRIER_ERROR"), ("TIMEOUT", None)]


# What arrives ---------------------------------------------------------------------------------------


def test_a_text_arrives(sandbox, api):
    arrived = sandbox.have(
        "POST", "texts", {"from": "8185551212", "to": "12135551126", "message": "Hi <there>"}
    )
    found = api.GetText(arrived["id"])
    assert (found.FromNumber, found.ToNumber["_value_1"]) == (PHONE, "12135551126")
    assert (found.State, found.FinalResult, found.Inbound) == ("FINISHED", "RECEIVED", True)
    assert (found.Message, found.TextRecord[0].Message) == ("Hi <there>", "Hi <there>")


def test_a_call_arrives(sandbox, api):
    reaction = {"answer": "live", "talk": 61}
    arrived = sandbox.have("POST", "calls", {"from": PHONE, "to": "18555551234", "reaction": reaction})
    sandbox.advance(600)
    found = api.GetCall(arrived["id"])
    assert (found.State, found.FinalResult, found.Inbound) == ("FINISHED", "LA", True)
    assert (found.CallRecord[0].Duration, found.CallRecord[0].BilledAmount) == (61, 2)


@pytest.mark.parametrize(
    ("path", "to"),
    [("texts", "12135550000"), ("texts", "18555551234"), ("calls", "12135550000")],
)
def test_nothing_arrives_at_a_number_that_nobody_has(sandbox, path, to):
    message = {"message": "Hello"} if path == "texts" else {}
    refused = sandbox.ask("POST", path, {"from": PHONE, "to": to, **message})
    assert refused.status_code == 404
    assert to in refused.json()["error"]


# What was done --------------------------------------------------------------------------------------


def test_the_carrier_remembers_what_it_was_handed(sandbox, api):
    call(api, PHONE, "18185550115", **TRANSFERS, TransferSoundId=7)
    text(api, message="Hello & welcome")
    sandbox.drain()
    common = {"at": "2026-01-05T17:00:00Z", "from": "13105551212"}
    assert sandbox.carrier()[0] == {
        "id": 1,
        "kind": "call",
        "action": 1,
        "attempt": 1,
        "to": PHONE,
        "outcome": None,
        **common,
    }
    sandbox.advance(60)
    first, transferred, sent = sandbox.carrier()
    assert (first["outcome"], first["played"]) == ("live", [9])
    assert (transferred["outcome"], transferred["played"]) == ("live", [9, 7])
    assert sent == {
        "id": 3,
        "at": "2026-01-05T17:00:00Z",
        "kind": "text",
        "action": 3,
        "attempt": 3,
        "from": "67076",
        "to": PHONE,
        "message": "Hello & welcome",
        "outcome": "live",
    }


@pytest.mark.parametrize(("path", "name"), [("carrier", "entries"), ("events", "events")])
def test_what_was_done_is_read_in_pages(sandbox, api, path, name):
    call(api, *[f"181855512{each:02}" for each in range(10)])
    sandbox.advance(60)
    everything = sandbox.have("GET", path)[name]
    assert len(everything) >= 10
    assert sandbox.have("GET", path, params={"limit": 3})[name] == everything[:3]
    after = everything[4]["id"]
    assert sandbox.have("GET", path, params={"after": after, "limit": 2})[name] == everything[5:7]
    assert sandbox.have("GET", path, params={"after": everything[-1]["id"]})[name] == []


def test_a_verification_code_can_be_read_until_it_is_used(sandbox, api):
    path = "caller-ids/13105551299/code"
    assert sandbox.ask("GET", path).status_code == 404
    api.SendVerificationCodeToCallerId(CallerId="3105551299")
    code = sandbox.have("GET", path)["code"]
    assert len(code) == 4
    assert api.VerifyCallerId(CallerId="3105551299", VerificationCode=code) is True
    assert sandbox.ask("GET", path).status_code == 404
    assert call(api, FromNumber="3105551299") == 1


# What is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "content", "told"),
    [
        ("PUT", "clock", {"time": 1}, "time"),
        ("PUT", "clock", {"now": "yesterday"}, "now"),
        ("PUT", "clock", {"mode": "fast"}, "mode"),
        ("POST", "clock/advance", {}, "seconds"),
        ("POST", "clock/advance", {"seconds": -1}, "seconds"),
        ("POST", "clock/advance", {"seconds": "600"}, "seconds"),
        ("PUT", f"phones/{PHONE}", {"reactions": []}, "reactions"),
        ("PUT", f"phones/{PHONE}", {"reactions": [{"answer": "maybe"}]}, "reactions[0].answer"),
        ("PUT", f"phones/{PHONE}", {"reactions": [{"rings": 4}]}, "rings"),
        ("PUT", f"phones/{PHONE}", {"reactions": [{"keys": ["A"]}]}, "reactions[0].keys[0]"),
        ("PUT", "phones/12", {"reactions": [{}]}, "12"),
        ("DELETE", "phones/somebody", None, "somebody"),
        ("POST", "texts", {"from": PHONE, "to": "12135551126"}, "message"),
        ("POST", "texts", {"from": "1", "to": "12135551126", "message": "Hello"}, "from"),
        ("POST", "calls", {"from": PHONE}, "to"),
        ("GET", "carrier?limit=0", None, "limit"),
        ("GET", "carrier?since=1", None, "since"),
        ("GET", "events?after=first", None, "after"),
        ("GET", "caller-ids/12/code", None, "12"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(sandbox, method, path, content, told):
    before = sandbox.have("GET", "clock")
    refused = sandbox.ask(method, path, content)
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == "application/json"
    assert told in refused.json()["error"]
    assert sandbox.have("GET", "clock") == before


def test_a_body_that_is_no_json_is_refused(sandbox):
    refused = sandbox.ask("PUT", "clock", data=b"<clock/>", headers={"Content-Type": "application/json"})
    assert refused.status_code == 400
    assert "JSON" in refused.json()["error"]


@pytest.mark.parametrize("path", ["", "clocks", "clock/advance/more", "phones"])
def test_elsewhere_is_nothing(sandbox, path):
    refused = sandbox.ask("GET", path)
    assert refused.status_code == 404
    assert refused.json()["error"]


@pytest.mark.parametrize(("method", "path"), [("GET", "reset"), ("DELETE", "clock"), ("POST", "carrier")])
def test_other_methods_are_named(sandbox, method, path):
    refused = sandbox.ask(method, path)
    assert refused.status_code == 405
    assert refused.headers["Allow"]
