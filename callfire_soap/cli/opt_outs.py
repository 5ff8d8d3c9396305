"""`callfire-soap opt-out`."""

from datetime import UTC, datetime

import click

from callfire_soap.cli.changes import changing, reading
from callfire_soap.cli.options import NUMBER, settings_of
from callfire_soap.services import administration
from callfire_soap.store import opt_outs


@click.group("opt-out")
def opt_out() -> None:
    """People who want no texts from the short code 67076, whichever account sends them."""


@opt_out.command("list")
@settings_of("opt-out", "database")
def list_opt_outs(database: str | None) -> None:
    """List who opted out: number, time, who says so, and of whose texts."""
    with reading(database) as unit:
        for row in opt_outs.all_opt_outs(unit.connection):
            said = "operator" if row.by_operator else "person"
            click.echo(f"{row.number}  {row.created_at:%Y-%m-%dT%H:%M:%SZ}  {said}  {row.login or 'all'}")


@opt_out.command("add")
@click.argument("number", type=NUMBER)
@settings_of("opt-out", "database")
def add_opt_out(number: str, database: str | None) -> None:
    """Let no account text a number from the short code, as if the person had answered STOP."""
    with changing(database) as unit:
        administration.add_opt_out(unit, datetime.now(UTC), number)


@opt_out.command("lift")
@click.argument("number")
@settings_of("opt-out", "database")
def lift_opt_out(number: str, database: str | None) -> None:
    """Let a number be texted from the short code again, as if the person had answered START."""
    with changing(database) as unit:
        administration.lift_opt_out(unit, number)
