"""A small service without its edges: a database, a carrier, a clock that is moved by hand."""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from callfire_soap.conduct import lifecycle
from callfire_soap.dispatch.carrier_journal import StoredJournal
from callfire_soap.dispatch.dispatcher import Dispatcher
from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BroadcastEvent, BroadcastStatus
from callfire_soap.domain.clock import ServiceClock
from callfire_soap.domain.configs import TextConfig
from callfire_soap.domain.events import ActionsMoved, BroadcastMoved
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import (
    accounts,
    attempts,
    batches,
    broadcasts,
    carrier_journal,
    dnc,
    statistics,
)
from callfire_soap.store.actions import action
from callfire_soap.store.attempts import AttemptRow, attempt
from callfire_soap.store.batches import batch
from callfire_soap.store.statistics import Progress, Tally
from tests.builders import (
    NOW,
    add_account,
    add_batch,
    add_broadcast,
    add_sound,
    los_angeles,
    make_store,
    voice,
)
from tests.fakes import UnreliableCarrier


class ActionNow(NamedTuple):
    """Where an action stands."""

    id: int
    state: ActionState
    result: str | None
    attempts: int


class World:
    """All that dispatching needs, and what a test wants to know afterwards."""

    def __init__(self, path, **account):
        self.store = make_store(path)
        self.clock = ServiceClock(NOW, is_manual=True)
        self.events = []
        self.store.listen(self.events.extend)
        with self.writing() as connection:
            self.account = add_account(connection, **account)
            self.sound = add_sound(connection, self.account, seconds=8)
        self.restart()

    def restart(self):
        """Begin with a carrier and a dispatcher that remember nothing."""
        self.carrier = UnreliableCarrier(StoredJournal(self.store))
        self.dispatcher = Dispatcher(self.store, self.carrier, self.clock)

    def writing(self):
        return _Writing(self.store)

    def at(self, **passed):
        return NOW + timedelta(**passed)

    def add(self, numbers=1, config=None, *, starts=True, **settings):
        """Add a broadcast with one batch of numbers, and start it; answers its id."""
        config = config or voice(self.sound)
        numbers = los_angeles(numbers) if isinstance(numbers, int) else numbers
        with self.writing() as connection:
            broadcast = add_broadcast(connection, self.account, config, **settings)
        self.add_batch(broadcast, numbers, config)
        if starts:
            self.control(broadcast, BroadcastEvent.START)
        return broadcast

    def add_batch(self, broadcast, numbers, config, **settings):
        kind = ActionKind.TEXT if isinstance(config, TextConfig) else ActionKind.CALL
        values = {"kind": kind, "from_number": config.from_number, "created": self.clock.now(), **settings}
        with self.writing() as connection:
            return add_batch(connection, self.account, broadcast, numbers, **values)

    def control(self, broadcast, event):
        with self.store.writing() as unit:
            row = broadcasts.find_broadcast(unit.connection, self.account, broadcast)
            lifecycle.move(unit, row, event, self.clock.now())
            unit.commit()

    def change(self, broadcast, **values):
        with self.writing() as connection:
            broadcasts.change_broadcast(connection, broadcast, self.clock.now(), **values)

    def forbid(self, number, kind=ActionKind.CALL):
        with self.writing() as connection:
            dnc.forbid(connection, self.account, number, kind, self.clock.now())

    def script(self, number, *answers, **reaction):
        reactions = [Reaction(answer=answer) for answer in answers] or [Reaction(**reaction)]
        self.carrier.set_script(number, reactions)

    def advance(self, **passed):
        return self.dispatcher.advance(self.clock.now() + timedelta(**passed))

    def run(self):
        """Go on until nothing will ever happen; calls that got lost take an hour."""
        happened = self.dispatcher.run_due()
        while (due := self.dispatcher.next_due()) is not None:
            self.clock.set(due)
            happened += self.dispatcher.run_due()
        return happened

    def reading(self, question, *arguments):
        with self.store.reading() as unit:
            return question(unit.connection, *arguments)

    def status(self, broadcast):
        return self.reading(broadcasts.find_broadcast, self.account, broadcast).status

    def actions(self, broadcast):
        columns = (action.c.id, action.c.state, action.c.result, action.c.attempts)
        query = select(*columns).where(action.c.broadcast_id == broadcast).order_by(action.c.id)
        with self.store.reading() as unit:
            return [ActionNow(*row) for row in unit.connection.execute(query)]

    def states(self, broadcast):
        return Counter(row.state.value for row in self.actions(broadcast))

    def results(self, broadcast):
        return [row.result and row.result.value for row in self.actions(broadcast)]

    def records(self, broadcast) -> list[AttemptRow]:
        """Answer the records of all actions, those of one action newest first, as the services do."""
        ids = [row.id for row in self.actions(broadcast)]
        by_action = self.reading(attempts.attempts_of, ids)
        return [record for each in ids for record in by_action.get(each, ())]

    def journal(self):
        """Answer what reached the carrier, oldest first."""
        return self.reading(carrier_journal.page_of_entries, 0, 1_000_000)

    def credits(self):
        return self.reading(accounts.get_account, self.account).credits

    def progress(self, broadcast):
        return self.reading(statistics.progress_of, broadcast)

    def tallies(self, broadcast):
        return self.reading(statistics.tallies_of, broadcast)

    def batches(self, broadcast):
        return self.reading(batches.page_of_batches, broadcast, 0, 1000)[1]

    def moves(self, broadcast):
        """Answer the statuses that a broadcast came to, with the seconds since the beginning."""
        return [
            (event.status.value, (event.at - NOW).total_seconds())
            for event in self.events
            if isinstance(event, BroadcastMoved) and event.broadcast == broadcast
        ]

    def lives(self):
        """Answer the states that each action came to, in order."""
        found = {}
        for event in self.events:
            if isinstance(event, ActionsMoved):
                for each in event.actions:
                    found.setdefault(each, []).append(event.state.value)
        return found

    def check(self):
        """Compare the counters with the rows, and the journal with the promise of handing over once."""
        with self.store.reading() as unit:
            connection = unit.connection
            sent_by = select(action.c.broadcast_id).where(~action.c.is_inbound).distinct()
            for broadcast in connection.execute(sent_by).scalars().all():
                counted = statistics.progress_of(connection, broadcast)
                assert counted == statistics.progress_between(connection, broadcast, None, None)
                tallies = statistics.tallies_of(connection, broadcast)
                assert without_first(tallies) == without_first(
                    statistics.tallies_between(connection, broadcast, None, None)
                )
                tried = sum(tally.attempted_actions for tally in tallies.values())
                assert tried == _count(connection, broadcast, has_record=True)
            for row in connection.execute(select(batch)):
                waiting = (
                    select(func.count())
                    .select_from(action)
                    .where(
                        action.c.batch_id == row.id,
                        action.c.state.in_([ActionState.READY, ActionState.SELECTED, ActionState.DISABLED]),
                    )
                )
                assert row.remaining == connection.execute(waiting).scalar()
            handed = [entry.attempt_id for entry in self.journal()]
            assert len(handed) == len(set(handed))

    def close(self):
        self.store.close()


def _count(connection, broadcast, *, has_record):
    tried = select(attempt.c.action_id).where(attempt.c.finished_at.is_not(None))
    sent = (action.c.broadcast_id == broadcast) & ~action.c.is_inbound
    query = select(func.count()).select_from(action).where(sent)
    return connection.execute(query.where(action.c.id.in_(tried) == has_record)).scalar()


def without_first(tallies):
    """Leave out by which result an action counts as tried: only the sum of that is asked for."""
    return {result: Tally(*tally)._replace(attempted_actions=0) for result, tally in tallies.items()}


class _Writing:
    """A unit that is committed unless something fails."""

    def __init__(self, store):
        self._context = store.writing()

    def __enter__(self):
        self._unit = self._context.__enter__()
        return self._unit.connection

    def __exit__(self, kind, error, trace):
        if kind is None:
            self._unit.commit()
        return self._context.__exit__(kind, error, trace)


RUNNING, FINISHED = BroadcastStatus.RUNNING, BroadcastStatus.FINISHED
STOPPED, PENDING = BroadcastStatus.STOPPED, BroadcastStatus.START_PENDING

__all__ = ["FINISHED", "PENDING", "RUNNING", "STOPPED", "Progress", "World"]
