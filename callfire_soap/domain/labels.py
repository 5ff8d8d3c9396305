"""The names of labels."""

from collections.abc import Iterable

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.text_lengths import MOST_CHARACTERS

_LENGTHS = f"LabelName has 1 to {MOST_CHARACTERS} characters"


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
    return [label_name(each) for each in given if each.strip()]
