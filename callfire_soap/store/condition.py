"""What is wrong with the database at the moment, logged once and not with every request that suffers from it."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic

from callfire_soap.domain.errors import DatabaseDamaged, DatabaseLocked, DatabaseUnavailable

_LOG = logging.getLogger(__name__)

PATIENCE = 60.0
"""For how many seconds a lock of somebody else is no illness, and one and the same trouble is not told again."""


class Condition:
    """Remembers the trouble of a database from the first failure until something is written again.

    What is damaged stays so until a look at all of it finds nothing: something else may be written meanwhile.
    """

    def __init__(self, name: str, now: Callable[[], float] = monotonic) -> None:
        """Speak of the database by this name."""
        self._name, self._now = name, now
        self._lock = Lock()
        self._told: dict[str, float] = {}
        self._since = 0.0
        self.trouble: DatabaseUnavailable | None = None
        # Commands say themselves what they fail with; who serves has nobody else to tell.
        self.is_logged = False

    def fail(self, trouble: DatabaseUnavailable, waited: float = 0.0) -> None:
        """Note a failure that came after so many seconds; a lock does not hide what is worse."""
        with self._lock:
            if self.trouble is not None and (
                _kind(self.trouble) == _kind(trouble)
                or isinstance(trouble, DatabaseLocked)
                or isinstance(self.trouble, DatabaseDamaged)
            ):
                return
            self.trouble, self._since = trouble, self._now()
            if self._since - self._told.get(_kind(trouble), -PATIENCE) >= PATIENCE:
                self._told[_kind(trouble)] = self._since
                is_lock = isinstance(trouble, DatabaseLocked)
                self._log(logging.ERROR, self._locked(waited) if is_lock else trouble.message)

    def recover(self, *, is_whole: bool = False) -> None:
        """Note that something was written; `is_whole` says that no damage was found either."""
        with self._lock:
            if self.trouble is None or (isinstance(self.trouble, DatabaseDamaged) and not is_whole):
                return
            # Said as seldom as the trouble was.
            if self._told.get(_kind(self.trouble)) == self._since:
                self._log(logging.WARNING, "The database is written to again")
            self.trouble = None

    def is_ill(self) -> bool:
        """Tell whether somebody has to look after the database; who writes for long will be done one day."""
        with self._lock:
            if isinstance(self.trouble, DatabaseLocked):
                return self._now() - self._since >= PATIENCE
            return self.trouble is not None

    def _locked(self, waited: float) -> str:
        """Say what an operator can do about a lock; a client can but ask again."""
        since = datetime.now(UTC) - timedelta(seconds=waited)
        return (
            f"The database is locked: no change could be written since {since:%Y-%m-%d %H:%M:%S} UTC. Either another"
            f" program has it open and writes (`fuser {self._name}` names its number), or a change of this service"
            " takes long. End that program's transaction, or the program; until then changes answer UNAVAILABLE and"
            " nothing is dialled, and then all goes on by itself"
        )

    def _log(self, level: int, message: str) -> None:
        if self.is_logged:
            _LOG.log(level, "%s: %s", self._name, message)


def _kind(trouble: DatabaseUnavailable) -> str:
    """Answer what is one and the same trouble, whatever it is met with: the particulars stand behind a colon."""
    return trouble.message.partition(": ")[0]
