"""Rows of files with separated values: what separates them, and what is within quotes."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.text_lengths import MOST_CHARACTERS

DELIMITERS = ",;\t|"
"""What may separate values, in the order in which they are tried."""

# The line by which spreadsheets are told what separates the values of a file. Whoever takes it for a row fills it up
# with empty cells when it writes the file anew, with what then separates them.
_SEPARATOR = re.compile(
    r"""\ufeff?\ *+"?\ *+sep\ *+=\ *+([^\w\s"]|\t)"?((?:\1|[,;|\s]|"")*+)""", re.IGNORECASE | re.VERBOSE
)

_ROWS_PER_STEP = 500
ROWS_AT_ONCE = 5_000
"""So many rows are taken into the store at once, while others wait to write."""

_CELLS_AT_ONCE = 1_000_000
_SAMPLE_LINES = 50

_INSIDE = re.compile(r'[^"]*+(?:""[^"]*+)*+')
_BLANKS = re.compile(" *+")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Unusable(Exception):
    """A file cannot become a list: `status` is what its list ends in."""

    def __init__(self, status: ContactListStatus, reason: str) -> None:
        """Say why."""
        super().__init__(reason)
        self.status, self.reason = status, reason


class TooLarge(Unusable):
    """A file has more than the operator allows."""

    def __init__(self, reason: str) -> None:
        """Say what there is too much of."""
        super().__init__(ContactListStatus.ERRORS, reason)


class FileLimits(NamedTuple):
    """How large the files may be."""

    columns: int = 1_000
    cells: int = 20_000_000


USUAL_LIMITS = FileLimits()
"""Spreadsheets have at most 16,384 columns; Inferred: lists of contacts have far fewer."""


class Block(NamedTuple):
    """Some rows, each with the number of the line that it begins in."""

    lines: Sequence[int]
    rows: list[list[str]]


def said_delimiters(line: str) -> str:
    """Answer what a first line says that separates the values, if that is all it says: `sep=;`.

    Empty cells behind that may be separated by something else, which is possible then, too.
    """
    found = _SEPARATOR.fullmatch(line)
    if found is None:
        return ""
    return "".join(
        dict.fromkeys(each for each in found[1] + found[2] if each == found[1] or each in DELIMITERS)
    )


def samples_of(
    lines: Sequence[str], limits: FileLimits, said: str = ""
) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield what the first lines would be with each delimiter that is in them, or with those that were said.

    Where no delimiter makes a table of them, what the first of them fails by is raised.
    """
    failure: Unusable | None = None
    has_any = False
    others = [each for each in DELIMITERS[1:] if any(each in line for line in lines)]
    possible = list(said) or [DELIMITERS[0], *others]
    for delimiter in possible:
        rows: list[list[str]] = []
        try:
            # What came before a mistake is kept.
            rows.extend(rows_of(lines, delimiter, limits))
        except Unusable as error:
            failure = failure or error
        if rows:
            has_any = True
            yield delimiter, rows
    if not has_any and failure is not None:
        raise failure


def head_of(lines: Iterable[str]) -> list[str]:
    """Answer the lines that are looked at to make out what a file is."""
    return list(islice((line for line in lines if line.strip()), _SAMPLE_LINES))


def rows_of(lines: Iterable[str], delimiter: str, limits: FileLimits = USUAL_LIMITS) -> Iterator[list[str]]:
    """Yield each row that has a cell; text that is no table, or too large a one, raises Unusable."""
    for block in _read(_prepared(lines, delimiter, limits.columns), delimiter, limits, 1):
        yield from block.rows


def blocks_of(
    lines: Iterable[str], delimiter: str, limits: FileLimits, skip: int = 0, *, is_plain: bool = False
) -> Iterator[Block]:
    """Yield the rows, thousands at a time, never more than memory bears; `skip` lines at the beginning are none.

    Lines that are known to be plain, without quotes and none of them long, need no preparation.
    """
    rest: Iterable[str] = islice(lines, skip, None)
    prepared = rest if is_plain else _prepared(rest, delimiter, limits.columns, skip)
    numbers: list[int] = []
    rows: list[list[str]] = []
    cells = total = 0
    for block in _read(prepared, delimiter, limits, _ROWS_PER_STEP, skip):
        rows += block.rows
        numbers += block.lines
        added = sum(map(len, block.rows))
        cells, total = cells + added, total + added
        if total > limits.cells:
            raise TooLarge(f"a file may have {limits.cells} cells (--max-cells)")
        if len(rows) >= ROWS_AT_ONCE or cells > _CELLS_AT_ONCE:
            yield from _even(numbers, rows)
            numbers, rows, cells = [], [], 0
    if rows:
        yield from _even(numbers, rows)


def _read(
    lines: Iterable[str], delimiter: str, limits: FileLimits, at_once: int, skipped: int = 0
) -> Iterator[Block]:
    """Yield some rows at once: `csv` hands them over much faster than one by one."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    end = 0
    try:
        while rows := list(islice(reader, at_once)):
            begin, end = end, reader.line_num
            numbers: Sequence[int] = range(begin + 1 + skipped, end + 1 + skipped)
            if len(numbers) != len(rows):
                numbers = _lines_of(rows, begin + 1 + skipped)
            if max(map(len, rows)) > limits.columns:
                at = next(at for at, row in enumerate(rows) if len(row) > limits.columns)
                raise _too_wide(limits.columns, numbers[at])
            if not all(rows):
                there = [(line, row) for line, row in zip(numbers, rows, strict=True) if row]
                numbers, rows = [line for line, _ in there], [row for _, row in there]
            yield Block(numbers, rows)
    except csv.Error as error:
        status = ContactListStatus.PARSE_FAILED
        if "field limit" in str(error):
            status = ContactListStatus.COLUMN_TOO_LARGE
        raise Unusable(status, f"line {reader.line_num + skipped}: {error}") from error


def _lines_of(rows: Iterable[Sequence[str]], line: int) -> list[int]:
    """Answer the lines that rows begin in, of which some have line breaks in their cells."""
    numbers = []
    for row in rows:
        numbers.append(line)
        line += 1 + sum(len(_LINE_BREAK.findall(cell)) for cell in row)
    return numbers


def _even(numbers: list[int], rows: list[list[str]]) -> Iterator[Block]:
    """Split rows so that making all as long as the longest takes no more memory than there may be cells."""
    step = max(1, 2 * _CELLS_AT_ONCE // max(map(len, rows)))
    if step >= len(rows):
        yield Block(numbers, rows)
        return
    for at in range(0, len(rows), step):
        yield Block(numbers[at : at + step], rows[at : at + step])


def _too_wide(columns: int, line: int) -> TooLarge:
    return TooLarge(f"line {line}: a row may have {columns} columns (--max-columns)")


def _prepared(lines: Iterable[str], delimiter: str, columns: int, skipped: int = 0) -> Iterator[str]:
    """Yield lines as `csv` takes them: without blanks between the end of a quoted value and what follows.

    A row that is longer than any that may be raises TooLarge before `csv` has it in memory.
    """
    mark = re.escape(delimiter)
    bare = re.compile(rf'(?:^|[{mark}]) *+[^" {mark}][^"{mark}]*+"')
    is_inside = False
    unfinished = 0
    for number, line in enumerate(lines, 1 + skipped):
        if is_inside or len(line) > columns:
            unfinished = line.count(delimiter) + (unfinished if is_inside else 0)
            # Within quotes a delimiter is a sign like others, but a cell has only so many.
            if unfinished >= columns * (MOST_CHARACTERS + 1 if is_inside or '"' in line else 1):
                raise _too_wide(columns, number)
        if '"' not in line:
            yield line
            continue
        was_inside = is_inside
        if '" ' not in line and bare.search(line) is None:
            # Quotes that come in pairs leave everything as it was.
            is_inside ^= line.count('"') % 2 == 1
            yield line
        else:
            trimmed, is_inside = _trimmed(line, delimiter, is_inside=is_inside)
            yield trimmed
        if is_inside and not was_inside:
            unfinished = line.count(delimiter)


def _trimmed(line: str, delimiter: str, *, is_inside: bool) -> tuple[str, bool]:
    """Answer a line without the blanks behind its quoted values, and whether such a value goes on in the next.

    A quote within a value that does not begin with one is a sign like others: `5" pipe`.
    """
    written: list[str] = []
    at = begin = 0
    while True:
        if not is_inside:
            at = _BLANKS.match(line, at).end()  # type: ignore[union-attr]  # It matches nothing, too.
            is_inside = line.startswith('"', at)
            at += is_inside
        if is_inside:
            at = _INSIDE.match(line, at).end()  # type: ignore[union-attr]
            if at == len(line):
                break
            at, is_inside = at + 1, False
            behind = _BLANKS.match(line, at).end()  # type: ignore[union-attr]
            if behind == len(line) or line[behind] in (delimiter, "\r", "\n"):
                written.append(line[begin:at])
                begin = at = behind
        at = line.find(delimiter, at) + 1
        if not at:
            break
    written.append(line[begin:])
    return "".join(written), is_inside
