"""Files of contacts: which column is which, and how rows become records."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, NamedTuple, Self

from callfire_soap.domain.contacts import FIELD_NAMES, PHONE_NAMES, ContactListStatus, Record
from callfire_soap.domain.file_rows import (
    USUAL_LIMITS,
    Block,
    FileLimits,
    Unusable,
    blocks_of,
    head_of,
    said_delimiters,
    samples_of,
)
from callfire_soap.domain.file_texts import NOTHING_ODD, Oddities, lines_of_text
from callfire_soap.domain.left_out import LeftOut, Reason
from callfire_soap.domain.phone_numbers import is_dialable, normalize
from callfire_soap.domain.phone_spellings import Misread, read_phone
from callfire_soap.domain.spreadsheet_cells import all_shown, shown
from callfire_soap.domain.text_lengths import MOST_CHARACTERS

_PHONE = re.compile(r"\+?[0-9]{7,15}")
_SEVEN_DIGITS = re.compile(r"(?:\D*+\d){7}")
_LOOKED_THROUGH = 10
# What is told of a cell; the rest may be long.
_MOST_SHOWN = 40
# Inferred: fewer are counted, as in "phone 2" or "2024".
_FEWEST_DIGITS = 5
# What is shown of a number that has no room, and of a formula that fails.
_OF_SPREADSHEETS = re.compile(r"#{2,}|#[A-Z0-9/]+[!?]?")
# "firstName,lastName,zipcode,homePhone,workPhone,mobilePhone" -- the sample files.
_HEADERS = {name.lower(): name for name in FIELD_NAMES}
# Blanks and underscores, and the marks that nobody sees.
_IGNORED_IN_HEADERS = re.compile(r"[\W_]")
_XML_NAME = re.compile(r"(?!(?i:xml))[^\W\d][\w.-]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a file are read."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    has_header: bool = False
    # The field that each column goes into, from the left.
    names: tuple[str, ...] = PHONE_NAMES[:1]
    # Whether there are no rows, but a record in each line, as JSON.
    has_records: bool = False
    # Whether there are no contacts, but in each line an id or a number that is to leave the list, as JSON.
    removes: bool = False
    # How many lines at the beginning are no rows.
    skip: int = 0
    odd: Oddities = NOTHING_ODD
    limits: FileLimits = USUAL_LIMITS

    def to_document(self) -> dict[str, Any]:
        """Answer it as it is stored."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read it as it was stored, also by an earlier version that knew less."""
        known = {**document, "names": tuple(document["names"])}
        for name, kind in (("odd", Oddities), ("limits", FileLimits)):
            if name in known:
                known[name] = kind(*known[name])
        return cls(**known)

    def blocks(self, lines: Iterable[str], *, is_plain: bool = False) -> Iterable[Block]:
        """Yield the rows of a file."""
        text = lines_of_text(lines, self.odd)
        return blocks_of(text, self.delimiter, self.limits, self.skip, is_plain=is_plain)


def layout_of(
    encoding: str,
    lines: Iterable[str],
    *,
    keeps_names: bool = False,
    odd: Oddities = NOTHING_ODD,
    limits: FileLimits = USUAL_LIMITS,
) -> Layout:
    """Decide from the first 50 lines of a file what its columns are; no column of phones raises Unusable.

    `keeps_names` keeps headers that are XML names; otherwise an unknown column is named by its letter.
    """
    head = iter(lines_of_text(lines, odd))
    skip, first_line = next(((at, line) for at, line in enumerate(head, 1) if line.strip()), (0, ""))
    said = said_delimiters(first_line)
    sample = head_of(head if said else chain([first_line], head))
    tables = [
        (delimiter, [trimmed for row in rows if any(trimmed := [shown(cell.strip()) for cell in row])])
        for delimiter, rows in samples_of(sample, limits, said)
    ]
    delimiter, rows = max(tables, key=lambda table: _likeliness(table[1]), default=(",", []))
    first = rows[0] if rows else []
    example = _example(first, rows[1:_LOOKED_THROUGH])
    has_header = example is None
    names = _mapped(first, keeps_names=keeps_names) if example is None else _unmapped(example)
    if not set(names) & set(PHONE_NAMES):
        at = _column_below_header(names, rows[1:]) if example is None else _column_of_phones(example)
        names[at] = PHONE_NAMES[0]
    return Layout(
        encoding, delimiter, has_header, tuple(names), skip=skip if said else 0, odd=odd, limits=limits
    )


def _likeliness(rows: Sequence[Sequence[str]]) -> tuple[int, int, bool, int]:
    """Tell how much rows look like a table of contacts: known headers, phones, and columns that are even."""
    if not rows:
        return 0, 0, False, 0
    known = sum(_IGNORED_IN_HEADERS.sub("", cell).lower() in _HEADERS for cell in rows[0])
    with_phone = sum(any(map(_is_phone, row)) for row in rows[:_LOOKED_THROUGH])
    widths = set(map(len, rows))
    return known, with_phone, len(widths) == 1, min(widths)


def _example(first: Sequence[str], others: Iterable[Sequence[str]]) -> Sequence[str] | None:
    """Answer a row that shows which columns hold phones, None if the first line is a header.

    What stands where others hold phones, and is digits or what a spreadsheet shows for them, is a row that cannot be
    read, not the name of a column.
    """
    if any(map(_is_phone, first)):
        return first
    if any(_IGNORED_IN_HEADERS.sub("", cell).lower() in _HEADERS for cell in first):
        return None
    odd = {at for at, cell in enumerate(first) if _is_odd(cell)}
    return next(
        (row for row in others if any(at in odd and _is_phone(row[at]) for at in range(len(row)))), None
    )


def _is_odd(cell: str) -> bool:
    digits, letters = sum(map(str.isdigit, cell)), sum(map(str.isalpha, cell))
    return (digits >= _FEWEST_DIGITS and digits > letters) or _OF_SPREADSHEETS.fullmatch(cell) is not None


def _column_of_phones(example: Sequence[str]) -> int:
    """Answer the column whose phones are called, of a file without a header: the first that can be."""
    phones = [at for at, cell in enumerate(example) if _is_phone(cell)]
    return next((at for at in phones if _can_be_called(example[at])), phones[0])


def _column_below_header(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Answer the column whose phones are called, where no header names one: the first column, if it has any.

    "no phone column and no first-column number" is an error. Inferred: a column that has a number in every row,
    and is the only one, can be determined. It must be numbers that can be called: those of accounts are strangers'.
    """
    if any(row and _is_phone(row[0]) for row in rows):
        return 0
    unknown = [at for at, name in enumerate(names) if name not in FIELD_NAMES]
    full = [at for at in unknown if rows and all(at < len(row) and _can_be_called(row[at]) for row in rows)]
    if len(full) == 1:
        return full[0]
    # "system unable to determine which phone number to call" -- list validation.
    held = next((row[0] for row in rows if row and row[0]), None)
    first = "nothing" if held is None else f"{held[:_MOST_SHOWN]!r}"
    several = f", and phones are in columns {', '.join(map(letter_of, full))}" if full else ""
    known = f"{', '.join(PHONE_NAMES[:-1])} or {PHONE_NAMES[-1]}"
    reason = (
        f"there is no column of phone numbers: no header is {known}, the first column holds {first}{several}"
    )
    raise Unusable(ContactListStatus.ERRORS, reason)


def _can_be_called(cell: str) -> bool:
    return is_dialable(normalize(read_phone(cell).number or ""))


def letter_of(position: int) -> str:
    """Answer the letters of a column: real contacts show F, G, H, I after five mapped columns."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _unmapped(cells: Sequence[str]) -> list[str]:
    return [letter_of(at) for at in range(len(cells))]


def _mapped(headers: Sequence[str], *, keeps_names: bool) -> list[str]:
    names: list[str] = []
    taken: set[str] = set()
    for at, header in enumerate(headers):
        known = _HEADERS.get(_IGNORED_IN_HEADERS.sub("", header).lower())
        if known is None and keeps_names and header != "id" and _XML_NAME.fullmatch(header):
            known = header
        # Of two columns with one name the first has it.
        names.append(known if known is not None and known not in taken else letter_of(at))
        taken.add(names[-1])
    return names


def _is_phone(cell: str) -> bool:
    if _SEVEN_DIGITS.match(cell) is None:
        return False
    return _PHONE.fullmatch(read_phone(cell).number or "") is not None


class Records(NamedTuple):
    """Contacts, each with the number of its line."""

    lines: Sequence[int]
    records: Sequence[Record]


def records_of(block: Block, names: Sequence[str], left_out: LeftOut, *, keeps_all: bool = False) -> Records:
    """Answer the records of some rows of a file; rows without a phone are left out unless all are kept.

    A cell too large raises Unusable. Working by columns takes a third of the time of working by rows.
    """
    rows: Sequence[Sequence[str]] = block.rows
    width = max(map(len, rows))
    if width < len(names) or min(map(len, rows)) < width:
        width = max(width, len(names))
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
    columns = [list(map(str.strip, column)) for column in zip(*rows, strict=True)]
    if max(max(map(len, column)) for column in columns) > MOST_CHARACTERS:
        reason = f"a cell is longer than {MOST_CHARACTERS} characters"
        raise Unusable(ContactListStatus.COLUMN_TOO_LARGE, reason)
    texts = map(all_shown, columns)
    named = dict(zip([*names, *map(letter_of, range(len(names), width))], texts, strict=True))
    phones = {name: _phones(named[name]) for name in PHONE_NAMES if name in named}
    misread = {name: wrong for name, (_, wrong) in phones.items() if wrong}
    numbers = {name: read for name, (read, _) in phones.items()}
    if misread or not _all_reachable(list(numbers.values())):
        return _picked(block.lines, named, numbers, misread, left_out, keeps_all=keeps_all)
    return Records(block.lines, _records(named, numbers, len(rows)))


def without_header(block: Block) -> Block:
    """Answer rows without the first that has anything in it."""
    header = next((at for at, row in enumerate(block.rows) if any(map(str.strip, row))), len(block.rows))
    return Block(block.lines[header + 1 :], block.rows[header + 1 :])


def _all_reachable(phones: Sequence[Sequence[str | None]]) -> bool:
    return any(map(all, phones)) or all(map(any, zip(*phones, strict=True)))


def _records(
    named: Mapping[str, Sequence[str]], numbers: Mapping[str, Sequence[str | None]], how_many: int
) -> list[Record]:
    nothing = [None] * how_many
    texts = {
        name: [cell or None for cell in named[name]]
        for name in FIELD_NAMES
        if name in named and name not in numbers
    }
    fixed = [numbers.get(name) or texts.get(name) or nothing for name in FIELD_NAMES]
    own = {name: column for name, column in named.items() if name not in FIELD_NAMES}
    return list(zip(*fixed, _fields(own) if own else nothing, strict=True))


def _picked(
    lines: Sequence[int],
    named: dict[str, Sequence[str]],
    numbers: Mapping[str, Sequence[str | None]],
    misread: Mapping[str, Mapping[int, Misread]],
    left_out: LeftOut,
    *,
    keeps_all: bool,
) -> Records:
    """Answer the records of rows of which some have no phone, or one that cannot be read."""
    unreachable = {at for at, found in enumerate(zip(*numbers.values(), strict=True)) if not any(found)}
    for name, wrong in misread.items():
        kept = [""] * len(lines)
        for at, reason in wrong.items():
            if keeps_all:
                # It cannot be shown as a phone: the schema takes digits only.
                kept[at] = named[name][at]
            elif at not in unreachable:
                left_out.add_phone(reason, lines[at])
        if any(kept):
            named[_free_name(name, named)] = kept
    records = _records(named, numbers, len(lines))
    blank = {at for at in unreachable if not any(column[at] for column in named.values())}
    if not keeps_all:
        for at in sorted(unreachable - blank):
            reasons = [wrong[at] for wrong in misread.values() if at in wrong]
            left_out.add_row(reasons[0] if reasons else Reason.NO_PHONE, lines[at])
    gone = blank if keeps_all else unreachable
    picked = [at for at in range(len(lines)) if at not in gone]
    return Records([lines[at] for at in picked], [records[at] for at in picked])


def _free_name(name: str, named: Mapping[str, object]) -> str:
    """Answer the letter of a column that has a name, for what cannot be kept under it."""
    letter = letter_of(list(named).index(name))
    return letter if letter not in named else f"{letter}_{name}"


def _phones(column: Sequence[str]) -> tuple[list[str | None], dict[int, Misread]]:
    """Answer the numbers of a column, and why others are not read."""
    # Most columns are digits or empty. A zero at the beginning may be the prefix of calls abroad.
    joined = "".join(column)
    if not joined or (joined.isdigit() and joined.isascii() and ",0" not in "," + ",".join(column)):
        return [cell or None for cell in column], {}
    numbers: list[str | None] = []
    misread: dict[int, Misread] = {}
    for at, cell in enumerate(column):
        number, wrong = read_phone(cell) if cell else (None, None)
        numbers.append(number)
        if wrong is not None:
            misread[at] = wrong
    return numbers, misread


def _fields(columns: Mapping[str, Sequence[str]]) -> list[str | None]:
    """Write cells as JSON objects; putting them together here takes a fifth of the time of `json.dumps`."""
    written = [
        [f"{key}:{quoted(cell)}" if cell else "" for cell in column]
        for key, column in ((quoted(name), column) for name, column in columns.items())
    ]
    if len(written) == 1:
        return [f"{{{member}}}" if member else None for member in written[0]]
    members = [",".join(filter(None, row)) for row in zip(*written, strict=True)]
    return [f"{{{each}}}" if each else None for each in members]
