"""The rules of text messages."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from callfire_soap.domain.errors import BadRequest

PART_LENGTH = 160
"""The most characters of one text: "160 characters" -- the platform's help.

Inferred: every character counts once. The help only says that some, "such as # & $ %", may count twice.
"""

MOST_PARTS = 255
"""The most parts of one message.

Inferred: the parts of a message are told apart by one octet, which counts up to 255 -- 3GPP TS 23.040, "Concatenated
Short Messages"; no phone could put more together, and the platform names no limit.
"""

LONGEST_MESSAGE = MOST_PARTS * PART_LENGTH
"""The most characters of a message: whoever sends more at once means no text."""

MOST_TOGETHER = 500_000 * PART_LENGTH
"""The most characters of the messages of one request, where each recipient gets one of its own to keep.

Inferred: as much as texts of one part to as many numbers as a request may name.
"""

MOST_KEPT = 10 * PART_LENGTH
"""How much is kept of a message that was not sent, in characters: enough to know it by."""

# Control and format characters, and what belongs to the character before it.
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
EMPTY_SIGNS = frozenset("\u115f\u1160\u2065\u2800\u3164\uffa0\U0001d159")
"""What fonts leave empty although it is no blank: fillers of Hangul, Braille without dots, a note without a head."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")


class BigMessageStrategy(StrEnum):
    """What becomes of a message over 160 characters."""

    SEND_MULTIPLE = "SEND_MULTIPLE"
    DO_NOT_SEND = "DO_NOT_SEND"
    TRIM = "TRIM"


USUAL_STRATEGY = BigMessageStrategy.SEND_MULTIPLE
"""That of a text that names none."""


def parts_of(message: str, strategy: BigMessageStrategy) -> tuple[str, ...]:
    """Answer the texts to send, each of 160 characters at most; nothing when the message is too big.

    It is too big whatever its strategy says when it would have more than 255 parts, unless it is cut off anyway.
    Inferred: a part of nothing but blanks is not sent: nobody reads it, somebody pays.
    """
    if len(message) <= PART_LENGTH:
        return (message,)
    if strategy is BigMessageStrategy.DO_NOT_SEND:
        return ()
    if strategy is BigMessageStrategy.TRIM:
        return (message[:PART_LENGTH],)
    if len(message) > LONGEST_MESSAGE:
        return ()
    parts = (message[at : at + PART_LENGTH] for at in range(0, len(message), PART_LENGTH))
    return tuple(part for part in parts if not is_blank(part))


def is_blank(message: str) -> bool:
    """Tell whether there is nothing to read in a message: no words, and no signs either."""
    if message[:1].isascii() and message[:1].isalnum():
        return False
    # There are far fewer characters than a long text has of them.
    return all(
        each.isspace() or each in EMPTY_SIGNS or unicodedata.category(each) in _UNSEEN
        for each in set(message)
    )


def may_be_big(template: str) -> bool:
    """Tell whether a message may be longer than a part once the values are put in, so that its strategy counts."""
    return len(template) > PART_LENGTH or has_variables(template)


def has_variables(template: str) -> bool:
    """Tell whether a template differs from recipient to recipient."""
    return "${" in template


def check_length(message: str) -> None:
    """Raise BadRequest for a message that has more characters than any may have.

    Inferred: what can never be sent is told to whoever asks for it, rather than found as TOO_BIG later.
    """
    if len(message) > LONGEST_MESSAGE:
        raise BadRequest(f"Message has at most {LONGEST_MESSAGE} characters")


def check_lengths_together(message: str, recipients: int) -> None:
    """Raise BadRequest when a message is so long, and for so many, that keeping one for each of them is too much."""
    if len(message) > PART_LENGTH and len(message) * recipients > MOST_TOGETHER:
        most = MOST_TOGETHER // len(message)
        raise BadRequest(f"a message of {len(message)} characters may go to at most {most} numbers at once")


def render(template: str, values: Mapping[str, str], most: int = LONGEST_MESSAGE) -> str:
    """Put the values in place of `${name}`; what is longer than `most` characters is cut off after one more.

    Inferred: unknown names become nothing, names are case-sensitive, `{name}` without `$` stays as it is.
    """
    pieces, length = list(_split(template)), 0
    for at, piece in enumerate(pieces):
        if at % 2:
            pieces[at] = piece = values.get(piece, "")  # noqa: PLW2901 -- it takes the place of its name
        length += len(piece)
        if length > most:
            # A long value many times over would be far longer than both.
            del pieces[at + 1 :]
            break
    return "".join(pieces)[: most + 1]


@lru_cache(maxsize=64)
def _split(template: str) -> tuple[str, ...]:
    """Answer what is written and the names of the variables by turns; many recipients get the same template."""
    pieces = _VARIABLE.split(template)
    pieces[1::2] = [name.strip() for name in pieces[1::2]]
    return tuple(pieces)


def template_values(contact: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    """Answer what `${...}` stands for: what was given with the number comes before the fields of the contact.

    `${name}` and `${contact.name}` mean the same. Inferred: the order of precedence.
    """
    values = {**contact, **given}
    return {**{f"contact.{name}": value for name, value in values.items()}, **values}
