"""A carrier that exists only here: phones react as they are scripted, time comes from the clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import takewhile
from threading import Lock
from typing import NamedTuple, Protocol

from callfire_soap.carriers.base import CallOrder, Order, RecordOrder, Report
from callfire_soap.carriers.lines import Fetcher
from callfire_soap.carriers.phones import take_call, take_dialplan, take_recording, take_text
from callfire_soap.carriers.writing import read, written
from callfire_soap.domain.answering import Prompt, VoicePlan
from callfire_soap.domain.outcomes import Answer, Leg, Outcome
from callfire_soap.domain.reactions import Reaction, default_reaction, scripted_reaction

_LOST_KEPT = timedelta(days=1)
"""For how long it is known when something was placed that got lost: nobody says when it is given up."""


class Entry(Protocol):
    """An order that was handed over, and what becomes of it."""

    @property
    def attempt_id(self) -> int:
        """The attempt."""

    @property
    def outcome(self) -> str:
        """What becomes of it, as written by `written`."""

    @property
    def reported_at(self) -> datetime | None:
        """When it is reported; None for what got lost."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Orders that were handed over together and take the same course."""

    orders: Sequence[Order]
    at: datetime
    outcome: str
    reported_at: datetime | None


class Journal(Protocol):
    """Where the carrier keeps what it knows, so that it survives whatever happens to the service."""

    def add(self, handed: Iterable[Handed], used_scripts: Mapping[str, int]) -> None:
        """Keep orders and how many attempts each scripted phone has seen; durable when this returns."""

    def find(self, attempts: Sequence[int]) -> Sequence[Entry]:
        """Answer what is known of attempts."""

    def scripts(self) -> Mapping[str, tuple[Sequence[Reaction], int]]:
        """Answer the reactions of scripted phones, and how many attempts each has seen."""

    def set_script(self, number: str, reactions: Sequence[Reaction]) -> None:
        """Keep the reactions of a phone."""

    def remove_script(self, number: str) -> None:
        """Forget the reactions of a phone."""


@dataclass(slots=True)
class _Script:
    reactions: Sequence[Reaction]
    attempts: int = 0

    def next(self) -> Reaction:
        """Answer the reaction to the next attempt: "one per attempt, the last one repeating"."""
        reaction = scripted_reaction(self.reactions, self.attempts)
        self.attempts += 1
        return reaction


class _Group(NamedTuple):
    """Orders that take the same course."""

    outcome: Outcome
    played: tuple[Prompt, ...]
    trace: Sequence[str]
    orders: list[Order]


class SimulatedCarrier:
    """Decides at once what becomes of an order, keeps it in the journal, and reports it when its time comes."""

    def __init__(self, journal: Journal, fetcher: Fetcher | None = None) -> None:
        """Go on with the scripts of the journal; a fetcher answers addresses that are not scripted."""
        self._journal, self._fetcher = journal, fetcher
        self._lock = Lock()
        self._due: list[datetime] = []
        self._reports: dict[datetime, list[Report]] = {}
        # When each attempt ends that is not reported yet, and when those were placed that got lost, oldest first.
        self._ends: dict[int, datetime] = {}
        self._lost: dict[int, datetime] = {}
        self._scripts: dict[str, _Script] = {}
        # The transfers of each limited broadcast.
        self._connected: dict[int, list[Leg]] = {}
        self.restart()

    def restart(self) -> None:
        """Begin anew with what the journal holds."""
        with self._lock:
            self._due.clear()
            self._reports.clear()
            self._ends.clear()
            self._lost.clear()
            self._connected.clear()
            self._scripts = {number: _Script(*script) for number, script in self._journal.scripts().items()}

    def place(self, orders: Sequence[Order], now: datetime) -> None:
        """Take orders that were never handed over before."""
        if self._fetcher is not None:
            self._fetcher.begin_round()
        with self._lock:
            used = {order.to_number for order in orders if order.to_number in self._scripts}
            groups = self._react(orders, now)
            handed = [
                Handed(group, now, written(outcome, played, trace), _reported_at(outcome))
                for outcome, played, trace, group in groups
            ]
            self._journal.add(handed, {number: self._scripts[number].attempts for number in used})
            for outcome, _played, _trace, group in groups:
                self._schedule(outcome, [order.attempt for order in group])

    def resume(self, orders: Sequence[Order], now: datetime) -> int:
        """Begin anew with all orders that are under way; answers how many were not handed over before."""
        self.restart()
        known = {entry.attempt_id: entry for entry in self._journal.find([order.attempt for order in orders])}
        with self._lock:
            for order in orders:
                if order.attempt in known:
                    outcome = read(known[order.attempt].outcome)
                    self._schedule(outcome, [order.attempt])
                    self._connect_again(order, outcome)
        unknown = [order for order in orders if order.attempt not in known]
        self.place(unknown, now)
        return len(unknown)

    def collect(self, now: datetime, most: int) -> list[Report]:
        """Answer the reports that are due, oldest first."""
        collected: list[Report] = []
        with self._lock:
            while self._due and self._due[0] <= now and most > 0:
                waiting = self._reports[self._due[0]]
                report = waiting.pop(0)
                if len(report.attempts) > most:
                    waiting.insert(0, Report(report.outcome, report.attempts[most:]))
                    report = Report(report.outcome, report.attempts[:most])
                collected.append(report)
                for attempt in report.attempts:
                    self._ends.pop(attempt, None)
                most -= len(report.attempts)
                if not waiting:
                    del self._reports[heappop(self._due)]
        return collected

    def next_report(self) -> datetime | None:
        """Answer when the next report is due."""
        with self._lock:
            return self._due[0] if self._due else None

    def heard_of(self, attempt: int, now: datetime) -> datetime | None:
        """Answer up to when something is known of an attempt: the end of a call is known from its beginning."""
        with self._lock:
            end = self._ends.get(attempt)
            return self._lost.get(attempt) if end is None else max(end, now)

    def set_script(self, number: str, reactions: Sequence[Reaction]) -> None:
        """Let a phone react as given: one reaction per attempt, the last one repeating."""
        with self._lock:
            self._journal.set_script(number, reactions)
            self._scripts[number] = _Script(reactions)

    def remove_script(self, number: str) -> None:
        """Let a phone react as phones do."""
        with self._lock:
            self._journal.remove_script(number)
            self._scripts.pop(number, None)

    def _react(self, orders: Sequence[Order], now: datetime) -> list[_Group]:
        """Sort orders by what becomes of them; most of a thousand orders take the same course."""
        groups: dict[tuple[int, int, bool], _Group] = {}
        # Objects are told apart by identity, so they must live as long as the groups.
        alive: list[object] = []
        for order in orders:
            script = self._scripts.get(order.to_number)
            reaction = script.next() if script else default_reaction(order.to_number, order.tries - 1)
            plan = order.plan if isinstance(order, CallOrder) else None
            # Texts and recordings have no plan and take courses of their own.
            key = (id(reaction), id(plan or type(order)), False)
            group = groups.get(key)
            if group is None:
                group = groups[key] = self._begun(order, reaction, now)
                alive.append(reaction)
            if (
                isinstance(plan, VoicePlan)
                and group.outcome.transfer
                and not self._may_connect(plan, group.outcome, now)
            ):
                # "Above the cap: the digit is ignored". Inferred: no source says what happens.
                key = (id(reaction), id(plan), True)
                group = groups.get(key)
                if group is None:
                    group = groups[key] = _Group(
                        *take_call(replace(plan, transfer=None), reaction, now), (), []
                    )
            group.orders.append(order)
        # Where every digit was ignored, nobody takes the course with the transfer.
        return [group for group in groups.values() if group.orders]

    def _begun(self, order: Order, reaction: Reaction, now: datetime) -> _Group:
        """Begin a group with the course that an order takes."""
        if isinstance(order, RecordOrder):
            return _Group(take_recording(reaction, now), (), (), [])
        if not isinstance(order, CallOrder):
            return _Group(take_text(reaction, now), (), (), [])
        if isinstance(order.plan, VoicePlan):
            return _Group(*take_call(order.plan, reaction, now), (), [])
        outcome, trace = take_dialplan(order.plan, reaction, now, self._fetcher)
        return _Group(outcome, (), trace, [])

    def _connect_again(self, order: Order, outcome: Outcome) -> None:
        plan = order.plan if isinstance(order, CallOrder) else None
        limit = plan.transfer_limit if isinstance(plan, VoicePlan) else None
        if limit is not None and outcome.transfer is not None:
            self._connected.setdefault(limit.broadcast, []).append(outcome.transfer)

    def _may_connect(self, plan: VoicePlan, outcome: Outcome, now: datetime) -> bool:
        """Tell whether a transfer stays below the broadcast's limit as long as it lasts, and count it if so."""
        limit, leg = plan.transfer_limit, outcome.transfer
        if limit is None or leg is None:
            return True
        legs = [each for each in self._connected.get(limit.broadcast, ()) if each.finished_at > now]
        self._connected[limit.broadcast] = legs
        if _most_at_once(legs, leg) >= limit.most:
            return False
        legs.append(leg)
        return True

    def _schedule(self, outcome: Outcome, attempts: Sequence[int]) -> None:
        due = _reported_at(outcome)
        if due is None:
            self._lose(attempts, outcome.leg.originated_at)
            return
        self._ends.update(dict.fromkeys(attempts, due))
        if due not in self._reports:
            self._reports[due] = []
            heappush(self._due, due)
        self._reports[due].append(Report(outcome, attempts))

    def _lose(self, attempts: Sequence[int], placed_at: datetime) -> None:
        self._lost.update(dict.fromkeys(attempts, placed_at))
        for attempt in list(takewhile(lambda each: self._lost[each] < placed_at - _LOST_KEPT, self._lost)):
            del self._lost[attempt]


def _most_at_once(legs: Sequence[Leg], during: Leg) -> int:
    """Answer how many of the legs are up together at the busiest moment of another one."""
    meanwhile = [each.originated_at for each in legs if during.originated_at < each.originated_at]
    moments = [during.originated_at, *(begun for begun in meanwhile if begun < during.finished_at)]
    return max(sum(each.originated_at <= moment < each.finished_at for each in legs) for moment in moments)


def _reported_at(outcome: Outcome) -> datetime | None:
    return None if outcome.answer is Answer.LOST else outcome.leg.finished_at
