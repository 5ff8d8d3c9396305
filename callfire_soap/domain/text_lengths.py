"""How long names may be, and what is kept of a contact."""

from collections.abc import Mapping

from callfire_soap.domain.errors import BadRequest

MOST_CHARACTERS = 255
"""The most characters of a name, and of any field of a contact, whichever way it comes.

Inferred: a list whose file has more in a cell is documented to be COLUMN_TOO_LARGE, but not its limit; 255 was the
usual width of a text column. What is spoken, sent as a text or came along with a number is no name and may be longer.
"""


def usable_name(given: str | None, otherwise: str, field: str = "Name") -> str:
    """Answer the name that is given, or another when none is; one that is too long raises BadRequest."""
    check_lengths({field: given or ""})
    return given or otherwise


def check_lengths(fields: Mapping[str, str | None]) -> None:
    """Raise BadRequest for the first field, by its name, that is longer than fields may be."""
    for field, text in fields.items():
        if text is not None and len(text) > MOST_CHARACTERS:
            message = f"{field[:MOST_CHARACTERS]} has at most {MOST_CHARACTERS} characters"
            raise BadRequest(message)
