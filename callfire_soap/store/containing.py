"""Whether a text holds another one, whatever the length of either."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_

_LONGEST_PATTERN = 100
"""SQLite compares a pattern anew at every place of a text, and refuses one of 50,000 bytes."""

HOLDS: Final = "holds_text"
"""The name under which `holds` is known to SQLite; see `engine`."""


def contains(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Build the condition that a column holds a text; the case of letters means nothing."""
    if len(text) > _LONGEST_PATTERN:
        # Hardly a value is that long, so hardly one is looked at in Python.
        return and_(func.length(column) >= len(text), getattr(func, HOLDS)(column, text))
    if text.isascii():
        # SQLite's LIKE takes no notice of the case of ASCII letters, which is fast; PostgreSQL has ILIKE.
        return column.ilike(f"%{_escaped(text)}%", escape="/")
    variants = {text, text.lower(), text.upper(), text.title()}
    return or_(*(column.ilike(f"%{_escaped(each)}%", escape="/") for each in sorted(variants)))


def holds(value: object, text: str) -> bool:
    """Tell whether a value holds a text, in time that grows by the sum of their lengths."""
    return text.lower() in str(value).lower()


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")
