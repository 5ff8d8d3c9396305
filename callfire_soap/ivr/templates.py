"""Texts with `${...}` in them, read once and filled for every callee."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

DEEPEST_NESTING = 10
"""How many `${` may stand inside each other; deeper ones are plain text."""

LONGEST_FILLED = 64 * 1024
"""Where a text that grows by its references is cut off, in characters."""

# "letters, digits, underscore"; samples also use `-`, `.` and, in time zones, `/`.
# Zones such as Etc/GMT+5 need `+`.
_NAME = re.compile(r"\s*[\w\-./+]*\s*")
_SPECIAL = re.compile(r"\$\{|\}|['\"\\]")

Lookup: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A `${name}`; `quote` is the quotation mark it stands within, or nothing."""

    name: "Template"
    quote: str = ""


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
        """Fill, with values inside quotation marks escaped so that they cannot end the quotation."""
        return "".join(
            part if isinstance(part, str) else _inserted(part, lookup) for part in self.parts
        ).strip()

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
    parts, _ = _read(source, 0, 0)
    return Template(source, tuple(parts))


def _inserted(reference: Reference, lookup: Lookup) -> str:
    value = lookup(reference.name.fill(lookup))
    if not reference.quote:
        return value
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return escaped.replace("'", "\\'").replace('"', '\\"')


def _read(source: str, at: int, depth: int) -> tuple[list[str | Reference], int]:
    """Read up to the `}` that closes the reference this is inside of, or to the end."""
    parts: list[str | Reference] = []
    begun, quote = at, ""
    while found := _SPECIAL.search(source, at):
        mark, at = found[0], found.end()
        if mark == "}" and depth:
            parts.append(source[begun : found.start()])
            return [part for part in parts if part != ""], at
        if mark == "\\" and quote:
            at += 1
        elif mark in "'\"" and not depth:
            quote = "" if mark == quote else quote or mark
        elif mark == "${" and (reference := _reference(source, at, depth, quote)) is not None:
            parts += [source[begun : found.start()], reference[0]]
            at = begun = reference[1]
    parts.append(source[begun:])
    return [part for part in parts if part != ""], -1


def _reference(source: str, at: int, depth: int, quote: str) -> tuple[Reference, int] | None:
    """Read a reference after its `${`; None when it is none after all."""
    if depth >= DEEPEST_NESTING:
        return None
    parts, end = _read(source, at, depth + 1)
    if len(parts) == 1 and isinstance(parts[0], str):
        parts = [parts[0].strip()]
    name = Template(source[at : end - 1], tuple(parts))
    if end < 0 or not _NAME.fullmatch(name.plain):
        return None
    return Reference(name, quote), end
