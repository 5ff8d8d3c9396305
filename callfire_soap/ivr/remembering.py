"""Remembering what is asked of texts again and again, within bounded memory."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Value = TypeVar("Value")

LONGEST_REMEMBERED = 1_000
"""Longer texts are looked at anew each time, in characters: thousands of them would fill the memory."""

_MOST_REMEMBERED = 4_096


def remembered(ask: Callable[[str], Value]) -> Callable[[str], Value]:
    """Let a function remember its answers to short texts; what it raises is not remembered."""
    known = lru_cache(maxsize=_MOST_REMEMBERED)(ask)

    @wraps(ask)
    def answer(text: str) -> Value:
        return known(text) if len(text) <= LONGEST_REMEMBERED else ask(text)

    return answer
