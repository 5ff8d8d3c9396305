"""`callfire-soap database`."""

import click

from callfire_soap import bootstrap
from callfire_soap.cli.options import settings_of


@click.group()
def database() -> None:
    """Look after the database."""


@database.command()
@settings_of("database", "database")
def upgrade(database: str | None) -> None:
    """Make the database, or bring it to the current schema version."""
    # With many rows it takes minutes; a new one takes none.
    bootstrap.upgrade_database(database, lambda name: click.echo(f"upgrading {name}"))
