"""The names of labels."""

from collections.abc import Iterable

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.text_lengths import MOST_CHARACTERS


def label_name(given: str) -> str:
    """Answer the name of a label. Inferred: trimmed, neither empty nor longer than other names."""
    name = given.strip()
    if not 0 < len(name) <= MOST_CHARACTERS:
        message = f"LabelName has 1 to {MOST_CHARACTERS} characters"
        raise BadRequest(message)
    return name


def given_labels(given: Iterable[str]) -> list[str]:
    """Answer the names of labels that come along with something else; empty ones say nothing."""
    return [label_name(each) for each in given if each.strip()]
