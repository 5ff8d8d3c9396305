"""What one request makes of two long things grows no further than anybody could mean."""

import pytest

from callfire_soap.store import attempts
from tests.behaviour.outside import OWN_NUMBER, Refused, fields, hours, ivr, number, text, voice

ANN, BOB = number(0), number(1)
DEFAULT = "<UseDefaultBroadcast>true</UseDefaultBroadcast>"
LONGEST = 255 * 160


def person(value, to=ANN):
    return f'<ToNumber a="{value}">{to}</ToNumber>'


def records(text_):
    return text_.all("TextRecord")


def said(text_):
    return [record.Message for record in records(text_)[::-1]]


@pytest.mark.parametrize("after", ["", DEFAULT], ids=["own", "shared"])
def test_a_text_has_255_parts_at_most(api, after):
    whole, longer = "x" * (LONGEST // 100), "x" * (LONGEST // 100 + 1)
    api.send_text(person(whole), person(longer, BOB), config=text("${a}" * 100), after=after)
    api.advance(1)
    most, beyond = api.texts()
    assert (most.FinalResult, said(most)) == ("SENT", ["x" * 160] * 255)
    assert most.Message == "x" * LONGEST
    assert beyond.FinalResult == "TOO_BIG"
    [record] = records(beyond)
    assert (record.Result, record.BilledAmount, record.Message) == ("TOO_BIG", "0.0", "x" * 1600)


def test_a_text_that_is_cut_off_anyway_is_sent(api):
    api.send_text(person("x" * 6000), config=text("${a}" * 6000, strategy="TRIM"))
    api.advance(1)
    [shown] = api.texts()
    assert (shown.FinalResult, shown.Message) == ("SENT", "x" * 160)


def test_a_text_that_waits_shows_no_more_than_could_be_sent(api):
    config = text("${a}" * 6000, common=hours("20:00:00", "21:00:00"))
    api.send_text(person("x" * 6000), config=config)
    [shown] = api.texts()
    assert shown.State == "READY"
    assert len(shown.Message) == LONGEST + 1


@pytest.mark.parametrize("strategy", ["SEND_MULTIPLE", "DO_NOT_SEND", "TRIM"])
def test_a_message_that_is_too_long_as_it_is_written_is_refused(api, strategy):
    api.send_text(ANN, config=text("x" * LONGEST, strategy=strategy))
    with pytest.raises(Refused, match="Message has at most 40800 characters") as refused:
        api.send_text(ANN, config=text("x" * (LONGEST + 1), strategy=strategy))
    assert refused.value.fault_code == "BAD_REQUEST"


def test_replies_and_what_they_answer_to_have_an_end_too(api):
    api.auto_reply(OWN_NUMBER, "x" * LONGEST, match="y" * 255)
    with pytest.raises(Refused, match="Message has at most"):
        api.auto_reply(OWN_NUMBER, "x" * (LONGEST + 1))
    with pytest.raises(Refused, match="Match has at most 255"):
        api.auto_reply(OWN_NUMBER, "x", match="y" * 256)
    arriving = {"from": ANN, "to": OWN_NUMBER, "message": "x" * (LONGEST + 1)}
    status, answered = api.try_sandbox("POST", "texts", arriving)
    assert (status, b"at most 40800" in answered) == (400, True)


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "own"])
def test_long_messages_are_kept_for_so_many_numbers_at_once(api, shared):
    after = DEFAULT if shared else ""
    some = [number(index) for index in range(80_000_000 // LONGEST)]
    assert api.send_text(*some, config=text("x" * LONGEST), after=after)
    if not shared:
        assert api.send_text(*some, BOB, config=text("x" * LONGEST), after=after)
        return
    with pytest.raises(Refused, match="may go to at most 1960 numbers at once"):
        api.send_text(*some, BOB, config=text("x" * LONGEST), after=after)


def test_texts_of_many_parts_take_turns_with_others(api, monkeypatch):
    written, add = [], attempts.add_past

    def count(connection, past):
        written.append(sum(len(each.attempts) for each in past))
        add(connection, past)

    monkeypatch.setattr(attempts, "add_past", count)
    everybody = [person("x" * 160, number(index)) for index in range(200)]
    api.send_text(*everybody, config=text("${a}" * 100))
    api.advance(1)
    shown = api("<QueryTexts><MaxResults>500</MaxResults></QueryTexts>").all("Text")
    assert [(each.FinalResult, len(records(each))) for each in shown] == [("SENT", 100)] * 200
    assert sum(written) == 200 * 99
    assert max(written) <= 10_000


def test_a_callee_hears_an_hour_at_most(api):
    words = fields(LiveSoundText="${a}" * 11_000)
    api.send_call(person("x" * 11_000), config=voice(words, live=None))
    api.advance(hours=2)
    [call] = api.calls()
    assert call.FinalResult == "LA"
    [record] = call.all("CallRecord")
    assert 3590 <= int(record.Duration) <= 3600


def test_what_could_never_be_spoken_is_refused(api):
    words = fields(LiveSoundText="word " * 50_000)
    with pytest.raises(Refused, match="longer than 3600 seconds"):
        api.send_call(ANN, config=voice(words, live=None))


def test_a_call_leaves_so_much_behind(api):
    sms = f'<sms to="{BOB}">Hello</sms>' * 30
    api.send_call(*(number(index) for index in range(50)), config=ivr(f"<dialplan>{sms}</dialplan>"))
    api.advance(minutes=1)
    found = api("<QueryTexts><MaxResults>1</MaxResults></QueryTexts>")
    assert found.TotalResults == str(50 * 20)


def test_answers_of_a_call_have_an_end(api):
    stashes = "".join(f'<stash varname="q{at}">{"${x}" * 900}</stash>' for at in range(40))
    plan = f'<dialplan><setvar varname="x">{"y" * 4000}</setvar>{stashes}</dialplan>'
    api.send_call(ANN, config=ivr(plan))
    api.advance(minutes=1)
    [call] = api.calls()
    [record] = call.all("CallRecord")
    assert len(record.all("QuestionResponse")) == 65_536 // 4002
