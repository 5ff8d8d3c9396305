"""The plain letters of what people write: whatever their shape, without accents."""

import unicodedata
from functools import lru_cache
from typing import Literal

_DROPPED = frozenset({"Cf", "Mn", "Me"})


def plain_letters(text: str) -> str:
    """Answer a text in compatibility decomposition (NFKD), without marks and without what cannot be seen.

    Takes no more work than the text is long. Decomposing a whole text also sorts its marks, which takes time by the
    square of how many follow each other; here each character is decomposed by itself, and of marks nothing is left
    that had to be sorted.
    """
    return text if text.isascii() else "".join(map(_plain, text))


def plain_character(character: str, form: Literal["NFKC", "NFKD"] = "NFKC") -> str:
    """Answer what one character stands for, as a full-width sign for its usual form; it may be several."""
    if len(character) != 1:
        raise ValueError("one character at a time: a run of marks takes time by the square of its length")
    return unicodedata.normalize(form, character)  # noqa: TID251 -- a single character is no run of marks


@lru_cache(maxsize=4_096)
def _plain(character: str) -> str:
    decomposed = plain_character(character, "NFKD")
    return "".join(each for each in decomposed if unicodedata.category(each) not in _DROPPED)
