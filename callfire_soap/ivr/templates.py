"""Texts with `${...}` in them, read once and filled for every callee."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from callfire_soap.ivr.expressions import LIMITS, VALUE_WORDS, BadExpression

DEEPEST_NESTING = 10
"""How many references may stand inside each other; what holds more is plain text."""

LONGEST_FILLED = 64 * 1024
"""Where a text that grows by its references is cut off, in characters."""

# "letters, digits, underscore"; samples also use `-`, `.` and, in time zones, `/`.
# Zones such as Etc/GMT+5 need `+`.
NAME = re.compile(r"[\w\-./+]*")
"""What a reference can name."""

_BRACE = re.compile(r"\$\{|\}")
# What an expression may have answered before reads back as the same value; everything else is text.
_UNSIGNED = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_ESCAPES = {
    **{code: f"\\x{code:02x}" for code in (*range(1, 0x20), ord("'"), ord('"'))},
    # What the engine cannot take.
    **dict.fromkeys((0, *range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}"),
    ord("\\"): "\\\\",
}
_LONGEST_COMPARISON = 200
_TEXT_AFTER = re.compile(r"\s{0,9}===?\s{0,9}(?:'(?P<text>[^'\"\\]*)'|\"(?P<other>[^'\"\\]*)\")")
_TEXT_BEFORE = re.compile(r"(?:'(?P<text>[^'\"\\]*)'|\"(?P<other>[^'\"\\]*)\")\s{0,9}===?\s{0,9}\Z")
_SIGNS = frozenset("+-")
_JOINS_TEXTS = re.compile(r"['\"]\s{0,9}\+|\+\s{0,9}['\"]")
_QUOTING = re.compile(r"['\"\\]")

Lookup: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A `${name}`; `quote` is the quotation mark it stands within, or nothing."""

    name: "Template"
    quote: str = ""
    # Whether a backslash stands before it that would take the first character of its value for its own.
    after_backslash: bool = False
    # How many references stand inside each other here, this included.
    depth: int = 1

    @property
    def source(self) -> str:
        """This as it was written."""
        return f"${{{self.name.source}}}"


@dataclass(frozen=True, slots=True)
class Template:
    """A text with references in it."""

    source: str
    parts: tuple[str | Reference, ...]
    is_literal: bool = field(init=False)
    # What is left without the references.
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        """Look once whether there is anything to fill."""
        plain = "".join(part for part in self.parts if isinstance(part, str))
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "is_literal", all(isinstance(part, str) for part in self.parts))

    def fill(self, lookup: Lookup) -> str:
        """Put values in place of references; values are not looked into again."""
        if self.is_literal:
            return self.plain
        filled = ""
        for part in self.parts:
            filled += part if isinstance(part, str) else lookup(part.name.fill(lookup))
            if len(filled) > LONGEST_FILLED:
                return filled[:LONGEST_FILLED].strip()
        return filled.strip()

    def fill_expression(self, lookup: Lookup) -> str:
        """Fill so that values stay values: within quotation marks text, outside of them numbers and the like.

        Raises BadExpression where a value outside of quotation marks is a text, as "text must be quoted".
        """
        if self.is_literal:
            return self.plain
        filled: list[str] = []
        length = 0
        in_sum = "('')" if _JOINS_TEXTS.search(self.plain) else "(0)"
        for before, part, after in self._with_neighbours():
            value = part if isinstance(part, str) else _inserted(part, lookup)
            if not value and isinstance(part, Reference) and not part.quote:
                value = _nothing(before[-_LONGEST_COMPARISON:], after[:_LONGEST_COMPARISON], in_sum)
            filled.append(value)
            length += len(value)
            if length > LIMITS.characters:
                message = "the expression is too long"
                raise BadExpression(message)
        return "".join(filled).strip()

    def with_texts(self, text: str) -> "Template":
        """Put a text in place of all references within quotation marks."""
        parts: list[str | Reference] = [
            _inserted(part, lambda _: text) if isinstance(part, Reference) and part.quote else part
            for part in self.parts
        ]
        return Template(self.source, _joined(parts))

    def empty_reference(self, lookup: Lookup) -> str:
        """Answer the first reference outside of quotation marks that has no value, as it was written."""
        bare = (part for part in self.parts if isinstance(part, Reference) and not part.quote)
        return next((each.source for each in bare if not lookup(each.name.fill(lookup)).strip()), "")

    def _with_neighbours(self) -> Iterator[tuple[str, "str | Reference", str]]:
        """Answer each part with the text right before and after it."""
        texts = ["", *(part if isinstance(part, str) else "" for part in self.parts), ""]
        return zip(texts, self.parts, texts[2:], strict=False)

    def names(self) -> Iterator[str | None]:
        """Answer the names this refers to; None for a name that is only known when the call runs."""
        for part in self.parts:
            if isinstance(part, Reference):
                yield part.name.plain.strip() if part.name.is_literal else None
                yield from part.name.names()


def template(text: str) -> Template:
    """Read a text; white space around it is dropped."""
    source = text.strip()
    if "${" not in source:
        return Template(source, (source,) if source else ())
    return Template(source, _quoted(_joined(_Reader(source).read())))


def compared_texts(expression: Template) -> Iterator[tuple[Reference, str]]:
    """Answer the references outside of quotation marks that are compared with a text, which they never are."""
    for before, part, after in zip(
        ("", *expression.parts), expression.parts, (*expression.parts[1:], ""), strict=False
    ):
        if not isinstance(part, Reference) or part.quote:
            continue
        found = _TEXT_AFTER.match(after) if isinstance(after, str) else None
        if found is None and isinstance(before, str):
            found = _TEXT_BEFORE.search(before[-_LONGEST_COMPARISON:])
        text = (found["text"] or found["other"] or "").strip() if found is not None else ""
        if text and not _UNSIGNED.fullmatch(text.lstrip("+-")):
            yield part, text


def _inserted(reference: Reference, lookup: Lookup) -> str:
    value = lookup(reference.name.fill(lookup))
    if reference.quote:
        return ("\\" if reference.after_backslash else "") + value.translate(_ESCAPES)
    value = value.strip()
    if value == "" or value in VALUE_WORDS or _UNSIGNED.fullmatch(value):
        return value
    if value[0] in "+-" and _UNSIGNED.fullmatch(value, 1):
        # Another sign before it must not make an operator of both.
        return f"({value})"
    message = f"{reference.source[:60]} is the text {value[:60]!r}, which needs quotation marks around it"
    raise BadExpression(message)


def _nothing(before: str, after: str, in_sum: str) -> str:
    """Answer what stands for an empty value between two texts: one operand, so that no sign slips to another.

    In a sum it counts nothing: "a counter is incremented before it is ever set". Elsewhere an operand is missing.
    """
    if before[-1:].isalnum() or after[:1].isalnum():
        # It is a part of a longer number.
        return ""
    left, right = before.rstrip()[-1:], after.lstrip()[:1]
    if left not in _SIGNS and right not in _SIGNS:
        # What stands on both sides must not become one operator.
        return " "
    return in_sum


class _Reader:
    """Finds the references of a text in one pass: nothing is looked at twice, however its braces nest.

    The parts found so far lie in one row. Where a `${` opens, its place in the row is kept; where it closes, what
    came after that place is the name. A `${` that never closes, or holds no name, simply stays the text it is.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str | Reference] = []
        # The places of the `${` that are open; None for one that holds what no name may hold.
        self._opened: list[int | None] = []

    def read(self) -> list[str | Reference]:
        """Answer text and references in their order."""
        begun = 0
        for found in _BRACE.finditer(self._source):
            self._parts.append(self._source[begun : found.start()])
            begun = found.end()
            if found[0] == "}":
                self._close()
            else:
                self._opened.append(len(self._parts))
                self._parts.append("${")
        return [*self._parts, self._source[begun:]]

    def _close(self) -> None:
        place = self._opened.pop() if self._opened else None
        reference = _reference(self._parts[place + 1 :]) if place is not None else None
        if place is None or reference is None:
            self._parts.append("}")
            # Braces are in no name, so whatever this stands in is no reference either.
            if self._opened:
                self._opened[-1] = None
        else:
            self._parts[place:] = [reference]


def _reference(inside: list[str | Reference]) -> Reference | None:
    """Make a reference of what stands between its braces; None when it is none after all."""
    parts = _joined(inside)
    if len(parts) == 1 and isinstance(parts[0], str):
        parts = (parts[0].strip(),)
    source = "".join(part if isinstance(part, str) else part.source for part in parts)
    name = Template(source, parts)
    depth = 1 + max((part.depth for part in parts if isinstance(part, Reference)), default=0)
    if depth > DEEPEST_NESTING or not NAME.fullmatch(name.plain.strip()):
        return None
    return Reference(name, depth=depth)


def _joined(parts: list[str | Reference]) -> tuple[str | Reference, ...]:
    """Answer parts without two texts in a row, or empty ones."""
    joined: list[str | Reference] = []
    text: list[str] = []
    for part in parts:
        if isinstance(part, str):
            text.append(part)
            continue
        joined += filter(None, ["".join(text)])
        joined.append(part)
        text.clear()
    joined += filter(None, ["".join(text)])
    return tuple(joined)


def _quoted(parts: tuple[str | Reference, ...]) -> tuple[str | Reference, ...]:
    """Tell references the quotation mark they stand within."""
    quoted: list[str | Reference] = []
    quote, after_backslash = "", False
    for part in parts:
        if isinstance(part, str):
            quoted.append(part)
            quote, after_backslash = _quote_after(part, quote)
        elif quote:
            quoted.append(replace(part, quote=quote, after_backslash=after_backslash))
            after_backslash = False
        else:
            quoted.append(part)
    return tuple(quoted)


def _quote_after(text: str, quote: str) -> tuple[str, bool]:
    """Answer which quotation mark is open after a text, and whether a backslash in it waits for what follows."""
    escaped = -1
    for found in _QUOTING.finditer(text):
        if found.start() == escaped:
            continue
        mark = found[0]
        if mark == "\\":
            escaped = found.end() if quote else -1
        else:
            quote = "" if mark == quote else quote or mark
    return quote, escaped == len(text)
