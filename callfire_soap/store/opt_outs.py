"""Who wants no more texts from the short code that all accounts share, and what is sent to them all the same."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store import dnc
from callfire_soap.store.accounts import account
from callfire_soap.store.columns import Long, at, belongs_to, identity, metadata, number
from callfire_soap.store.dnc import FROM_THERE_ALONE, dnc_entry
from callfire_soap.store.prepared import Prepared

opt_out = Table(
    "opt_out",
    metadata,
    identity(),
    number("number"),
    # The owner of the keyword that was named; none if all accounts are meant.
    belongs_to("account", optional=True),
    Column("by_operator", Boolean, nullable=False, default=False, server_default="0"),
    at("created"),
    UniqueConstraint("number", "account_id"),
    sqlite_autoincrement=True,
)

# Texts that go out whoever forbids it: what a person is answered who asks for no more texts, or for help.
opt_out_answer = Table(
    "opt_out_answer",
    metadata,
    Column("action_id", Long, ForeignKey("action.id"), primary_key=True),
)

_NUMBERS_PER_QUERY = 1_000
_STOPPED = select(opt_out.c.number).where(
    opt_out.c.number.in_(bindparam("numbers", expanding=True)),
    opt_out.c.account_id.is_(None) | (opt_out.c.account_id == bindparam("account")),
)
# Reading few numbers takes a tenth of the time of looking for a thousand among them.
_FEW = 250
_FIRST = Prepared(select(opt_out.c.number, opt_out.c.account_id).limit(bindparam("most")))
_SHARED = (SHARED_SHORT_CODE, FROM_THERE_ALONE)
_BY_SHORT_CODE = dnc_entry.c.stopped_by.in_(_SHARED)
# No entry of an account's own has a number here, and NULL is in no list.
_BY_OWN_NUMBER = dnc_entry.c.stopped_by.not_in(_SHARED)


class OptOutRow(NamedTuple):
    """An opt-out; without a login it holds for all accounts."""

    number: str
    created_at: datetime
    by_operator: bool
    login: str | None


def add(
    connection: Connection,
    person: str,
    now: datetime,
    account_id: int | None = None,
    *,
    by_operator: bool = False,
) -> bool:
    """Keep that a person wants no texts from the short code, of one account or of all; answers if that is new.

    What the operator said the person may say as well; it is the person's word from then on.
    """
    known = _is(person, account_id)
    if connection.execute(select(opt_out.c.id).where(known)).first() is not None:
        if not by_operator:
            connection.execute(update(opt_out).where(known).values(by_operator=False))
        return False
    values = {"number": person, "account_id": account_id, "by_operator": by_operator, "created_at": now}
    connection.execute(insert(opt_out).values(values))
    return True


def askers(connection: Connection, person: str) -> set[int | None]:
    """Answer whose texts a person wants no more, by the person's own word: None stands for all accounts."""
    said = (opt_out.c.number == person) & ~opt_out.c.by_operator
    return set(connection.execute(select(opt_out.c.account_id).where(said)).scalars())


def remove(connection: Connection, person: str, account_id: int | None = None) -> bool:
    """Forget the opt-outs of a person, all of them or that of one account; answers whether there were any."""
    removed = opt_out.c.number == person if account_id is None else _is(person, account_id)
    return connection.execute(delete(opt_out).where(removed)).rowcount > 0


def unlist(connection: Connection, person: str, account_id: int | None, *, said_to_short_code: bool) -> bool:
    """Take who texted STOP, to the short code or to own numbers, off the list of an account, or of all accounts."""
    by = _BY_SHORT_CODE if said_to_short_code else _BY_OWN_NUMBER
    return dnc.opt_in(connection, _entries_of(person, account_id) & by)


def narrow(connection: Connection, person: str, account_id: int) -> None:
    """Let what an account's list has from the short code forbid nothing but texts from there."""
    dnc.narrow(connection, _entries_of(person, account_id) & _BY_SHORT_CODE)


def stopped(connection: Connection, account_id: int, numbers: Collection[str]) -> set[str]:
    """Answer which of the numbers an account must not text from the short code."""
    if not numbers:
        return set()
    few = _FIRST.rows(connection, most=_FEW + 1)
    if len(few) <= _FEW:
        return {person for person, whose in few if whose in {None, account_id}}.intersection(numbers)
    found: set[str] = set()
    asked = list(numbers)
    for start in range(0, len(asked), _NUMBERS_PER_QUERY):
        some = {"account": account_id, "numbers": asked[start : start + _NUMBERS_PER_QUERY]}
        found.update(connection.execute(_STOPPED, some).scalars())
    return found


def all_opt_outs(connection: Connection) -> list[OptOutRow]:
    """Answer all opt-outs from the short code, oldest first."""
    columns = (opt_out.c.number, opt_out.c.created_at, opt_out.c.by_operator, account.c.login)
    query = select(*columns).join_from(opt_out, account, isouter=True).order_by(opt_out.c.id)
    return [OptOutRow(*row) for row in connection.execute(query)]


def let_through(connection: Connection, action_id: int) -> None:
    """Let a text go out although its recipient opted out."""
    connection.execute(insert(opt_out_answer).values(action_id=action_id))


def let_through_among(connection: Connection, action_ids: Collection[int]) -> set[int]:
    """Answer which of the texts go out although their recipients opted out."""
    query = select(opt_out_answer.c.action_id).where(opt_out_answer.c.action_id.in_(action_ids))
    return set(connection.execute(query).scalars()) if action_ids else set()


def _is(person: str, account_id: int | None) -> ColumnElement[bool]:
    # None is spelled IS NULL.
    return (opt_out.c.number == person) & (opt_out.c.account_id == account_id)


def _entries_of(person: str, account_id: int | None) -> ColumnElement[bool]:
    # Naming the accounts lets the index on their numbers serve.
    whose = select(account.c.id) if account_id is None else [account_id]
    return dnc_entry.c.account_id.in_(whose) & (dnc_entry.c.number == person)
