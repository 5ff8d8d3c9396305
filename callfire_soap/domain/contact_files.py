"""Files of contacts: how their bytes become rows, and which column is which."""

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Self

from callfire_soap.domain.contacts import COLUMN_BY_NAME, FIELD_NAMES, PHONE_NAMES, ContactListStatus
from callfire_soap.domain.errors import BadRequest

LONGEST_CELL = 255
"""Inferred: COLUMN_TOO_LARGE is documented, its limit is not; 255 was the usual width of a text column."""

Record = tuple[Any, ...]
"""A contact on its way into the store: the values of FIELD_NAMES, then its other fields as JSON or None."""

_STEP = 1024 * 1024
_FORMATTING = re.compile(r"[-. ()+/]")
_PHONE = re.compile(r"[0-9]{7,15}")
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
    written = (row for row in rows if any(row))
    return next(written, []), next(written, [])


def rows_of(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each row, trimmed; text that is no table, and a cell too large, raise Unusable."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if sum(map(len, cells)) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
                raise _too_large(reader.line_num)
            yield cells
    except csv.Error as error:
        if "field limit" in str(error):
            raise _too_large(reader.line_num) from error
        raise Unusable(ContactListStatus.PARSE_FAILED, f"line {reader.line_num}: {error}") from error


def _too_large(line: int) -> Unusable:
    reason = f"line {line}: a cell is longer than {LONGEST_CELL} characters"
    return Unusable(ContactListStatus.COLUMN_TOO_LARGE, reason)


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


def record_maker(names: Sequence[str]) -> Callable[[Sequence[str]], Record | None]:
    """Make what turns the cells of a row into a record, or into None when there is no phone in it."""
    at = {name: position for position, name in enumerate(names)}
    fixed = tuple(at.get(name) for name in FIELD_NAMES)
    others = tuple(
        (position, quoted(name)) for position, name in enumerate(names) if name not in COLUMN_BY_NAME
    )
    phones = tuple(at[name] for name in PHONE_NAMES if name in at)
    width = len(names)

    def make(row: Sequence[str]) -> Record | None:
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        cells: list[str | None] = [cell or None for cell in row]
        has_phone = False
        for phone in phones:
            cell = cells[phone]
            if cell is not None:
                cells[phone] = spelled(cell) or None
                has_phone = True
        if not has_phone:
            return None
        values = [None if position is None else cells[position] for position in fixed]
        beyond = tuple((position, quoted(letter_of(position))) for position in range(width, len(cells)))
        return (*values, _other_fields(cells, others + beyond if beyond else others))

    return make


def _other_fields(cells: Sequence[str | None], others: Sequence[tuple[int, str]]) -> str | None:
    """Write cells as a JSON object; putting it together here takes a fifth of the time of `json.dumps`."""
    written = [f"{name}:{quoted(cell)}" for position, name in others if (cell := cells[position]) is not None]
    return f"{{{','.join(written)}}}" if written else None
