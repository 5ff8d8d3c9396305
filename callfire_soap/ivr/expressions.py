"""The expressions of dialplans: a small part of JavaScript, evaluated where nothing else can be reached.

An expression is looked through word by word before the engine sees it: no statement, assignment, function,
loop or regular expression passes, and of properties only those of strings and `Math` that the language
promises. The engine is a further wall: it knows no host, has limits for memory, time and stack, and has lost
its other globals.
"""

import re
from functools import lru_cache
from threading import local
from typing import NamedTuple

import quickjs


class BadExpression(ValueError):
    """This is no expression, or one that may not be evaluated."""


class Limits(NamedTuple):
    """What one evaluation may take."""

    seconds: float = 0.05
    # Without loops and functions an expression has no more operations than words.
    words: int = 10_000
    depth: int = 100
    bytes: int = 4 * 1024 * 1024
    stack_bytes: int = 256 * 1024


LIMITS = Limits()

_VALUES = frozenset({"true", "false", "null", "undefined", "NaN"})
_FUNCTIONS = frozenset({"parseInt", "parseFloat", "Number", "String"})
_MATH = frozenset({"floor", "round", "ceil", "abs", "min", "max", "random"})
_METHODS = frozenset(
    {"split", "substring", "toLowerCase", "toUpperCase", "charAt", "indexOf", "replace", "trim", "join"}
)
_OPERATORS = frozenset(
    ["+", "-", "*", "/", "%", "!", "<", "<=", ">", ">=", "==", "!=", "===", "!==", "&&", "||", "?", ":", ","]
)
_CLOSING = {"(": ")", "[": "]"}

_WORD = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(?![\w$])
    |(?P<string>
        '(?:[^'\\\0\n\r\u2028\u2029]|\\['"\\/bfnrt])*'
        |"(?:[^"\\\0\n\r\u2028\u2029]|\\['"\\/bfnrt])*")
    |(?P<name>[A-Za-z]+)(?![\w$])
    |(?P<mark>===|!==|==|!=|<=|>=|&&|\|\||\+\+|--|//|/\*|[-+*/%!<>?:,.()\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
_LONGEST_EXACT_DIGITS = 15

# The engine's own names, apart from those an expression may use.
_PRELUDE = """
(() => {
  const kept = new Set(["parseInt", "parseFloat", "Number", "String", "Math", "undefined", "NaN"]);
  const types = [Object, Function, Array, String, Number, Boolean, RegExp, Symbol, BigInt];
  for (const each of types) delete each.prototype.constructor;
  for (const each of [async () => 0, function* () {}, async function* () {}])
    delete Object.getPrototypeOf(each).constructor;
  const freeze = Object.freeze, root = globalThis;
  for (const each of types) freeze(each.prototype);
  for (const name of Object.getOwnPropertyNames(root))
    if (!kept.has(name)) delete root[name];
})();
"""
_SEEDED = "Math.random = (s => () => (s = (s * 1103515245 + 12345) %% 2147483648) / 2147483648)(%d);"

_engines = local()


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


def _of_kind(form: str, text: str, seed: int) -> str:
    words = _words(text)
    if words.is_random:
        return _run(form, words, seed)
    return _remembered(form, words)


@lru_cache(maxsize=4096)
def _remembered(form: str, words: _Words) -> str:
    """Run what has no other input than its text once; failures are not remembered."""
    return _run(form, words, 0)


def _run(form: str, words: _Words, seed: int) -> str:
    engine = _engine()
    try:
        if words.is_random:
            engine.eval(_SEEDED % (seed % 2_147_483_648))
        try:
            found = engine.eval(form.format(words.exact))
        except quickjs.JSException:
            if words.exact == words.plain:
                raise
            # Long digits are compared exactly; reckoning with them is as inexact as in any JavaScript.
            found = engine.eval(form.format(words.plain))
    except (quickjs.JSException, quickjs.StackOverflow, ValueError) as error:
        del _engines.engine
        message = str(error).split("\n", 1)[0]
        raise BadExpression(message) from None
    return found if isinstance(found, str) else str(found).lower()


def _engine() -> quickjs.Context:
    """Answer the engine of this thread; after an error it is made anew, since a limit may have been hit."""
    try:
        engine: quickjs.Context = _engines.engine
    except AttributeError:
        engine = _engines.engine = quickjs.Context()
        engine.eval(_PRELUDE)
        engine.set_memory_limit(LIMITS.bytes)
        engine.set_time_limit(LIMITS.seconds)
        engine.set_max_stack_size(LIMITS.stack_bytes)
    return engine


@lru_cache(maxsize=4096)
def _words(text: str) -> _Words:
    """Look an expression through; raises BadExpression for whatever the language has not."""
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
        self._is_random = False

    def read(self) -> _Words:
        """Answer the words as the engine gets them."""
        at = 0
        while at < len(self._text):
            found = _WORD.match(self._text, at)
            if found is None or found.lastgroup is None:
                raise BadExpression(f"{self._text[at : at + 20]!r} is no part of an expression")
            self._take(found.lastgroup, found[found.lastgroup], self._text[found.end() : found.end() + 1])
            if len(self._plain) > LIMITS.words or len(self._open) > LIMITS.depth:
                raise BadExpression("the expression is too long")
            at = found.end()
        if self._open or not self._plain:
            raise BadExpression("the expression is not complete")
        return _Words("".join(self._exact), "".join(self._plain), self._is_random)

    def _take(self, kind: str, word: str, following: str) -> None:
        take = {"number": self._number, "string": self._string, "name": self._name, "mark": self._mark}
        take[kind](word, following)
        self._before = word

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
            word in _VALUES
            or (word in _FUNCTIONS and following == "(")
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
            raise BadExpression("this cannot be called")
        self._open.append(_CLOSING[word])
        self._after_value = False
        # An index is a number: names of properties cannot be reckoned together.
        opened = "[(" if word == "[" else word
        self._exact.append(opened)
        self._plain.append(opened)
