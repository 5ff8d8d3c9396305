"""What an author probably meant."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from itertools import islice

from callfire_soap.domain.addresses import web_address
from callfire_soap.ivr.expressions import FUNCTIONS, PROPERTIES, VALUE_WORDS
from callfire_soap.ivr.tags import TAGS
from callfire_soap.ivr.variables import SYSTEM_NAMES, is_of_system

# Comparing words takes time; longer ones, and more of them, are only looked up without regard to case.
_LONGEST_COMPARED = 40
_MOST_COMPARED = 500
_ALIKE = 0.7
_LONGEST_SHOWN = 60
_LONGEST_NAME = 100

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_WORD = re.compile(r"(?<![\w.$])(?:global\.(?:date|time)\.[A-Z]\w*(?:/\w+)+|[A-Za-z_]\w*)(?:\.\w+)*(?!\w)")
_ZONE = re.compile(r"(?<=date|time)\.[A-Z]\w*(?:/[\w+\-]+)+")
_CALLED_LENGTH = re.compile(r"\.\s*length\s*\(")
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
_SCHEME = re.compile(r"([a-z]{2,6})(?:[:;]/{0,9}|/{2,9}|[:;]?\\{2,9})", re.IGNORECASE)
_FILES = frozenset({"wav", "mp3", "gsm", "ogg", "xml", "json", "txt", "php", "html"})
_ENDINGS = frozenset({"end", "exit", "quit", "bye", "endcall", "disconnect"})
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


def system_name(name: str) -> str:
    """Answer the variable of the system that was probably meant by a dotted name, or nothing."""
    prefix, _, word = name.partition(".")
    kind = prefix.casefold()
    if kind == "contact":
        return f"contact.{word}"
    if kind not in {"call", "global"} or len(name) > _LONGEST_NAME:
        return ""
    zone = _ZONE.search(word)
    if zone is not None:
        head = f"global.{word[: zone.start()]}"
        found = system_name(f"{head}{word[zone.end() :]}") if is_of_system(f"{head}{zone[0]}") else ""
        return found.replace(head, f"{head}{zone[0]}", 1)
    endings = {known.partition(".")[2]: known for known in SYSTEM_NAMES}
    # `call.date` is nearer to `global.date` than to any other variable of a call.
    exact = next((known for ending, known in endings.items() if is_only_cased_otherwise(ending, word)), "")
    of_kind = [ending for ending, known in endings.items() if known.startswith(f"{kind}.")]
    partly = next((ending for ending in of_kind if ending.casefold().endswith(f".{word.casefold()}")), "")
    return exact or endings.get(partly or closest(word, of_kind), "")


def property_of(name: str, is_variable: Callable[[str], bool]) -> str:
    """Answer how what a dotted name reads of a variable is written: `'${name}'.length`; nothing if it reads nothing."""
    head, _, read = name.rpartition(".")
    return f"'${{{head[:_LONGEST_SHOWN]}}}'.{read}" if read in PROPERTIES and is_variable(head) else ""


def web_address_for(text: str) -> str:
    """Answer the address that was probably meant by a text that is none, or nothing."""
    scheme = _SCHEME.match(text)
    known = closest(scheme[1].lower(), ("https", "http")) if scheme is not None else ""
    meant = f"{known}://{text[scheme.end() :]}" if known and scheme is not None else f"http://{text}"
    try:
        host = web_address(meant).hostname or ""
    except ValueError:
        return ""
    before, _, ending = host.strip(".").rpartition(".")
    return meant if before and ending not in _FILES else ""


def target_for(name: str, names: Iterable[str]) -> str:
    """Answer the end of a sentence that says what was probably meant by a jump that leads nowhere, or nothing."""
    if closest(name, names):
        return suggested(name, names, "'{}'")
    if _folded(name) in _ENDINGS or closest(name, ("hangup",)):
        return "; <hangup/> was probably meant, or one with that name"
    if re.match(r"https?://", name, re.IGNORECASE):
        return "; <gotoXML> was probably meant"
    if closest(name, TAGS):
        return "; a tag is reached by its attribute name"
    return ""


def calls_length(text: str) -> bool:
    """Tell whether an expression calls a length, which is no function."""
    return _CALLED_LENGTH.search(_QUOTED.sub("''", text)) is not None


def in_expression(text: str) -> str:
    """Answer the end of a sentence that says what was probably meant by an expression, or nothing."""
    bare = _QUOTED.sub("''", text)
    slip = next((meaning for pattern, meaning in _SLIPS if pattern.search(bare)), "")
    if slip:
        return f"; {slip}"
    if bare.count("'") % 2 or bare.count('"') % 2:
        return "; a quotation mark is missing"
    for found in _WORD.finditer(bare):
        word = _name_in(found[0])
        if word.lower() in _OPERATORS:
            return f"; {word} is written {_OPERATORS[word.lower()]}"
        if word in VALUE_WORDS | FUNCTIONS | {"Math"}:
            continue
        if word.lower() in VALUE_WORDS:
            return f"; {word} is written {word.lower()}"
        shown = (word if is_of_system(word) else system_name(word) or word)[:_LONGEST_SHOWN]
        return f"; {shown} is a bare word: a text is written '{shown}', a variable ${{{shown}}}"
    return ""


def in_xml(reason: str) -> str:
    """Answer the end of a sentence that says how something is written in XML, or nothing."""
    return next((f"; {meaning}" for mark, meaning in _XML if mark in reason), "")


def _name_in(word: str) -> str:
    """Answer a dotted word without what is read of its value."""
    parts = word.split(".")
    taken = next((at for at, part in enumerate(parts) if at and part in PROPERTIES), len(parts))
    return ".".join(parts[:taken]) if parts[0] not in VALUE_WORDS | FUNCTIONS | {"Math"} else parts[0]


def _folded(word: str) -> str:
    return re.sub(r"[\s_\-]+", "", word).casefold()
