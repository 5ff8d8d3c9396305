"""The names of labels."""

from collections.abc import Iterable

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.text_lengths import MOST_CHARACTERS

_LENGTHS = f"LabelName has 1 to {MOST_CHARACTERS} characters"

MOST_LABELS = 500
"""The most labels of one broadcast or number.

Inferred: nothing is documented. Each of its calls and texts shows all of them, so that a page would have a thousand
times as many; people put a few on a broadcast, programs perhaps one for each day on the default one.
"""

MOST_AT_ONCE = 100
"""The most labels that come along with one request. Inferred, likewise."""


def check_room(attached: int) -> None:
    """Raise BadRequest when something has so many labels that it can have no further one."""
    if attached >= MOST_LABELS:
        raise BadRequest(f"a broadcast or number has at most {MOST_LABELS} labels")


def label_name(given: str) -> str:
    """Answer the name of a label that may be made. Inferred: trimmed, neither empty nor longer than other names."""
    name = sought_label(given)
    if len(name) > MOST_CHARACTERS:
        raise BadRequest(_LENGTHS)
    return name


def sought_label(given: str) -> str:
    """Answer the name of a label that should be there; one that none can have is as unknown as others."""
    name = given.strip()
    if not name:
        raise BadRequest(_LENGTHS)
    return name


def given_labels(given: Iterable[str]) -> list[str]:
    """Answer the names of labels that come along with something else; empty ones say nothing."""
    names = [label_name(each) for each in given if each.strip()]
    if len(names) > MOST_AT_ONCE:
        raise BadRequest(f"a request may attach at most {MOST_AT_ONCE} labels")
    return names
