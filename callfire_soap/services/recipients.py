"""From the numbers of a request to what is known of them."""

from collections.abc import Mapping, Sequence

from callfire_soap.conduct.contacts import Given
from callfire_soap.contract.common import ToNumber
from callfire_soap.domain.contacts import COLUMN_BY_NAME, PHONE_NAMES
from callfire_soap.domain.phone_numbers import normalize

_SLOT = "fieldName"


def read_recipients(recipients: Sequence[ToNumber]) -> Given:
    """Read the numbers of a request, and what came along with each."""
    slots = [_slot(each) for each in recipients]
    return Given(
        numbers=[normalize(each.number) for each in recipients],
        attributes=[_attributes(each) for each in recipients],
        is_personal=[
            len(each.open_attributes) > bool(slot) for each, slot in zip(recipients, slots, strict=True)
        ],
        slots=slots,
    )


def _slot(recipient: ToNumber) -> str | None:
    """Answer "the phone number the To parameter represents (default homePhone)", if it is said.

    Inferred: any other value is an attribute like all others.
    """
    name = recipient.open_attributes.get(_SLOT)
    return COLUMN_BY_NAME[name] if name in PHONE_NAMES else None


def _attributes(recipient: ToNumber) -> Mapping[str, str] | None:
    """Answer what came with a number, to be shown with it and used in templates."""
    if recipient.client_data is None:
        return recipient.open_attributes or None
    return {"ClientData": recipient.client_data, **recipient.open_attributes}
