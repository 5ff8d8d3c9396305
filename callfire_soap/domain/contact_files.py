"""Files of contacts: how their bytes become rows, and which column is which."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Self

from callfire_soap.domain.contacts import FIELD_NAMES, PHONE_NAMES, ContactListStatus
from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.text_lengths import MOST_CHARACTERS

Record = tuple[Any, ...]
"""A contact on its way into the store: the values of FIELD_NAMES, then its other fields as JSON or None."""

_STEP = 1024 * 1024
_ROWS_AT_ONCE = 10_000
_FORMATTING = re.compile(r"[-. ()+/]")
_PHONE = re.compile(r"[0-9]{7,15}")
# PhoneNumber in the schema; the plus is taken away.
_SHOWN_AS_PHONE = re.compile(r"[a-zA-Z_]+|[0-9]+")
# What no text holds: a picture or a workbook is full of it.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# "firstName,lastName,zipcode,homePhone,workPhone,mobilePhone" -- the sample files.
_HEADERS = {name.lower(): name for name in FIELD_NAMES}
_IGNORED_IN_HEADERS = re.compile(r"[\s_]")
_XML_NAME = re.compile(r"(?!(?i:xml))[^\W\d][\w.-]*")
_DELIMITERS = ",;\t"


class Unusable(Exception):
    """A file cannot become a list: `status` is what its list ends in."""

    def __init__(self, status: ContactListStatus, reason: str) -> None:
        """Say why."""
        super().__init__(reason)
        self.status, self.reason = status, reason


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

    def to_document(self) -> dict[str, Any]:
        """Answer it as it is stored."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read it as it was stored."""
        return cls(**{**document, "names": tuple(document["names"])})


def encoding_of(content: bytes) -> str:
    """Answer how a file is encoded; one that is no text raises BadRequest.

    Inferred, for nothing is documented: UTF-8 with or without a byte order mark, else windows-1252.
    """
    if content.startswith(_UTF_16):
        return "utf-16"
    if _NO_TEXT.search(content):
        # "binary file: BAD_REQUEST (typed)" -- a PNG.
        raise BadRequest("File is not a text file with comma-separated values")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _STEP):
            decoder.decode(content[start : start + _STEP], final=start + _STEP >= len(content))
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def layout_of(encoding: str, lines: Iterable[str], *, keeps_names: bool = False) -> Layout:
    """Decide from the first lines of a file what its columns are; no column of phones raises Unusable.

    `keeps_names` keeps headers that are XML names; otherwise an unknown column is named by its letter.
    """
    head = iter(lines)
    first_line = next(head, "")
    present = [each for each in _DELIMITERS if each in first_line]
    delimiter = present[0] if present else ","
    rows = rows_of(chain([first_line], head), delimiter)
    first, second = _first_two(rows)
    if any(map(_is_phone, first)):
        names = _unmapped(first)
        at = next(at for at, cell in enumerate(first) if _is_phone(cell))
        names[at] = PHONE_NAMES[0]
        return Layout(encoding, delimiter, False, tuple(names))  # noqa: FBT003 -- a row of the file
    names = _mapped(first, keeps_names=keeps_names)
    if not set(names) & set(PHONE_NAMES):
        if not second or not _is_phone(second[0]):
            # "system unable to determine which phone number to call" -- list validation.
            raise Unusable(ContactListStatus.ERRORS, "there is no column of phone numbers")
        names[0] = PHONE_NAMES[0]
    return Layout(encoding, delimiter, True, tuple(names))  # noqa: FBT003 -- headers


def _first_two(rows: Iterator[list[str]]) -> tuple[list[str], list[str]]:
    trimmed = ([cell.strip() for cell in row] for row in rows)
    written = (row for row in trimmed if any(row))
    return next(written, []), next(written, [])


def rows_of(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each row that has any; text that is no table raises Unusable."""
    trimmed = _trimmed_behind_quotes(lines, delimiter)
    reader = csv.reader(trimmed, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        yield from filter(None, reader)
    except csv.Error as error:
        status = ContactListStatus.PARSE_FAILED
        if "field limit" in str(error):
            status = ContactListStatus.COLUMN_TOO_LARGE
        raise Unusable(status, f"line {reader.line_num}: {error}") from error


def _trimmed_behind_quotes(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    """Yield lines without blanks between the end of a quoted value and what follows, which `csv` refuses."""
    behind = re.compile(rf'" +(?=[{delimiter}\r\n]|$)')
    is_inside = False
    for line in lines:
        if '"' not in line:
            yield line
            continue
        if '" ' not in line:
            is_inside ^= line.count('"') % 2 == 1
            yield line
            continue
        begin, written = 0, []
        for found in behind.finditer(line):
            written.append(line[begin : found.start()])
            is_inside ^= written[-1].count('"') % 2 == 1
            # A quote that ends a value is there while one is open; all others are a part of a value.
            written.append('"' if is_inside else found[0])
            is_inside = not is_inside
            begin = found.end()
        written.append(line[begin:])
        is_inside ^= written[-1].count('"') % 2 == 1
        yield "".join(written)


def check(lines: Iterable[str], layout: Layout) -> None:
    """Read a file for nothing; what is no table, or has a cell too large, raises Unusable."""
    rows = rows_of(lines, layout.delimiter)
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        records_of(some, layout.names)


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
    for at, header in enumerate(headers):
        known = _HEADERS.get(_IGNORED_IN_HEADERS.sub("", header).lower())
        if known is None and keeps_names and header != "id" and _XML_NAME.fullmatch(header):
            known = header
        # Of two columns with one name the first has it.
        names.append(known if known is not None and known not in names else letter_of(at))
    return names


def spelled(cell: str) -> str:
    """Answer a phone number of a file without what people write into numbers to read them better."""
    return cell if cell.isdigit() else _FORMATTING.sub("", cell)


def _is_phone(cell: str) -> bool:
    return _PHONE.fullmatch(spelled(cell)) is not None


def records_of(rows: Sequence[Sequence[str]], names: Sequence[str]) -> list[Record]:
    """Answer the records of some rows of a file; rows without a phone are left out.

    A cell too large raises Unusable. Working by columns takes a third of the time of working by rows.
    """
    width = max(map(len, rows))
    if width < len(names) or min(map(len, rows)) < width:
        width = max(width, len(names))
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
    columns = [list(map(str.strip, column)) for column in zip(*rows, strict=True)]
    if max(max(map(len, column)) for column in columns) > MOST_CHARACTERS:
        reason = f"a cell is longer than {MOST_CHARACTERS} characters"
        raise Unusable(ContactListStatus.COLUMN_TOO_LARGE, reason)
    named = dict(zip([*names, *map(letter_of, range(len(names), width))], columns, strict=True))
    nothing = [None] * len(rows)
    fixed = [
        _values(named.pop(name), is_phone=name in PHONE_NAMES) if name in named else nothing
        for name in FIELD_NAMES
    ]
    records: Iterable[Record] = zip(*fixed, _fields(named) if named else nothing, strict=True)
    return [record for record in records if record[3] or record[4] or record[5]]


def _values(column: Sequence[str], *, is_phone: bool) -> list[str | None]:
    if is_phone:
        # Most cells are digits or empty.
        return [
            cell if cell.isdigit() and cell.isascii() else (_phone(cell) if cell else None) for cell in column
        ]
    return [cell or None for cell in column]


def _phone(cell: str) -> str | None:
    """Answer what a cell says of a phone. Inferred: what no answer could show as a phone number is none."""
    phone = spelled(cell)
    return phone if _SHOWN_AS_PHONE.fullmatch(phone) else None


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
