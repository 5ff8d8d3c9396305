"""No lost and no doubled call, whenever the service or the carrier fails."""

import random
from collections import Counter
from contextlib import suppress
from sqlite3 import DatabaseError as DriverError

import pytest
from sqlalchemy.exc import DatabaseError as WrappedError

from callfire_soap.domain.actions import WAITING_STATES
from callfire_soap.domain.broadcasts import BroadcastEvent
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.retries import RetryPolicy
from callfire_soap.domain.texts import BigMessageStrategy
from callfire_soap.store import text_strategies
from tests.builders import los_angeles, text, voice
from tests.dispatch.world import FINISHED, RUNNING

BUSY = Disposition.BUSY
# Some statements go straight to the driver.
DATABASE_ERRORS = (WrappedError, DriverError)


def assert_everybody_was_called_once(world, broadcast, how_many):
    """Look at the journal of the carrier: what it took is what the world would have heard."""
    assert world.states(broadcast) == {"FINISHED": how_many}
    assert world.status(broadcast) is FINISHED
    called = Counter(entry.action_id for entry in world.journal())
    assert set(called.values()) == {1}
    assert len(called) == how_many
    assert len(world.records(broadcast)) == how_many


class TestCarrierFails:
    """The claim is durable, the carrier is not reached, or its answer is not."""

    def test_what_did_not_reach_the_carrier_is_placed_afterwards(self, world):
        broadcast = world.add(3)
        world.carrier.fails_before = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        assert world.states(broadcast) == {"SELECTED": 3}
        assert world.journal() == []
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)

    def test_what_reached_the_carrier_is_not_placed_again(self, world):
        broadcast = world.add(3)
        world.carrier.fails_after = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        assert len(world.journal()) == 3
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)

    def test_the_carrier_may_fail_again_and_again(self, world):
        broadcast = world.add(3)
        world.carrier.fails_before = 5
        for _ in range(5):
            with pytest.raises(ConnectionError):
                world.dispatcher.run_due()
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)

    def test_more_than_a_round_is_reported_once_after_a_failure(self, world):
        broadcast = world.add(2500)
        world.carrier.fails_after = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        world.run()
        assert_everybody_was_called_once(world, broadcast, 2500)

    def test_the_pace_is_kept_after_a_failure(self, world):
        broadcast = world.add(6, max_active=2)
        world.carrier.fails_before = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        world.run()
        assert world.moves(broadcast)[-1] == ("FINISHED", 36)
        assert_everybody_was_called_once(world, broadcast, 6)

    def test_texts_are_sent_once_too(self, world):
        broadcast = world.add(3, text("x" * 170))
        world.carrier.fails_after = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        world.run()
        assert Counter(entry.action_id for entry in world.journal()).most_common(1)[0][1] == 1
        assert [len(record.message) for record in world.records(broadcast)] == [10, 160] * 3


class TestServiceFails:
    """The program ends, and another one begins over the same database."""

    def test_between_claim_and_carrier(self, world):
        broadcast = world.add(3)
        world.carrier.fails_before = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        world.restart()
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)

    def test_between_carrier_and_settling(self, world):
        broadcast = world.add(3)
        world.dispatcher.run_due()
        world.restart()
        assert world.dispatcher.next_due() == world.at(seconds=12)
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)
        assert world.moves(broadcast)[-1] == ("FINISHED", 12)

    def test_while_calls_ended_that_nobody_settled(self, world):
        broadcast = world.add(3)
        world.dispatcher.run_due()
        world.restart()
        world.clock.set(world.at(minutes=10))
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)
        (record, *_) = world.records(broadcast)
        assert record.finished_at == world.at(seconds=12)

    def test_after_everything_was_settled(self, world):
        broadcast = world.add(3)
        world.run()
        world.restart()
        assert world.run() == 0
        assert_everybody_was_called_once(world, broadcast, 3)

    def test_before_anything_was_claimed(self, world):
        broadcast = world.add(3)
        world.restart()
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)

    def test_at_every_instant(self, world):
        broadcast = world.add(6, max_active=2)
        while (due := world.dispatcher.next_due()) is not None:
            world.clock.set(due)
            world.dispatcher.run_due()
            world.restart()
        assert_everybody_was_called_once(world, broadcast, 6)
        assert world.moves(broadcast)[-1] == ("FINISHED", 36)

    def test_while_an_attempt_waits_for_the_next(self, world):
        retry = RetryPolicy(max_attempts=3, results=(BUSY,))
        broadcast = world.add(["12135550111"], voice(world.sound, retry=retry))
        while (due := world.dispatcher.next_due()) is not None:
            world.clock.set(due)
            world.dispatcher.run_due()
            world.restart()
        assert [record.result for record in world.records(broadcast)] == [BUSY] * 3
        assert len(world.journal()) == 3

    def test_lost_calls_still_time_out(self, world):
        (number,) = los_angeles()
        world.script(number, Answer.LOST)
        broadcast = world.add([number])
        world.dispatcher.run_due()
        world.restart()
        world.run()
        assert world.states(broadcast) == {"TIMEOUT": 1}
        assert world.moves(broadcast)[-1] == ("FINISHED", 3600)

    def test_a_long_call_goes_on(self, world):
        (number,) = los_angeles()
        world.script(number, ring=9000)
        broadcast = world.add([number])
        world.dispatcher.run_due()
        for _ in range(3):
            world.restart()
            world.advance(minutes=40)
        world.run()
        assert_everybody_was_called_once(world, broadcast, 1)

    def test_what_ended_while_the_service_was_down_is_settled_however_long_ago(self, world):
        broadcast = world.add(1100)
        world.dispatcher.run_due()
        world.clock.set(world.at(days=3))
        world.restart()
        world.run()
        assert_everybody_was_called_once(world, broadcast, 1100)

    def test_what_is_placed_only_after_the_hour_has_its_own_hour(self, world):
        answered, lost = los_angeles(2)
        world.script(lost, Answer.LOST)
        broadcast = world.add([answered, lost])
        world.carrier.fails_before = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        world.clock.set(world.at(hours=5))
        world.restart()
        world.dispatcher.run_due()
        world.advance(minutes=59)
        assert [row.state.value for row in world.actions(broadcast)] == ["FINISHED", "SELECTED"]
        world.advance(minutes=1)
        assert [row.state.value for row in world.actions(broadcast)] == ["FINISHED", "TIMEOUT"]

    def test_a_text_is_sent_as_it_was_claimed_whatever_the_broadcast_says_now(self, world):
        broadcast = world.add(1, text("as it was claimed"))
        world.carrier.fails_before = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        config = {"from_number": "67076", "message": "x" * 200, "big_message": BigMessageStrategy.DO_NOT_SEND}
        world.change(broadcast, config=config)
        world.restart()
        world.run()
        assert world.results(broadcast) == ["SENT"]
        assert [entry.message for entry in world.journal()] == ["as it was claimed"]
        assert world.status(broadcast) is FINISHED

    @pytest.mark.parametrize(
        ("strategy", "lengths"),
        [(BigMessageStrategy.TRIM, [160]), (BigMessageStrategy.SEND_MULTIPLE, [40, 160])],
    )
    @pytest.mark.parametrize("theirs", BigMessageStrategy)
    def test_a_text_with_a_message_of_its_own_is_sent_by_its_own_strategy(
        self, world, strategy, lengths, theirs
    ):
        config = text("theirs", big_message=theirs)
        broadcast = world.add([], config, starts=False)
        _, actions = world.add_batch(broadcast, los_angeles(3), config, message="x" * 200)
        with world.writing() as connection:
            text_strategies.keep_strategy(connection, actions, strategy)
        world.control(broadcast, BroadcastEvent.START)
        world.carrier.fails_before = 1
        with pytest.raises(ConnectionError):
            world.dispatcher.run_due()
        world.restart()
        world.run()
        assert world.results(broadcast) == ["SENT"] * 3
        assert [len(record.message) for record in world.records(broadcast)] == lengths * 3
        assert [len(entry.message) for entry in world.journal()] == [sum(lengths)] * 3

    def test_in_a_stopped_broadcast(self, world):
        broadcast = world.add(3, max_active=2)
        world.dispatcher.run_due()
        world.control(broadcast, BroadcastEvent.STOP)
        world.restart()
        world.run()
        assert world.states(broadcast) == {"FINISHED": 2, "READY": 1}


class TestDatabaseFails:
    """The disk is full, or the database says no at the last moment."""

    @staticmethod
    def break_commits(world):
        """Make every commit of the dispatcher fail, by a reference to nothing that is looked at only then."""
        with world.writing() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER broken AFTER UPDATE ON action BEGIN SELECT RAISE(ROLLBACK, 'broken'); END"
            )

    @staticmethod
    def mend(world):
        with world.writing() as connection:
            connection.exec_driver_sql("DROP TRIGGER broken")

    def test_nothing_is_dialled_that_could_not_be_claimed(self, world):
        broadcast = world.add(3)
        self.break_commits(world)
        with pytest.raises(DATABASE_ERRORS, match="broken"):
            world.dispatcher.run_due()
        assert world.journal() == []
        assert world.states(broadcast) == {"READY": 3}
        self.mend(world)
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)

    def test_what_could_not_be_settled_is_settled_later(self, world):
        broadcast = world.add(3, max_active=2)
        world.dispatcher.run_due()
        self.break_commits(world)
        world.clock.set(world.at(seconds=12))
        for _ in range(3):
            with pytest.raises(DATABASE_ERRORS, match="broken"):
                world.dispatcher.run_due()
        self.mend(world)
        world.run()
        assert_everybody_was_called_once(world, broadcast, 3)
        assert world.progress(broadcast).finished == 3


class TestAnythingMayHappen:
    """Seeded runs in which starts, stops, failures and restarts come in any order."""

    ENDINGS = ("0110", "0111", "0112", "0113", "0114", "0115", "0116", "2000", "2001", "2002")
    RESULTS = tuple(Disposition)

    def random_retry(self, draw):
        return RetryPolicy(
            max_attempts=draw.randint(1, 4),
            minutes_between_attempts=draw.choice([0, 1, 7]),
            results=tuple(draw.sample(self.RESULTS, draw.randint(0, 8))),
        )

    def random_config(self, world, draw):
        retry = self.random_retry(draw)
        if draw.random() < 0.4:
            strategy = draw.choice(list(BigMessageStrategy))
            return text("x" * draw.choice([5, 161, 400]), retry=retry, big_message=strategy)
        keys = {"transfer_digit": "1", "transfer_number": "12125551212", "dnc_digit": "9"}
        return voice(world.sound, retry=retry, **(keys if draw.random() < 0.5 else {}))

    def random_numbers(self, draw):
        exchange = draw.choice(["1213555", "1212555", "1808555"])
        return [exchange + draw.choice(self.ENDINGS) for _ in range(draw.randint(1, 12))]

    def step(self, world, draw, configs):
        broadcast = draw.choice(sorted(configs))
        steps = {
            "go on": lambda: world.advance(seconds=draw.choice([0, 3, 12, 60, 600])),
            "restart": world.restart,
            "start": lambda: world.control(broadcast, BroadcastEvent.START),
            "stop": lambda: world.control(broadcast, BroadcastEvent.STOP),
            "add": lambda: world.add_batch(broadcast, self.random_numbers(draw), configs[broadcast]),
            "forbid": lambda: world.forbid(self.random_numbers(draw)[0]),
            "lose": lambda: world.script(self.random_numbers(draw)[0], Answer.LOST, Answer.LIVE),
            "fail before": lambda: setattr(world.carrier, "fails_before", draw.randint(1, 2)),
            "fail after": lambda: setattr(world.carrier, "fails_after", draw.randint(1, 2)),
            "slow down": lambda: world.change(broadcast, max_active=draw.randint(1, 4)),
        }
        chosen = draw.choices(list(steps), [8, 1, 3, 1, 1, 1, 1, 1, 1, 1])[0]
        with suppress(ConnectionError):
            steps[chosen]()

    @pytest.mark.parametrize("seed", range(12))
    def test_every_attempt_is_made_once_and_counted_once(self, world, seed):
        draw = random.Random(seed)
        configs = {}
        for _ in range(3):
            config = self.random_config(world, draw)
            configs[world.add(self.random_numbers(draw), config, max_active=draw.choice([None, 1, 3]))] = (
                config
            )
        for _ in range(40):
            self.step(world, draw, configs)
            world.check()
        world.carrier.fails_before = world.carrier.fails_after = 0
        for broadcast in configs:
            world.control(broadcast, BroadcastEvent.START)
        world.run()
        handed = Counter(entry.action_id for entry in world.journal())
        for broadcast, config in configs.items():
            assert world.status(broadcast) is FINISHED
            for row in world.actions(broadcast):
                assert row.state not in WAITING_STATES
                assert handed[row.id] <= row.attempts <= max(config.retry.max_attempts, 1)

    def test_the_same_seed_makes_the_same_history(self, make_world):
        histories = []
        for _ in range(2):
            world, draw = make_world(), random.Random(7)
            configs = {world.add(self.random_numbers(draw), voice(world.sound)): voice(world.sound)}
            for _ in range(30):
                self.step(world, draw, configs)
            with suppress(ConnectionError):
                world.run()
            histories.append([entry._replace(id=0) for entry in world.journal()])
        assert histories[0] == histories[1]
        assert histories[0]


def test_a_running_broadcast_goes_on_after_a_restart(world):
    broadcast = world.add(4, max_active=2)
    world.dispatcher.run_due()
    world.restart()
    assert world.status(broadcast) is RUNNING
    assert world.dispatcher.run_due() == 0
    assert world.states(broadcast) == {"SELECTED": 2, "READY": 2}
