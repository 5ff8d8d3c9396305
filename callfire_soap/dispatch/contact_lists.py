"""Lists that are read and batches that are filled behind the requests that asked for them.

Everything is done in slices, each in a transaction of its own that also notes how far it has come: others write in
between, and after a restart the rest follows. What takes long, reading the rows, happens outside of transactions.
"""

import json
import logging
from collections.abc import Generator, Iterable
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from callfire_soap.conduct.intake import Intake
from callfire_soap.conduct.list_batches import give_up, populate
from callfire_soap.domain.contact_files import Layout
from callfire_soap.domain.contact_portions import Portion, look_through, portions_of
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.domain.events import ContactListMoved
from callfire_soap.domain.file_rows import ROWS_AT_ONCE, Unusable
from callfire_soap.domain.left_out import LeftOut, unusable
from callfire_soap.logs import tell, tell_defect
from callfire_soap.store import contact_imports, contact_lists, contact_remarks, list_batches
from callfire_soap.store.contact_imports import ImportRow, Progress, lines_of, part_of
from callfire_soap.store.unit_of_work import Store, UnitOfWork

_LOG = logging.getLogger(__name__)

_Slice: TypeAlias = Portion | list[int | str]
"""Contacts to take in, or who is to leave; nobody is the end."""

_END: _Slice = []


class ListReader:
    """Reads the lists that wait one after the other, and fills the batches that wait for them."""

    def __init__(self, store: Store) -> None:
        """Begin with what the store says is to be done."""
        self._store = store
        self._source: _Source | None = None

    def forget(self) -> None:
        """Go on with what the store says."""
        self._source = None

    def read_some(self, now: datetime) -> bool:
        """Do the next slice; answers whether there was any."""
        return self._read_some(now) or self._fill_some(now)

    def _read_some(self, now: datetime) -> bool:
        with self._store.reading() as unit:
            row = contact_imports.next_import(unit.connection)
        if row is None:
            return False
        # After a slice that failed, what is remembered here may be ahead of what is stored.
        source, self._source = self._source, None
        if source is None or source.row.id != row.id:
            source = _Source(self._store, row)
        try:
            if source.read_some(now):
                self._source = source
        except Unusable as error:
            self._refuse(row, error, now)
        except DatabaseUnavailable:
            # That is not the list's fault: it waits.
            raise
        except Exception:  # noqa: BLE001 -- whatever it is, it concerns this list alone
            # Tried once: a list that fails each time must not keep everything else from being done.
            tell_defect(_LOG, "a contact list cannot be read", list=row.contact_list_id)
            failure = Unusable(ContactListStatus.IMPORT_FAILED, "it cannot be imported; the log says why")
            self._refuse(row, failure, now)
        return True

    def _refuse(self, row: ImportRow, failure: Unusable, now: datetime) -> None:
        _tell(row, failure.status, reason=failure.reason)
        with self._store.writing() as unit:
            connection = unit.connection
            # What was deleted meanwhile cannot be read to its end.
            if contact_imports.is_there(connection, row.id):
                if row.is_first and row.progress is not None and row.progress.intake_id is not None:
                    contact_lists.remove_intake(connection, row.contact_list_id, row.progress.intake_id)
                _settle(unit, row, failure.status, now)
                remarks = [unusable(failure.reason)]
                contact_remarks.add_remarks(connection, row.contact_list_id, row.id, remarks, now)
                unit.commit()

    def _fill_some(self, now: datetime) -> bool:
        with self._store.reading() as unit:
            source = list_batches.next_ready(unit.connection)
        if source is None:
            return False
        try:
            with self._store.writing() as unit:
                # The list may have been deleted, or the batch disabled, while this waited to write.
                source = list_batches.next_ready(unit.connection) or source
                populate(unit, source, now)
                unit.commit()
        except DatabaseUnavailable:
            raise
        except Exception:  # noqa: BLE001 -- likewise, this batch
            tell_defect(_LOG, "a batch cannot be filled", batch=source.batch_id)
            with self._store.writing() as unit:
                give_up(unit, source, now)
                unit.commit()
        return True


class _Source:
    """A source that is being read into its list."""

    def __init__(self, store: Store, row: ImportRow) -> None:
        self._store, self.row = store, row
        self._layout = Layout.from_document(row.layout)
        self._progress = row.progress or Progress(None, 0, LeftOut())
        self._slices = self._all_slices()

    def read_some(self, now: datetime) -> bool:
        """Take the next slice in, unless the list was deleted meanwhile; answers whether there may be more."""
        some = next(self._slices, _END)
        if some is None:
            return True
        with self._store.writing() as unit:
            is_there = contact_imports.is_there(unit.connection, self.row.id)
            if is_there:
                self._take(unit, some, now)
                unit.commit()
        if some is _END and is_there:
            _tell(self.row, ContactListStatus.ACTIVE, rows=self._progress.rows)
            self._log_left_out()
        return is_there and some is not _END

    def _all_slices(self) -> Generator[_Slice | None, None, None]:
        """Yield the slices that are to come, and None when there was only something to look at."""
        done = self._progress.rows
        if self._layout.removes:
            lines = islice(self._lines(), done, None)
            while named := [json.loads(line) for line in islice(lines, ROWS_AT_ONCE)]:
                yield named
            return
        is_plain = False
        if self.row.progress is None:
            # Nothing is kept of a source before it is known that all of it can be read.
            is_plain = yield from look_through(self._lines, self._layout)
        left_out = self._progress.left_out
        yield from portions_of(self._lines(), self._layout, left_out, done=done, is_plain=is_plain)

    def _lines(self) -> Iterable[str]:
        return lines_of(self._part_at, self._layout.encoding)

    def _part_at(self, position: int) -> bytes:
        with self._store.reading() as unit:
            return part_of(unit.connection, self.row.id, position)

    def _take(self, unit: UnitOfWork, some: _Slice, now: datetime) -> None:
        row, (intake_id, rows, left_out) = self.row, self._progress
        connection, list_id = unit.connection, row.contact_list_id
        if isinstance(some, Portion):
            intake = Intake(unit, row.account_id, list_id, now, validates=True, goes_on=self._progress)
            intake.take_portion(some)
            self._progress = Progress(intake.id, rows + some.rows, left_out)
        elif some:
            contact_lists.remove_named(connection, row.account_id, list_id, some)
            self._progress = Progress(intake_id, rows + len(some), left_out)
        else:
            contact_remarks.add_remarks(connection, list_id, intake_id or 0, left_out.remarks(), now)
            _settle(unit, row, ContactListStatus.ACTIVE, now)
            return
        contact_imports.keep_progress(connection, row.id, self._progress)

    def _log_left_out(self) -> None:
        for part, reason, how_many, _ in self._progress.left_out.remarks():
            facts = {"part": part, "reason": reason, "times": how_many}
            tell(_LOG, logging.INFO, "left out of a contact list", list=self.row.contact_list_id, **facts)


def _tell(row: ImportRow, status: ContactListStatus, **facts: object) -> None:
    owner = {"account": row.account_id, "list": row.contact_list_id, "status": status.value}
    tell(_LOG, logging.INFO, "contact list read", **owner, **facts)


def _settle(unit: UnitOfWork, row: ImportRow, status: ContactListStatus, now: datetime) -> None:
    """Forget a source that was read; a list that could be used before can be used still."""
    connection = unit.connection
    contact_imports.remove_import(connection, row.id)
    if status is not ContactListStatus.ACTIVE and row.is_first:
        contact_imports.remove_imports_of(connection, row.contact_list_id)
        _move(unit, row, status, now)
    elif not contact_imports.is_waiting(connection, row.contact_list_id):
        _move(unit, row, ContactListStatus.ACTIVE, now)


def _move(unit: UnitOfWork, row: ImportRow, status: ContactListStatus, now: datetime) -> None:
    contact_lists.change_list(unit.connection, row.contact_list_id, status=status)
    unit.note(ContactListMoved(row.account_id, row.contact_list_id, status, now))
