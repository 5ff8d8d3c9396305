"""The names of labels."""

from collections.abc import Iterable

from callfire_soap.domain.errors import BadRequest

_LONGEST_NAME = 255


def label_name(given: str) -> str:
    """Answer the name of a label. Inferred: trimmed, neither empty nor over 255 characters."""
    name = given.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        message = f"LabelName has 1 to {_LONGEST_NAME} characters"
        raise BadRequest(message)
    return name


def given_labels(given: Iterable[str]) -> list[str]:
    """Answer the names of labels that come along with something else; empty ones say nothing."""
    return [label_name(each) for each in given if each.strip()]
