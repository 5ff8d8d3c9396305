"""Contact lists and who is on them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    union,
    update,
)

from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.phone_numbers import spellings_of
from callfire_soap.store.bulk import Bulk
from callfire_soap.store.columns import Long, at, belongs_to, count, identity, metadata, text, word
from callfire_soap.store.contact_remarks import remove_remarks
from callfire_soap.store.contacts import IS_PRESENT, PHONES, contact

contact_list = Table(
    "contact_list",
    metadata,
    identity(),
    belongs_to("account"),
    text("name"),
    word("status", ContactListStatus),
    count("size"),
    at("created"),
    Index(None, "account_id", "id"),
    sqlite_autoincrement=True,
)

contact_list_member = Table(
    "contact_list_member",
    metadata,
    Column("contact_list_id", Long, ForeignKey("contact_list.id"), primary_key=True),
    Column("contact_id", Long, ForeignKey("contact.id"), primary_key=True),
    # Which import last put the contact there: its file names nobody twice.
    Column("contact_import_id", Long),
    # No index by contact: it would cost every import more than it spares the few who remove contacts.
    sqlite_with_rowid=False,
)

_IDS_PER_QUERY = 900
_JOIN = Bulk(insert(contact_list_member), ("contact_list_id", "contact_id", "contact_import_id"))
_MARK = Bulk(
    update(contact_list_member)
    .where(contact_list_member.c.contact_list_id == bindparam("in_list"))
    .where(contact_list_member.c.contact_id == bindparam("who"))
    .values(contact_import_id=bindparam("by")),
    ("in_list", "who", "by"),
)


class ContactListRow(NamedTuple):
    """A contact list."""

    id: int
    account_id: int
    name: str
    status: ContactListStatus
    size: int
    created_at: datetime


_ROW = tuple(contact_list.c[name] for name in ContactListRow._fields)


def add_list(
    connection: Connection, account_id: int, name: str, status: ContactListStatus, now: datetime
) -> int:
    """Add an empty list: "names need not be unique"."""
    values = {"account_id": account_id, "name": name, "status": status, "created_at": now}
    return int(
        connection.execute(insert(contact_list).values(values).returning(contact_list.c.id)).scalar_one()
    )


def find_list(connection: Connection, account_id: int, list_id: int) -> ContactListRow | None:
    """Answer a list of the account, a deleted one too."""
    query = select(*_ROW).where(contact_list.c.id == list_id, contact_list.c.account_id == account_id)
    row = connection.execute(query).first()
    return None if row is None else ContactListRow(*row)


def page_of_lists(
    connection: Connection, account_id: int, first: int, limit: int
) -> tuple[int, list[ContactListRow]]:
    """Answer how many lists an account has, and a page of them, oldest first; deleted ones are left out."""
    # Inferred: "the sample shows ACTIVE only although the account had deleted lists".
    mine = (contact_list.c.account_id == account_id) & (contact_list.c.status != ContactListStatus.DELETED)
    total = connection.execute(select(func.count()).select_from(contact_list).where(mine)).scalar_one()
    page = select(*_ROW).where(mine).order_by(contact_list.c.id).offset(first).limit(limit)
    return int(total), [ContactListRow(*row) for row in connection.execute(page)]


def all_lists(connection: Connection, account_id: int) -> list[ContactListRow]:
    """Answer all lists of an account but those that are deleted, oldest first."""
    mine = (contact_list.c.account_id == account_id) & (contact_list.c.status != ContactListStatus.DELETED)
    return [
        ContactListRow(*row)
        for row in connection.execute(select(*_ROW).where(mine).order_by(contact_list.c.id))
    ]


def change_list(connection: Connection, list_id: int, **values: object) -> None:
    """Change columns of a list."""
    connection.execute(update(contact_list).where(contact_list.c.id == list_id).values(values))


def delete_list(connection: Connection, list_id: int) -> None:
    """Delete a list: "contacts stay in the account"; "a deleted list is answered, DELETED, size 0"."""
    connection.execute(delete(contact_list_member).where(contact_list_member.c.contact_list_id == list_id))
    remove_remarks(connection, list_id)
    change_list(connection, list_id, status=ContactListStatus.DELETED, size=0)


def add_members(
    connection: Connection, list_id: int, contact_ids: Sequence[int], import_id: int | None = None
) -> None:
    """Put contacts on a list that are not on it yet, and count them."""
    _JOIN.execute(connection, [(list_id, each, import_id) for each in contact_ids])
    _grow(connection, list_id, len(contact_ids))


def add_new_members(connection: Connection, list_id: int, contact_ids: range, import_id: int) -> None:
    """Put contacts on a list that were just made, under ids that follow one another."""
    new = contact.c.id.between(contact_ids[0], contact_ids[-1])
    members = select(literal(list_id), contact.c.id, literal(import_id)).where(new)
    columns = ["contact_list_id", "contact_id", "contact_import_id"]
    connection.execute(insert(contact_list_member).from_select(columns, members))
    _grow(connection, list_id, len(contact_ids))


def mark_members(
    connection: Connection, list_id: int, contact_ids: Collection[int], import_id: int | None
) -> None:
    """Note that an import has named contacts that are on the list already."""
    _MARK.execute(connection, [(list_id, each, import_id) for each in contact_ids])


def join_lists_of(connection: Connection, account_id: int, origins: Mapping[int, int]) -> None:
    """Put new contacts on all lists of another each, as named by whom the other was."""
    by_origin: dict[int, list[int]] = {}
    for contact_id, origin in origins.items():
        by_origin.setdefault(origin, []).append(contact_id)
    for row in all_lists(connection, account_id) if by_origin else ():
        marks = members_among(connection, row.id, list(by_origin))
        rows = [(row.id, each, mark) for origin, mark in marks.items() for each in by_origin[origin]]
        _JOIN.execute(connection, rows)
        _grow(connection, row.id, len(rows))


def members_among(connection: Connection, list_id: int, contact_ids: Sequence[int]) -> dict[int, int | None]:
    """Answer which of the contacts are on a list, each with the import that last named it."""
    found: dict[int, int | None] = {}
    member = contact_list_member.c
    for at_ in range(0, len(contact_ids), _IDS_PER_QUERY):
        some = contact_ids[at_ : at_ + _IDS_PER_QUERY]
        query = select(member.contact_id, member.contact_import_id)
        rows = connection.execute(query.where(member.contact_list_id == list_id, member.contact_id.in_(some)))
        found.update((contact_id, import_id) for contact_id, import_id in rows)
    return found


def page_of_members(connection: Connection, list_id: int, after: int, limit: int) -> list[int]:
    """Answer the contacts of a list behind one of them, in the order of their ids."""
    member = contact_list_member.c
    query = select(member.contact_id).where(member.contact_list_id == list_id, member.contact_id > after)
    return list(connection.execute(query.order_by(member.contact_id).limit(limit)).scalars())


def members_with_numbers(
    connection: Connection, account_id: int, list_id: int, numbers: Sequence[str]
) -> list[int]:
    """Answer the members with a number in any of their slots."""
    found: list[int] = []
    member = contact_list_member.c
    for at_ in range(0, len(numbers), _IDS_PER_QUERY):
        some = numbers[at_ : at_ + _IDS_PER_QUERY]
        # One search per slot, so that each takes its index.
        slots = [
            select(contact.c.id).where(contact.c.account_id == account_id, phone.in_(some), IS_PRESENT)
            for phone in PHONES
        ]
        holders = union(*slots).subquery()
        query = select(member.contact_id).join(holders, holders.c.id == member.contact_id)
        found += connection.execute(query.where(member.contact_list_id == list_id)).scalars()
    return list(dict.fromkeys(found))


def remove_named(connection: Connection, account_id: int, list_id: int, named: Sequence[int | str]) -> None:
    """Take contacts off a list that are named by their ids or by any of their numbers."""
    numbers = (spelling for each in named if isinstance(each, str) for spelling in spellings_of(each))
    spelled = list(dict.fromkeys(numbers))
    members = members_with_numbers(connection, account_id, list_id, spelled) if spelled else []
    remove_members(connection, list_id, [*members, *(each for each in named if isinstance(each, int))])


def remove_members(connection: Connection, list_id: int, contact_ids: Sequence[int]) -> None:
    """Take contacts off a list, those that are on it, and count them."""
    member = contact_list_member.c
    gone = 0
    for at_ in range(0, len(contact_ids), _IDS_PER_QUERY):
        some = contact_ids[at_ : at_ + _IDS_PER_QUERY]
        statement = delete(contact_list_member).where(member.contact_list_id == list_id)
        gone += connection.execute(statement.where(member.contact_id.in_(some))).rowcount
    _grow(connection, list_id, -gone)


def remove_intake(connection: Connection, list_id: int, import_id: int) -> None:
    """Take off a list whom an import has put there, or named."""
    member = contact_list_member.c
    named = (member.contact_list_id == list_id) & (member.contact_import_id == import_id)
    _grow(connection, list_id, -connection.execute(delete(contact_list_member).where(named)).rowcount)


def remove_from_all_lists(connection: Connection, account_id: int, contact_ids: Sequence[int]) -> None:
    """Take contacts off every list: "the contact disappears from all its lists; list sizes drop"."""
    member = contact_list_member.c
    mine = select(contact_list.c.id).where(contact_list.c.account_id == account_id)
    for at_ in range(0, len(contact_ids), _IDS_PER_QUERY):
        some = member.contact_list_id.in_(mine) & member.contact_id.in_(
            contact_ids[at_ : at_ + _IDS_PER_QUERY]
        )
        counted = select(member.contact_list_id, func.count()).where(some).group_by(member.contact_list_id)
        sizes = connection.execute(counted).all()
        connection.execute(delete(contact_list_member).where(some))
        for list_id, gone in sizes:
            _grow(connection, list_id, -gone)


def _grow(connection: Connection, list_id: int, by: int) -> None:
    if by:
        change_list(connection, list_id, size=contact_list.c.size + by)
