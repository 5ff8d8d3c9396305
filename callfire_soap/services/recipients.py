"""From the numbers of a request to contacts and actions."""

from collections.abc import Mapping, Sequence

from callfire_soap.conduct.recipients import RECIPIENTS_AT_ONCE, Destination, Recipients, add_actions
from callfire_soap.contract.common import ToNumber
from callfire_soap.domain.contacts import COLUMN_BY_NAME, PHONE_NAMES
from callfire_soap.domain.phone_numbers import normalize
from callfire_soap.services.scope import Scope
from callfire_soap.store import actions, contacts

__all__ = ["Destination", "add_recipients"]

_SLOT = "fieldName"


def add_recipients(scope: Scope, destination: Destination, recipients: Sequence[ToNumber]) -> None:
    """Make an action of each number: "an action exists for every recipient" once a batch is populated."""
    present: set[str] | None = None
    numbers = [normalize(recipient.number) for recipient in recipients]
    if destination.scrubs_duplicates:
        present = actions.numbers_present(
            scope.unit.connection, scope.account_id, destination.kind, destination.broadcast_id, numbers
        )
    met: set[str] = set()
    for start in range(0, len(recipients), RECIPIENTS_AT_ONCE):
        end = start + RECIPIENTS_AT_ONCE
        some = numbers[start:end]
        holders = _contacts(scope, recipients[start:end], some, met)
        added = Recipients(some, holders, [_attributes(each) for each in recipients[start:end]])
        add_actions(scope.unit, scope.account_id, destination, added, present, scope.now)


def _contacts(
    scope: Scope, recipients: Sequence[ToNumber], numbers: Sequence[str], met: set[str]
) -> Sequence[int]:
    """Answer the contact of each recipient; those who name a slot of the contact are looked for there alone."""
    slots = [_slot(recipient) for recipient in recipients]
    if not any(slots):
        return _contacts_by(scope, None, recipients, numbers, met)
    ids = [0] * len(numbers)
    for slot in dict.fromkeys(slots):
        places = [at for at, each in enumerate(slots) if each == slot]
        theirs, some = [recipients[at] for at in places], [numbers[at] for at in places]
        for at, contact_id in zip(places, _contacts_by(scope, slot, theirs, some, met), strict=True):
            ids[at] = contact_id
    return ids


def _slot(recipient: ToNumber) -> str | None:
    """Answer "the phone number the To parameter represents (default homePhone)", if it is said.

    Inferred: any other value is an attribute like all others.
    """
    name = recipient.open_attributes.get(_SLOT)
    return COLUMN_BY_NAME[name] if name in PHONE_NAMES else None


def _contacts_by(
    scope: Scope, slot: str | None, recipients: Sequence[ToNumber], numbers: Sequence[str], met: set[str]
) -> Sequence[int]:
    """Answer the contact of each recipient, making those that are missing.

    "a contact already holding that number is reused"; "two entries of the same number with attributes in one
    batch got two contact ids". So the first of them is the contact that is known, whose fields its templates have,
    and each other one a new contact. `met` are the numbers that came with attributes before; it grows.
    """
    connection = scope.unit.connection
    known = contacts.holders(connection, scope.account_id, numbers, (slot,) if slot else contacts.SLOTS)
    if slot:
        # A number belongs to one contact: whoever has it in another slot is meant, too.
        elsewhere = [number for number in numbers if number not in known]
        known.update(contacts.holders(connection, scope.account_id, elsewhere))
    own = []
    for recipient, number in zip(recipients, numbers, strict=True):
        has_attributes = len(recipient.open_attributes) > bool(slot)
        own.append(has_attributes and (number in met or number not in known))
        if has_attributes:
            met.add(number)
    plain = dict.fromkeys(number for number, is_own in zip(numbers, own, strict=True) if not is_own)
    missing = [number for number in plain if number not in known]
    missing += [number for number, is_own in zip(numbers, own, strict=True) if is_own]
    ids = contacts.add_on_the_fly(connection, scope.account_id, missing, scope.now, slot or contacts.HOME)
    shared = len(missing) - sum(own)
    known.update(zip(missing[:shared], ids[:shared], strict=True))
    separate = iter(ids[shared:])
    return [next(separate) if is_own else known[number] for number, is_own in zip(numbers, own, strict=True)]


def _attributes(recipient: ToNumber) -> Mapping[str, str] | None:
    """Answer what came with a number, to be shown with it and used in templates."""
    if recipient.client_data is None:
        return recipient.open_attributes or None
    return {"ClientData": recipient.client_data, **recipient.open_attributes}
