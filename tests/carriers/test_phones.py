"""How a simulated phone takes a call."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.carriers.phones import take_call, take_recording, take_text
from callfire_soap.domain.answering import AnsweringMachineConfig, Key, Prompt, voice_plan
from callfire_soap.domain.outcomes import Answer, Pressed
from callfire_soap.domain.reactions import FarEnd, Reaction, RecordReaction, TransferReaction

AT = datetime(2016, 5, 16, 12, 53, 10, tzinfo=UTC)
LIVE, MACHINE = Prompt(1, 8.0), Prompt(2, 5.0)
TRANSFER = Key("1", Prompt(3, 2.0), "12125551212")
DNC = Key("9", Prompt(4, 3.0))


def plan(mode="AM_AND_LIVE", **settings):
    return voice_plan(AnsweringMachineConfig(mode), **{"live": LIVE, "machine": MACHINE, **settings})


KEYS = plan(transfer=TRANSFER, dnc=DNC)


def taken(plan_=None, **reaction):
    """Answer what was played, and the seconds from dialling to answer and from answer to end."""
    outcome, played = take_call(plan_ or plan(), Reaction(**reaction), AT)
    leg = outcome.leg
    assert leg.originated_at == AT
    if leg.answered_at is None:
        return [each.sound for each in played], None, (leg.finished_at - AT).total_seconds()
    rung, connected = leg.answered_at - AT, leg.finished_at - leg.answered_at
    return [each.sound for each in played], rung.total_seconds(), connected.total_seconds()


@pytest.mark.parametrize(
    ("mode", "answer", "played", "connected"),
    [
        ("AM_AND_LIVE", Answer.LIVE, [1], 8),
        ("AM_AND_LIVE", Answer.MACHINE, [2], 5),
        ("AM_ONLY", Answer.LIVE, [], 2),
        ("AM_ONLY", Answer.MACHINE, [2], 5),
        ("LIVE_WITH_AMD", Answer.LIVE, [1], 8),
        ("LIVE_WITH_AMD", Answer.MACHINE, [], 2),
        ("LIVE_IMMEDIATE", Answer.LIVE, [1], 8),
        ("LIVE_IMMEDIATE", Answer.MACHINE, [1], 8),
    ],
)
def test_each_mode_plays_to_whom_it_says(mode, answer, played, connected):
    assert taken(plan(mode), answer=answer) == (played, 4, connected)


@pytest.mark.parametrize(
    "answer", [answer for answer in Answer if answer not in {Answer.LIVE, Answer.MACHINE}]
)
def test_a_call_that_nobody_takes_only_rings(answer):
    assert taken(answer=answer, ring=7, keys=("1",)) == ([], None, 7)


def test_a_phone_rings_as_long_as_its_reaction_says():
    assert taken(ring=0) == ([1], 0, 8)
    assert taken(ring=2.5) == ([1], 2.5, 8)


def test_a_callee_may_hang_up_before_the_end():
    assert taken(talk=3) == ([1], 4, 3)
    assert taken(talk=0) == ([1], 4, 0)


def test_a_callee_who_would_talk_longer_hears_the_message_out():
    assert taken(talk=20) == ([1], 4, 8)


@pytest.mark.parametrize(("seconds", "lasts"), [(0.1, 1), (2.1, 2), (2.9, 3), (8, 8)])
def test_a_message_lasts_as_long_as_is_said_of_its_sound(seconds, lasts):
    assert taken(plan(live=Prompt(1, seconds))) == ([1], 4, lasts)


class TestKeys:
    """Persons press keys, machines never."""

    @pytest.mark.parametrize("key", ["1", "1#", "TRANSFER"])
    def test_the_transfer_digit_connects(self, key):
        outcome, played = take_call(KEYS, Reaction(keys=(key,)), AT)
        assert outcome.pressed is Pressed.TRANSFER
        assert [each.sound for each in played] == [1, 3]
        # 4 s of ringing, 8 s and 2 s of sound; the other end rings 4 s and talks 30 s.
        begun = AT + timedelta(seconds=14)
        assert outcome.transfer.originated_at == begun
        assert outcome.transfer.answered_at == begun + timedelta(seconds=4)
        assert outcome.transfer.finished_at == outcome.leg.finished_at == begun + timedelta(seconds=34)
        assert (outcome.leg.seconds, outcome.transfer.seconds) == (44, 30)

    def test_the_callee_ends_a_transfer_by_hanging_up(self):
        outcome, _ = take_call(KEYS, Reaction(keys=("1",), talk=60), AT)
        assert outcome.leg.seconds == 60
        assert outcome.transfer.seconds == 46
        assert outcome.transfer.finished_at == outcome.leg.finished_at

    @pytest.mark.parametrize("end", [TransferReaction.BUSY, TransferReaction.NO_ANSWER])
    def test_a_transfer_that_is_not_answered_is_none(self, end):
        outcome, played = take_call(KEYS, Reaction(keys=("1",), transfers=(end,)), AT)
        assert (outcome.pressed, outcome.transfer) == (None, None)
        assert [each.sound for each in played] == [1, 3]
        # 8 s and 2 s of sound, and the other end rings for 4.
        assert outcome.leg.seconds == 14

    def test_a_reaction_of_the_number_comes_before_the_words(self):
        script = (TransferReaction.BUSY, FarEnd(KEYS.transfer.number or "", TransferReaction.ANSWERED, 9))
        outcome, _ = take_call(KEYS, Reaction(keys=("1",), transfers=script), AT)
        assert outcome.transfer.answered_at == AT + timedelta(seconds=23)

    @pytest.mark.parametrize("talk", [8, 9, 10, 13, 14])
    @pytest.mark.parametrize("end", TransferReaction)
    def test_whoever_hangs_up_before_the_other_end_answers_is_not_connected(self, talk, end):
        outcome, _ = take_call(KEYS, Reaction(keys=("1",), talk=talk, transfers=(end,)), AT)
        assert (outcome.pressed, outcome.transfer) == (None, None)
        assert outcome.leg.seconds == (min(talk, 10) if end is TransferReaction.HANGUP else talk)

    def test_whoever_hangs_up_while_the_dnc_sound_plays_is_forbidden_too(self):
        outcome, _ = take_call(KEYS, Reaction(keys=("9",), talk=9), AT)
        assert (outcome.pressed, outcome.leg.seconds) == (Pressed.DNC, 9)

    def test_calls_last_full_seconds_whenever_the_callee_hangs_up(self):
        outcome, _ = take_call(plan(), Reaction(ring=0.5, talk=1.7), AT)
        assert (outcome.leg.finished_at - outcome.leg.answered_at).total_seconds() == 1

    def test_a_callee_may_hang_up_instead_of_waiting_for_the_transfer(self):
        outcome, played = take_call(KEYS, Reaction(keys=("1",), transfers=(TransferReaction.HANGUP,)), AT)
        assert (outcome.pressed, outcome.transfer) == (None, None)
        assert [each.sound for each in played] == [1, 3]

    @pytest.mark.parametrize("key", ["9", "9#", "DNC"])
    def test_the_dnc_digit_ends_the_call_after_its_sound(self, key):
        outcome, played = take_call(KEYS, Reaction(keys=(key,)), AT)
        assert (outcome.pressed, outcome.transfer) == (Pressed.DNC, None)
        assert [each.sound for each in played] == [1, 4]
        assert outcome.leg.seconds == 11

    def test_a_key_needs_no_sound(self):
        outcome, played = take_call(plan(dnc=Key("#")), Reaction(keys=("#",)), AT)
        assert outcome.pressed is Pressed.DNC
        assert [each.sound for each in played] == [1]

    @pytest.mark.parametrize("key", ["5", "TIMEOUT", "HANGUP", "#"])
    def test_other_keys_change_nothing(self, key):
        assert taken(KEYS, keys=(key,)) == ([1], 4, 8)

    @pytest.mark.parametrize("key", ["1", "9", "TRANSFER", "DNC"])
    def test_keys_that_the_broadcast_does_not_use_change_nothing(self, key):
        assert taken(plan(), keys=(key,)) == ([1], 4, 8)

    def test_machines_press_no_keys(self):
        assert taken(KEYS, answer=Answer.MACHINE, keys=("1",)) == ([2], 4, 5)

    def test_whoever_hangs_up_early_presses_no_key(self):
        assert taken(KEYS, talk=3, keys=("1",)) == ([1], 4, 3)


@given(
    st.sampled_from(AnsweringMachineConfig),
    st.builds(
        Reaction,
        answer=st.sampled_from(Answer),
        ring=st.floats(0, 120),
        talk=st.none() | st.floats(0, 600),
        keys=st.lists(st.sampled_from(["1", "9", "5", "TIMEOUT"])).map(tuple),
        transfers=st.lists(st.sampled_from(TransferReaction)).map(tuple),
    ),
)
def test_no_call_ends_before_it_is_answered_or_is_answered_before_it_is_dialled(mode, reaction):
    outcome, played = take_call(plan(mode.value, transfer=TRANSFER, dnc=DNC), reaction, AT)
    for leg in filter(None, (outcome.leg, outcome.transfer)):
        assert AT <= leg.originated_at <= (leg.answered_at or leg.finished_at) <= leg.finished_at
    assert (outcome.leg.answered_at is not None) == (reaction.answer in {Answer.LIVE, Answer.MACHINE})
    assert outcome.transfer is None or outcome.transfer.finished_at == outcome.leg.finished_at
    assert not played or outcome.leg.answered_at is not None


@pytest.mark.parametrize("answer", Answer)
def test_a_text_is_over_at_once(answer):
    outcome = take_text(Reaction(answer=answer, ring=9), AT)
    assert (outcome.answer, outcome.leg.answered_at) == (answer, None)
    assert outcome.leg.originated_at == outcome.leg.finished_at == AT


def test_a_person_speaks_a_sound():
    outcome = take_recording(Reaction(records=(RecordReaction(7.5),)), AT)
    assert outcome.spoken_seconds == 7.5
    assert outcome.leg.seconds == 8
    assert take_recording(Reaction(), AT).spoken_seconds == 5


@pytest.mark.parametrize("answer", [answer for answer in Answer if answer is not Answer.LIVE])
def test_nobody_else_speaks_a_sound(answer):
    outcome = take_recording(Reaction(answer=answer), AT)
    assert outcome.spoken_seconds is None
    assert outcome.leg.answered_at is None
