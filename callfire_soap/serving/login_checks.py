"""Logins that nobody has tried before, checked one after the other: a check is slow on purpose.

Whoever tries many has to wait for them, and keeps nobody else waiting: addresses and logins take turns, and after some
failures an address or a login gets a check only every now and then. Nobody is locked out. A login that was verified
before does not come here at all.
"""

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from time import monotonic

from callfire_soap.logs import tell_defect

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """A login to be checked."""

    address: str
    login: str
    # The slow check; it tells whether the login is right.
    settle: Callable[[], bool]
    is_wanted: Callable[[], bool]
    done: Callable[[], None]


class Allowance:
    """How many failures each address and each login has left: so many at first, then some a second."""

    BURST = 20.0
    A_SECOND = 5.0
    MOST_KEPT = 10_000

    def __init__(self) -> None:
        # What was left, and when.
        self._left: dict[str, tuple[float, float]] = {}

    def left(self, who: str, now: float) -> float:
        """Answer how many failures are left."""
        if who not in self._left:
            return self.BURST
        left, at = self._left[who]
        return min(self.BURST, left + (now - at) * self.A_SECOND)

    def take(self, who: str, now: float) -> None:
        """Take one away."""
        left = self.left(who, now) - 1
        if len(self._left) >= self.MOST_KEPT:
            self._left = {who: kept for who, kept in self._left.items() if self.left(who, now) < self.BURST}
        self._left[who] = left, now


class Turns:
    """Who waits for a check, and whose turn it is."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[tuple[str, str], deque[Check]] = OrderedDict()
        self._allowance = Allowance()

    def add(self, check: Check) -> None:
        """Let a check wait."""
        self._waiting.setdefault((check.address, check.login), deque()).append(check)

    def next_check(self, now: float) -> Check | None:
        """Take the check of whoever has waited longest since the last one, if anybody may have one now."""
        who = next((who for who in self._waiting if self._seconds(who, now) <= 0), None)
        if who is None:
            return None
        waiting = self._waiting.pop(who)
        check = waiting.popleft()
        if waiting:
            self._waiting[who] = waiting
        return check

    def seconds(self, now: float) -> float | None:
        """Answer in how many seconds somebody may have a check; None when nobody waits."""
        return min((self._seconds(who, now) for who in self._waiting), default=None)

    def note_failure(self, check: Check, now: float) -> None:
        """Remember that a login was wrong."""
        for who in _counted(check.address, check.login):
            self._allowance.take(who, now)

    def _seconds(self, who: tuple[str, str], now: float) -> float:
        left = min(self._allowance.left(each, now) for each in _counted(*who))
        return max(0.0, (1 - left) / Allowance.A_SECOND)


class LoginChecks:
    """The thread that checks them: one, so that the other processors stay free for those who are known."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._turns = Turns()
        self._changed = Condition()
        self._is_over = False
        self._thread = Thread(target=self._run, name="login-checks", daemon=True)

    def start(self) -> None:
        """Begin to check."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """End after the check that is under way; what waits is not checked."""
        with self._changed:
            self._is_over = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def add(self, check: Check) -> None:
        """Check a login when it is its turn, and call `done` then."""
        with self._changed:
            self._turns.add(check)
            self._changed.notify()

    def _run(self) -> None:
        while (check := self._next()) is not None:
            if check.is_wanted():
                self._carry_out(check)

    def _next(self) -> Check | None:
        with self._changed:
            while not self._is_over:
                check = self._turns.next_check(self._clock())
                if check is not None:
                    return check
                self._changed.wait(self._turns.seconds(self._clock()))
        return None

    def _carry_out(self, check: Check) -> None:
        try:
            is_right = check.settle()
        except Exception:  # noqa: BLE001 -- the thread has others to check
            # Whoever answers the request will meet the same, and say it.
            tell_defect(_LOG, "a login could not be checked")
        else:
            if not is_right:
                with self._changed:
                    self._turns.note_failure(check, self._clock())
        check.done()


def _counted(address: str, login: str) -> tuple[str, str]:
    # A login may be as long as a header, and thousands are kept.
    return f"address {address}", f"login {hash(login)}"
