"""The thread that keeps the dispatcher going."""

import logging
from threading import Event, Thread

from callfire_soap.carriers.reach import CarrierDown, Reach
from callfire_soap.dispatch.dispatcher import Dispatcher
from callfire_soap.domain.clock import ServiceClock
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.logs import tell_defect

_LOG = logging.getLogger(__name__)
_PAUSE_AFTER_ERROR = 1.0


class DispatchLoop:
    """Runs the dispatcher when something falls due or somebody wakes it; sleeps in between."""

    def __init__(self, dispatcher: Dispatcher, clock: ServiceClock) -> None:
        """Prepare the thread."""
        self._dispatcher, self._clock = dispatcher, clock
        self._wake, self._stopping = Event(), Event()
        self._thread = Thread(target=self._run, name="dispatcher", daemon=True)
        self._reach = Reach("simulated")
        self.is_failing = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()

    def wake(self) -> None:
        """Look for work now."""
        self._wake.set()

    def is_alive(self) -> bool:
        """Tell whether broadcasts are being dispatched."""
        return self._thread.is_alive() and not self.is_failing

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            pause = self._step()
            self._wake.wait(pause)

    def _step(self) -> float | None:
        """Do what is due; answers how many seconds nothing will be, None for ever."""
        if self._clock.is_manual:
            # Time stands still: whoever moves it also runs what falls due.
            return None
        try:
            self._dispatcher.run_due()
            due = self._dispatcher.next_due()
        except DatabaseUnavailable:
            # The store has said so, and knows how it stands.
            self.is_failing = False
            return _PAUSE_AFTER_ERROR
        except CarrierDown as error:
            # It is looked for again and again; the service itself is well.
            self._reach.lose(str(error))
            self.is_failing = False
            return _PAUSE_AFTER_ERROR
        except Exception:  # noqa: BLE001 -- whatever went wrong, calls that wait must not wait for ever
            tell_defect(_LOG, "a round of the dispatcher failed; it is tried again")
            self.is_failing = True
            return _PAUSE_AFTER_ERROR
        self.is_failing = False
        self._reach.find()
        return self._clock.seconds_until(due)
