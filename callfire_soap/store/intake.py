"""How contacts get into the store and onto a list: checked or as they are, thousands at a time."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, or_, select

from callfire_soap.domain.contact_files import Layout, Record, records_of, rows_of
from callfire_soap.domain.contacts import Person, Safeguard
from callfire_soap.domain.phone_numbers import is_dialable, normalize
from callfire_soap.store import contact_lists, contacts, dnc
from callfire_soap.store.contact_imports import contact_import
from callfire_soap.store.contacts import IS_PRESENT, PHONES, contact
from callfire_soap.store.ids import reserve
from callfire_soap.store.wanted import want, wanted_number

_AT_ONCE = 10_000
_USUAL_LENGTH = len("12135551212")
_FIRST_PHONE, _BEHIND_PHONES = 3, 6


def _held_as(phone: Column[str]) -> Select[tuple[int]]:
    mine = (contact.c.account_id == bindparam("account")) & (phone == wanted_number.c.number)
    found = select(contact.c.id).where(mine, phone.is_not(None), IS_PRESENT)
    return found.order_by(contact.c.id).limit(1).correlate(wanted_number)


@cache
def _holders_in(slots: tuple[int, ...]) -> Select[Any]:
    """Build the search for who holds the numbers that are wanted, in some of the slots."""
    # One search per number and slot: left to itself, SQLite would rather read all contacts for each number.
    held = [_held_as(PHONES[slot]) for slot in slots]
    holders = select(wanted_number.c.number, *(each.scalar_subquery() for each in held))
    return holders.where(or_(*(each.exists() for each in held)))


class Intake:
    """Takes contacts into one list; a list that validates lets every number in once."""

    def __init__(
        self, connection: Connection, account_id: int, list_id: int, now: datetime, *, validates: bool
    ) -> None:
        """Begin."""
        self._connection, self._account_id, self._list_id = connection, account_id, list_id
        self._now, self._validates = now, validates
        # Only has to differ from that of every other intake.
        self._id = reserve(connection, contact_import, 1)[0]
        self._first_made: int | None = None
        self.caught: Counter[Safeguard] = Counter()
        """How many contacts each safeguard has caught."""

    def take_lines(self, lines: Iterable[str], layout: Layout) -> None:
        """Take the rows of a file; what cannot be read raises Unusable, after which nothing may be kept."""
        if layout.has_records:
            self.take(tuple(json.loads(line)) for line in lines)
            return
        rows = rows_of(lines, layout.delimiter)
        if layout.has_header:
            next((row for row in rows if any(map(str.strip, row))), None)
        while some := list(islice(rows, _AT_ONCE)):
            self._take_some(records_of(some, layout.names))

    def take(self, records: Iterable[Record]) -> None:
        """Take contacts, each of which has a phone."""
        waiting = iter(records)
        while some := list(islice(waiting, _AT_ONCE)):
            self._take_some(some)

    def take_present(self, contact_ids: Iterable[int]) -> None:
        """Put contacts of the account on the list; ids of others are skipped: "no copies are made"."""
        waiting = iter(contact_ids)
        while some := list(islice(waiting, _AT_ONCE)):
            mine = contacts.present_among(self._connection, self._account_id, some)
            if self._validates:
                mine = self._checked_present(mine)
            known = contact_lists.members_among(self._connection, self._list_id, mine)
            fresh = [each for each in mine if each not in known]
            contact_lists.add_members(self._connection, self._list_id, fresh, self._id)

    def _take_some(self, records: Sequence[Record]) -> None:
        if self._validates:
            self._take_checked(records)
        else:
            self._make(records)

    def _take_checked(self, records: Sequence[Record]) -> None:
        by_number = self._scrubbed(records)
        held = self._holders(by_number)
        marks = contact_lists.members_among(self._connection, self._list_id, sorted(set(held.values())))
        merged: dict[int, list[Record]] = {}
        for number, holder in held.items():
            record = by_number.pop(number)
            if self._is_taken(holder, marks):
                self.caught[Safeguard.DUPLICATE_NUMBERS] += 1
            else:
                self.caught[Safeguard.CONTACT_CONFLICTS] += 1
                merged.setdefault(holder, []).append(record)
        self._merge(merged, marks)
        self._make(list(by_number.values()))

    def _scrubbed(self, records: Sequence[Record]) -> dict[str, Record]:
        """Answer the contacts whose numbers may be called, the first of each number, by that number."""
        numbers = [_usual_number(record) for record in records]
        if "" in numbers:
            records = [_normalized(record) for record in records]
            numbers = [record[3] or record[4] or record[5] for record in records]
        kept = dict(zip(numbers, records, strict=True))
        if len(kept) < len(records):
            kept.clear()
            for number, record in zip(numbers, records, strict=True):
                kept.setdefault(number, record)
        self.caught[Safeguard.DUPLICATE_NUMBERS] += len(records) - len(kept)
        wrong = [number for number in kept if not is_dialable(number)]
        self.caught.update(map(_refusal, wrong))
        forbidden = dnc.refused(self._connection, self._account_id, kept)
        self.caught[Safeguard.DNC_CONTACTS] += len(forbidden.difference(wrong))
        for number in forbidden.union(wrong):
            del kept[number]
        return kept

    def _holders(self, numbers: Collection[str]) -> dict[str, int]:
        """Answer the oldest contact of each number that is anybody's phone, however it is spelled there."""
        used = contacts.spellings_in_use(self._connection, self._account_id)
        found: dict[str, int] = {}
        for has_country in (True, False):
            spellings = [each for each in used if each.has_country is has_country]
            missing = (
                {spellings[0].of(each): each for each in numbers if each not in found} if spellings else {}
            )
            if missing:
                want(self._connection, missing)
                search = _holders_in(tuple(each.slot for each in spellings))
                rows = self._connection.execute(search, {"account": self._account_id})
                found.update((missing[row[0]], min(filter(None, row[1:]))) for row in rows)
        return found

    def _is_taken(self, holder: int, marks: dict[int, int | None]) -> bool:
        """Tell whether a contact is on the list through this intake already."""
        is_made_here = self._first_made is not None and holder >= self._first_made
        return is_made_here or marks.get(holder) == self._id

    def _merge(self, merged: dict[int, list[Record]], marks: dict[int, int | None]) -> None:
        """Bring contacts up to date and put them on the list."""
        if not merged:
            return
        people = contacts.people_of(self._connection, merged)
        for contact_id, newer in merged.items():
            for record in newer:
                people[contact_id] = people[contact_id].with_newer(_person(record))
        contacts.change_contacts(self._connection, people)
        on_list = [each for each in merged if each in marks]
        contact_lists.mark_members(self._connection, self._list_id, on_list, self._id)
        fresh = [each for each in merged if each not in marks]
        contact_lists.add_members(self._connection, self._list_id, fresh, self._id)

    def _make(self, records: Sequence[Record]) -> None:
        if not records:
            return
        ids = contacts.add_contacts(self._connection, self._account_id, records, self._now)
        if self._first_made is None:
            self._first_made = ids[0]
        contact_lists.add_new_members(self._connection, self._list_id, ids, self._id)

    def _checked_present(self, contact_ids: Sequence[int]) -> list[int]:
        """Answer those contacts that may be called, the first of each number."""
        people = contacts.people_of(self._connection, contact_ids)
        kept: dict[str, int] = {}
        for contact_id in contact_ids:
            number = normalize(people[contact_id].number or "")
            if number in kept:
                self.caught[Safeguard.DUPLICATE_NUMBERS] += 1
            elif is_dialable(number):
                kept[number] = contact_id
            else:
                self.caught[_refusal(number)] += 1
        for number in dnc.refused(self._connection, self._account_id, kept):
            del kept[number]
            self.caught[Safeguard.DNC_CONTACTS] += 1
        return list(kept.values())


def _usual_number(record: Record) -> str:
    """Answer the number of a record with one phone that is spelled as it is stored, as most are; else nothing."""
    _, _, _, home, work, mobile, *_ = record
    return home if home and len(home) == _USUAL_LENGTH and work is mobile is None else ""


def _normalized(record: Record) -> Record:
    """Spell the phones of a record as they are dialled: "10 digits, to which 1 is added"."""
    phones = record[_FIRST_PHONE:_BEHIND_PHONES]
    if all(phone is None or len(phone) == _USUAL_LENGTH for phone in phones):
        return record
    spelled = tuple([each and normalize(each) for each in phones])
    return record[:_FIRST_PHONE] + spelled + record[_BEHIND_PHONES:]


def _refusal(number: str) -> Safeguard:
    # "only US and Canada supported": a number of the right length that belongs to another country.
    is_foreign = number.isdigit() and len(number) >= _USUAL_LENGTH and not number.startswith("1")
    return Safeguard.INTERNATIONAL_NUMBERS if is_foreign else Safeguard.INVALID_NUMBERS


def _person(record: Record) -> Person:
    fields = json.loads(record[-1]) if record[-1] else None
    return Person(*record[:-1])._replace(fields=fields)
