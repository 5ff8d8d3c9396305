"""Finding contacts: by list, by a text in one field, by a text in any."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Select, func, or_, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from callfire_soap.domain.contacts import COLUMN_BY_NAME, PHONE_NAMES, Person
from callfire_soap.domain.phone_numbers import part_of_number
from callfire_soap.store.contact_lists import contact_list_member
from callfire_soap.store.contacts import HAS_LONG_PHONE, IS_PRESENT, contact
from callfire_soap.store.containing import contains

_WHOLE_NUMBER = 11
_WITHOUT_COUNTRY = 10
_AREA_CODE = 3
_DIGITS = "0123456789"

_ROW = (contact.c.id, *(contact.c[name] for name in Person._fields))
_PHONES = tuple(contact.c[COLUMN_BY_NAME[name]] for name in PHONE_NAMES)
_TEXTS = tuple(contact.c[name] for name in COLUMN_BY_NAME.values())


class ContactFilter(NamedTuple):
    """What QueryContacts may ask for; None means any."""

    list_id: int | None = None
    field: str | None = None
    text: str | None = None


# The name is how SQLite calls it.
class json_each(GenericFunction[Any]):  # noqa: N801 -- functions are registered under the class's name
    """The names and values of a contact's own fields, as rows."""

    inherit_cache = True


@compiles(json_each, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _json_each(element: json_each, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 -- the compiler's own
    return f"json_each_text(CAST({compiler.process(element.clauses, **kw)} AS JSON))"


def page_of_contacts(
    connection: Connection, account_id: int, wanted: ContactFilter, first: int, limit: int
) -> tuple[int, list[tuple[int, Person]]]:
    """Answer how many contacts match, and a page of them in the order of their ids; removed ones never do."""
    ids = _matching(account_id, wanted)
    total = connection.execute(select(func.count()).select_from(ids.subquery())).scalar_one()
    page = ids.order_by(ids.selected_columns[0]).offset(first).limit(limit).subquery()
    rows = connection.execute(select(*_ROW).join(page, page.c[0] == contact.c.id).order_by(contact.c.id))
    return int(total), [(contact_id, Person(*person)) for contact_id, *person in rows]


def _matching(account_id: int, wanted: ContactFilter) -> Select[tuple[int]]:
    """Build the ids of the contacts that match."""
    member = contact_list_member.c
    if not wanted.text:
        if wanted.list_id is not None:
            return select(member.contact_id).where(member.contact_list_id == wanted.list_id)
        return select(contact.c.id).where(contact.c.account_id == account_id, IS_PRESENT)
    ids = select(contact.c.id).where(contact.c.account_id == account_id)
    if wanted.list_id is not None:
        members = select(member.contact_id).where(member.contact_list_id == wanted.list_id)
        ids = ids.where(contact.c.id.in_(members))
    if wanted.field not in PHONE_NAMES:
        return ids.where(IS_PRESENT, _holds(wanted.field, wanted.text))
    digits = part_of_number(wanted.text)
    if _is_number(digits):
        return _holding_number(ids, contact.c[COLUMN_BY_NAME[wanted.field]], digits)
    return ids.where(IS_PRESENT, _holds(wanted.field, digits))


def _holds(field: str | None, text: str) -> ColumnElement[bool]:
    """Build the condition that a field holds a text: "contains", and the case of letters means nothing."""
    if field is None:
        own = json_each(contact.c.fields).table_valued("key", "value")
        digits = part_of_number(text)
        in_phones = [contains(phone, digits) for phone in _PHONES] if _may_be_phone(digits, text) else []
        anywhere = (contains(column, text) for column in _TEXTS)
        return or_(*anywhere, *in_phones, _any(own, contains(own.c.value, text)))
    if field in COLUMN_BY_NAME:
        return contains(contact.c[COLUMN_BY_NAME[field]], text)
    own = json_each(contact.c.fields).table_valued("key", "value")
    return _any(own, (own.c.key == field) & contains(own.c.value, text))


def _any(own: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 -- a table-valued alias
    # Most contacts have no fields of their own: asking that first spares reading them.
    matching = select(own.c.key).select_from(own).where(condition).correlate(contact).exists()
    return contact.c.fields.is_not(None) & matching


def _may_be_phone(digits: str, text: str) -> bool:
    """Tell whether a text that is looked for in all fields is a part of a number, otherwise written than stored.

    Inferred: as much as an area code, for `2-5` may be anything.
    """
    return digits != text and digits.removeprefix("+").isdigit() and len(digits) >= _AREA_CODE


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) >= _WITHOUT_COUNTRY


def _holding_number(ids: Select[tuple[int]], phone: Column[Any], digits: str) -> Select[tuple[int]]:
    """Build the ids of those contacts whose phone contains a number, found in the index.

    A number has 11 digits, so a whole one can only be equal; the few that are longer have their own index.
    """
    # One search each: with a list of texts SQLite would rather read all contacts of the account.
    equal = [ids.where(IS_PRESENT, phone == each, phone.is_not(None)) for each in _spellings(digits)]
    # In other words than those of the index on all that are present, which SQLite would else think as good.
    is_present = contact.c.is_removed.is_not(True)
    longer = ids.where(
        is_present, HAS_LONG_PHONE, func.length(phone) > _WHOLE_NUMBER, contains(phone, digits)
    )
    return select(union_all(*equal, longer).subquery().c.id)


def _spellings(digits: str) -> Sequence[str]:
    """Answer all texts of at most 11 characters that contain the digits, which are at least ten."""
    if len(digits) > _WITHOUT_COUNTRY:
        return [digits] if len(digits) <= _WHOLE_NUMBER else []
    longer = [text for each in _DIGITS for text in (each + digits, digits + each)]
    return list(dict.fromkeys([digits, *longer]))
