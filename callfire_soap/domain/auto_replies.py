"""Which answer a text gets."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

STOP = "STOP"
"""The word by which somebody asks for no more texts."""

_PUNCTUATION = ".,;:!?"


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

    Inferred: what people set behind a word, as in "PIZZA, please", is no part of it.
    """
    words = message.split(maxsplit=1)
    return _bare(words[0]) if words else ""


def is_stop(message: str) -> bool:
    """Tell whether a text asks for no more texts. Inferred: whatever its case, blanks around it do not count."""
    return message.strip().upper() == STOP


def stopped_keyword(message: str) -> str | None:
    """Answer the keyword that "STOP keyword" names."""
    words = message.upper().split()
    return _bare(words[1]) if len(words) == len([STOP, "keyword"]) and words[0] == STOP else None


def _bare(word: str) -> str:
    return word.rstrip(_PUNCTUATION).upper()


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
