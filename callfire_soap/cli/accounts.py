"""`callfire-soap account`, `caller-id`, `number` and `keyword`."""

import secrets
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import click

from callfire_soap.cli.changes import changing, reading
from callfire_soap.cli.options import (
    NUMBER,
    Checked,
    FiniteRange,
    option,
    settings_of,
    text_rules_of,
    wrong_usage,
)
from callfire_soap.config import Config
from callfire_soap.services import administration
from callfire_soap.services.administration import AccountSettings
from callfire_soap.store import accounts

# 96 bits: nobody guesses them.
_PASSWORD_BYTES = 12

# Credits are kept with four decimals.
_AMOUNT = FiniteRange(0, 10**12)

_PASSWORD = Checked("text", administration.check_password)
_PASSWORD_FROM_NOW_ON = Checked("text", administration.check_new_password)
_ZONE = Checked("zone", administration.check_time_zone)
_NEW_LOGIN = Checked("login", administration.check_login)
_OWN_NUMBER = Checked("number", administration.own_number)


@click.group()
def account() -> None:
    """Add, list, show, set, disable and enable accounts."""


@account.command()
@click.argument("login", type=_NEW_LOGIN)
@option("password", type=_PASSWORD, help="The password; without it one is made and printed, once.")
@settings_of("account")
def add(login: str, password: str | None, database: str | None, max_active: int) -> None:
    """Add an account."""
    given = password or secrets.token_urlsafe(_PASSWORD_BYTES)
    with changing(database) as unit:
        administration.add_account(unit, datetime.now(UTC), login, given, max_active=max_active)
    if not password:
        click.echo(given)


@account.command("list")
@settings_of("account", "database")
def list_accounts(database: str | None) -> None:
    """List all accounts, and whether they are let in; `account show` tells more of one."""
    with reading(database) as unit:
        for row in accounts.list_logins(unit.connection):
            click.echo(f"{row.login}  {'enabled' if row.enabled else 'disabled'}")


@account.command("show")
@click.argument("login")
@settings_of("account", "database")
def show_account(login: str, database: str | None) -> None:
    """Show all settings of an account, named as `account set` and `account add` name them."""
    with reading(database) as unit:
        row, is_enabled = administration.settings_of_account(unit, login)
    shown = {
        "login": row.login,
        "state": "enabled" if is_enabled else "disabled",
        "credits": _plainly(row.credits),
        "minute-price": _plainly(row.credits_per_minute),
        "time-zone": row.time_zone,
        "one-call-hours": row.one_call_hours or 0,
        "keep-opt-outs": "yes" if row.keeps_opt_outs else "no",
        "max-active": row.max_active,
    }
    for name, value in shown.items():
        click.echo(f"{name:14}  {value}")


@account.command()
@click.argument("login")
@settings_of("account", "database")
def disable(login: str, database: str | None) -> None:
    """Let an account in no more; its broadcasts go on."""
    with changing(database) as unit:
        administration.set_enabled(unit, login, enabled=False)


@account.command()
@click.argument("login")
@settings_of("account", "database")
def enable(login: str, database: str | None) -> None:
    """Let an account in again."""
    with changing(database) as unit:
        administration.set_enabled(unit, login, enabled=True)


@account.command("set")
@click.argument("login")
@option(
    "password",
    type=_PASSWORD_FROM_NOW_ON,
    help="The password from now on; the one before lets nobody in any more.",
)
@option("credits", type=_AMOUNT, help="The credits it has from now on.")
@option("minute_price", type=_AMOUNT, help="What a started minute of a call costs it.")
@option(
    "time_zone",
    type=_ZONE,
    help="Where it is at home: schedules and toll-free numbers without a zone go by this one.",
)
@option(
    "one_call_hours",
    type=click.IntRange(0, 24 * 366),
    help="For how many hours a number that was reached is not tried again by any broadcast; 0 for none.",
)
@option(
    "keep_opt_outs",
    type=bool,
    help="Whether who presses the do-not-call digit is put on the account's do-not-call list: yes or no.",
)
@settings_of("account", "database")
def set_account(login: str, database: str | None, **settings: Any) -> None:  # noqa: ANN401 -- of many types
    """Change settings of an account; what is not given stays."""
    changes = AccountSettings(**settings)
    if changes == AccountSettings():
        raise click.UsageError("nothing is to be changed: give at least one setting")
    with changing(database) as unit:
        administration.change_account(unit, datetime.now(UTC), login, changes)


def _plainly(amount: Decimal) -> str:
    whole = f"{amount:f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


@click.group("caller-id")
def caller_id() -> None:
    """Numbers that an account may call from."""


@caller_id.command("add")
@click.argument("login")
@click.argument("number", type=NUMBER)
@settings_of("caller-id", "database")
def add_caller_id(login: str, number: str, database: str | None) -> None:
    """Let an account call from a number without verifying it."""
    with changing(database) as unit:
        administration.add_caller_id(unit, datetime.now(UTC), login, number)


@click.group()
def number() -> None:
    """Numbers that an account owns."""


@number.command("add")
@click.argument("login")
@click.argument("number", type=_OWN_NUMBER)
@settings_of("number", "database")
def add_number(login: str, number: str, database: str | None) -> None:
    """Give a number to an account, for calls and, unless it is toll-free, for texts; a short code for texts."""
    with changing(database) as unit:
        administration.add_number(unit, datetime.now(UTC), login, number)


@click.group()
def keyword() -> None:
    """Words on the shared short code that belong to an account."""


@keyword.command("add")
@click.argument("login")
@click.argument("word")
@settings_of("keyword", "database", "stop_words", "start_words", "help_words")
def add_keyword(login: str, word: str, database: str | None, **words: Any) -> None:  # noqa: ANN401 -- by name
    """Give an account the texts to the short code that begin with a word."""
    rules = text_rules_of(Config(**words)).opt_outs
    with wrong_usage():
        administration.check_keyword(word, rules)
    with changing(database) as unit:
        administration.add_keyword(unit, datetime.now(UTC), login, word, rules)
