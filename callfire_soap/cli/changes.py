"""How commands read and change a database."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from callfire_soap import bootstrap
from callfire_soap.store.unit_of_work import UnitOfWork


@contextmanager
def changing(database: str | None) -> Iterator[UnitOfWork]:
    """Change a database, all or nothing."""
    with closing(bootstrap.open_store(database)) as store, store.writing() as unit:
        yield unit
        unit.commit()


@contextmanager
def reading(database: str | None) -> Iterator[UnitOfWork]:
    """Read a database, which waits for nobody."""
    with closing(bootstrap.open_store(database)) as store, store.reading() as unit:
        yield unit
