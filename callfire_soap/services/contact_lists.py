"""Contact lists as operations use them: where their contacts come from, and when they are checked."""

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from callfire_soap.conduct.intake import Intake
from callfire_soap.contract.contacts import Contact, ContactSource
from callfire_soap.domain.contact_files import Layout, layout_of
from callfire_soap.domain.contact_portions import check
from callfire_soap.domain.contacts import (
    COLUMN_BY_NAME,
    FIELD_NAMES,
    PHONE_NAMES,
    UNUSABLE,
    ContactListStatus,
    Person,
    Record,
    record_of,
)
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.events import ContactListMoved
from callfire_soap.domain.file_rows import TooLarge, Unusable
from callfire_soap.domain.file_texts import encoding_of, lines_of_text, oddities_of
from callfire_soap.domain.left_out import unusable
from callfire_soap.domain.phone_numbers import without_plus
from callfire_soap.domain.text_lengths import check_lengths
from callfire_soap.services.scope import Scope, ServiceSettings
from callfire_soap.store import contact_imports, contact_lists, contact_remarks
from callfire_soap.store.contact_imports import lines_in
from callfire_soap.store.contact_lists import ContactListRow

CHECKED_AT_ONCE = 1_000
"""Up to so many contacts are checked within the request; more wait for the dispatcher."""

_PHONES = frozenset(COLUMN_BY_NAME[name] for name in PHONE_NAMES)


class _Source(NamedTuple):
    """A source, ready to be taken into a list."""

    take: Callable[[Intake], None]
    size: int
    # What is kept of a source that has to wait, and how it is read then; a source without layout never waits.
    content: Callable[[], bytes]
    layout: Layout | None


def create(scope: Scope, name: str, source: ContactSource, *, validates: bool) -> int:
    """Make a list of a source: VALIDATING if that takes a while, ACTIVE, or what its file makes it."""
    connection, account = scope.connection, scope.account_id
    check_lengths({"Name": name})
    try:
        wanted = _wanted(scope, source, validates=validates)
    except TooLarge as error:
        raise BadRequest(error.reason) from error
    except Unusable as error:
        list_id = contact_lists.add_list(connection, account, name, error.status, scope.now)
        contact_remarks.add_remarks(connection, list_id, 0, [unusable(error.reason)], scope.now)
        scope.unit.note(ContactListMoved(account, list_id, error.status, scope.now))
        return list_id
    list_id = contact_lists.add_list(connection, account, name, ContactListStatus.ACTIVE, scope.now)
    _take(scope, list_id, wanted, validates=validates, is_first=True)
    return list_id


def extend(scope: Scope, row: ContactListRow, source: ContactSource, *, validates: bool) -> None:
    """Add contacts to a list; a file that cannot be read raises BadRequest and changes nothing."""
    try:
        wanted = _wanted(scope, source, validates=validates)
    except Unusable as error:
        raise BadRequest(error.reason) from error
    # Inferred: a list that could not be used is as good as new, and made of what is added first.
    is_first = row.status in UNUSABLE
    if is_first:
        contact_lists.change_list(scope.connection, row.id, status=ContactListStatus.ACTIVE)
    _take(scope, row.id, wanted, validates=validates, is_first=is_first)


def shorten(
    scope: Scope, row: ContactListRow, contact_ids: Sequence[int] | None, numbers: Sequence[str] | None
) -> None:
    """Take members off a list; "contacts remain in the account"."""
    connection, account = scope.connection, scope.account_id
    named = [without_plus(number) for number in numbers or ()] if contact_ids is None else contact_ids
    if contact_imports.is_waiting(connection, row.id):
        # Whoever is to leave may still have to come.
        content = "\n".join(map(json.dumps, named)).encode()
        layout = Layout(removes=True).to_document()
        contact_imports.add_import(connection, account, row.id, layout, content, scope.now, is_first=False)
        return
    contact_lists.remove_named(connection, account, row.id, named)


def delete(scope: Scope, list_id: int) -> None:
    """Delete a list, whatever it is waiting for; one that is not there is deleted already."""
    connection = scope.connection
    if contact_lists.find_list(connection, scope.account_id, list_id) is not None:
        contact_imports.remove_imports_of(connection, list_id)
        contact_lists.delete_list(connection, list_id)


def get(scope: Scope, list_id: int) -> ContactListRow:
    """Answer a list of the account that can be used; raises NotFound for a deleted one too."""
    row = contact_lists.find_list(scope.connection, scope.account_id, list_id)
    if row is None or row.status is ContactListStatus.DELETED:
        raise unknown(list_id)
    return row


def unknown(list_id: int) -> NotFound:
    """Make the fault for a list that is not there."""
    return NotFound(f"contact list {list_id} does not exist")


def _take(scope: Scope, list_id: int, source: _Source, *, validates: bool, is_first: bool) -> None:
    connection, account = scope.connection, scope.account_id
    is_busy = contact_imports.is_waiting(connection, list_id)
    if validates and source.layout is not None and (is_busy or source.size > CHECKED_AT_ONCE):
        layout = source.layout.to_document()
        contact_imports.add_import(
            connection, account, list_id, layout, source.content(), scope.now, is_first=is_first
        )
        contact_lists.change_list(connection, list_id, status=ContactListStatus.VALIDATING)
        scope.unit.note(ContactListMoved(account, list_id, ContactListStatus.VALIDATING, scope.now))
        return
    intake = Intake(scope.unit, account, list_id, scope.now, validates=validates)
    source.take(intake)
    intake.keep_left_out()
    scope.unit.note(ContactListMoved(account, list_id, ContactListStatus.ACTIVE, scope.now))


def _wanted(scope: Scope, source: ContactSource, *, validates: bool) -> _Source:
    return scope.aside(_read, source, scope.settings, validates=validates)


def _read(source: ContactSource, settings: ServiceSettings, *, validates: bool) -> _Source:
    """Make out what a source is; the schema lets in exactly one kind."""
    if source.file is not None:
        return _file(source.file, settings, validates=validates)
    if source.numbers is not None:
        return _numbers(source.numbers.numbers, source.numbers.field_name)
    if source.contact_id is not None:
        ids = source.contact_id
        return _Source(lambda intake: intake.take_present(ids), len(ids), bytes, None)
    return _contacts(source.contact, validates=validates)


def _file(content: bytes, settings: ServiceSettings, *, validates: bool) -> _Source:
    encoding = encoding_of(content)
    layout = layout_of(
        encoding,
        lines_in(content, encoding),
        keeps_names=settings.keeps_column_names,
        odd=oddities_of(content, encoding),
        limits=settings.file_limits,
    )
    size = content.count(b"\n") + content.count(b"\r")
    if layout.odd.line_end is not None:
        size = sum(1 for _ in lines_of_text(lines_in(content, encoding), layout.odd))
    if not validates or size <= CHECKED_AT_ONCE:
        # Read once before anything is kept of it: what cannot be read leaves nothing behind.
        check(lines_in(content, encoding), layout)
    return _Source(
        lambda intake: intake.take_lines(lines_in(content, encoding), layout), size, lambda: content, layout
    )


def _numbers(numbers: Sequence[str], field_name: str) -> _Source:
    if field_name not in PHONE_NAMES:
        message = f"fieldName is {' or '.join(PHONE_NAMES)}"
        raise BadRequest(message)
    at = FIELD_NAMES.index(field_name)
    before, behind = (None,) * at, (None,) * (len(FIELD_NAMES) - at)
    return _records([(*before, without_plus(each), *behind) for each in numbers])


def _contacts(given: Sequence[Contact], *, validates: bool) -> _Source:
    people = [read_person(each) for each in given]
    if not validates and not all(person.number for person in people):
        # "at least one phone". Inferred: validation drops who has none, without it the request is refused.
        message = "a contact needs a homePhone, workPhone or mobilePhone"
        raise BadRequest(message)
    return _records([record_of(person) for person in people])


def _records(records: Sequence[Record]) -> _Source:
    return _Source(
        lambda intake: intake.take(records),
        len(records),
        lambda: "\n".join(map(json.dumps, records)).encode(),
        Layout(has_records=True),
    )


def read_person(contact: Contact) -> Person:
    """Read a contact; "the plus is stripped" from its phones, an empty value is none."""
    check_fields(contact)
    given = {column: getattr(contact, column) for column in COLUMN_BY_NAME.values()}
    own = {name: value for name, value in contact.open_attributes.items() if value}
    return Person(**{column: written(column, value) for column, value in given.items()}, fields=own or None)


def check_fields(contact: Contact) -> None:
    """Raise BadRequest when a field of a contact is longer than fields may be, or has such a name."""
    check_lengths({field: getattr(contact, column) for field, column in COLUMN_BY_NAME.items()})
    check_lengths(contact.open_attributes)
    check_lengths({"the name of a field": max(contact.open_attributes, key=len, default="")})


def written(column: str, value: str | None) -> str | None:
    """Answer a value of a contact as it is stored."""
    return (value and without_plus(value) if column in _PHONES else value) or None
