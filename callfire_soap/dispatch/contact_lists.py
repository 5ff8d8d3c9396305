"""Lists that are read and batches that are filled behind the requests that asked for them.

Each list is taken in by one transaction: whatever happens in between, the whole of it is there or nothing,
and what is not there yet is taken in after a restart.
"""

import json
import logging
from collections.abc import Iterable
from datetime import datetime

from callfire_soap.domain.contact_files import Layout
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.domain.file_rows import Unusable
from callfire_soap.domain.left_out import Remark, unusable
from callfire_soap.store import contact_imports, contact_lists, contact_remarks, list_batches
from callfire_soap.store.contact_imports import ImportRow, lines_of
from callfire_soap.store.intake import Intake
from callfire_soap.store.unit_of_work import Store, UnitOfWork

_LOG = logging.getLogger(__name__)


def read_lists(store: Store, now: datetime) -> int:
    """Take in all lists that wait, and fill all batches that wait for them; answers how many there were."""
    done = 0
    while _read_next(store, now) or _fill_next(store, now):
        done += 1
    return done


def _read_next(store: Store, now: datetime) -> bool:
    with store.reading() as unit:
        row = contact_imports.next_import(unit.connection)
    if row is None:
        return False
    failure = _read(store, row, now)
    if failure is not None:
        with store.writing() as unit:
            _settle(unit, row, failure.status)
            remark = unusable(failure.reason)
            contact_remarks.add_remarks(unit.connection, row.contact_list_id, row.id, [remark], now)
            unit.commit()
    return True


def _read(store: Store, row: ImportRow, now: datetime) -> Unusable | None:
    """Take a list in; answers what becomes of a list that cannot be."""
    layout = Layout.from_document(row.layout)
    try:
        with store.writing() as unit:
            # The list may have been deleted while this waited to write.
            if not contact_imports.is_there(unit.connection, row.id):
                return None
            lines = lines_of(unit.connection, row.id, layout.encoding)
            remarks = (
                _take_off(unit, row, lines) if layout.removes else _take_in(unit, row, layout, lines, now)
            )
            _settle(unit, row, ContactListStatus.ACTIVE)
            unit.commit()
    except Unusable as error:
        _LOG.info("contact list %d is %s: %s", row.contact_list_id, error.status, error.reason)
        return error
    except DatabaseUnavailable:
        # That is not the list's fault: it waits.
        raise
    except Exception:  # noqa: BLE001 -- whatever it is, it concerns this list alone
        # Tried once: a list that fails each time must not keep everything else from being done.
        _LOG.exception("contact list %d cannot be imported", row.contact_list_id)
        return Unusable(ContactListStatus.IMPORT_FAILED, "it cannot be imported; the log says why")
    for part, reason, how_many, _ in remarks:
        _LOG.info(
            "contact list %d: %d times a %s is left out: %s", row.contact_list_id, how_many, part, reason
        )
    return None


def _take_in(
    unit: UnitOfWork, row: ImportRow, layout: Layout, lines: Iterable[str], now: datetime
) -> list[Remark]:
    intake = Intake(unit.connection, row.account_id, row.contact_list_id, now, validates=True)
    intake.take_lines(lines, layout)
    intake.keep_left_out()
    return intake.left_out.remarks()


def _take_off(unit: UnitOfWork, row: ImportRow, lines: Iterable[str]) -> list[Remark]:
    named = [json.loads(line) for line in lines]
    contact_lists.remove_named(unit.connection, row.account_id, row.contact_list_id, named)
    return []


def _settle(unit: UnitOfWork, row: ImportRow, status: ContactListStatus) -> None:
    """Forget a source that was read; a list that could be used before can be used still."""
    connection = unit.connection
    contact_imports.remove_import(connection, row.id)
    if status is not ContactListStatus.ACTIVE and row.is_first:
        contact_imports.remove_imports_of(connection, row.contact_list_id)
        contact_lists.change_list(connection, row.contact_list_id, status=status)
    elif not contact_imports.is_waiting(connection, row.contact_list_id):
        contact_lists.change_list(connection, row.contact_list_id, status=ContactListStatus.ACTIVE)


def _fill_next(store: Store, now: datetime) -> bool:
    with store.reading() as unit:
        source = list_batches.next_ready(unit.connection)
    if source is None:
        return False
    try:
        with store.writing() as unit:
            list_batches.populate(unit, source, now)
            unit.commit()
    except DatabaseUnavailable:
        raise
    except Exception:  # noqa: BLE001 -- likewise, this batch
        _LOG.exception("batch %d cannot be filled", source.batch_id)
        with store.writing() as unit:
            list_batches.give_up(unit.connection, source.batch_id)
            unit.commit()
    return True
