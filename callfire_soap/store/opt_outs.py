"""Who wants no more texts from the short code that all accounts share."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.auto_replies import is_stop
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store.accounts import account
from callfire_soap.store.actions import accounts_that_texted, action
from callfire_soap.store.dnc import dnc_entry, dnc_list, forbid

_NUMBERS_PER_QUERY = 1_000


def inherit(
    connection: Connection, account_id: int, from_number: str, numbers: Sequence[str], now: datetime
) -> None:
    """Let an account that texts from the shared short code heed those who told other accounts to stop.

    "On the shared short code plain STOP opts out of everything sent from it". Whoever had texted a person then had
    the number put on the own list at once; others get it there when they are about to text that person for the first
    time. What they do with the entry is up to them from then on.
    """
    if from_number != SHARED_SHORT_CODE:
        return
    for number in _opted_out_elsewhere(connection, account_id, numbers):
        has_texted = account_id in accounts_that_texted(connection, number, from_number)
        if not has_texted and _has_stopped(connection, number):
            forbid(connection, account_id, number, ActionKind.TEXT, now)


def _opted_out_elsewhere(connection: Connection, account_id: int, numbers: Sequence[str]) -> list[str]:
    """Answer which of the numbers other accounts must not text any more; few ever are."""
    others = dnc_entry.c.account_id.in_(select(account.c.id).where(account.c.id != account_id))
    collects = dnc_entry.c.dnc_list_id.in_(select(dnc_list.c.id).where(dnc_list.c.is_default))
    opted_out = select(dnc_entry.c.number).where(others, collects, dnc_entry.c.forbids_texts)
    if connection.execute(opted_out.limit(1)).first() is None:
        return []
    found: set[str] = set()
    for start in range(0, len(numbers), _NUMBERS_PER_QUERY):
        some = numbers[start : start + _NUMBERS_PER_QUERY]
        found.update(connection.execute(opted_out.where(dnc_entry.c.number.in_(some))).scalars())
    return sorted(found)


def _has_stopped(connection: Connection, number: str) -> bool:
    # Naming the accounts lets the index on their numbers serve.
    received = action.c.account_id.in_(select(account.c.id)) & (action.c.kind == ActionKind.TEXT)
    from_person = (action.c.from_number == number) & (action.c.to_number == SHARED_SHORT_CODE)
    query = select(action.c.message).where(received, from_person, action.c.is_inbound)
    return any(is_stop(message or "") for message in connection.execute(query).scalars())
