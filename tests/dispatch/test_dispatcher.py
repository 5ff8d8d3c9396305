"""Broadcasts run from their start to their end."""

from datetime import time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.answering import AnsweringMachineConfig
from callfire_soap.domain.broadcasts import BroadcastEvent
from callfire_soap.domain.calling_hours import CallingHours
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.retries import RetryPhoneType, RetryPolicy
from callfire_soap.domain.texts import BigMessageStrategy
from callfire_soap.store import broadcasts
from callfire_soap.store.contacts import contact
from callfire_soap.store.statistics import Tally
from tests.builders import NOW, add_sound, los_angeles, text, voice
from tests.dispatch.world import FINISHED, PENDING, RUNNING, STOPPED, Progress

BUSY, NO_ANSWER, LIVE = Disposition.BUSY, Disposition.NO_ANSWER, Disposition.LIVE_ANSWER


def moved_together(world, state):
    """Answer a list that grows: how many actions come to a state in each transaction from now on."""
    counts = []

    def listen(events):
        moved = [event for event in events if isinstance(event, ActionsMoved) and event.state is state]
        counts.extend([sum(len(event.actions) for event in moved)] if moved else [])

    world.store.listen(listen)
    return counts


class TestLifeCycle:
    """START_PENDING, RUNNING, FINISHED, and what comes between."""

    def test_a_broadcast_runs_and_finishes(self, world):
        broadcast = world.add(3)
        assert world.status(broadcast) is PENDING
        world.dispatcher.run_due()
        assert world.status(broadcast) is RUNNING
        assert world.states(broadcast) == {"SELECTED": 3}
        world.run()
        assert world.status(broadcast) is FINISHED
        assert world.states(broadcast) == {"FINISHED": 3}
        # 4 s of ringing and 8 s of sound.
        assert world.moves(broadcast) == [("START_PENDING", 0), ("RUNNING", 0), ("FINISHED", 12)]

    def test_a_call_leaves_a_record(self, world):
        broadcast = world.add()
        world.run()
        (record,) = world.records(broadcast)
        assert record.result is LIVE
        assert record.originated_at == NOW
        assert record.answered_at == NOW + timedelta(seconds=4)
        assert record.finished_at == NOW + timedelta(seconds=12)
        assert (record.seconds, record.billed) == (8, Decimal(1))
        (entry,) = world.journal()
        assert (entry.attempt_id, entry.action_id, entry.kind) == (record.id, record.action_id, "call")
        assert (entry.from_number, entry.to_number) == ("13105551212", los_angeles()[0])

    def test_every_state_is_told_in_order(self, world):
        world.add(2)
        world.run()
        assert list(world.lives().values()) == [["SELECTED", "FINISHED"]] * 2

    def test_a_broadcast_that_is_not_started_rests(self, world):
        broadcast = world.add(starts=False)
        assert world.run() == 0
        assert world.status(broadcast) is STOPPED
        assert world.states(broadcast) == {"READY": 1}

    def test_a_broadcast_with_nothing_to_do_finishes_at_once(self, world):
        broadcast = world.add([])
        world.run()
        assert world.moves(broadcast) == [("START_PENDING", 0), ("RUNNING", 0), ("FINISHED", 0)]

    def test_a_start_may_take_effect_later(self, world):
        broadcast = world.add(starts=False)
        world.change(broadcast, status=PENDING, starts_at=world.at(seconds=30))
        assert world.dispatcher.next_due() == world.at(seconds=30)
        assert world.dispatcher.run_due() == 0
        world.run()
        assert world.moves(broadcast) == [("RUNNING", 30), ("FINISHED", 42)]

    def test_numbers_added_while_it_runs_are_dialled_too(self, world):
        broadcast = world.add()
        world.dispatcher.run_due()
        world.add_batch(broadcast, los_angeles(2, 2000), voice())
        world.run()
        assert world.states(broadcast) == {"FINISHED": 3}

    def test_numbers_added_to_a_finished_broadcast_wait_for_a_start(self, world):
        broadcast = world.add()
        world.run()
        world.add_batch(broadcast, los_angeles(2, 2000), voice())
        assert world.run() == 0
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert world.states(broadcast) == {"FINISHED": 3}
        assert world.status(broadcast) is FINISHED

    def test_calls_in_progress_run_to_their_end_after_a_stop(self, world):
        broadcast = world.add(3, max_active=2)
        world.advance(seconds=5)
        world.control(broadcast, BroadcastEvent.STOP)
        world.run()
        assert world.status(broadcast) is STOPPED
        assert world.states(broadcast) == {"FINISHED": 2, "READY": 1}
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert world.states(broadcast) == {"FINISHED": 3}

    def test_an_archived_broadcast_dials_nobody_any_more(self, world):
        broadcast = world.add(3, max_active=2)
        world.advance(seconds=5)
        world.control(broadcast, BroadcastEvent.ARCHIVE)
        world.run()
        assert world.states(broadcast) == {"FINISHED": 2, "READY": 1}

    def test_a_stop_before_anything_happened_leaves_everything_ready(self, world):
        broadcast = world.add(3)
        world.control(broadcast, BroadcastEvent.STOP)
        assert world.run() == 0
        assert world.states(broadcast) == {"READY": 3}

    def test_only_what_is_ready_is_dialled(self, world):
        broadcast = world.add([])
        states = [state for state in ActionState if state is not ActionState.SELECTED]
        for number, state in zip(los_angeles(len(states)), states, strict=True):
            world.add_batch(broadcast, [number], voice(), state=state)
        world.run()
        assert [entry.to_number for entry in world.journal()] == los_angeles(1)

    def test_disabled_actions_do_not_keep_a_broadcast_running(self, world):
        broadcast = world.add([])
        world.add_batch(broadcast, los_angeles(), voice(), state=ActionState.DISABLED)
        world.run()
        assert world.status(broadcast) is FINISHED
        assert world.states(broadcast) == {"DISABLED": 1}

    def test_oldest_numbers_are_dialled_first(self, world):
        world.add(5, max_active=1)
        world.run()
        handed = [entry.action_id for entry in world.journal()]
        assert handed == sorted(handed)


class TestVoice:
    """What persons and machines hear, and what that is called."""

    @pytest.mark.parametrize(
        ("mode", "person", "machine"),
        [
            ("AM_AND_LIVE", ("LA", 8), ("AM", 5)),
            ("AM_ONLY", ("LA", 2), ("AM", 5)),
            ("LIVE_WITH_AMD", ("LA", 8), ("AM", 2)),
            ("LIVE_IMMEDIATE", ("LA", 8), ("LA", 8)),
        ],
    )
    def test_each_mode_speaks_to_whom_it_says(self, world, mode, person, machine):
        with world.writing() as connection:
            short = add_sound(connection, world.account, seconds=5)
        config = voice(world.sound, machine_sound=short, answering=AnsweringMachineConfig(mode))
        broadcast = world.add(["12135551234", "12135550110"], config)
        world.run()
        found = [(record.result.value, record.seconds) for record in world.records(broadcast)]
        assert found == [person, machine]
        assert world.results(broadcast) == [person[0], machine[0]]
        # "Hung-up calls are billed like answered ones".
        assert world.credits() == Decimal(999_998)

    @pytest.mark.parametrize(
        ("ending", "result", "answered", "billed"),
        [
            ("0110", "AM", True, 1),
            ("0111", "BUSY", False, 0),
            ("0112", "NO_ANS", False, 0),
            ("0113", "CARRIER_ERROR", False, 0),
            ("0114", "CARRIER_TEMP_ERROR", False, 0),
            ("0117", "LA", True, 1),
            ("1234", "LA", True, 1),
        ],
    )
    def test_the_last_four_digits_decide_for_a_trial(self, world, ending, result, answered, billed):
        broadcast = world.add([f"1213555{ending}"])
        world.run()
        assert world.results(broadcast) == [result]
        (record,) = world.records(broadcast)
        assert (record.answered_at is not None) is answered
        assert (record.seconds > 0) is answered
        assert record.billed == billed

    def test_a_transferred_call_has_two_records_the_leg_first(self, world):
        config = voice(world.sound, transfer_digit="1", transfer_number="12125551212")
        broadcast = world.add(["12135550115"], config)
        world.run()
        leg, original = world.records(broadcast)
        assert (leg.result, original.result) == (Disposition.TRANSFER_LEG, Disposition.TRANSFERRED)
        assert (leg.billed, original.billed) == (0, 1)
        assert original.originated_at < leg.originated_at
        assert (leg.seconds, original.seconds) == (30, 42)
        assert leg.finished_at == original.finished_at
        assert world.results(broadcast) == ["XFER_LEG"]
        assert world.tallies(broadcast) == {
            Disposition.TRANSFERRED: Tally(1, 1, 1, 42, 60, Decimal(1)),
            Disposition.TRANSFER_LEG: Tally(1, 1, 0, 30, 0, Decimal(0)),
        }

    @pytest.mark.parametrize("number", ["911", "AGENT", "19005551212"])
    def test_nobody_is_connected_with_a_number_that_former_versions_let_in(self, world, number):
        config = voice(world.sound, transfer_digit="1", transfer_number=number)
        broadcast = world.add(["12135550115"], config)
        world.run()
        assert world.results(broadcast) == ["LA"]
        assert len(world.records(broadcast)) == 1

    def test_transfers_that_are_tried_again_count_as_one_action(self, world):
        retry = RetryPolicy(max_attempts=2, results=(Disposition.TRANSFERRED,))
        config = voice(world.sound, transfer_digit="1", transfer_number="12125551212", retry=retry)
        broadcast = world.add(["12135550115"], config)
        world.run()
        assert [record.result.value for record in world.records(broadcast)] == ["XFER_LEG", "XFER"] * 2
        tallies = world.tallies(broadcast).values()
        assert [(tally.attempts, tally.actions) for tally in tallies] == [(2, 1), (2, 1)]

    def test_whoever_presses_the_dnc_digit_is_not_called_again(self, world):
        config = voice(world.sound, dnc_digit="9")
        broadcast = world.add(["12135550116"], config)
        world.run()
        assert world.results(broadcast) == ["DNC"]
        assert world.credits() == Decimal(999_999)
        again = world.add(["12135550116", "12135551234"], config)
        world.run()
        assert [row.state.value for row in world.actions(again)] == ["DNC", "FINISHED"]
        assert len(world.journal()) == 2

    def test_a_person_without_a_sound_is_hung_up_on(self, world):
        broadcast = world.add(1, voice(None))
        world.run()
        (record,) = world.records(broadcast)
        assert (record.result, record.seconds) == (LIVE, 2)


class TestBilling:
    """Every started minute at the account's rate."""

    def test_the_rate_of_the_account_counts(self, make_world):
        world = make_world(credits_per_minute=Decimal("1.6667"))
        broadcast = world.add(["12135551234", "12135550111"])
        world.run()
        assert [record.billed for record in world.records(broadcast)] == [Decimal("1.6667"), 0]
        assert world.credits() == Decimal("999998.3333")

    def test_long_calls_cost_more(self, world):
        with world.writing() as connection:
            long = add_sound(connection, world.account, seconds=61)
        broadcast = world.add(1, voice(long))
        world.run()
        assert world.tallies(broadcast) == {LIVE: Tally(1, 1, 1, 61, 120, Decimal(2))}

    def test_without_credits_a_broadcast_stops(self, make_world):
        world = make_world(credits=Decimal(2))
        broadcast = world.add(5, max_active=1)
        world.run()
        assert world.status(broadcast) is STOPPED
        assert world.states(broadcast) == {"FINISHED": 2, "READY": 3}
        assert world.credits() == 0

    def test_calls_that_cost_nothing_go_on(self, make_world):
        world = make_world(credits=Decimal(1))
        broadcast = world.add(["12135550111", "12135550112", "12135551234", "12135551235"], max_active=1)
        world.run()
        assert world.states(broadcast) == {"FINISHED": 3, "READY": 1}

    def test_a_broadcast_goes_on_with_new_credits(self, make_world):
        world = make_world(credits=Decimal(0))
        broadcast = world.add(2)
        world.run()
        assert world.states(broadcast) == {"READY": 2}
        with world.writing() as connection:
            connection.exec_driver_sql("UPDATE account SET credits = 100000")
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert world.states(broadcast) == {"FINISHED": 2}

    def test_the_worked_example_of_a_busy_line(self, world):
        retry = RetryPolicy(max_attempts=2, results=(BUSY,))
        (number,) = los_angeles()
        world.script(number, Answer.BUSY, Answer.LIVE)
        with world.writing() as connection:
            sound = add_sound(connection, world.account, seconds=58)
        broadcast = world.add([number], voice(sound, retry=retry))
        world.run()
        assert world.tallies(broadcast) == {
            BUSY: Tally(1, 1, 1, 0, 0, Decimal(0)),
            LIVE: Tally(1, 1, 0, 58, 60, Decimal(1)),
        }
        assert world.progress(broadcast) == Progress(0, 0, 1)


class TestRetries:
    """Attempts that may be followed by another."""

    def test_an_attempt_is_followed_by_another_after_the_minutes(self, world):
        (number,) = los_angeles()
        world.script(number, Answer.BUSY, Answer.NO_ANSWER, Answer.BUSY)
        retry = RetryPolicy(max_attempts=3, minutes_between_attempts=5, results=(BUSY, NO_ANSWER))
        broadcast = world.add([number], voice(world.sound, retry=retry))
        world.dispatcher.run_due()
        world.advance(seconds=4)
        (row,) = world.actions(broadcast)
        assert (row.state, row.result, row.attempts) == (ActionState.READY, None, 1)
        assert world.progress(broadcast) == Progress(0, 1, 0)
        assert world.batches(broadcast)[0].remaining == 1
        assert world.dispatcher.next_due() == world.at(minutes=5, seconds=4)
        world.run()
        (row,) = world.actions(broadcast)
        assert (row.state, row.result, row.attempts) == (ActionState.FINISHED, BUSY, 3)
        handed = [(entry.handed_at - NOW).total_seconds() for entry in world.journal()]
        assert handed == [0, 304, 608]
        assert [record.result.value for record in world.records(broadcast)] == ["BUSY", "NO_ANS", "BUSY"]
        assert world.moves(broadcast)[-1] == ("FINISHED", 612)
        assert world.batches(broadcast)[0].remaining == 0
        assert world.tallies(broadcast)[BUSY] == Tally(2, 1, 1, 0, 0, Decimal(0))

    def test_a_result_that_is_not_listed_ends_it(self, world):
        (number,) = los_angeles()
        world.script(number, Answer.BUSY, Answer.LIVE)
        broadcast = world.add(
            [number], voice(world.sound, retry=RetryPolicy(max_attempts=9, results=(BUSY,)))
        )
        world.run()
        assert world.results(broadcast) == ["LA"]
        assert len(world.journal()) == 2

    def test_temporary_trouble_may_pass(self, world):
        retry = RetryPolicy(max_attempts=2, results=(Disposition.CARRIER_TEMP_ERROR,))
        for config in (voice(world.sound, retry=retry), text(retry=retry)):
            broadcast = world.add(["12135550114"], config)
            world.run()
            assert world.results(broadcast) in (["LA"], ["SENT"])
            assert len(world.records(broadcast)) == 2

    def test_a_retry_of_a_stopped_broadcast_waits_for_a_start(self, world):
        retry = RetryPolicy(max_attempts=2, results=(BUSY,))
        broadcast = world.add(["12135550111"], voice(world.sound, retry=retry))
        world.dispatcher.run_due()
        world.control(broadcast, BroadcastEvent.STOP)
        world.run()
        assert world.states(broadcast) == {"READY": 1}
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert world.states(broadcast) == {"FINISHED": 1}

    def test_each_attempt_uses_the_next_phone_of_the_contact(self, world):
        first, home, mobile = los_angeles(3)
        phones = (RetryPhoneType.FIRST_NUMBER, RetryPhoneType.WORK_PHONE, RetryPhoneType.MOBILE_PHONE)
        retry = RetryPolicy(max_attempts=3, results=(LIVE,), phone_types=phones)
        broadcast = world.add([first], voice(world.sound, retry=retry))
        with world.writing() as connection:
            connection.execute(contact.update().values(home_phone=home, mobile_phone=mobile))
        world.run()
        assert [entry.to_number for entry in world.journal()] == [first, mobile, first]
        assert world.results(broadcast) == ["LA"]

    def test_a_phone_on_the_dnc_list_is_not_dialled_whichever_it_is(self, world):
        first, mobile = los_angeles(2)
        retry = RetryPolicy(phone_types=(RetryPhoneType.MOBILE_PHONE,))
        broadcast = world.add([first], voice(world.sound, retry=retry))
        with world.writing() as connection:
            connection.execute(contact.update().values(mobile_phone=mobile))
        world.forbid(mobile)
        world.run()
        assert world.states(broadcast) == {"DNC": 1}
        assert world.journal() == []

    def test_a_number_that_asked_to_be_left_alone_is_not_tried_again(self, world):
        retry = RetryPolicy(max_attempts=3, results=(BUSY,))
        broadcast = world.add(["12135550111"], voice(world.sound, retry=retry))
        world.advance(minutes=1)
        world.forbid("12135550111")
        world.run()
        (row,) = world.actions(broadcast)
        assert (row.state, str(row.result), row.attempts) == (ActionState.DNC, "DNC", 1)
        assert world.progress(broadcast) == Progress(0, 0, 1)


class TestPacing:
    """How many at once."""

    @staticmethod
    def most_at_once(world):
        """Answer the most calls that were up together, from the journal's times."""
        changes = []
        for entry in world.journal():
            changes += [(entry.handed_at, 1), (entry.reported_at, -1)]
        up = most = 0
        for _, change in sorted(changes):
            up += change
            most = max(most, up)
        return most

    @pytest.mark.parametrize("max_active", [1, 2, 3, 7])
    def test_no_more_calls_are_up_than_the_broadcast_allows(self, world, max_active):
        broadcast = world.add(7, max_active=max_active)
        world.run()
        assert self.most_at_once(world) == max_active
        rounds = -(-7 // max_active)
        assert world.moves(broadcast)[-1] == ("FINISHED", 12 * rounds)

    def test_calls_of_different_lengths_keep_the_lines_busy(self, world):
        numbers = [f"1213555{ending}" for ending in ("0111", "2000", "0112", "2001", "0111", "2002", "2003")]
        broadcast = world.add(numbers, max_active=2)
        world.run()
        assert self.most_at_once(world) == 2
        assert world.states(broadcast) == {"FINISHED": 7}

    def test_the_account_bounds_all_its_broadcasts_together(self, make_world):
        world = make_world(max_active=5)
        for _ in range(3):
            world.add(4, max_active=4)
        world.run()
        assert self.most_at_once(world) == 5

    def test_an_account_does_not_bound_another(self, make_world):
        world = make_world(max_active=2)
        world.add(4)
        world.run()
        assert self.most_at_once(world) == 2
        assert world.moves(1)[-1] == ("FINISHED", 24)

    def test_a_lower_limit_takes_effect_as_calls_end(self, world):
        broadcast = world.add(10, max_active=5)
        world.dispatcher.run_due()
        world.change(broadcast, max_active=1)
        world.advance(seconds=12)
        assert world.states(broadcast) == {"FINISHED": 5, "SELECTED": 1, "READY": 4}
        world.run()
        assert world.states(broadcast) == {"FINISHED": 10}

    def test_a_higher_limit_takes_effect_at_once(self, world):
        broadcast = world.add(10, max_active=1)
        world.dispatcher.run_due()
        world.change(broadcast, max_active=9)
        world.dispatcher.run_due()
        assert world.states(broadcast) == {"SELECTED": 9, "READY": 1}

    def test_more_than_a_round_is_dialled_at_one_instant(self, world):
        broadcast = world.add(2500)
        world.dispatcher.run_due()
        assert world.states(broadcast) == {"SELECTED": 2500}
        world.run()
        assert world.moves(broadcast)[-1] == ("FINISHED", 12)

    def test_all_broadcasts_together_are_claimed_a_thousand_at_a_time(self, world):
        claimed = moved_together(world, ActionState.SELECTED)
        for _ in range(3):
            world.add(400)
        world.dispatcher.run_due()
        assert claimed == [1000, 200]


class TestCallingHours:
    """Nobody is reached outside the hours, by the callee's own clock."""

    OFFICE = CallingHours(time(9), time(17))
    LOS_ANGELES, NEW_YORK, HONOLULU, TOLL_FREE = "12135551234", "12125551234", "18085551234", "18005551234"

    @staticmethod
    def handed(world):
        """Answer when each number was called, by the clock of Los Angeles."""
        zone = ZoneInfo("America/Los_Angeles")
        return {entry.to_number: f"{entry.handed_at.astimezone(zone):%a %H:%M}" for entry in world.journal()}

    def test_everybody_is_reached_when_the_hours_open_there(self, world):
        # It is nine in Los Angeles, noon in New York, seven in Honolulu.
        config = voice(world.sound, calling_hours=self.OFFICE)
        broadcast = world.add([self.LOS_ANGELES, self.NEW_YORK, self.HONOLULU, self.TOLL_FREE], config)
        world.advance(seconds=30)
        assert world.states(broadcast) == {"FINISHED": 3, "READY": 1}
        assert world.status(broadcast) is RUNNING
        assert world.dispatcher.next_due() == world.at(hours=2)
        world.run()
        assert self.handed(world) == {
            self.LOS_ANGELES: "Mon 09:00",
            self.NEW_YORK: "Mon 09:00",
            self.HONOLULU: "Mon 11:00",
            # Inferred: whoever lives nowhere has the zone of the account.
            self.TOLL_FREE: "Mon 09:00",
        }

    def test_who_waits_for_the_hours_was_not_tried(self, world):
        broadcast = world.add([self.HONOLULU], voice(world.sound, calling_hours=self.OFFICE))
        world.dispatcher.run_due()
        (row,) = world.actions(broadcast)
        assert (row.state, row.attempts) == (ActionState.READY, 0)
        assert world.records(broadcast) == []
        assert world.progress(broadcast) == Progress(1, 0, 0)
        assert world.lives() == {}

    def test_hours_that_have_closed_open_tomorrow(self, world):
        world.clock.set(world.at(hours=8))
        world.add([self.LOS_ANGELES, self.HONOLULU], voice(world.sound, calling_hours=self.OFFICE))
        world.run()
        assert self.handed(world) == {self.LOS_ANGELES: "Tue 09:00", self.HONOLULU: "Mon 17:00"}

    def test_a_retry_outside_the_hours_waits_for_them(self, world):
        world.clock.set(world.at(hours=7, minutes=30))
        retry = RetryPolicy(max_attempts=2, results=(BUSY,))
        world.add(["12135550111"], voice(world.sound, calling_hours=self.OFFICE, retry=retry))
        world.run()
        assert len(world.journal()) == 2
        assert self.handed(world) == {"12135550111": "Tue 09:00"}

    def test_texts_keep_to_the_hours_too(self, world):
        broadcast = world.add([self.NEW_YORK, self.HONOLULU], text(calling_hours=self.OFFICE))
        world.dispatcher.run_due()
        assert world.states(broadcast) == {"FINISHED": 1, "READY": 1}

    def test_the_phone_that_is_dialled_decides(self, world):
        retry = RetryPolicy(phone_types=(RetryPhoneType.MOBILE_PHONE,))
        world.add([self.LOS_ANGELES], voice(world.sound, calling_hours=self.OFFICE, retry=retry))
        with world.writing() as connection:
            connection.execute(contact.update().values(mobile_phone=self.HONOLULU))
        world.run()
        assert self.handed(world) == {self.HONOLULU: "Mon 11:00"}

    def test_at_closing_time_everybody_is_put_off_a_thousand_at_a_time(self, world):
        late = voice(world.sound, calling_hours=CallingHours(time(11), time(12)))
        broadcast = world.add(3_500, late, max_active=2)
        world.dispatcher.run_due()
        assert world.states(broadcast) == {"READY": 3_500}
        # One from START_PENDING to RUNNING, and one for each thousand.
        assert world.carrier.rounds == 5
        assert world.dispatcher.next_due() == world.at(hours=2)

    def test_equal_times_restrict_nothing(self, world):
        always = CallingHours(time(3), time(3))
        broadcast = world.add([self.HONOLULU], voice(world.sound, calling_hours=always))
        world.run()
        assert world.moves(broadcast)[-1] == ("FINISHED", 12)


class TestDoNotCall:
    """Numbers on the list are left alone."""

    def test_a_listed_number_is_not_called(self, world):
        listed, other = los_angeles(2)
        world.forbid(listed)
        broadcast = world.add([listed, other])
        world.run()
        assert [row.state.value for row in world.actions(broadcast)] == ["DNC", "FINISHED"]
        assert [entry.to_number for entry in world.journal()] == [other]
        assert world.results(broadcast) == ["DNC", "LA"]
        assert world.progress(broadcast) == Progress(0, 0, 2)
        # "Two recipients, one on the list, one live answer of 1 s: attempted 1" -- sample of the statistics.
        assert world.tallies(broadcast) == {LIVE: Tally(1, 1, 1, 8, 60, Decimal(1))}
        assert world.lives()[world.actions(broadcast)[0].id] == ["DNC"]

    def test_a_number_listed_for_texts_may_be_called(self, world):
        (number,) = los_angeles()
        world.forbid(number, ActionKind.TEXT)
        broadcast = world.add([number])
        world.run()
        assert world.results(broadcast) == ["LA"]

    def test_a_text_to_a_listed_number_is_not_sent(self, world):
        listed, other = los_angeles(2)
        world.forbid(listed, ActionKind.TEXT)
        broadcast = world.add([listed, other], text("Hello"))
        world.run()
        assert world.results(broadcast) == ["DNT", "SENT"]
        assert [record.result.value for record in world.records(broadcast)] == ["SENT"]
        assert [entry.to_number for entry in world.journal()] == [other]
        assert world.credits() == Decimal(999_999)

    def test_a_number_listed_for_calls_may_be_texted(self, world):
        (number,) = los_angeles()
        world.forbid(number)
        broadcast = world.add([number], text())
        world.run()
        assert world.results(broadcast) == ["SENT"]


class TestTexts:
    """Messages, their parts and their variables."""

    LONG = "x" * 160 + "y" * 160 + "z"

    def sent(self, world):
        return [entry.message for entry in world.journal()]

    def test_a_text_is_sent_and_over(self, world):
        broadcast = world.add(2, text("Hello"))
        world.run()
        assert world.results(broadcast) == ["SENT", "SENT"]
        assert self.sent(world) == ["Hello", "Hello"]
        (first, _) = world.records(broadcast)
        assert (first.result, first.message, first.billed) == (Disposition.SENT, "Hello", 1)
        assert (first.seconds, first.answered_at, first.finished_at) == (0, None, NOW)
        assert world.moves(broadcast)[-1] == ("FINISHED", 0)
        assert world.credits() == Decimal(999_998)

    def test_a_long_message_is_sent_and_charged_in_parts(self, world):
        broadcast = world.add(2, text(self.LONG))
        world.run()
        assert self.sent(world) == [self.LONG, self.LONG]
        records = world.records(broadcast)
        assert [(record.message, record.billed) for record in records[:3]] == [
            ("z", 1),
            ("y" * 160, 1),
            ("x" * 160, 1),
        ]
        assert world.results(broadcast) == ["SENT", "SENT"]
        assert world.tallies(broadcast) == {Disposition.SENT: Tally(6, 2, 2, 0, 0, Decimal(6))}
        assert world.credits() == Decimal(999_994)

    def test_messages_of_different_lengths_are_charged_each_for_itself(self, world):
        broadcast = world.add([], text("${words}"))
        numbers = los_angeles(3)
        for number, length in zip(numbers, (10, 170, 400), strict=True):
            world.add_batch(broadcast, [number], text(), attributes={"words": "w" * length})
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert world.tallies(broadcast) == {Disposition.SENT: Tally(6, 3, 3, 0, 0, Decimal(6))}
        assert world.credits() == Decimal(999_994)

    def test_a_message_may_be_trimmed(self, world):
        broadcast = world.add(1, text(self.LONG, big_message=BigMessageStrategy.TRIM))
        world.run()
        assert self.sent(world) == ["x" * 160]
        assert world.tallies(broadcast) == {Disposition.SENT: Tally(1, 1, 1, 0, 0, Decimal(1))}

    def test_a_message_may_be_too_big(self, world):
        broadcast = world.add(1, text(self.LONG, big_message=BigMessageStrategy.DO_NOT_SEND))
        world.run()
        assert self.sent(world) == []
        (record,) = world.records(broadcast)
        assert (record.result, record.billed, record.message) == (Disposition.TOO_BIG, 0, self.LONG)
        assert world.results(broadcast) == ["TOO_BIG"]
        assert world.credits() == Decimal(1_000_000)

    def test_too_big_is_judged_after_the_values_are_in_place(self, world):
        strategy = BigMessageStrategy.DO_NOT_SEND
        broadcast = world.add([], text("${a}", big_message=strategy))
        for number, length in zip(los_angeles(2), (160, 161), strict=True):
            world.add_batch(broadcast, [number], text(), attributes={"a": "w" * length})
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert world.results(broadcast) == ["SENT", "TOO_BIG"]

    def test_values_come_with_the_number(self, world):
        broadcast = world.add([], text("Hi ${name}, ${ClientData}${unknown}!"))
        world.add_batch(broadcast, los_angeles(), text(), attributes={"name": "Ann", "ClientData": "7"})
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert self.sent(world) == ["Hi Ann, 7!"]
        assert [record.message for record in world.records(broadcast)] == ["Hi Ann, 7!"]

    def test_an_action_may_bring_a_message_of_its_own(self, world):
        broadcast = world.add([], text("of the broadcast"))
        world.add_batch(broadcast, los_angeles(), text(), message="of ${x}", attributes={"x": "its own"})
        world.control(broadcast, BroadcastEvent.START)
        world.run()
        assert self.sent(world) == ["of its own"]

    def test_a_text_to_its_own_sender_is_never_delivered(self, world):
        (number,) = los_angeles()
        broadcast = world.add([number], text(from_number=number))
        world.run()
        assert world.results(broadcast) == ["CARRIER_ERROR"]
        assert self.sent(world) == []
        assert world.credits() == Decimal(1_000_000)

    @pytest.mark.parametrize(
        ("answer", "result"),
        [
            (Answer.CARRIER_ERROR, "CARRIER_ERROR"),
            (Answer.CARRIER_TEMP_ERROR, "CARRIER_TEMP_ERROR"),
            (Answer.INTERNAL_ERROR, "INTERNAL_ERROR"),
            (Answer.BUSY, "CARRIER_ERROR"),
            (Answer.MACHINE, "SENT"),
        ],
    )
    def test_a_carrier_may_refuse_a_text(self, world, answer, result):
        (number,) = los_angeles()
        world.script(number, answer)
        broadcast = world.add([number], text())
        world.run()
        assert world.results(broadcast) == [result]
        assert world.records(broadcast)[0].billed == (result == "SENT")

    def test_texts_are_not_bounded_by_the_number_of_lines(self, world):
        broadcast = world.add(50, text(), max_active=1)
        world.dispatcher.run_due()
        assert world.states(broadcast) == {"FINISHED": 50}


class TestLost:
    """What never gets an outcome."""

    def test_a_lost_call_times_out_after_an_hour(self, world):
        lost, other = los_angeles(2)
        world.script(lost, Answer.LOST)
        broadcast = world.add([lost, other])
        world.advance(minutes=59, seconds=59)
        assert world.states(broadcast) == {"SELECTED": 1, "FINISHED": 1}
        assert world.status(broadcast) is RUNNING
        world.run()
        assert [row.state.value for row in world.actions(broadcast)] == ["TIMEOUT", "FINISHED"]
        assert world.results(broadcast) == [None, "LA"]
        assert len(world.records(broadcast)) == 1
        assert world.moves(broadcast)[-1] == ("FINISHED", 3600)
        assert world.progress(broadcast) == Progress(0, 0, 2)

    def test_a_lost_call_takes_a_line_until_it_times_out(self, world):
        lost, other = los_angeles(2)
        world.script(lost, Answer.LOST)
        broadcast = world.add([lost, other], max_active=1)
        world.run()
        assert world.moves(broadcast)[-1] == ("FINISHED", 3612)

    def test_a_lost_text_times_out_too(self, world):
        (lost,) = los_angeles()
        world.script(lost, Answer.LOST)
        broadcast = world.add([lost], text())
        world.run()
        assert world.states(broadcast) == {"TIMEOUT": 1}

    def test_a_report_that_comes_after_the_hour_changes_nothing(self, world):
        (slow,) = los_angeles()
        world.script(slow, ring=4000)
        broadcast = world.add([slow])
        world.carrier.is_silent = True
        world.run()
        assert world.states(broadcast) == {"TIMEOUT": 1}
        assert world.records(broadcast) == []
        assert world.credits() == Decimal(1_000_000)

    def test_many_may_get_lost_together(self, world):
        (number,) = los_angeles()
        world.script(number, Answer.LOST)
        broadcast = world.add([number] * 1200)
        world.run()
        assert world.states(broadcast) == {"TIMEOUT": 1200}

    def test_they_are_given_up_a_thousand_at_a_time(self, world):
        (number,) = los_angeles()
        world.script(number, Answer.LOST)
        world.add([number] * 1200)
        given_up = moved_together(world, ActionState.TIMEOUT)
        world.run()
        assert given_up == [1000, 200]


class TestWaking:
    """When there is something to do next."""

    def test_nothing_to_do_is_never_due(self, world):
        assert world.dispatcher.next_due() is None
        assert world.dispatcher.run_due() == 0
        assert world.dispatcher.is_idle()

    def test_a_call_under_way_is_not_idle(self, world):
        world.add()
        assert not world.dispatcher.is_idle()
        world.dispatcher.run_due()
        assert not world.dispatcher.is_idle()
        assert world.dispatcher.next_due() == world.at(seconds=12)
        world.advance(seconds=12)
        assert world.dispatcher.is_idle()

    def test_waiting_for_a_retry_is_idle(self, world):
        retry = RetryPolicy(max_attempts=2, results=(BUSY,))
        world.add(["12135550111"], voice(world.sound, retry=retry))
        world.advance(minutes=1)
        assert world.dispatcher.is_idle()
        assert world.dispatcher.next_due() == world.at(minutes=60, seconds=4)

    def test_time_moves_to_where_it_is_wanted_and_everything_in_between_happens(self, world):
        broadcast = world.add(3, max_active=1)
        assert world.advance(minutes=5) > 0
        assert world.clock.now() == world.at(minutes=5)
        assert world.moves(broadcast)[-1] == ("FINISHED", 36)
        assert world.advance(minutes=5) == 0

    def test_what_happened_is_counted(self, world):
        world.add(3)
        # It begins to run, three are claimed, three end, it is over.
        assert world.run() == 8

    def test_while_it_is_paused_the_database_may_change_under_it(self, world):
        broadcast = world.add(2, max_active=1)
        world.dispatcher.run_due()
        with world.dispatcher.paused(), world.writing() as connection:
            connection.exec_driver_sql("DELETE FROM attempt")
            connection.exec_driver_sql("UPDATE action SET state = 'READY', attempts = 0")
            connection.exec_driver_sql("DELETE FROM carrier_entry")
        world.run()
        assert world.states(broadcast) == {"FINISHED": 2}

    def test_broadcasts_of_all_accounts_run_together(self, make_world):
        world = make_world()
        first, second = world.add(3), world.add(2, text())
        world.run()
        assert world.status(first) is world.status(second) is FINISHED
        assert [row.id for row, _ in world.reading(broadcasts.active_broadcasts)] == []

    def test_a_change_of_the_configuration_counts_for_what_is_claimed_later(self, world):
        broadcast = world.add(2, text("first"), starts=False)
        world.control(broadcast, BroadcastEvent.START)
        world.change(broadcast, config={"from_number": "67076", "message": "second"})
        world.run()
        assert [entry.message for entry in world.journal()] == ["second", "second"]


class TestRaces:
    """Between finding out what is due and doing it, somebody else may commit something."""

    def test_what_was_due_and_is_due_no_more_is_no_defect(self, world, monkeypatch):
        broadcast, find = world.add(3), world.dispatcher.next_due
        between = [broadcast]

        def next_due():
            due = find()
            while between:
                world.control(between.pop(), BroadcastEvent.STOP)
            return due

        monkeypatch.setattr(world.dispatcher, "next_due", next_due)
        assert world.dispatcher.run_due() == 0
        assert world.status(broadcast) is STOPPED
        assert world.journal() == []

    def test_others_are_called_after_a_round_in_vain(self, world, monkeypatch):
        stopped, find = world.add(2), world.dispatcher.next_due
        called = []

        def next_due():
            due = find()
            if not called:
                world.control(stopped, BroadcastEvent.STOP)
                called.append(world.add(2))
            return due

        monkeypatch.setattr(world.dispatcher, "next_due", next_due)
        world.run()
        assert world.status(stopped) is STOPPED
        assert world.status(called[0]) is FINISHED

    def test_what_stays_due_and_is_never_done_is_a_defect(self, world, monkeypatch):
        monkeypatch.setattr(world.dispatcher, "next_due", world.clock.now)
        with pytest.raises(RuntimeError, match="does not get done"):
            world.dispatcher.run_due()
