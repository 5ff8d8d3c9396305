"""`callfire-soap account`, `caller-id` and `number`."""

import secrets

import click

from callfire_soap import bootstrap
from callfire_soap.cli.options import option, settings_of

# 96 bits: nobody guesses them.
_PASSWORD_BYTES = 12


@click.group()
def account() -> None:
    """Add, list, disable and enable accounts."""


@account.command()
@click.argument("login")
@option("password", help="The password; without it one is made and printed, once.")
@settings_of("account")
def add(login: str, password: str | None, database: str) -> None:
    """Add an account."""
    given = password or secrets.token_urlsafe(_PASSWORD_BYTES)
    with bootstrap.administration(database) as administration:
        administration.add_account(login, given)
    if password is None:
        click.echo(f"password  {given}")


@account.command("list")
@settings_of("account")
def list_accounts(database: str) -> None:
    """List all accounts."""
    with bootstrap.administration(database) as administration:
        for login, is_enabled in administration.accounts():
            click.echo(f"{login}  {'enabled' if is_enabled else 'disabled'}")


@account.command()
@click.argument("login")
@settings_of("account")
def disable(login: str, database: str) -> None:
    """Let an account in no more; its broadcasts go on."""
    with bootstrap.administration(database) as administration:
        administration.set_enabled(login, enabled=False)


@account.command()
@click.argument("login")
@settings_of("account")
def enable(login: str, database: str) -> None:
    """Let an account in again."""
    with bootstrap.administration(database) as administration:
        administration.set_enabled(login, enabled=True)


@click.group("caller-id")
def caller_id() -> None:
    """Numbers that an account may call from."""


@caller_id.command("add")
@click.argument("login")
@click.argument("number")
@settings_of("caller-id")
def add_caller_id(login: str, number: str, database: str) -> None:
    """Let an account call from a number without verifying it."""
    with bootstrap.administration(database) as administration:
        administration.add_caller_id(login, number)


@click.group()
def number() -> None:
    """Numbers that an account owns."""


@number.command("add")
@click.argument("login")
@click.argument("number")
@settings_of("number")
def add_number(login: str, number: str, database: str) -> None:
    """Give a number to an account, for calls and, unless it is toll-free, for texts."""
    with bootstrap.administration(database) as administration:
        administration.add_number(login, number)
