"""How commands change a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from callfire_soap import bootstrap
from callfire_soap.store.unit_of_work import UnitOfWork


@contextmanager
def changing(database: str | None) -> Iterator[UnitOfWork]:
    """Change a database, all or nothing."""
    store = bootstrap.open_store(database)
    try:
        with store.writing() as unit:
            yield unit
            unit.commit()
    finally:
        store.close()
