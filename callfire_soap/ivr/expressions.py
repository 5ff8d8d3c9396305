"""The expressions of dialplans: a small part of JavaScript, evaluated where nothing else can be reached.

An expression is looked through word by word before the engine sees it: no statement, assignment, function,
loop or regular expression passes, and of properties only those of strings and `Math` that the language
promises. The engine is a further wall.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from callfire_soap.ivr import engine
from callfire_soap.ivr.remembering import LONGEST_REMEMBERED, remembered


class BadExpression(ValueError):
    """This is no expression, or one that may not be evaluated."""


class Limits(NamedTuple):
    """What one expression may have."""

    characters: int = 16 * 1024
    # Without loops and functions an expression has no more operations than words.
    words: int = 10_000
    depth: int = 100


LIMITS = Limits()

VALUE_WORDS = frozenset({"true", "false", "null", "undefined", "NaN"})
FUNCTIONS = frozenset({"parseInt", "parseFloat", "Number", "String"})
_MATH = frozenset({"floor", "round", "ceil", "abs", "min", "max", "random"})
_METHODS = frozenset(
    {"split", "substring", "toLowerCase", "toUpperCase", "charAt", "indexOf", "replace", "trim", "join"}
)
PROPERTIES = _METHODS | {"length"}
"""What can be read of a text, or of a list that a text was split into."""
_OPERATORS = frozenset(
    ["+", "-", "*", "/", "%", "!", "<", "<=", ">", ">=", "==", "!=", "===", "!==", "&&", "||", "?", ":", ","]
)
_CLOSING = {"(": ")", "[": "]"}

_WORD = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(?![\w$])
    |(?P<string>
        '(?:[^'\\\0\n\r]|\\(?:['"\\/bfnrt]|x[0-9a-f]{2}))*'
        |"(?:[^"\\\0\n\r]|\\(?:['"\\/bfnrt]|x[0-9a-f]{2}))*")
    |(?P<name>[A-Za-z]+)(?![\w$])
    |(?P<mark>===|!==|==|!=|<=|>=|&&|\|\||\+\+|--|//|/\*|[-+*/%!<>?:,.()\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
_TOKEN = re.compile(r"unexpected token[^']*'([^']+)'")
_LONGEST_EXACT_DIGITS = 15
# What makes more of texts and long digits than was written: then they are not reckoned with exactly.
_GROWING = frozenset({"*", "/", "%", "join", "replace"})


class _Words(NamedTuple):
    """The words of an expression: as they are evaluated exactly, and as plain numbers."""

    exact: str
    plain: str
    is_random: bool


def evaluate(text: str, seed: int = 0) -> str:
    """Answer the value of an expression as text: numbers without needless decimals, booleans as words.

    `seed` decides what Math.random answers. Raises BadExpression.
    """
    return _of_kind("String(({}))", text, seed)


def is_true(text: str, seed: int = 0) -> bool:
    """Tell whether an expression holds as JavaScript sees it; raises BadExpression."""
    return _of_kind("!!({})", text, seed) == "true"


def check(text: str) -> None:
    """Raise BadExpression for what can never be evaluated, whatever its values are; evaluates nothing."""
    _run("typeof (() => ({}))", _words(text), 0)


def may_be_evaluated(text: str) -> bool:
    """Tell whether this can be evaluated, or fails only for want of a value in a list, or of time."""
    try:
        is_true(text)
    except BadExpression as error:
        return str(error).startswith(("TypeError: cannot read", "RangeError", "InternalError"))
    return True


def _of_kind(form: str, text: str, seed: int) -> str:
    words = _words(text)
    if words.is_random or len(text) > LONGEST_REMEMBERED:
        return _run(form, words, seed)
    return _remembered(form, words)


@lru_cache(maxsize=4096)
def _remembered(form: str, words: _Words) -> str:
    """Run what has no other input than its text once; failures are not remembered."""
    return _run(form, words, 0)


def _run(form: str, words: _Words, seed: int) -> str:
    try:
        try:
            found = engine.reckon(form.format(words.exact), seed)
        except engine.Failed:
            if words.exact == words.plain:
                raise
            # Long digits are compared exactly; reckoning with them is as inexact as in any JavaScript.
            found = engine.reckon(form.format(words.plain), seed)
    except engine.Failed as error:
        raise BadExpression(_said(str(error))) from None
    return found if isinstance(found, str) else str(found).lower()


def _said(message: str) -> str:
    """Say what the engine complains of without what the author never wrote: what stands around the expression."""
    if "stack" in message.lower():
        return "the expression is too long"
    if not message.startswith("SyntaxError"):
        return message
    found = _TOKEN.search(message)
    is_inside = found is not None and found[1] not in ")]"
    return (
        f"something is missing before {found[1]}" if found and is_inside else "the expression is not complete"
    )


def _words(text: str) -> _Words:
    """Look an expression through; raises BadExpression for whatever the language has not."""
    if len(text) > LIMITS.characters:
        raise BadExpression("the expression is too long")
    return _read(text)


@remembered
def _read(text: str) -> _Words:
    # "a trailing ; is allowed" -- the sample that blocks area codes.
    return _Reader(text.strip().removesuffix(";").rstrip()).read()


class _Reader:
    """Goes through the words of one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._exact: list[str] = []
        self._plain: list[str] = []
        self._open: list[str] = []
        # The word before, and whether a value has just ended: then `[` is an index and `/` divides.
        self._before = ""
        self._after_value = False
        self._is_random = self._grows = False

    def read(self) -> _Words:
        """Answer the words as the engine gets them."""
        at = 0
        while at < len(self._text):
            found = _WORD.match(self._text, at)
            if found is None or found.lastgroup is None:
                if self._text[at:].lstrip()[:1] in {"'", '"'}:
                    raise BadExpression("a quotation mark is missing")
                raise BadExpression(f"{self._text[at : at + 20].strip()!r} is no part of an expression")
            self._take(found.lastgroup, found[found.lastgroup], self._text[found.end() : found.end() + 1])
            if len(self._plain) > LIMITS.words or len(self._open) > LIMITS.depth:
                raise BadExpression("the expression is too long")
            at = found.end()
        if self._open or not self._plain:
            raise BadExpression("the expression is not complete")
        plain = "".join(self._plain)
        return _Words(plain if self._grows else "".join(self._exact), plain, self._is_random)

    def _take(self, kind: str, word: str, following: str) -> None:
        take = {"number": self._number, "string": self._string, "name": self._name, "mark": self._mark}
        take[kind](word, following)
        self._before = word
        self._grows = self._grows or word in _GROWING

    def _add(self, exact: str, plain: str | None = None, *, is_value: bool) -> None:
        if is_value and self._after_value:
            raise BadExpression("an operator is missing")
        self._exact.append(exact)
        self._plain.append(exact if plain is None else plain)
        self._after_value = is_value

    def _number(self, word: str, _following: str) -> None:
        # "Numbers with leading zeros are decimal; compare digit strings of any length exactly".
        plain = re.sub(r"^0+(?=\d)", "", word)
        is_long = plain.isdigit() and len(plain) > _LONGEST_EXACT_DIGITS
        self._add(f" {plain}n " if is_long else f" {plain} ", f" {plain} ", is_value=True)

    def _string(self, word: str, _following: str) -> None:
        self._add(word, is_value=True)

    def _name(self, word: str, following: str) -> None:
        if self._before == ".":
            self._property(word, following)
        elif (
            word in VALUE_WORDS
            or (word in FUNCTIONS and following == "(")
            or (word == "Math" and following == ".")
        ):
            self._add(word, is_value=True)
        else:
            raise BadExpression(f"{word} is not known")

    def _property(self, word: str, following: str) -> None:
        of_math = len(self._plain) > 1 and self._plain[-2] == "Math"
        allowed = _MATH if of_math else _METHODS
        if not (word in allowed and following == "(") and not (word == "length" and not of_math):
            raise BadExpression(f"{word} is not known")
        self._is_random = self._is_random or (of_math and word == "random")
        self._after_value = False
        self._add(word, is_value=True)

    def _mark(self, word: str, _following: str) -> None:
        if word in _CLOSING:
            self._opening(word)
        elif word in _CLOSING.values():
            if not self._open or self._open.pop() != word:
                raise BadExpression(f"{word} closes nothing")
            self._after_value = True
            self._exact.append(")>>>0]" if word == "]" else word)
            self._plain.append(self._exact[-1])
        elif word == "." and self._after_value:
            self._add(word, is_value=False)
        elif word in _OPERATORS and (word != "," or ")" in self._open[-1:]):
            # A blank keeps signs apart that would become another operator together.
            self._add(f" {word} ", is_value=False)
        else:
            raise BadExpression(f"{word} is no operator")

    def _opening(self, word: str) -> None:
        is_call = self._after_value
        if word == "[" and not is_call:
            raise BadExpression("there are no lists")
        if word == "(" and is_call and not self._before.isalpha():
            raise BadExpression("an operator is missing")
        self._open.append(_CLOSING[word])
        self._after_value = False
        # An index is a number: names of properties cannot be reckoned together.
        opened = "[(" if word == "[" else word
        self._exact.append(opened)
        self._plain.append(opened)
