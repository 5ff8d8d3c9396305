"""Whose number it is: the contact of each number that is reached, or that reaches an account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from callfire_soap.store import contacts
from callfire_soap.store.unit_of_work import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Given:
    """Numbers as they are dialled, and what was said with each of them."""

    numbers: Sequence[str]
    attributes: Sequence[Mapping[str, str] | None]
    # Whether a number came with attributes of its own.
    is_personal: Sequence[bool]
    # In which slot the contact has the number; None where it is not said.
    slots: Sequence[str | None]

    def among(self, places: Sequence[int]) -> "Given":
        """Answer those at some places."""
        personal, slots = _at(places, self.is_personal), _at(places, self.slots)
        return Given(_at(places, self.numbers), _at(places, self.attributes), personal, slots)


def _at(places: Sequence[int], column: Sequence[T]) -> list[T]:
    return [column[at] for at in places]


def contact_of(unit: UnitOfWork, account_id: int, number: str, now: datetime) -> int:
    """Answer the contact of an account that has a number, making one if nobody has it."""
    known = contacts.holders(unit.connection, account_id, [number]).get(number)
    return known or contacts.add_on_the_fly(unit.connection, account_id, [number], now)[0]


def contacts_of(
    unit: UnitOfWork, account_id: int, given: Given, met: set[str], now: datetime
) -> Sequence[int]:
    """Answer the contact of each number; where a slot is said, it is looked for there before anywhere else.

    `met` are the numbers that came with attributes before; it grows.
    """
    if not any(given.slots):
        return _contacts_by(unit, account_id, None, given, met, now)
    ids = [0] * len(given.numbers)
    for slot in dict.fromkeys(given.slots):
        places = [at for at, each in enumerate(given.slots) if each == slot]
        found = _contacts_by(unit, account_id, slot, given.among(places), met, now)
        for at, contact_id in zip(places, found, strict=True):
            ids[at] = contact_id
    return ids


def _contacts_by(
    unit: UnitOfWork, account_id: int, slot: str | None, given: Given, met: set[str], now: datetime
) -> Sequence[int]:
    """Answer the contact of each number, making those that are missing.

    "a contact already holding that number is reused"; "two entries of the same number with attributes in one
    batch got two contact ids". So the first of them is the contact that is known, whose fields its templates have,
    and each other one a new contact.
    """
    connection, numbers = unit.connection, given.numbers
    known = contacts.holders(connection, account_id, numbers, (slot,) if slot else contacts.SLOTS)
    if slot:
        # A number belongs to one contact: whoever has it in another slot is meant, too.
        elsewhere = [number for number in numbers if number not in known]
        known.update(contacts.holders(connection, account_id, elsewhere))
    own = []
    for number, is_personal in zip(numbers, given.is_personal, strict=True):
        own.append(is_personal and (number in met or number not in known))
        if is_personal:
            met.add(number)
    plain = dict.fromkeys(number for number, is_own in zip(numbers, own, strict=True) if not is_own)
    missing = [number for number in plain if number not in known]
    missing += [number for number, is_own in zip(numbers, own, strict=True) if is_own]
    ids = contacts.add_on_the_fly(connection, account_id, missing, now, slot or contacts.HOME)
    shared = len(missing) - sum(own)
    known.update(zip(missing[:shared], ids[:shared], strict=True))
    separate = iter(ids[shared:])
    return [next(separate) if is_own else known[number] for number, is_own in zip(numbers, own, strict=True)]
