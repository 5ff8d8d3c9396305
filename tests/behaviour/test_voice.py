"""Calls of voice broadcasts: who hears what, transfers, the do-not-call digit, the records that remain."""

import pytest

from tests.behaviour.outside import (
    CALLER_ID,
    LIVE_SOUND,
    Refused,
    fields,
    ivr,
    number,
    number_of,
    retry,
    voice,
)

ANN, BOB = number(0), number(1)
MACHINE_SOUND, TRANSFER_SOUND, DNC_SOUND = 2, 3, 4
AGENT = "12135551126"
BOTH = fields(MachineSoundId=MACHINE_SOUND)
TRANSFER = fields(TransferSoundId=TRANSFER_SOUND, TransferDigit="1", TransferNumber=AGENT)
DNC = fields(DncSoundId=DNC_SOUND, DncDigit="9")


def called(api, config, *reactions, to=ANN):
    """Answer the call after it ended, and what was played."""
    if reactions:
        api.script(to, *reactions)
    api.send_call(to, config=config)
    api.advance(hours=1)
    return api.calls()[-1], api.carrier()[-1]["played"]


def records(call):
    return call.all("CallRecord")


@pytest.mark.parametrize(
    ("mode", "answer", "played", "result"),
    [
        ("AM_AND_LIVE", "live", [LIVE_SOUND], "LA"),
        ("AM_AND_LIVE", "machine", [MACHINE_SOUND], "AM"),
        ("AM_ONLY", "live", [], "LA"),
        ("AM_ONLY", "machine", [MACHINE_SOUND], "AM"),
        ("LIVE_WITH_AMD", "live", [LIVE_SOUND], "LA"),
        ("LIVE_WITH_AMD", "machine", [], "AM"),
        ("LIVE_IMMEDIATE", "live", [LIVE_SOUND], "LA"),
        ("LIVE_IMMEDIATE", "machine", [LIVE_SOUND], "LA"),
        (None, "machine", [MACHINE_SOUND], "AM"),
    ],
)
def test_every_mode_speaks_to_persons_and_machines_as_it_says(api, mode, answer, played, result):
    call, heard = called(api, voice(BOTH, mode=mode), {"answer": answer})
    assert (heard, call.FinalResult) == (played, result)
    [record] = records(call)
    assert record.Result == result
    # Whoever is hung up on was connected, and is billed.
    assert (record.AnswerTime is not None, record.BilledAmount) == (True, "1.0")


def test_machines_hear_the_live_sound_when_there_is_no_other(api):
    _, heard = called(api, voice(mode="AM_AND_LIVE"), {"answer": "machine"})
    assert heard == [LIVE_SOUND]


@pytest.mark.parametrize(
    ("mode", "given", "is_enough"),
    [
        ("AM_ONLY", {"live": None, "rest": BOTH}, True),
        ("AM_ONLY", {}, False),
        ("AM_AND_LIVE", {}, True),
        ("AM_AND_LIVE", {"live": None, "rest": BOTH}, False),
        ("LIVE_WITH_AMD", {}, True),
        ("LIVE_WITH_AMD", {"live": None, "rest": BOTH}, False),
        ("LIVE_IMMEDIATE", {}, True),
        ("LIVE_IMMEDIATE", {"live": None, "rest": BOTH}, False),
    ],
)
def test_every_mode_needs_the_sounds_it_plays(api, mode, given, is_enough):
    config = voice(given.get("rest", ""), mode=mode, live=given.get("live", LIVE_SOUND))
    status, answered = api.request(
        "POST",
        "/api/1.1/soap12/call",
        '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:d="http://api.callfire.com/data">'
        '<e:Body><SendCall xmlns="http://api.callfire.com/service/xsd">'
        f"<ToNumber>{ANN}</ToNumber>{config}</SendCall></e:Body></e:Envelope>".encode(),
        CONTENT_TYPE="application/soap+xml",
        HTTP_AUTHORIZATION="Basic c2FuZGJveDpzYW5kYm94",
    )
    assert (status == 200) is is_enough
    assert is_enough or b"BAD_REQUEST" in answered


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("busy", "BUSY"),
        ("no_answer", "NO_ANS"),
        ("carrier_error", "CARRIER_ERROR"),
        ("carrier_temp_error", "CARRIER_TEMP_ERROR"),
        ("internal_error", "INTERNAL_ERROR"),
    ],
)
def test_what_was_not_connected_has_no_answer_time_no_length_and_no_price(api, answer, result):
    call, heard = called(api, voice(), {"answer": answer, "ring": 25})
    [record] = records(call)
    assert (call.State, call.FinalResult, record.Result, heard) == ("FINISHED", result, result, [])
    assert (record.AnswerTime, record.Duration, record.BilledAmount) == (None, "0", "0.0")
    assert (record.OriginateTime, record.FinishTime) == ("2026-01-05T17:00:00Z", "2026-01-05T17:00:25Z")


def test_a_call_of_58_seconds_has_the_times_of_the_recorded_one(api):
    # "12:53:10 / 12:53:14 / 12:54:12: 58 s" -- recorded answer to GetCall.
    text_ = fields(LiveSoundText="word " * 400)
    api.script(ANN, {"answer": "live", "ring": 4, "talk": 58})
    api.advance_to("2026-05-16 12:53:10")
    broadcast_id = api.send_call(ANN, config=voice(text_, live=None))
    api.advance(hours=1)
    shown = api(f"<GetCall><Id>{api.calls()[0]['id']}</Id></GetCall>")
    [record] = records(shown)
    assert record.values() == {
        "Result": "LA",
        "FinishTime": "2026-05-16T12:54:12Z",
        "BilledAmount": "1.0",
        "OriginateTime": "2026-05-16T12:53:10Z",
        "AnswerTime": "2026-05-16T12:53:14Z",
        "Duration": "58",
    }
    assert api.stats(broadcast_id).UsageStats.Duration == "58"


def test_a_call_shows_all_that_belongs_to_it(api):
    call, _ = called(api, voice())
    values = call.values()
    assert values == {
        "FromNumber": CALLER_ID,
        "ToNumber": ANN,
        "State": "FINISHED",
        "BatchId": "1",
        "BroadcastId": "1",
        "ContactId": "1",
        "Inbound": "false",
        "Created": "2026-01-05T17:00:00Z",
        "Modified": "2026-01-05T17:00:11Z",
        "FinalResult": "LA",
    }


def test_a_transfer_has_two_records_the_leg_first(api):
    # "13:04:24 to 13:05:11: 47 s and 13:04:15 to 13:05:11: 56 s for a transfer" -- a program in production.
    api.advance_to("2026-05-16 13:04:11")
    config = voice(fields(TransferSoundId=1, TransferDigit="1", TransferNumber=AGENT), live=1)
    call, heard = called(api, config, {"answer": "live", "keys": ["1"], "talk": 56})
    leg, original = records(call)
    assert heard == [1, 1]
    assert call.FinalResult == "XFER_LEG"
    assert int(leg["id"]) > int(original["id"])
    assert (leg.Result, leg.BilledAmount) == ("XFER_LEG", "0.0")
    assert (original.Result, original.BilledAmount, original.Duration) == ("XFER", "1.0", "56")
    assert (original.AnswerTime, original.FinishTime) == ("2026-05-16T13:04:15Z", "2026-05-16T13:05:11Z")
    assert leg.FinishTime == original.FinishTime
    # Each sound lasts 2.5 seconds, which are 3, and the agent's phone rings for 4.
    assert (leg.AnswerTime, leg.Duration) == ("2026-05-16T13:04:25Z", "46")


@pytest.mark.parametrize("far_end", ["busy", "no_answer", "HANGUP"])
def test_a_transfer_that_is_not_answered_is_none(api, far_end):
    call, heard = called(api, voice(TRANSFER), {"answer": "live", "keys": ["1"], "transfers": [far_end]})
    assert (call.FinalResult, heard) == ("LA", [LIVE_SOUND, TRANSFER_SOUND])
    [record] = records(call)
    assert (record.Result, record.BilledAmount) == ("LA", "1.0")


@pytest.mark.parametrize("talk", [8, 10, 11, 15])
def test_whoever_hangs_up_before_the_agent_answers_is_not_transferred(api, talk):
    # The message takes 7 seconds, the transfer sound 4, and the agent's phone rings for 4.
    call, _ = called(api, voice(TRANSFER), {"answer": "live", "keys": ["1"], "talk": talk})
    [record] = records(call)
    assert (call.FinalResult, record.Result, record.Duration) == ("LA", "LA", str(talk))


def test_other_keys_do_nothing(api):
    call, heard = called(api, voice(TRANSFER + DNC), {"answer": "live", "keys": ["5"]})
    assert (call.FinalResult, heard, len(records(call))) == ("LA", [LIVE_SOUND], 1)


def test_machines_press_no_keys(api):
    call, _ = called(api, voice(TRANSFER, mode="AM_AND_LIVE"), {"answer": "machine", "keys": ["1"]})
    assert (call.FinalResult, len(records(call))) == ("AM", 1)


def test_whoever_hangs_up_before_the_end_is_not_transferred(api):
    call, _ = called(api, voice(TRANSFER), {"answer": "live", "keys": ["1"], "talk": 2})
    assert (call.FinalResult, records(call)[0].Duration) == ("LA", "2")


def test_no_more_callees_are_connected_at_once_than_allowed(api):
    config = voice(fields(TransferDigit="1", TransferNumber=AGENT, MaxActiveTransfers=2))
    people = [number(index) for index in range(5)]
    for each in people:
        api.script(each, {"answer": "live", "keys": ["1"]})
    api.send_call(*people, config=config)
    api.advance(minutes=5)
    # Above the limit the digit is ignored.
    assert sorted(call.FinalResult for call in api.calls()) == ["LA"] * 3 + ["XFER_LEG"] * 2


def test_a_call_that_begins_while_all_agents_talk_is_not_transferred(api):
    config = voice(fields(TransferDigit="1", TransferNumber=AGENT, MaxActiveTransfers=1))
    broadcast_id = api.send_call("12136550115", config=config)
    # The first is connected from 17:00:15 to 17:00:45, the second one would be from 17:00:25.
    api.advance(10)
    api.add_batch(broadcast_id, "12137550115", "12138550115")
    api.advance(minutes=5)
    assert [call.FinalResult for call in api.calls()] == ["XFER_LEG", "LA", "LA"]
    assert api.status(broadcast_id) == "FINISHED"


@pytest.mark.parametrize("most", [0, 1])
def test_the_limit_may_be_nobody(api, most):
    config = voice(fields(TransferDigit="1", TransferNumber=AGENT, MaxActiveTransfers=most))
    call, _ = called(api, config, {"answer": "live", "keys": ["1"]})
    assert call.FinalResult == ("XFER_LEG" if most else "LA")


def test_the_next_callees_are_connected_when_agents_are_free_again(api):
    config = voice(fields(TransferDigit="1", TransferNumber=AGENT, MaxActiveTransfers=1))
    people = [number(index) for index in range(3)]
    for each in people:
        api.script(each, {"answer": "live", "keys": ["1"]})
    api.send_call(*people, config=config, rest="<MaxActive>1</MaxActive>")
    api.advance(minutes=5)
    assert [call.FinalResult for call in api.calls()] == ["XFER_LEG"] * 3


@pytest.mark.parametrize("digit", ["0", "9", "*", "#"])
def test_every_key_of_a_phone_may_transfer_or_forbid(api, digit):
    presses = {"answer": "live", "keys": [digit]}
    call, _ = called(api, voice(fields(TransferDigit=digit, TransferNumber=AGENT)), presses)
    assert call.FinalResult == "XFER_LEG"
    call, _ = called(api, voice(fields(DncDigit=digit)), presses)
    assert call.FinalResult == "DNC"


def test_persons_whom_nobody_speaks_to_have_no_keys(api):
    call, heard = called(api, voice(BOTH + TRANSFER, mode="AM_ONLY"), {"answer": "live", "keys": ["1"]})
    assert (call.FinalResult, heard, len(records(call))) == ("LA", [], 1)


def test_a_transfer_may_be_billed_over_a_minute(api):
    call, _ = called(api, voice(TRANSFER), {"answer": "live", "keys": ["1"], "talk": 100})
    leg, original = records(call)
    assert (original.BilledAmount, leg.BilledAmount, original.Duration) == ("2.0", "0.0", "100")


def test_fixed_numbers_press_the_digits_of_the_broadcast(api):
    transfers, forbids = "12136550115", "12136550116"
    api.send_call(transfers, forbids, config=voice(TRANSFER + DNC))
    api.advance(minutes=5)
    assert [call.FinalResult for call in api.calls()] == ["XFER_LEG", "DNC"]


def test_the_dnc_digit_ends_the_call_and_forbids_the_next(api):
    call, heard = called(api, voice(DNC), {"answer": "live", "keys": ["9"]})
    assert (call.State, call.FinalResult, heard) == ("FINISHED", "DNC", [LIVE_SOUND, DNC_SOUND])
    assert records(call)[0].BilledAmount == "1.0"
    again = api.send_call(ANN, BOB, config=voice())
    api.advance(minutes=5)
    forbidden, allowed = api.calls(f"<BroadcastId>{again}</BroadcastId>")
    assert (forbidden.State, forbidden.FinalResult, records(forbidden)) == ("DNC", "DNC", [])
    assert allowed.State == "FINISHED"
    assert [to for _, to in api.dialled()] == [ANN, BOB]
    stats = api.stats(again)
    assert (stats.UsageStats.Attempts, stats.ActionStatistics.Finished) == ("1", "2")
    assert (api.status(again), api.batch(2).Remaining) == ("FINISHED", "0")


def test_the_dnc_digit_forbids_only_calls_of_the_account(api):
    called(api, voice(DNC), {"answer": "live", "keys": ["9"]})
    api.send_text(ANN)
    api.advance(1)
    assert api.texts()[0].FinalResult == "SENT"


def test_the_dnc_digit_stops_calls_that_wait_already(api):
    api.script(ANN, {"answer": "live", "keys": ["9"]})
    api.send_call(ANN, ANN, config=voice(DNC), rest="<MaxActive>1</MaxActive>")
    api.advance(minutes=5)
    assert [(call.State, call.FinalResult) for call in api.calls()] == [("FINISHED", "DNC"), ("DNC", "DNC")]


def test_the_dnc_digit_stops_retries(api):
    api.script(ANN, {"answer": "live", "keys": ["9"]})
    api.send_call(ANN, config=voice(DNC, common=retry(3, 1, "LA DNC")))
    api.advance(hours=1)
    [call] = api.calls()
    assert len(api.carrier()) == 1
    assert call.State == "DNC"


def test_sounds_may_be_texts_in_a_voice(api):
    words = fields(LiveSoundText="Hello out there", LiveSoundTextVoice="SPANISH1", MachineSoundText="Call us")
    config = voice(words, mode="AM_AND_LIVE", live=None)
    broadcast_id = api.send_call(ANN, config=config)
    api.advance(minutes=5)
    shown = api.broadcast(broadcast_id).VoiceBroadcastConfig
    assert api.carrier()[0]["played"] == [int(shown.LiveSoundId)]
    assert shown.MachineSoundId != shown.LiveSoundId
    meta = api(f"<GetSoundMeta><Id>{shown.LiveSoundId}</Id></GetSoundMeta>")
    assert api.calls()[0].find("CallRecord").Duration >= meta.LengthInSeconds


def test_spoken_texts_hold_the_values_of_the_callee(api):
    words = fields(LiveSoundText="Hello ${firstName}, order ${ClientData}${missing}")
    api.send_call(
        f'<ToNumber ClientData="7" firstName="Ann">{ANN}</ToNumber>', BOB, config=voice(words, live=None)
    )
    api.advance(minutes=5)
    heard = [entry["played"][0]["text"] for entry in api.carrier()]
    assert heard == ["Hello Ann, order 7", "Hello , order "]


@pytest.mark.parametrize("sender", ["13105551212", "12135551126", "18555551234"])
def test_a_sender_is_accepted_in_every_spelling_and_shown_in_one(api, sender):
    for spelling in sender, f"+{sender}", sender[1:]:
        broadcast_id = api.send_call(ANN, config=voice(sender=spelling))
        assert api.broadcast(broadcast_id).VoiceBroadcastConfig.FromNumber == sender
        assert api.calls()[-1].FromNumber == sender


def test_a_number_that_is_given_three_times_is_called_three_times(api):
    api.send_call(ANN, ANN, ANN)
    api.advance(60)
    assert [to for _, to in api.dialled()] == [ANN] * 3
    assert [call.FinalResult for call in api.calls()] == ["LA"] * 3


def test_a_call_without_a_name_is_an_api_send(api):
    for before in "", "<BroadcastName/>":
        assert api.broadcast(api.send_call(ANN, before=before)).Name == "API Send"
    assert api.broadcast(api.send_call(ANN, before="<BroadcastName>Mine</BroadcastName>")).Name == "Mine"


def test_a_call_from_a_number_to_itself_is_made(api):
    call, _ = called(api, voice(), to=CALLER_ID)
    assert (number_of(call), call.FromNumber, call.FinalResult) == (CALLER_ID, CALLER_ID, "LA")


def test_an_inbound_call_belongs_to_no_broadcast_and_is_billed(api):
    arrived = api.sandbox(
        "POST", "calls", {"from": ANN, "to": AGENT, "reaction": {"answer": "live", "ring": 5, "talk": 61}}
    )["id"]
    call = api(f"<GetCall><Id>{arrived}</Id></GetCall>")
    assert (call.State, call.FinalResult, call.Inbound) == ("FINISHED", "LA", "true")
    assert (call.BatchId, call.BroadcastId) == (None, None)
    assert (call.FromNumber, number_of(call)) == (ANN, AGENT)
    [record] = records(call)
    assert (record.Result, record.Duration, record.BilledAmount) == ("LA", "61", "2.0")


@pytest.mark.parametrize(
    "given",
    [
        "911",
        "+911",
        "411",
        "0",
        "0112",
        "67076",
        "55512",
        "AGENT",
        "a_b",
        "19005551212",
        "9005551212",
        "19115551212",
        "442071838750",
        "18765551212",
        "1213555121",
        "12130551212",
        "112135551212",
    ],
)
def test_nobody_is_connected_with_what_must_not_be_called(api, given):
    config = voice(fields(TransferDigit="1", TransferNumber=given))
    broadcast_id = api.create(voice())
    update = f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{config}</d:Broadcast></UpdateBroadcast>'
    for ask in lambda: api.create(config), lambda: api.send_call(ANN, config=config), lambda: api(update):
        with pytest.raises(Refused) as refused:
            ask()
        told = (refused.value.fault_code, refused.value.text)
        assert told == ("BAD_REQUEST", f"{given} is not a valid transfer number")
    assert api("<QueryBroadcasts/>").TotalResults == "1"


@pytest.mark.parametrize("given", ["2135551126", "+12135551126", "18005551212", "14165551212"])
def test_who_may_be_called_may_be_connected_with(api, given):
    call, _ = called(
        api,
        voice(fields(TransferDigit="1", TransferNumber=given)),
        {"keys": ["1"], "transfers": ["answered"]},
    )
    assert call.FinalResult == "XFER_LEG"


@pytest.mark.parametrize("given", ["911", "19005551212", "67076", "AGENT"])
def test_a_dialplan_connects_with_nobody_who_must_not_be_called(api, given):
    plan = ivr(f"<dialplan><transfer>{given}, {AGENT}</transfer></dialplan>")
    called(api, plan, {"transfers": ["answered"]})
    trace = api.carrier()[-1]["trace"]
    assert [line for line in trace if "XFER" in line and given in line] == []
    assert api.calls()[-1].FinalResult == "XFER_LEG"
