"""Which contact a number belongs to when rows arrive: each belongs to one, and none gets lost."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from callfire_soap.domain.contact_files import Record
from callfire_soap.domain.contacts import Person
from callfire_soap.domain.left_out import LeftOut, Reason
from callfire_soap.domain.phone_numbers import is_number


class Merging:
    """Finds the contact of each row, by the number that is called.

    "Number already belongs to a contact of the account: no second contact". A further phone of a row that belongs to
    another contact stays there. The second row of a contact is scrubbed; its further phones stay with the contact.
    """

    def __init__(self, held: Mapping[str, int], taken: Collection[int], left_out: LeftOut) -> None:
        """Begin with the numbers that contacts hold, and the contacts that earlier rows were about."""
        # Contacts that are still to be made have ids below zero.
        self._holders = dict(held)
        self._met = set(taken)
        self._left_out = left_out
        self._newer: dict[int, Person] = {}
        self._more: dict[int, list[Sequence[str | None]]] = {}
        self.made: list[Person] = []
        """Contacts to make."""

    @property
    def named(self) -> list[int]:
        """The contacts that are known and named by a row."""
        return list(self._newer)

    @property
    def changed(self) -> list[int]:
        """The contacts that are known and change."""
        return list(dict.fromkeys((*self._newer, *(each for each in self._more if each > 0))))

    def add(self, number: str, record: Record, line: int) -> None:
        """Take a row with its phones spelled as they are dialled."""
        person = person_of(record)
        holder = self._holders.get(number)
        if holder is not None and holder in self._met:
            self._left_out.add_row(Reason.DUPLICATE, line)
            free = {each for each in person.numbers if each not in self._holders}
            fresh = [phone if phone in free else None for phone in person.phones]
            self._hold(free, holder)
            self._more.setdefault(holder, []).append(fresh)
            return
        if holder is None:
            holder = -len(self.made) - 1
        others = {each for each in person.numbers if self._holders.get(each, holder) != holder}
        for _ in others:
            self._left_out.add_phone(Reason.SOMEBODY_ELSES, line)
        person = person.without(others)
        self._met.add(holder)
        self._hold(person.numbers, holder)
        if holder < 0:
            self.made.append(person)
        else:
            self._newer[holder] = person

    def settled(self, people: Mapping[int, Person]) -> tuple[dict[int, Person], list[Person]]:
        """Answer contacts brought up to date, and contacts to make of numbers for which they have no slot left."""
        changed = {}
        spare: list[Person] = []
        for contact_id in self.changed:
            old, newer = people[contact_id], self._newer.get(contact_id, Person())
            more = self._more.get(contact_id, [])
            changed[contact_id] = _with_all(old.with_newer(newer), more)
            spare += _spare(changed[contact_id], old.numbers | newer.numbers, more)
        for at, person in enumerate(self.made):
            if more := self._more.get(-at - 1, []):
                self.made[at] = _with_all(person, more)
                spare += _spare(self.made[at], person.numbers, more)
        return changed, spare

    def _hold(self, numbers: Iterable[str], holder: int) -> None:
        self._holders.update(dict.fromkeys(numbers, holder))


def numbers_in(records: Sequence[Record]) -> dict[str, None]:
    """Answer the numbers of all phones, in their order."""
    return {phone: None for record in records for phone in record[3:6] if phone and is_number(phone)}


def person_of(record: Record) -> Person:
    """Answer a contact on its way into the store."""
    fields = json.loads(record[-1]) if record[-1] else None
    return Person(*record[:-1])._replace(fields=fields)


def _with_all(person: Person, more: Iterable[Sequence[str | None]]) -> Person:
    for phones in more:
        person = person.with_more(phones)
    return person


def _spare(person: Person, numbers: frozenset[str], more: Iterable[Sequence[str | None]]) -> list[Person]:
    """Answer contacts that are called alike for the numbers that a contact has no slot for."""
    wanted = sorted(numbers) + [phone for phones in more for phone in phones if phone and is_number(phone)]
    missing = [number for number in dict.fromkeys(wanted) if number not in person.numbers]
    step = len(person.phones)
    padded = [*missing, *[None] * (-len(missing) % step)]
    return [person.with_phones(padded[at : at + step]) for at in range(0, len(missing), step)]
