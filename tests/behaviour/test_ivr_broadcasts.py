"""Broadcasts that run a dialplan: what is accepted and shown, and what calls leave behind."""

import base64

import pytest

from callfire_soap.media.audio import decode_to_wav
from tests.behaviour.outside import Refused, fields, ivr, number, numbers, retry

ANN, BOB = number(0), number(1)
QUESTION = """<dialplan name="Root">
  <play type="tts" voice="female1">Hello &amp; welcome</play>
  <menu name="ask" maxDigits="1" timeout="3500">
    <play type="callfireid">9</play>
    <keypress pressed="1"><stash varname="answer">yes</stash><stash varname="again">no</stash></keypress>
    <keypress pressed="2"><stash varname="answer"></stash></keypress>
  </menu>
</dialplan>"""
LEAVE_A_MESSAGE = '<dialplan><record varname="voicemail_recording" timeout="20000"/></dialplan>'


@pytest.mark.parametrize("wrong", ["", " ", "<dialplan>", "no XML", "<other/>"])
def test_a_dialplan_must_be_well_formed(api, wrong):
    with pytest.raises(Refused) as refused:
        api.create(ivr(wrong))
    assert refused.value.fault_code == "BAD_REQUEST"
    assert api("<QueryBroadcasts/>").TotalResults == "0"


@pytest.mark.parametrize("sender", ["1234", None, "45879163710"])
def test_the_sender_is_checked_as_for_voice(api, sender):
    with pytest.raises(Refused) as refused:
        api.send_call(ANN, config=ivr(QUESTION, sender=sender))
    assert refused.value.fault_code == "BAD_REQUEST"


def test_a_dialplan_comes_back_to_the_letter(api):
    broadcast_id = api.create(ivr(QUESTION, common=retry(1000, 5, "LA TOO_BIG")))
    shown = api.broadcast(broadcast_id)
    assert shown.Type == "IVR"
    assert shown.IvrBroadcastConfig.DialplanXml == QUESTION
    assert shown.IvrBroadcastConfig.RetryConfig.MaxAttempts == "1000"
    other = "<dialplan name='other'/>"
    body = f'<d:Broadcast id="{broadcast_id}">{fields(Name="x")}{ivr(other)}</d:Broadcast>'
    api(f"<UpdateBroadcast>{body}</UpdateBroadcast>")
    assert api.broadcast(broadcast_id).IvrBroadcastConfig.DialplanXml == other


def test_retries_are_shown_with_their_defaults(api):
    shown = api.broadcast(api.create(ivr(QUESTION))).IvrBroadcastConfig
    assert (shown.RetryConfig.MaxAttempts, shown.RetryConfig.MinutesBetweenAttempts) == ("1", "60")


def test_answers_are_in_the_order_they_were_given_and_empty_ones_are_none(api):
    api.script(ANN, {"answer": "live", "keys": ["1"]})
    api.script(BOB, {"answer": "live", "keys": ["2"]})
    broadcast_id = api.send_call(ANN, BOB, config=ivr(QUESTION))
    api.advance(minutes=5)
    assert api.status(broadcast_id) == "FINISHED"
    [first], [second] = (call.all("CallRecord") for call in api.calls())
    assert [each.values() for each in first.all("QuestionResponse")] == [
        {"Question": "answer", "Response": "yes"},
        {"Question": "again", "Response": "no"},
    ]
    assert second.all("QuestionResponse") == []


def test_a_type_that_agrees_is_accepted(api):
    assert api.id(f"<SendCall><Type>IVR</Type>{numbers(ANN)}{ivr(QUESTION)}</SendCall>")


def test_a_recording_is_fetched_by_its_id_and_by_its_call_and_name(api):
    api.script(ANN, {"answer": "live", "records": [{"seconds": 7}]})
    api.send_call(ANN, config=ivr(LEAVE_A_MESSAGE))
    api.advance(minutes=5)
    [call] = api.calls()
    [meta] = call.find("CallRecord").all("RecordingMeta")
    assert (meta.Name, meta.LengthInSeconds) == ("voicemail_recording", "7")
    by_name = f"<CallId>{call['id']}</CallId><Name>voicemail_recording</Name>"
    for wanted in f"<RecordingId>{meta['id']}</RecordingId>", by_name:
        for format_ in "", "<Format>WAV</Format>", "<Format>MP3</Format>":
            answer = api(f"<GetRecordingData>{wanted}{format_}</GetRecordingData>")
            content = base64.b64decode(answer.text)
            assert (content[:4] == b"RIFF") is ("WAV" in format_)
            assert decode_to_wav(content).seconds == pytest.approx(7, abs=0.3)


def test_of_two_recordings_under_one_name_the_last_is_found_by_it(api):
    api.script(ANN, *({"answer": "live", "records": [{"seconds": seconds}]} for seconds in (3, 7)))
    api.send_call(ANN, config=ivr(LEAVE_A_MESSAGE, common=retry(2, 1, "LA")))
    api.advance(minutes=5)
    [call] = api.calls()
    shown = [record.find("RecordingMeta") for record in call.all("CallRecord")]
    assert [each.LengthInSeconds for each in shown] == ["7", "3"]

    def seconds_of(wanted):
        answer = api(f"<GetRecordingData>{wanted}<Format>WAV</Format></GetRecordingData>")
        return decode_to_wav(base64.b64decode(answer.text)).seconds

    assert seconds_of(f"<CallId>{call['id']}</CallId><Name>voicemail_recording</Name>") == 7
    assert [seconds_of(f"<RecordingId>{each['id']}</RecordingId>") for each in shown] == [7, 3]


def test_the_last_record_of_a_transferred_call_holds_the_answers(api):
    plan = f"""<dialplan><stash varname="q">yes</stash><transfer>{BOB}</transfer></dialplan>"""
    api.script(ANN, {"answer": "live", "transfers": ["answered"]})
    api.send_call(ANN, config=ivr(plan))
    api.advance(minutes=5)
    [call] = api.calls()
    leg, original = call.all("CallRecord")
    assert (call.FinalResult, leg.Result, original.Result) == ("XFER_LEG", "XFER_LEG", "XFER")
    assert (leg.BilledAmount, original.BilledAmount) == ("0.0", "1.0")
    assert leg.all("QuestionResponse") == []
    [answer] = original.all("QuestionResponse")
    assert answer.values() == {"Question": "q", "Response": "yes"}


def test_a_recording_of_another_account_or_name_is_not_found(api):
    api.script(ANN, {"answer": "live", "records": [{"seconds": 7}]})
    api.send_call(ANN, config=ivr(LEAVE_A_MESSAGE))
    api.advance(minutes=5)
    [call] = api.calls()
    recording = call.find("CallRecord", "RecordingMeta")["id"]
    for login, wanted in (
        ("sandbox2", f"<RecordingId>{recording}</RecordingId>"),
        ("sandbox", f"<CallId>{call['id']}</CallId><Name>other</Name>"),
        ("sandbox2", f"<CallId>{call['id']}</CallId><Name>voicemail_recording</Name>"),
    ):
        with pytest.raises(Refused) as refused:
            api(f"<GetRecordingData>{wanted}</GetRecordingData>", login=login)
        assert refused.value.fault_code == "NOT_FOUND"


@pytest.mark.parametrize("hostile", ["${" * 60, "${" * 60_000, "${x" * 15_000 + "!}" * 15_000])
def test_a_text_full_of_references_that_never_close_is_answered_and_played(api, hostile):
    broadcast_id = api.send_call(ANN, config=ivr(f'<dialplan><play type="tts">{hostile}</play></dialplan>'))
    api.advance(hours=2)
    assert api.status(broadcast_id) == "FINISHED"
    [entry] = api.sandbox("GET", "carrier")["entries"]
    assert entry["trace"][0].startswith("PLAY ${")


def test_of_several_numbers_that_ring_together_the_second_can_answer(api):
    plan = f"<dialplan><transfer>{number(1)},{number(2)}</transfer></dialplan>"
    script = ["no_answer", {"number": number(2), "answer": "answered", "after": 9}]
    api.script(ANN, {"answer": "live", "transfers": script})
    api.send_call(ANN, config=ivr(plan))
    api.advance(minutes=5)
    [entry] = api.sandbox("GET", "carrier")["entries"]
    assert entry["trace"] == [f"XFER {number(2)} answered", "HANGUP xfer"]
    assert [record.Result for record in api.calls()[0].all("CallRecord")] == ["XFER_LEG", "XFER"]
