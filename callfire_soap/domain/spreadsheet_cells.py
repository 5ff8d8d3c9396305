"""Cells that say to a spreadsheet that they are texts, so that it leaves their digits alone."""

import re
from collections.abc import Sequence

_TEXT = r'"((?:[^"]|"")*+)"'
# '="00501"' is how files are written that keep their zeros in Excel; T() answers a text as it is.
_FORMULA = re.compile(rf"=\s*+(?:{_TEXT}|T\s*+\(\s*+{_TEXT}\s*+\))", re.IGNORECASE)
# Inferred: behind an apostrophe two digits are a year, and letters may be a name such as 't Hooft.
_KEPT = re.compile(r"'([0-9][0-9-]{2,})")
_MARKS = ("=", "'")


def shown(cell: str) -> str:
    """Answer what a spreadsheet shows of a cell: of `="00501"`, `=T("00501")` and `'00501` it is 00501.

    Other formulas stay as they are.
    """
    match = _FORMULA.fullmatch(cell) or _KEPT.fullmatch(cell)
    if match is None:
        return cell
    return next(filter(None, match.groups()), "").replace('""', '"').strip()


def all_shown(column: Sequence[str]) -> Sequence[str]:
    """Answer what a spreadsheet shows of the cells of a column; where none is marked that takes next to no time."""
    # One character is found much faster than two.
    joined = "".join(column)
    is_marked = ("=" in joined or "'" in joined) and any(cell.startswith(_MARKS) for cell in column)
    return list(map(shown, column)) if is_marked else column
