"""Which contact a number belongs to when rows arrive: each belongs to one, and none gets lost."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from callfire_soap.domain.contacts import Person, Record, person_of
from callfire_soap.domain.left_out import LeftOut, Reason
from callfire_soap.domain.phone_numbers import is_number, normalize


class Split(NamedTuple):
    """A contact to make of numbers for which another one has no slot left."""

    person: Person
    # The contact that had the numbers, on whose lists they stay; None if they came with a row that was scrubbed.
    origin: int | None
    # Whether a row is about it.
    is_named: bool


class Merging:
    """Finds the contact of each row, by the number that is called.

    "Number already belongs to a contact of the account: no second contact". A further phone of a row that belongs to
    another contact stays there. The second row of a contact is scrubbed; its further phones stay with the contact.
    A phone that gives way to a newer and finds no room becomes a contact called like the one that had it, which a
    later row may be about.
    """

    def __init__(
        self,
        held: Mapping[str, int],
        people: Mapping[int, Person],
        taken: Collection[int],
        left_out: LeftOut,
    ) -> None:
        """Begin with the numbers that contacts hold, these contacts, and those that earlier rows were about."""
        # Contacts that are still to be made have ids below zero.
        self._holders = dict(held)
        self._people = dict(people)
        self._met = set(taken)
        self._left_out = left_out
        self._known = len(self._people)
        self._changed: dict[int, None] = {}
        self._origins: dict[int, int | None] = {}
        self.named: list[int] = []
        """The contacts that are known and named by a row."""

    @property
    def changed(self) -> dict[int, Person]:
        """The contacts that are known and change, brought up to date."""
        return {each: self._people[each] for each in self._changed if each > 0}

    @property
    def made(self) -> list[Person]:
        """Contacts to make of rows."""
        return [person for each, person in self._people.items() if each < 0 and each not in self._origins]

    @property
    def split(self) -> list[Split]:
        """Contacts to make of numbers that others have no room for."""
        return [
            Split(self._people[each], origin, each in self._met) for each, origin in self._origins.items()
        ]

    def add(self, number: str, record: Record, line: int) -> None:
        """Take a row with its phones spelled as they are dialled."""
        person = person_of(record)
        holder = self._holders.get(number)
        if holder is not None and holder in self._met:
            self._left_out.add_row(Reason.DUPLICATE, line)
            self._add_more(holder, person)
            return
        others = {each for each in person.numbers if self._holders.get(each, holder) != holder}
        for _ in others:
            self._left_out.add_phone(Reason.SOMEBODY_ELSES, line)
        person = person.without(others)
        if holder is None:
            holder = self._make(person)
        else:
            self._hold(person.numbers, holder)
            self._renew(holder, person)
        self._met.add(holder)

    def _make(self, person: Person) -> int:
        made = self._known - len(self._people) - 1
        self._people[made] = person
        self._hold(person.numbers, made)
        return made

    def _renew(self, holder: int, newer: Person) -> None:
        old = self._people[holder]
        self._people[holder] = old.with_newer(newer)
        self._changed[holder] = None
        if holder > 0:
            self.named.append(holder)
        self._split_off(old, self._missing(holder, old.phones), self._origins.get(holder, holder))

    def _add_more(self, holder: int, person: Person) -> None:
        free = {each for each in person.numbers if each not in self._holders}
        if free:
            fresh = [phone if phone in free else None for phone in person.phones]
            self._hold(free, holder)
            self._people[holder] = self._people[holder].with_more(fresh)
            self._changed[holder] = None
            self._split_off(person, self._missing(holder, fresh), None)

    def _missing(self, holder: int, phones: Iterable[str | None]) -> list[str]:
        """Answer the numbers among phones that were a contact's and are nobody's now."""
        there = self._people[holder].numbers
        numbers = dict.fromkeys(normalize(phone) for phone in phones if phone and is_number(phone))
        return [each for each in numbers if each not in there and self._holders.get(each, holder) == holder]

    def _split_off(self, person: Person, numbers: Sequence[str], origin: int | None) -> None:
        if numbers:
            phones = [*numbers, *[None] * (len(person.phones) - len(numbers))]
            self._origins[self._make(person.with_phones(phones))] = origin

    def _hold(self, numbers: Iterable[str], holder: int) -> None:
        self._holders.update(dict.fromkeys(numbers, holder))


def numbers_in(records: Sequence[Record]) -> dict[str, None]:
    """Answer the numbers of all phones, in their order."""
    return {phone: None for record in records for phone in record[3:6] if phone and is_number(phone)}
