"""How contacts get onto a list: checked or as they are, thousands at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice

from callfire_soap.domain.contact_files import Layout
from callfire_soap.domain.contact_portions import Portion, portions_of, portions_of_records
from callfire_soap.domain.contacts import Record, record_of
from callfire_soap.domain.file_rows import ROWS_AT_ONCE
from callfire_soap.domain.left_out import LeftOut, Reason
from callfire_soap.domain.merging import Merging, Split, numbers_in
from callfire_soap.domain.phone_numbers import is_dialable, is_foreign, is_number, normalize
from callfire_soap.domain.phone_spellings import Misread
from callfire_soap.store import contact_imports, contact_lists, contact_remarks, contacts, dnc
from callfire_soap.store.contact_imports import Progress
from callfire_soap.store.unit_of_work import UnitOfWork

_USUAL_LENGTH = len("12135551212")
_FIRST_PHONE, _BEHIND_PHONES = 3, 6


class Intake:
    """Takes contacts into one list; a list that validates lets every number in once."""

    def __init__(
        self,
        unit: UnitOfWork,
        account_id: int,
        list_id: int,
        now: datetime,
        *,
        validates: bool,
        goes_on: Progress | None = None,
    ) -> None:
        """Begin, or go on where an earlier one has come to."""
        self._connection, self._account_id, self._list_id = unit.connection, account_id, list_id
        self._now, self._validates = now, validates
        progress = goes_on or Progress(None, 0, LeftOut())
        self.id = progress.intake_id or contact_imports.reserve_intake(unit.connection)
        """What members are marked with; it only has to differ from that of every other intake."""
        self.left_out = progress.left_out
        """What does not become contacts."""

    def take_lines(self, lines: Iterable[str], layout: Layout) -> None:
        """Take the rows of a file; what cannot be read raises Unusable, after which nothing may be kept."""
        for portion in portions_of(lines, layout, self.left_out, keeps_all=not self._validates):
            self.take_portion(portion)

    def take(self, records: Iterable[Record]) -> None:
        """Take contacts; one without a phone is left out."""
        for portion in portions_of_records(records, self.left_out):
            self.take_portion(portion)

    def take_portion(self, portion: Portion) -> None:
        """Take some contacts."""
        if self._validates:
            self._take_checked(portion.records, portion.lines)
        else:
            self._make(portion.records)

    def take_present(self, contact_ids: Iterable[int]) -> None:
        """Put contacts of the account on the list; ids of others are skipped: "no copies are made"."""
        waiting = enumerate(contact_ids, 1)
        while some := list(islice(waiting, ROWS_AT_ONCE)):
            mine = contacts.present_among(self._connection, self._account_id, (each for _, each in some))
            there = set(mine)
            self.left_out.add_rows(Reason.UNKNOWN, (at for at, each in some if each not in there))
            if self._validates:
                mine = self._checked_present(mine, {each: at for at, each in reversed(some)})
            known = contact_lists.members_among(self._connection, self._list_id, mine)
            fresh = [each for each in mine if each not in known]
            contact_lists.add_members(self._connection, self._list_id, fresh, self.id)

    def keep_left_out(self) -> None:
        """Note what was left out, for whoever asks."""
        remarks = self.left_out.remarks()
        contact_remarks.add_remarks(self._connection, self._list_id, self.id, remarks, self._now)

    def _take_checked(self, records: Sequence[Record], lines: Sequence[int]) -> None:
        """Take the contacts whose numbers may be called, each number once."""
        numbers = [_usual_number(record) for record in records]
        has_more = "" in numbers
        if has_more:
            records = [_normalized(record) for record in records]
            numbers = list(map(_first_phone, records))
        unique = dict.fromkeys(numbers)
        refused = self._refused(unique)
        if refused:
            records, lines = self._without_refused(records, lines, refused)
            numbers = list(map(_first_phone, records))
            unique = dict.fromkeys(numbers)
        wanted = numbers_in(records) if has_more else unique
        held = contacts.oldest_holders(self._connection, self._account_id, wanted)
        if held or has_more or len(unique) < len(records):
            self._place(zip(numbers, records, lines, strict=True), held)
        else:
            self._make(records)

    def _without_refused(
        self, records: Sequence[Record], lines: Sequence[int], refused: Mapping[str, StrEnum]
    ) -> tuple[list[Record], list[int]]:
        """Leave out who may not be called; whose first phone nobody can call is called by the next that can be."""
        doubtful = [record for record in records if _first_phone(record) in refused]
        refused = {**refused, **self._refused(dict.fromkeys(filter(None, chain(*map(_phones, doubtful)))))}
        kept: list[Record] = []
        kept_lines: list[int] = []
        for record, line in zip(records, lines, strict=True):
            usable, reasons = _usable(record, refused)
            if usable is None:
                self.left_out.add_row(reasons[0], line)
                continue
            for reason in reasons:
                self.left_out.add_phone(reason, line)
            kept.append(usable)
            kept_lines.append(line)
        return kept, kept_lines

    def _refused(self, numbers: Collection[str]) -> dict[str, StrEnum]:
        """Answer which of the numbers may not be called, and why."""
        found: dict[str, StrEnum] = {each: _refusal(each) for each in numbers if not is_dialable(each)}
        # Last: what somebody has forbidden is that above all.
        forbidden = dnc.refused(self._connection, self._account_id, numbers)
        return {**found, **dict.fromkeys(forbidden, Reason.FORBIDDEN)}

    def _place(self, rows: Iterable[tuple[str, Record, int]], held: dict[str, int]) -> None:
        """Bring contacts up to date that are known, make the others, and put them on the list."""
        marks = contact_lists.members_among(self._connection, self._list_id, sorted(set(held.values())))
        taken = {holder for holder, mark in marks.items() if mark == self.id}
        people = contacts.people_of(self._connection, set(held.values()))
        merging = Merging(held, people, taken, self.left_out)
        for number, record, line in rows:
            merging.add(number, record, line)
        contacts.change_contacts(self._connection, merging.changed)
        self._make([record_of(person) for person in merging.made])
        # First, so that they get on the lists their numbers were on, not on this one, too.
        self._make_split(merging.split)
        self._name(merging.named, marks)

    def _name(self, contact_ids: Sequence[int], marks: Mapping[int, int | None]) -> None:
        """Put contacts on the list that rows are about, or note that those on it are named."""
        on_list = [each for each in contact_ids if each in marks]
        contact_lists.mark_members(self._connection, self._list_id, on_list, self.id)
        fresh = [each for each in contact_ids if each not in marks]
        contact_lists.add_members(self._connection, self._list_id, fresh, self.id)

    def _make_split(self, split: Sequence[Split]) -> None:
        """Make contacts of numbers that others have no room for; on the list is who is asked for."""
        if not split:
            return
        rows = [record_of(each.person) for each in split]
        ids = contacts.add_contacts(self._connection, self._account_id, rows, self._now)
        origins = {
            made: each.origin for made, each in zip(ids, split, strict=True) if each.origin is not None
        }
        contact_lists.join_lists_of(self._connection, self._account_id, origins)
        named = [made for made, each in zip(ids, split, strict=True) if each.is_named]
        self._name(named, contact_lists.members_among(self._connection, self._list_id, named))

    def _make(self, records: Sequence[Record]) -> None:
        if not records:
            return
        ids = contacts.add_contacts(self._connection, self._account_id, records, self._now)
        contact_lists.add_new_members(self._connection, self._list_id, ids, self.id)

    def _checked_present(self, contact_ids: Sequence[int], lines: Mapping[int, int]) -> list[int]:
        """Answer those contacts that may be called, the first of each number."""
        people = contacts.people_of(self._connection, contact_ids)
        numbers = {contact_id: normalize(people[contact_id].number or "") for contact_id in contact_ids}
        refused = self._refused(dict.fromkeys(numbers.values()))
        kept: dict[str, int] = {}
        for contact_id, number in numbers.items():
            reason = refused.get(number) if number else Reason.NO_PHONE
            reason = reason or (Reason.DUPLICATE if number in kept else None)
            if reason is None:
                kept[number] = contact_id
            else:
                self.left_out.add_row(reason, lines[contact_id])
        return list(kept.values())


def _usual_number(record: Record) -> str:
    """Answer the number of a record with one phone that is spelled as it is stored, as most are; else nothing."""
    _, _, _, home, work, mobile, *_ = record
    return home if home and len(home) == _USUAL_LENGTH and work is mobile is None else ""


def _normalized(record: Record) -> Record:
    """Spell the phones of a record as they are dialled: "10 digits, to which 1 is added"."""
    phones = _phones(record)
    if all(phone is None or len(phone) == _USUAL_LENGTH for phone in phones):
        return record
    spelled = tuple([each and normalize(each) for each in phones])
    return record[:_FIRST_PHONE] + spelled + record[_BEHIND_PHONES:]


def _phones(record: Record) -> tuple[str | None, ...]:
    return record[_FIRST_PHONE:_BEHIND_PHONES]


def _first_phone(record: Record) -> str:
    """Answer the number that is called: "home, work, mobile", the first that there is."""
    found: str = record[3] or record[4] or record[5]
    return found


def _usable(record: Record, refused: Mapping[str, StrEnum]) -> tuple[Record | None, list[StrEnum]]:
    """Answer a record without the phones before the first that can be called, and why each of them cannot be.

    Nobody, if none can be. Inferred: a phone that cannot be called is like an empty one, behind which "the next filled
    slot is used". A number on a do-not-contact list is no such thing: whoever forbade it is not to be reached by
    the way of another.
    """
    if _first_phone(record) not in refused:
        return record, []
    reasons: list[StrEnum] = []
    phones = _phones(record)
    for at, phone in enumerate(phones):
        if not phone:
            continue
        reason = refused.get(phone)
        if reason is None:
            left = (*[None] * at, *phones[at:])
            return record[:_FIRST_PHONE] + left + record[_BEHIND_PHONES:], reasons
        if reason is Reason.FORBIDDEN:
            return None, [reason]
        reasons.append(reason)
    return None, reasons


def _refusal(number: str) -> StrEnum:
    if not is_number(number):
        return Misread.NO_NUMBER
    if len(number) < _USUAL_LENGTH and not number.startswith("+"):
        return Reason.TOO_SHORT
    # "only US and Canada supported": a number of the right length that belongs to another country.
    return Reason.INTERNATIONAL if is_foreign(number) else Reason.INVALID
