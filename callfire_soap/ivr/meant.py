"""What an author probably meant."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from callfire_soap.ivr.expressions import FUNCTIONS, VALUE_WORDS

# Comparing words takes time; longer ones, and more of them, are only looked up without regard to case.
_LONGEST_COMPARED = 40
_MOST_COMPARED = 500
_ALIKE = 0.7

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_WORD = re.compile(r"(?<![\w.$])[A-Za-z_]\w*(?!\w)")
_CURLY = re.compile("[\N{LEFT SINGLE QUOTATION MARK}-\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}]")
_SLIPS = (
    (_CURLY, "quotation marks are ' or \""),
    (re.compile(r"=>|=<"), "that is written >= or <="),
    (re.compile(r"<>"), "that is written !="),
    (re.compile(r"(?<![=!<>])=(?![=>])"), "== compares, = does not"),
    (re.compile(r"(?<!&)&(?!&)"), "and is written &&, in XML &amp;&amp;"),
    (re.compile(r"(?<!\|)\|(?!\|)"), "or is written ||"),
    (re.compile(r"\$\w|(?<!\$)\{\w"), "a variable is written ${name}"),
)  # fmt: skip
_OPERATORS = {
    "and": "&&, in XML &amp;&amp;",
    "or": "||",
    "not": "!",
    "eq": "==",
    "ne": "!=",
    "lt": "<, in XML &lt;",
    "gt": ">",
    "is": "==",
}
_XML = (
    ("EntityRef", "& is written &amp;, and && is &amp;&amp;"),
    ("'<' not allowed", "< is written &lt;"),
    ("AttValue", "values stand in quotation marks"),
)


def closest(word: str, known: Iterable[str]) -> str:
    """Answer the known word that was probably meant, or nothing."""
    words = [each for each in known if each]
    alike = {_folded(each): each for each in reversed(words)}
    if _folded(word) in alike:
        return alike[_folded(word)]
    if len(word) > _LONGEST_COMPARED:
        return ""
    short = islice((each for each in words if len(each) <= _LONGEST_COMPARED), _MOST_COMPARED)
    return next(iter(get_close_matches(word, list(short), 1, _ALIKE)), "")


def is_only_cased_otherwise(word: str, other: str) -> bool:
    """Tell whether two words differ in nothing but case and separators."""
    return _folded(word) == _folded(other)


def suggested(word: str, known: Iterable[str], form: str = "{}") -> str:
    """Answer the end of a sentence that says what was probably meant, or nothing."""
    found = closest(word, known)
    return f"; {form.format(found)} was probably meant" if found else ""


def in_expression(text: str) -> str:
    """Answer the end of a sentence that says what was probably meant by an expression, or nothing."""
    bare = _QUOTED.sub("''", text)
    slip = next((meaning for pattern, meaning in _SLIPS if pattern.search(bare)), "")
    if slip:
        return f"; {slip}"
    if bare.count("'") % 2 or bare.count('"') % 2:
        return "; a quotation mark is missing"
    for found in _WORD.finditer(bare):
        word = found[0]
        if word.lower() in _OPERATORS:
            return f"; {word} is written {_OPERATORS[word.lower()]}"
        if word in VALUE_WORDS | FUNCTIONS | {"Math"}:
            continue
        if word.lower() in VALUE_WORDS:
            return f"; {word} is written {word.lower()}"
        shown = word[:_LONGEST_COMPARED]
        return f"; {shown} is a bare word: a text is written '{shown}', a variable ${{{shown}}}"
    return ""


def in_xml(reason: str) -> str:
    """Answer the end of a sentence that says how something is written in XML, or nothing."""
    return next((f"; {meaning}" for mark, meaning in _XML if mark in reason), "")


def _folded(word: str) -> str:
    return re.sub(r"[\s_\-]+", "", word).casefold()
