"""Which version of the schema a database has, and how it gets the latest one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from callfire_soap.store.unit_of_work import Store

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(store: Store, to: str = "head") -> None:
    """Bring a database to a version, the latest one, in one transaction; one that has it stays as it is."""
    # Alembic joins the transaction, since it has begun.
    with store.writing() as unit:
        command.upgrade(_config(unit.connection), to)
        unit.commit()


def current(store: Store) -> str | None:
    """Answer the version of a database; None for one without tables."""
    with store.reading() as unit:
        return MigrationContext.configure(unit.connection).get_current_revision()


def latest() -> str:
    """Answer the version that this release needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        message = f"there are no migrations in {_MIGRATIONS}"
        raise RuntimeError(message)
    return head


def is_newer(store: Store) -> bool:
    """Tell whether a later release has changed a database."""
    found = current(store)
    known = ScriptDirectory.from_config(_config()).walk_revisions()
    return found is not None and found not in {each.revision for each in known}


def is_current(store: Store) -> bool:
    """Tell whether a database has the version that this release needs."""
    return current(store) == latest()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # The options are read with interpolation, in which a percent sign stands for itself when doubled.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
