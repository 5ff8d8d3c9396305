"""The simulated carrier: every attempt once, reported when its time comes."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.carriers.base import CallOrder, RecordOrder, TextOrder
from callfire_soap.carriers.simulated import SimulatedCarrier
from callfire_soap.carriers.writing import read, written
from callfire_soap.domain.answering import AnsweringMachineConfig, Key, Prompt, TransferLimit, voice_plan
from callfire_soap.domain.outcomes import Answer, Leg, Outcome, Pressed
from callfire_soap.domain.reactions import Reaction, RecordReaction

AT = datetime(2026, 1, 5, 17, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
PLAN = voice_plan(
    AnsweringMachineConfig.AM_AND_LIVE,
    live=Prompt(1, 8),
    machine=Prompt(2, 5),
    transfer=Key("1", None, "12125551212"),
    dnc=Key("9"),
)
PHONE = "12135551000"


class MemoryJournal:
    """A journal that keeps what it holds in memory, and can be told to fail."""

    def __init__(self):
        self.entries, self.kept, self.fails = {}, {}, False

    def add(self, handed, used_scripts):
        if self.fails:
            raise OSError("the disk is full")
        for group in handed:
            for order in group.orders:
                assert order.attempt not in self.entries, "an attempt reached the carrier twice"
                self.entries[order.attempt] = SimpleNamespace(
                    attempt_id=order.attempt, outcome=group.outcome, reported_at=group.reported_at
                )
        for number, attempts in used_scripts.items():
            self.kept[number] = (self.kept[number][0], attempts)

    def find(self, attempts):
        return [self.entries[attempt] for attempt in attempts if attempt in self.entries]

    def scripts(self):
        return dict(self.kept)

    def set_script(self, number, reactions):
        self.kept[number] = (reactions, 0)

    def remove_script(self, number):
        self.kept.pop(number, None)


@pytest.fixture
def journal():
    return MemoryJournal()


@pytest.fixture
def carrier(journal):
    return SimulatedCarrier(journal)


def call(attempt, number=PHONE, tries=1, plan=PLAN):
    return CallOrder(attempt, attempt + 100, "13105551212", number, tries, plan)


def text(attempt, number=PHONE):
    return TextOrder(attempt, attempt + 100, "67076", number, 1, ("Hello",))


def collected(carrier, now=LATER, most=1000):
    return [
        (report.outcome.answer, list(report.attempts), report.outcome.leg.finished_at - AT)
        for report in carrier.collect(now, most)
    ]


SECONDS = [timedelta(seconds=seconds) for seconds in range(100)]


class TestReports:
    """What was placed is reported when it ends."""

    def test_a_call_is_reported_when_it_ends(self, carrier):
        carrier.place([call(1)], AT)
        assert carrier.next_report() == AT + SECONDS[12]
        assert collected(carrier, AT + SECONDS[11]) == []
        assert collected(carrier, AT + SECONDS[12]) == [(Answer.LIVE, [1], SECONDS[12])]
        assert carrier.next_report() is None

    def test_what_was_reported_is_not_reported_again(self, carrier):
        carrier.place([call(1)], AT)
        assert len(collected(carrier)) == 1
        assert collected(carrier) == []

    def test_a_text_is_reported_at_once(self, carrier):
        carrier.place([text(1)], AT)
        assert collected(carrier, AT) == [(Answer.LIVE, [1], SECONDS[0])]

    def test_calls_that_go_alike_are_reported_together(self, carrier):
        carrier.place([call(1), call(2, "12135550111"), call(3)], AT)
        assert collected(carrier) == [(Answer.BUSY, [2], SECONDS[4]), (Answer.LIVE, [1, 3], SECONDS[12])]

    def test_reports_come_in_the_order_of_their_moments(self, carrier):
        for attempt, ring in ((1, 30), (2, 10), (3, 20)):
            carrier.set_script(PHONE, [Reaction(answer=Answer.NO_ANSWER, ring=ring)])
            carrier.place([call(attempt)], AT)
        assert [attempts for _, attempts, _ in collected(carrier)] == [[2], [3], [1]]

    @pytest.mark.parametrize("most", [1, 2, 3, 5])
    def test_no_more_is_reported_than_wanted(self, carrier, most):
        carrier.place([call(attempt) for attempt in range(5)], AT)
        carrier.place([call(attempt, "12135550111") for attempt in range(5, 8)], AT)
        seen = []
        while reports := collected(carrier, most=most):
            attempts = [attempt for _, some, _ in reports for attempt in some]
            assert len(attempts) <= most
            seen += attempts
        assert seen == [5, 6, 7, 0, 1, 2, 3, 4]

    def test_what_gets_lost_is_never_reported(self, carrier, journal):
        carrier.set_script(PHONE, [Reaction(answer=Answer.LOST)])
        carrier.place([call(1), text(2)], AT)
        assert carrier.next_report() is None
        assert collected(carrier) == []
        assert [entry.reported_at for entry in journal.entries.values()] == [None, None]

    def test_no_orders_are_no_reports(self, carrier):
        carrier.place([], AT)
        assert carrier.next_report() is None


class TestPhones:
    """Numbers with fixed behaviours, and scripts."""

    @pytest.mark.parametrize(
        ("ending", "answers"),
        [
            ("0110", [Answer.MACHINE, Answer.MACHINE]),
            ("0111", [Answer.BUSY, Answer.BUSY]),
            ("0112", [Answer.NO_ANSWER, Answer.NO_ANSWER]),
            ("0113", [Answer.CARRIER_ERROR, Answer.CARRIER_ERROR]),
            ("0114", [Answer.CARRIER_TEMP_ERROR, Answer.LIVE]),
            ("1234", [Answer.LIVE, Answer.LIVE]),
        ],
    )
    def test_the_last_four_digits_decide(self, carrier, ending, answers):
        for tries in (1, 2):
            carrier.place([call(tries, f"1213555{ending}", tries)], AT)
        found = [(attempts, answer) for answer, attempts, _ in collected(carrier)]
        assert sorted(found) == [([1], answers[0]), ([2], answers[1])]

    @pytest.mark.parametrize(("ending", "pressed"), [("0115", Pressed.TRANSFER), ("0116", Pressed.DNC)])
    def test_some_numbers_press_keys(self, carrier, ending, pressed):
        carrier.place([call(1, f"1213555{ending}")], AT)
        (report,) = carrier.collect(LATER, 10)
        assert report.outcome.pressed is pressed

    def test_a_script_is_used_up_attempt_by_attempt(self, carrier):
        carrier.set_script(PHONE, [Reaction(answer=Answer.BUSY), Reaction(answer=Answer.MACHINE)])
        answers = []
        for attempt in range(4):
            carrier.place([call(attempt)], AT)
            answers += [answer for answer, _, _ in collected(carrier)]
        assert answers == [Answer.BUSY, Answer.MACHINE, Answer.MACHINE, Answer.MACHINE]

    def test_orders_that_are_placed_together_use_a_script_one_after_the_other(self, carrier):
        carrier.set_script(PHONE, [Reaction(answer=Answer.BUSY), Reaction(answer=Answer.NO_ANSWER)])
        carrier.place([call(1), call(2), call(3)], AT)
        assert [(answer, some) for answer, some, _ in collected(carrier)] == [
            (Answer.BUSY, [1]),
            (Answer.NO_ANSWER, [2, 3]),
        ]

    def test_a_script_comes_before_the_last_four_digits(self, carrier):
        carrier.set_script("12135550111", [Reaction()])
        carrier.place([call(1, "12135550111")], AT)
        assert [answer for answer, _, _ in collected(carrier)] == [Answer.LIVE]
        carrier.remove_script("12135550111")
        carrier.place([call(2, "12135550111")], AT)
        assert [answer for answer, _, _ in collected(carrier)] == [Answer.BUSY]

    def test_scripts_survive_the_carrier(self, journal, carrier):
        carrier.set_script(PHONE, [Reaction(answer=Answer.BUSY), Reaction(answer=Answer.NO_ANSWER)])
        carrier.place([call(1)], AT)
        again = SimulatedCarrier(journal)
        again.place([call(2)], AT)
        assert [answer for answer, _, _ in collected(again)] == [Answer.NO_ANSWER]

    def test_a_reaction_is_used_once_although_placing_failed(self, journal, carrier):
        carrier.set_script(PHONE, [Reaction(answer=Answer.BUSY), Reaction()])
        journal.fails = True
        with pytest.raises(OSError, match="full"):
            carrier.place([call(1)], AT)
        journal.fails = False
        carrier.resume([call(1)], AT)
        assert [answer for answer, _, _ in collected(carrier)] == [Answer.BUSY]

    def test_a_person_speaks_a_sound(self, carrier):
        carrier.set_script(PHONE, [Reaction(records=(RecordReaction(7),))])
        carrier.place([RecordOrder(1, 0, "anonymous", PHONE, 1)], AT)
        (report,) = carrier.collect(LATER, 10)
        assert report.outcome.spoken_seconds == 7


class TestLimitedTransfers:
    """No more callees are connected at once than the broadcast allows."""

    @staticmethod
    def limited(most):
        return voice_plan(
            AnsweringMachineConfig.LIVE_IMMEDIATE,
            live=Prompt(1, 8),
            machine=None,
            transfer=Key("1", None, "12125551212"),
            transfer_limit=TransferLimit(1, most),
        )

    @staticmethod
    def pressed(carrier, now=LATER):
        reports = carrier.collect(now, 1000)
        return {attempt: report.outcome.pressed for report in reports for attempt in report.attempts}

    @pytest.mark.parametrize("most", [0, 1, 2, 5])
    def test_above_the_limit_the_digit_is_ignored(self, carrier, most):
        plan = self.limited(most)
        carrier.place([call(attempt, "12135550115", plan=plan) for attempt in range(4)], AT)
        connected = [found for found in self.pressed(carrier).values() if found is Pressed.TRANSFER]
        assert len(connected) == min(most, 4)

    def test_who_comes_later_is_connected_again(self, carrier):
        plan = self.limited(1)
        carrier.place([call(1, "12135550115", plan=plan)], AT)
        carrier.place([call(2, "12135550115", plan=plan)], AT + SECONDS[5])
        carrier.place([call(3, "12135550115", plan=plan)], AT + SECONDS[60])
        assert self.pressed(carrier) == {1: Pressed.TRANSFER, 2: None, 3: Pressed.TRANSFER}

    def test_nothing_is_reported_where_every_digit_is_ignored(self, carrier):
        plan = self.limited(1)
        carrier.place([call(1, "12135550115", plan=plan)], AT)
        carrier.place([call(2, "12135550115", plan=plan)], AT + SECONDS[5])
        assert [some for _, some, _ in collected(carrier)] == [[2], [1]]

    def test_connections_that_follow_each_other_count_once(self, carrier):
        # Both are connected for 34 seconds: 12 to 46 and 48 to 82; the third from 42 to 76 meets one at a time.
        plan = self.limited(2)
        for attempt, at in (1, 0), (2, 36), (3, 30):
            carrier.place([call(attempt, "12135550115", plan=plan)], AT + timedelta(seconds=at))
        assert self.pressed(carrier, LATER + timedelta(minutes=5)) == dict.fromkeys(
            (1, 2, 3), Pressed.TRANSFER
        )

    def test_the_limit_holds_after_a_restart(self, carrier, journal):
        plan = self.limited(1)
        first = call(1, "12135550115", plan=plan)
        carrier.place([first], AT)
        again = SimulatedCarrier(journal)
        again.resume([first, call(2, "12135550115", plan=plan)], AT + SECONDS[1])
        assert self.pressed(again) == {1: Pressed.TRANSFER, 2: None}


class TestResuming:
    """After a failure nothing is dialled twice and nothing is forgotten."""

    def test_what_is_known_is_reported_and_the_rest_is_placed(self, carrier, journal):
        carrier.place([call(1)], AT)
        again = SimulatedCarrier(journal)
        again.resume([call(1), call(2)], AT + SECONDS[5])
        assert collected(again) == [(Answer.LIVE, [1], SECONDS[12]), (Answer.LIVE, [2], SECONDS[17])]
        assert set(journal.entries) == {1, 2}

    def test_a_known_order_ends_when_it_always_would_have(self, carrier, journal):
        carrier.place([call(1)], AT)
        again = SimulatedCarrier(journal)
        again.resume([call(1)], LATER)
        assert collected(again) == [(Answer.LIVE, [1], SECONDS[12])]

    def test_resuming_twice_reports_once(self, carrier):
        carrier.place([call(1)], AT)
        carrier.resume([call(1)], AT)
        carrier.resume([call(1)], AT)
        assert collected(carrier) == [(Answer.LIVE, [1], SECONDS[12])]

    def test_what_got_lost_is_heard_of_no_more_and_forgotten_one_day(self, carrier):
        carrier.set_script(PHONE, [Reaction(answer=Answer.LOST)])
        carrier.place([call(1), call(2)], AT)
        carrier.place([call(3)], LATER)
        assert [carrier.heard_of(attempt, LATER) for attempt in (1, 2, 3)] == [AT, AT, LATER]
        carrier.place([call(4)], LATER + timedelta(days=1))
        assert [carrier.heard_of(attempt, LATER) for attempt in (1, 2, 3)] == [None, None, LATER]

    def test_what_got_lost_stays_lost(self, carrier, journal):
        carrier.set_script(PHONE, [Reaction(answer=Answer.LOST), Reaction()])
        carrier.place([call(1)], AT)
        again = SimulatedCarrier(journal)
        again.resume([call(1)], AT)
        assert again.next_report() is None

    def test_nobody_is_waited_for_whose_order_is_not_resumed(self, carrier):
        carrier.place([call(1), call(2)], AT)
        carrier.resume([call(2)], AT)
        assert collected(carrier) == [(Answer.LIVE, [2], SECONDS[12])]


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
LEGS = st.builds(Leg, MOMENTS, st.none() | MOMENTS, MOMENTS)
OUTCOMES = st.builds(
    Outcome,
    st.sampled_from(Answer),
    LEGS,
    st.none() | st.sampled_from(Pressed),
    st.none() | LEGS,
    st.none() | st.floats(0, 100),
)


@given(OUTCOMES, st.lists(st.builds(Prompt, st.integers(1), st.floats(0, 9), st.none() | st.text())))
def test_an_outcome_is_read_as_it_was_written(outcome, played):
    assert read(written(outcome, played)) == outcome
