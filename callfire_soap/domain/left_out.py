"""What of a source did not become contacts, and why: nothing is left out without a word."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

MOST_LINES = 1_000
"""Of so many rows the lines are kept for each reason; all are counted."""


class Reason(StrEnum):
    """Why a row, or a phone of it, is left out; `phone_spellings.Misread` says what cannot be read."""

    NO_PHONE = "there is no phone number in it"
    DUPLICATE = "its number is on the list already"
    INTERNATIONAL = "its number is not of the United States or Canada"
    TOO_SHORT = "its number has too few digits: an area code and seven more are dialled"
    INVALID = "nobody can have its number"
    FORBIDDEN = "its number is on a do-not-contact list"
    UNKNOWN = "the account has no such contact"
    SOMEBODY_ELSES = "it belongs to another contact"


class Part(StrEnum):
    """What is left out."""

    SOURCE = "source"
    ROW = "row"
    PHONE = "phone"


class Remark(NamedTuple):
    """How often something was left out for a reason, and the lines of the first of them."""

    part: Part
    reason: str
    how_many: int
    lines: list[int]


class LeftOut:
    """Counts what is left out of one source."""

    def __init__(self, remarks: Iterable[Remark] = ()) -> None:
        """Begin with what was left out so far."""
        known = list(remarks)
        self._counts = Counter({(each.part, each.reason): each.how_many for each in known})
        self._lines = {(each.part, each.reason): list(each.lines) for each in known}

    def add_row(self, reason: str, line: int) -> None:
        """Count a row that became no contact."""
        self._add(Part.ROW, reason, line)

    def add_phone(self, reason: str, line: int) -> None:
        """Count a phone of a row that became a contact without it."""
        self._add(Part.PHONE, reason, line)

    def add_rows(self, reason: str, lines: Iterable[int]) -> None:
        """Count rows."""
        for line in lines:
            self._add(Part.ROW, reason, line)

    def remarks(self) -> list[Remark]:
        """Answer what was left out, rows first, the most frequent reason first."""
        order = {part: at for at, part in enumerate(Part)}
        found = sorted(self._counts.items(), key=lambda item: (order[item[0][0]], -item[1], item[0][1]))
        return [Remark(*key, count, sorted(self._lines[key])) for key, count in found]

    def _add(self, part: Part, reason: str, line: int) -> None:
        key = (part, str(reason))
        self._counts[key] += 1
        lines = self._lines.setdefault(key, [])
        if len(lines) < MOST_LINES:
            lines.append(line)


def unusable(reason: str) -> Remark:
    """Make the remark on a source of which nothing could be used."""
    return Remark(Part.SOURCE, reason, 1, [])
