"""The rules of text messages."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

PART_LENGTH = 160
"""The most characters of one text: "160 characters" -- the platform's help.

Inferred: every character counts once. The help only says that some, "such as # & $ %", may count twice.
"""

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

    Inferred: a part of nothing but blanks is not sent: nobody reads it, somebody pays.
    """
    if len(message) <= PART_LENGTH:
        return (message,)
    if strategy is BigMessageStrategy.DO_NOT_SEND:
        return ()
    if strategy is BigMessageStrategy.TRIM:
        return (message[:PART_LENGTH],)
    parts = (message[at : at + PART_LENGTH] for at in range(0, len(message), PART_LENGTH))
    return tuple(part for part in parts if not is_blank(part))


def is_blank(message: str) -> bool:
    """Tell whether there is nothing to read in a message: no words, and no signs either."""
    if message[:1].isascii() and message[:1].isalnum():
        return False
    return all(
        each.isspace() or each in EMPTY_SIGNS or unicodedata.category(each) in _UNSEEN for each in message
    )


def may_be_big(template: str) -> bool:
    """Tell whether a message may be longer than a part once the values are put in, so that its strategy counts."""
    return len(template) > PART_LENGTH or has_variables(template)


def has_variables(template: str) -> bool:
    """Tell whether a template differs from recipient to recipient."""
    return "${" in template


def render(template: str, values: Mapping[str, str]) -> str:
    """Put the values in place of `${name}`.

    Inferred: unknown names become nothing, names are case-sensitive, `{name}` without `$` stays as it is.
    """
    return _VARIABLE.sub(lambda found: values.get(found[1].strip(), ""), template)


def template_values(contact: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    """Answer what `${...}` stands for: what was given with the number comes before the fields of the contact.

    `${name}` and `${contact.name}` mean the same. Inferred: the order of precedence.
    """
    values = {**contact, **given}
    return {**{f"contact.{name}": value for name, value in values.items()}, **values}
