"""The counters of broadcasts."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store import actions, attempts, statistics
from callfire_soap.store.actions import EndedActions
from callfire_soap.store.attempts import AttemptKind, End, NewAttempt, PastAttempts
from callfire_soap.store.statistics import Progress, Tally
from tests.builders import NOW, add_actions, add_broadcast, los_angeles

BUSY, LIVE = Disposition.BUSY, Disposition.LIVE_ANSWER
XFER, XFER_LEG = Disposition.TRANSFERRED, Disposition.TRANSFER_LEG
MINUTE = timedelta(minutes=1)


@pytest.fixture
def broadcast(connection, mine):
    return add_broadcast(connection, mine)


class TestProgress:
    """Where the actions of a broadcast stand."""

    def test_counters_begin_at_0(self, connection, broadcast):
        assert statistics.progress_of(connection, broadcast) == Progress(0, 0, 0)

    def test_an_unknown_broadcast_has_done_nothing(self, connection):
        assert statistics.progress_of(connection, 999) == Progress(0, 0, 0)

    def test_counters_are_added_to(self, connection, mine, broadcast):
        other = add_broadcast(connection, mine)
        statistics.add_progress(connection, broadcast, Progress(5, 0, 1))
        statistics.add_progress(connection, broadcast, Progress(-2, 1, 1))
        assert statistics.progress_of(connection, broadcast) == Progress(3, 1, 2)
        assert statistics.progress_of(connection, other) == Progress()


class TestTallies:
    """What attempts add up to."""

    def test_a_tally_adds_up(self):
        one = Tally(1, 2, 3, 4, 5, Decimal("1.6667"))
        assert one.plus(one) == Tally(2, 4, 6, 8, 10, Decimal("3.3334"))

    def test_tallies_are_kept_by_result(self, connection, mine, broadcast):
        other = add_broadcast(connection, mine)
        one = Tally(1, 1, 1, 58, 60, Decimal("1.6667"))
        statistics.add_tallies(connection, broadcast, {LIVE: one, BUSY: Tally(attempts=2)})
        statistics.add_tallies(connection, broadcast, {LIVE: one})
        assert statistics.tallies_of(connection, broadcast) == {
            LIVE: one.plus(one),
            BUSY: Tally(attempts=2),
        }
        assert statistics.tallies_of(connection, other) == {}


class TestIntervals:
    """The same counted from the rows, for a span of time."""

    @staticmethod
    def add_record(connection, action, result, at, seconds=0, billed=0, kind="call"):
        (record,) = attempts.reserve_attempts(connection, 1)
        finished = NOW + at * MINUTE
        end = End(finished, None, finished, Disposition(result), seconds, Decimal(billed))
        added = [NewAttempt(record, action, "12135551212")]
        attempts.add_past(connection, [PastAttempts(AttemptKind(kind), end, added)])

    @pytest.fixture
    def worked(self, connection, mine, broadcast):
        """Two calls: one busy and then answered, one transferred."""
        one, two = add_actions(connection, mine, broadcast, los_angeles(2))
        self.add_record(connection, one, "BUSY", 0)
        self.add_record(connection, one, "LA", 10, 61, 2)
        self.add_record(connection, two, "XFER", 20, 47, 1)
        self.add_record(connection, two, "XFER_LEG", 20, 30, 0, kind="transfer")
        elsewhere = add_actions(connection, mine, add_broadcast(connection, mine), los_angeles())[0]
        self.add_record(connection, elsewhere, "LA", 10, 61, 2)
        return broadcast

    def between(self, connection, broadcast, begin=None, end=None):
        bounds = (None if at is None else NOW + at * MINUTE for at in (begin, end))
        return statistics.tallies_between(connection, broadcast, *bounds)

    def test_without_bounds_everything_counts(self, connection, worked):
        assert self.between(connection, worked) == {
            BUSY: Tally(1, 1, 1, 0, 0, Decimal(0)),
            LIVE: Tally(1, 1, 0, 61, 120, Decimal(2)),
            XFER: Tally(1, 1, 1, 47, 60, Decimal(1)),
            XFER_LEG: Tally(1, 1, 0, 30, 0, Decimal(0)),
        }

    def test_both_bounds_are_included(self, connection, worked):
        assert set(self.between(connection, worked, 0, 10)) == {BUSY, LIVE}
        assert set(self.between(connection, worked, 10, 20)) == {LIVE, XFER, XFER_LEG}

    def test_one_bound_may_stand_alone(self, connection, worked):
        assert set(self.between(connection, worked, begin=1)) == {LIVE, XFER, XFER_LEG}
        assert set(self.between(connection, worked, end=9)) == {BUSY}
        assert self.between(connection, worked, begin=21) == {}

    def test_an_action_counts_once_within_the_interval(self, connection, worked):
        assert self.between(connection, worked, 5, 15)[LIVE].attempted_actions == 1

    def test_replies_are_nothing_that_the_broadcast_did(self, connection, mine, broadcast):
        state = ActionState.FINISHED
        (reply,) = add_actions(connection, mine, broadcast, los_angeles(), is_inbound=True, state=state)
        self.add_record(connection, reply, "RECEIVED", 0, billed=1, kind="text")
        assert self.between(connection, broadcast) == {}
        assert statistics.progress_between(connection, broadcast, None, None) == Progress()

    def test_progress_tells_what_waits_from_what_was_tried(self, connection, mine, broadcast):
        kept = {
            state: add_actions(connection, mine, broadcast, los_angeles(), state=state)[0]
            for state in (ActionState.DISABLED, ActionState.DNC, ActionState.INVALID)
        }
        ids = add_actions(connection, mine, broadcast, los_angeles(4))
        # One is tried for the first time, one waits for its second attempt, one is over, one was never tried.
        actions.claim(connection, broadcast, NOW, 3)
        again = EndedActions(ActionState.READY, None, NOW, [ids[1]])
        over = EndedActions(ActionState.FINISHED, Disposition.LIVE_ANSWER, None, [ids[2]])
        actions.end_actions(connection, [again, over], NOW)
        found = statistics.progress_between(connection, broadcast, None, None)
        assert len(kept) == 3
        assert found == Progress(unattempted=3, retry_wait=1, finished=3)
        assert statistics.progress_between(connection, broadcast, NOW + MINUTE, None) == Progress()
        assert statistics.progress_between(connection, broadcast, NOW, NOW) == found


def test_earlier_results_of_actions_are_known(connection, mine, broadcast):
    one, two, three = add_actions(connection, mine, broadcast, los_angeles(3))
    add_record = TestIntervals.add_record
    for action, result in ((one, "BUSY"), (one, "NO_ANS"), (two, "NO_ANS")):
        add_record(connection, action, result, 0)
    assert statistics.earlier_results(connection, [one, two, three]) == {
        one: {Disposition.BUSY, Disposition.NO_ANSWER},
        two: {Disposition.NO_ANSWER},
    }
