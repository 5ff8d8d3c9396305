"""The dispatcher: it runs broadcasts, wakes when there is work and sleeps when there is none."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from decimal import Decimal
from logging import INFO, getLogger
from math import ceil
from threading import RLock

from callfire_soap.carriers.base import Carrier, Order
from callfire_soap.conduct.lifecycle import move
from callfire_soap.dispatch.claiming import Claims, claim, reopen
from callfire_soap.dispatch.contact_lists import ListReader
from callfire_soap.dispatch.deliveries import deliver
from callfire_soap.dispatch.dialplans import NOTHING_OUTSIDE, SoundsOutside
from callfire_soap.dispatch.runners import Runner, Runners
from callfire_soap.dispatch.schedules import follow_schedules
from callfire_soap.dispatch.settling import Ended, Open, group, lose, settle
from callfire_soap.dispatch.silence import Silence
from callfire_soap.dispatch.spoken_codes import SpokenCodes
from callfire_soap.dispatch.spoken_sounds import SpokenSounds
from callfire_soap.domain.auto_replies import USUAL_TEXT_RULES, TextRules
from callfire_soap.domain.broadcasts import BroadcastEvent, BroadcastStatus
from callfire_soap.domain.clock import ServiceClock
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.outcomes import Answer, Leg, Outcome
from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.logs import tell
from callfire_soap.store import attempts, list_batches, schedules, sounds
from callfire_soap.store.unit_of_work import Store, UnitOfWork

_LOG = getLogger(__name__)

ATTEMPTS_PER_ROUND = 1_000
"""How many attempts are claimed and settled in one transaction; what makes dispatching fast."""

_MOST_IN_VAIN = 10
"""How many rounds in a row may find nothing to do although something was due; more of them are a defect.

What is due is read before a round, and a request that is committed in between may undo it.
"""

_USUAL_PARTS = 10
"""With so many parts each, texts are still written quickly; of longer ones fewer make a round, so nobody waits."""


class Dispatcher:
    """Runs all broadcasts of all accounts through a carrier.

    Its methods may be called from any thread; one round runs at a time.
    """

    def __init__(
        self,
        store: Store,
        carrier: Carrier,
        clock: ServiceClock,
        outside: SoundsOutside = NOTHING_OUTSIDE,
        transferred: Disposition = Disposition.TRANSFER_LEG,
        text_rules: TextRules = USUAL_TEXT_RULES,
        *,
        likely_zone: bool = False,
    ) -> None:
        """Begin with what the store says was under way; `transferred` is how calls end that were."""
        self._store, self._carrier, self._clock = store, carrier, clock
        self._text_rules = text_rules
        self._lock = RLock()
        self._runners = Runners(outside, transferred, likely_zone=likely_zone)
        # Whose calls were the last that wait for addresses outside.
        self._waited_for = 0
        # The calls that the service makes on its own account.
        self._spoken_sounds = SpokenSounds(carrier.heard_of)
        self._own_calls = (self._spoken_sounds, SpokenCodes())
        self._open: dict[int, Open] = {}
        self._silence = Silence(carrier.heard_of)
        # The parts of all texts that are under way.
        self._open_parts = 0
        self._open_by_broadcast: Counter[int] = Counter()
        self._open_by_account: Counter[int] = Counter()
        self._lists = ListReader(store)
        self._has_lists_to_read = False
        # Broadcasts with batches whose lists are not read yet, or that are about to start and play sounds
        # that do not exist yet.
        self._waiting: frozenset[int] = frozenset()
        # After a failure what is remembered here may differ from what is stored: it is read again.
        self._is_stale = True

    def run_due(self) -> int:
        """Do all that is due now; answers how many things happened."""
        happened = in_vain = 0
        with self._turn():
            self._refresh()
            while (due := self.next_due()) is not None and due <= self._clock.now():
                now = self._clock.now()
                # A round between the slices: who waits to be called does not wait for lists.
                done = int(self._has_lists_to_read and self._lists.read_some(now))
                done += self._round(now)
                in_vain = 0 if done else in_vain + 1
                if in_vain > _MOST_IN_VAIN:
                    message = f"work that is due at {due.isoformat()} does not get done"
                    raise RuntimeError(message)
                happened += done
        return happened

    def next_due(self) -> datetime | None:
        """Answer when there is something to do next."""
        with self._turn(), self._store.reading() as unit:
            self._refresh()
            self._has_lists_to_read, self._waiting = list_batches.undone(unit.connection)
            now = self._clock.now()
            moments = [self._carrier.next_report(), self._silence.next_check(now)]
            moments.append(schedules.next_change(unit.connection))
            moments += [calls.next_due(unit, now) for calls in self._own_calls]
            active = self._runners.active(unit)
            self._waiting |= _without_sound(unit, active)
            moments += [self._due_of(runner, due) for runner, due in active]
            if self._has_lists_to_read:
                moments.append(now)
        return min((moment for moment in moments if moment is not None), default=None)

    def advance(self, until: datetime) -> int:
        """Move a manual clock through everything that falls due, each at its own instant; answers how many."""
        with self._turn():
            happened = self.run_due()
            while (due := self.next_due()) is not None and due <= until:
                self._clock.set(due)
                happened += self.run_due()
            self._clock.set(until)
        return happened

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let no round run meanwhile; afterwards everything is read from the store again."""
        with self._turn():
            try:
                yield
            finally:
                self._is_stale = True

    def is_idle(self) -> bool:
        """Tell whether nothing is under way and nothing is due."""
        with self._turn():
            due = self.next_due()
            return not self._open and (due is None or due > self._clock.now())

    def _turn(self) -> AbstractContextManager[None]:
        return self._store.turns.behind(self._lock)

    def _due_of(self, runner: Runner, due: datetime | None) -> datetime | None:
        if runner.status is BroadcastStatus.START_PENDING:
            return None if runner.id in self._waiting else runner.starts_at or self._clock.now()
        if due is None and not self._open_by_broadcast[runner.id]:
            return None if runner.id in self._waiting else self._clock.now()
        return due if self._room_of(runner) > 0 else None

    def _room_of(self, runner: Runner) -> int:
        """Answer how many more attempts of a broadcast may be under way."""
        under_way = self._open_by_account[runner.account.id]
        of_account = min(runner.account.max_active, _affordable(runner.account.credits)) - under_way
        # Inferred: a broadcast without MaxActive is bounded by its account alone.
        of_broadcast = (runner.max_active or runner.account.max_active) - self._open_by_broadcast[runner.id]
        return min(of_account, of_broadcast)

    def _refresh(self) -> None:
        """Ask the carrier for what was under way when the service stopped or failed.

        What the carrier does not know never reached it and is placed now; nothing is dialled on a guess.
        """
        if not self._is_stale:
            return
        self._runners.forget()
        self._lists.forget()
        self._open.clear()
        self._silence.clear()
        self._open_parts = 0
        self._open_by_broadcast.clear()
        self._open_by_account.clear()
        orders: list[Order] = []
        with self._store.reading() as unit:
            orders += [order for calls in self._own_calls for order in calls.resume(unit)]
            rows = attempts.open_attempts(unit.connection)
            runners = self._runners.by_id(unit, {row.broadcast_id for row in rows})
            for row in rows:
                runner = runners[row.broadcast_id]
                claims = reopen(unit, runner, row)
                orders += self._remember(runner, claims, row.originated_at)
        placed = self._carrier.resume(orders, self._clock.now())
        if orders:
            facts = {"attempts": len(orders), "broadcasts": len(runners), "placed": placed}
            tell(_LOG, INFO, "attempts that were under way go on", **facts)
        self._is_stale = False

    def _round(self, now: datetime) -> int:
        """Settle what ended and claim what is due, in one transaction; then hand the claims to the carrier."""
        # Set until the round is through: a failure half-way leaves it set.
        self._is_stale = True
        reports = self._carrier.collect(now, self._pace())
        ended = group((report.outcome, self._take(report.attempts)) for report in reports)
        spoken = self._spoken_sounds.heard(reports)
        orders: list[Order] = []
        with self._store.writing() as unit:
            # A report of an attempt that was given up in the meantime is over and done with, too.
            done = sum(len(report.attempts) for report in reports)
            settle(unit, ended, now)
            deliver(unit, self._text_rules, ended, now)
            done += self._spoken_sounds.settle(unit, reports, spoken, now)
            done += self._lose(unit, now) + follow_schedules(unit, now)
            orders += [order for calls in self._own_calls for order in calls.claim(unit, now)]
            done += len(orders)
            _, self._waiting = list_batches.undone(unit.connection)
            active = self._runners.active(unit)
            self._waiting |= _without_sound(unit, active)
            self._waited_for = self._next_to_wait_for(active, now)
            for runner, due in active:
                done += self._run(unit, runner, due, now, orders)
            unit.commit()
        self._carrier.place(orders, now)
        self._is_stale = False
        return done

    def _run(
        self, unit: UnitOfWork, runner: Runner, due: datetime | None, now: datetime, orders: list[Order]
    ) -> int:
        """Take one broadcast as far as it goes now; orders are added to those given."""
        is_waiting = runner.id in self._waiting
        if runner.status is BroadcastStatus.START_PENDING:
            # "START_PENDING: contacts still being populated".
            if is_waiting or (runner.starts_at is not None and runner.starts_at > now):
                return 0
            move(unit, runner, _event_of_start(unit, runner), now)
            return 1
        if due is None and not is_waiting and not self._open_by_broadcast[runner.id]:
            move(unit, runner, BroadcastEvent.EXHAUSTED, now)
            return 1
        most = min(self._room_of(runner), self._pace() - len(orders))
        is_next = not runner.waits_for_others or runner.id == self._waited_for
        if due is None or due > now or most <= 0 or not is_next:
            return 0
        if runner.account.credits <= 0:
            # "zero balance stops" -- the platform's help; the rest stays READY.
            move(unit, runner, BroadcastEvent.STOP, now)
            return 1
        claims = claim(unit, runner, now, runner.most_at_once(most))
        orders += self._remember(runner, claims, now)
        settle(unit, self._decided(claims, now), now)
        return claims.seen

    def _pace(self) -> int:
        """Answer how many attempts make a round, by the parts that those under way have on average."""
        parts = self._open_parts // max(len(self._open), 1)
        return ATTEMPTS_PER_ROUND // max(parts // _USUAL_PARTS, 1)

    def _next_to_wait_for(self, active: Iterable[tuple[Runner, datetime | None]], now: datetime) -> int:
        """Answer the broadcast that may begin calls which wait for addresses outside: each in its turn.

        There is one in a round, and all its calls of that round ask once. So all other calls wait for no more than
        that, and nobody has to do with the time that the host of somebody else has left.
        """
        waiting = [
            runner.id
            for runner, due in active
            if runner.waits_for_others
            and runner.status is not BroadcastStatus.START_PENDING
            and due is not None
            and due <= now
            and self._room_of(runner) > 0
        ]
        later = [each for each in waiting if each > self._waited_for]
        return min(later or waiting, default=self._waited_for)

    def _remember(self, runner: Runner, claims: Claims, began_at: datetime) -> list[Order]:
        self._open.update(claims.open)
        self._open_parts += sum(len(open_.parts) for open_ in claims.open.values())
        self._silence.begin(claims.open, began_at)
        self._open_by_broadcast[runner.id] += len(claims.open)
        self._open_by_account[runner.account.id] += len(claims.open)
        return claims.orders

    def _take(self, ids: Iterable[int]) -> list[tuple[int, Open]]:
        """Answer attempts that are under way, which they no longer are; others were settled before."""
        taken = [(attempt, self._open.pop(attempt)) for attempt in ids if attempt in self._open]
        self._silence.end(attempt for attempt, _ in taken)
        for _, open_ in taken:
            self._open_parts -= len(open_.parts)
            self._open_by_broadcast[open_.runner.id] -= 1
            self._open_by_account[open_.runner.account.id] -= 1
        return taken

    def _decided(self, claims: Claims, now: datetime) -> list[Ended]:
        """Answer the claims that end without a carrier, as ended."""
        outcome = Outcome(Answer.LIVE, Leg(now, None, now))
        return [
            Ended(pair[1].runner, disposition, outcome, [pair])
            for disposition, attempt in claims.decided
            for pair in self._take([attempt])
        ]

    def _lose(self, unit: UnitOfWork, now: datetime) -> int:
        """Give up on attempts of which nothing is heard any more."""
        lost = self._silence.lost(now, ATTEMPTS_PER_ROUND)
        return lose(unit, [open_ for _, open_ in self._take(lost)], now)


def _without_sound(unit: UnitOfWork, active: Iterable[tuple[Runner, object]]) -> frozenset[int]:
    """Answer the broadcasts that are about to start but have to wait for a sound: "must be ACTIVE to be dialed"."""
    pending = (runner for runner, _ in active if runner.status is BroadcastStatus.START_PENDING)
    return frozenset(
        runner.id
        for runner in pending
        if SoundStatus.PENDING in sounds.statuses_of(unit.connection, runner.sounds)
    )


def _event_of_start(unit: UnitOfWork, runner: Runner) -> BroadcastEvent:
    # Inferred: what would play a sound that failed does not begin.
    has_failed = SoundStatus.FAILED in sounds.statuses_of(unit.connection, runner.sounds)
    return BroadcastEvent.STOP if has_failed else BroadcastEvent.POPULATED


def _affordable(credits_left: Decimal) -> int:
    """Answer how many attempts credits pay for, at a credit each; one at least, by which their end is noticed."""
    return max(ceil(credits_left), 1)
