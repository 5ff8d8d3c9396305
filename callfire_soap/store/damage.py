"""Looking for damage in a database before it is relied on."""

from time import monotonic
from typing import Any

from sqlalchemy import Connection

from callfire_soap.domain.errors import DatabaseDamaged
from callfire_soap.store.failures import FAILURES, is_interrupt, refusal_for

CHECK_SECONDS = 5.0
"""How long a check may take: for about a gigabyte. What lies behind it is found when it is read."""

_STEPS_BETWEEN_LOOKS = 10_000


def find_damage(connection: Connection, seconds: float = CHECK_SECONDS) -> str | None:
    """Answer the first damage that is found within so many seconds; None when none is."""
    if connection.dialect.name != "sqlite":
        return None
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.driver_connection
    until = monotonic() + seconds
    # What is remembered of the file says nothing about it.
    driver.execute("PRAGMA shrink_memory")
    driver.set_progress_handler(lambda: monotonic() > until, _STEPS_BETWEEN_LOOKS)
    try:
        [found] = driver.execute("PRAGMA quick_check(1)").fetchone()
    except FAILURES as error:
        if is_interrupt(error):
            return None
        if not isinstance(refusal_for(error), DatabaseDamaged):
            raise
        return str(error)
    finally:
        driver.set_progress_handler(None, 0)
    return None if found == "ok" else str(found).splitlines()[-1]
