"""Which answer a text gets, and how often."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from callfire_soap.domain.opt_outs import THE_USUAL, OptOutRules

_PUNCTUATION = ".,;:!?"
_QUOTES = "\"'`\u00b4\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a\u00ab\u00bb()[]<>"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRules:
    """How texts that arrive are heard and answered.

    `reply_pause` is how long a person does not get the same reply again, so that two machines that answer each other
    come to an end. Inferred: no source names a time; nobody needs the same words twice within the hour.
    """

    opt_outs: OptOutRules = THE_USUAL
    reply_pause: timedelta = timedelta(hours=1)


USUAL_TEXT_RULES = TextRules()
"""The rules as they are unless an operator changes them."""


class Reply(Protocol):
    """An answer: at a number, or to a keyword, for texts that hold certain words."""

    @property
    def keyword(self) -> str | None:
        """The first word a text must have."""

    @property
    def match(self) -> str:
        """The words a text must hold; none fit every text."""


_R = TypeVar("_R", bound=Reply)


def first_word(message: str) -> str:
    """Answer the first word of a text, in capitals; nothing when it has none.

    Inferred: what people set around a word, as in "PIZZA, please", is no part of it.
    """
    words = message.split(maxsplit=1)
    return _bare(words[0]) if words else ""


def _bare(word: str) -> str:
    return word.strip(_QUOTES + _PUNCTUATION).upper()


def fits(reply: Reply, message: str) -> bool:
    """Tell whether an answer fits a text: "the words must occur, case-insensitively, as whole words"."""
    if reply.keyword and first_word(message) != reply.keyword.upper():
        return False
    words = (word.rstrip(_PUNCTUATION) for word in reply.match.split())
    return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", message, re.IGNORECASE) for word in words)


def best_reply(replies: Sequence[_R], message: str) -> _R | None:
    """Answer the one answer that a text gets, of answers given newest first.

    Inferred: one per message, the most specific: keyword and words, then words, then keyword, then none.
    """
    fitting = [reply for reply in replies if fits(reply, message)]
    return max(fitting, key=lambda reply: (bool(reply.match), bool(reply.keyword)), default=None)
