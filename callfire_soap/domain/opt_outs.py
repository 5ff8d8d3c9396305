"""By which words a person asks for no more texts, for texts again, or for help."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.plain_letters import plain_letters
from callfire_soap.domain.texts import EMPTY_SIGNS

STOP_WORDS = (
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "REMOVE",
    "ARRET",
)
"""The words that ask for no more texts.

"stop, quit, end, revoke, opt out, cancel, or unsubscribe" -- 47 CFR 64.1200 (a)(10), for the United States; STOPALL --
the carriers' lists; ARRET and REMOVE -- what carriers ask for in Canada and elsewhere.
"""

START_WORDS = ("START", "UNSTOP")
"""The words that lift an opt-out; YES, which some services take as well, answers many another question."""

HELP_WORDS = ("HELP", "INFO")
"""The words that ask for help -- the carriers' lists."""

HELP_ANSWER = "Reply STOP to get no more texts from this number. Msg & data rates may apply."
"""What HELP is answered where the account has no answer to that word."""

_STOP = "STOP"
# A sign that is told to look like an emoji is none of the letters that it might stand for; so with the keycaps.
_EMOJI = re.compile("[^A-Za-z]\ufe0f\u20e3?|[0-9#*]\u20e3|[\u2122\u2139]")
_BEHIND_WORDS = ".,;:!?"


class Wish(StrEnum):
    """What a person asks for."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutRules:
    """The words that count, as `words_of` answers them, and what they are answered; an empty answer is none.

    `is_strict` keeps to what the original is known to have heard: STOP alone, whatever its case, between blanks.
    """

    stop_words: Collection[str] = frozenset(STOP_WORDS)
    start_words: Collection[str] = frozenset(START_WORDS)
    help_words: Collection[str] = frozenset(HELP_WORDS)
    # "One confirmation text is customary, not evidenced": the original is not known to have sent any.
    stop_answer: str = ""
    start_answer: str = ""
    help_answer: str = HELP_ANSWER
    is_strict: bool = False

    def __post_init__(self) -> None:
        """Refuse a word that would ask for two things: BadRequest."""
        meanings: dict[str, Wish] = {}
        for wish, known in self._known():
            for word in sorted(known):
                if word in meanings:
                    raise BadRequest(f"{word} cannot be a {meanings[word]} word and a {wish} word")
                meanings[word] = wish

    def wish_of(self, message: str) -> Wish | None:
        """Answer what a text asks for, if that is all it says.

        Inferred: case, blanks, quotes, punctuation, emoji and what cannot be seen say nothing, and a word that is
        repeated says the same. A sentence that holds the word is a sentence: "please don't stop".
        """
        if self.is_strict:
            return Wish.STOP if message.strip().upper() == _STOP else None
        words = plain_words(message)
        return next((wish for wish, known in self._known() if _says(words, known)), None)

    def keyword_in(self, message: str) -> tuple[Wish, str] | None:
        """Answer the wish of a text about one keyword, and that keyword: "STOP keyword".

        Inferred: "keyword STOP" says the same, as does any text of nothing but the keyword and such words; whoever
        wants no more texts must not have to know an order. Strictly, STOP comes first.
        """
        if self.is_strict:
            words = message.upper().split()
            is_stop = len(words) == 2 and words[0] == _STOP
            return (Wish.STOP, words[1].rstrip(_BEHIND_WORDS)) if is_stop else None
        words = plain_words(message)
        for wish, known in self._known():
            others = {word for word in words if word not in known}
            # A word that is written apart, as OPT OUT, stands on one side of the keyword.
            for keyword in dict.fromkeys([*(others if len(others) == 1 else ()), *words[-1:], *words[:1]]):
                if _says([word for word in words if word != keyword], known):
                    return wish, keyword
        return None

    def names(self, wish: Wish, text: str) -> bool:
        """Tell whether a text says a word of a wish, perhaps among others."""
        known, words = dict(self._known())[wish], plain_words(text)
        return _says(words, known) or any(word in known for word in words)

    def _known(self) -> tuple[tuple[Wish, Collection[str]], ...]:
        words = (self.stop_words, self.start_words, self.help_words)
        return tuple(zip((Wish.STOP, Wish.START, Wish.HELP), words, strict=True))

    def answer_to(self, wish: Wish) -> str:
        """Answer what a wish is answered; nothing where it is granted in silence."""
        answers = {Wish.STOP: self.stop_answer, Wish.START: self.start_answer, Wish.HELP: self.help_answer}
        return answers[wish]


THE_USUAL = OptOutRules()
"""The rules as they are unless an operator changes them."""


def words_of(listed: str) -> frozenset[str]:
    """Read words, separated by commas; one that holds no letter, or a list of none, raises BadRequest."""
    words = frozenset("".join(plain_words(each)) for each in listed.split(","))
    if "" in words:
        raise BadRequest(f"{listed!r} is no list of words, separated by commas")
    return words


def plain_words(message: str) -> list[str]:
    """Answer the words of a text in plain capitals: letters of whatever shape, and digits."""
    # What cannot be seen parts no word: zero-width characters, variation selectors, accents that are set apart.
    seen = plain_letters(_EMOJI.sub(" ", message))
    return re.sub(rf"[\W_{''.join(sorted(EMPTY_SIGNS))}]+", " ", seen).upper().split()


def _says(words: Iterable[str], known: Collection[str]) -> bool:
    """Tell whether words say one of those that are known, written in one or apart, once or several times."""
    words = list(words)
    return bool(words) and ("".join(words) in known or all(word in known for word in words))
