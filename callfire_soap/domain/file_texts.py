"""What comes as bytes: whether these are text, how that is encoded, and where its lines end."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.file_rows import DELIMITERS

_STEP = 1024 * 1024
_SAMPLE = 4096

# The longer mark first: that of UTF-32 begins like that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# How texts are encoded that people read, by the names of Python. Others of its codecs unpack, or make half characters.
_READABLE = re.compile(
    r"ascii|utf-8(-sig)?|utf-(16|32)(-[lb]e)?|iso8859-\d+|cp\d+|mac-\w+|koi8-\w|shift_jis\w*|euc_\w+|big5\w*|gb\w+"
    r"|iso2022_\w+|hz|johab|tis-620|hp-roman8|ptcp154|kz1048"
)
# "latin1 ... windows-1252" -- the labels of the Encoding Standard: who says the one has the quotes of the other.
_MEANT = {"iso8859-1": "cp1252"}
_DECLARATION = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["']""")
_LONGEST_DECLARATION = 1024

# In Latin text all bytes but one of each character are nothing: which one, in a character of so many bytes.
_WIDE = {"utf-32-le": (4, 0), "utf-32-be": (4, 3), "utf-16-le": (2, 0), "utf-16-be": (2, 1)}

# Pictures, workbooks, documents, archives, sounds.
_BINARY = re.compile(
    rb"\x89PNG|GIF8|\xff\xd8\xff|%PDF-|PK[\x03\x05\x07]|\xd0\xcf\x11\xe0|\x1f\x8b|BZh|7z\xbc\xaf|Rar!|RIFF|ID3|OggS"
)
# Old programs end a text with 0x1A and fill the rest with it; cells have line breaks of their own in 0x0B.
_HARMLESS = b"\t\n\v\f\r\x1a"
_CONTROLS = bytes(code for code in range(32) if code not in _HARMLESS)
_MOST_CONTROLS = 0.05
"""Inferred: a stray control character makes no binary file; of what is compressed, a tenth are control characters."""

_MARK = "\ufeff"
# Of a phone, in a file that has but one column.
_FEWEST_DIGITS = 7

_ODD = bytes(code for code in range(32) if code not in b"\t\n\r")
_BLANKS = dict.fromkeys(_ODD, " ")
# What ends lines where neither LF nor CR does.
_OTHER_ENDS = ("\x85", "\u2028", "\u2029", "\v", "\f", "\x1e")


class Oddities(NamedTuple):
    """What the lines of a text need before they can be read."""

    has_controls: bool = False
    # What ends its lines, where that is neither LF nor CR.
    line_end: str | None = None
    # Whether there are byte order marks behind its beginning, as in files that were joined.
    has_marks: bool = False


NOTHING_ODD = Oddities()
"""Lines that can be read as they are."""


def encoding_of(content: bytes) -> str:
    """Answer how a file is encoded; one that is no text raises BadRequest.

    Inferred, for nothing is documented: UTF-8, UTF-16 or UTF-32 by its byte order mark or its empty bytes, UTF-8
    without a mark if it can be that, else windows-1252, or Mac Roman if CR alone ends the lines as on a Mac of old.
    """
    wide = _marked(content) or _wide(content)
    if wide is not None:
        return wide
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if _BINARY.match(content) or controls > len(content) * _MOST_CONTROLS:
        # "binary file: BAD_REQUEST (typed)" -- a PNG.
        raise BadRequest("File is not a text file with comma-separated values")
    if _is_utf_8(content):
        return "utf-8-sig"
    return "mac_roman" if b"\r" in content and b"\n" not in content else "cp1252"


def decoded(content: bytes, charset: str | None = None, *, is_cut: bool = False) -> str:
    """Answer bytes as text, by their byte order mark, else by the charset they came with, else as XML declares it.

    Without any that fits them they are UTF-8, else windows-1252; what is no character then becomes U+FFFD. Of bytes
    that are cut off, half a character at the end is left out.
    """
    mark = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else _marked(content)
    # Whatever is declared: nobody writes empty bytes between letters.
    certain = mark or _wide(content[: len(content) // 4 * 4])
    if certain is None:
        for encoding in (_readable(charset), _declared(content), "utf-8"):
            try:
                if encoding is not None:
                    return codecs.getincrementaldecoder(encoding)().decode(content, final=not is_cut)
            except UnicodeError:
                continue
    return codecs.getincrementaldecoder(certain or "cp1252")("replace").decode(content, final=not is_cut)


def oddities_of(content: bytes, encoding: str) -> Oddities:
    """Answer what is odd about a text."""
    has_marks = any(content.find(mark, 2) >= 0 for mark in _joining_marks(encoding))
    return _oddities_but_marks(content, encoding)._replace(has_marks=has_marks)


def _oddities_but_marks(content: bytes, encoding: str) -> Oddities:
    has_ends = b"\n" in content or b"\r" in content
    is_plain = len(content.translate(None, _ODD)) == len(content)
    if has_ends and is_plain:
        return NOTHING_ODD
    if has_ends and not encoding.startswith(("utf-16", "utf-32")):
        return Oddities(has_controls=True)
    head = content[: 16 * _STEP].decode(encoding, errors="replace")
    if "\n" in head or "\r" in head:
        return Oddities(has_controls=True)
    trimmed = head.strip("\x1a\0 ")
    return Oddities(not is_plain, next((end for end in _OTHER_ENDS if end in trimmed.rstrip(end)), None))


def lines_of_text(lines: Iterable[str], odd: Oddities) -> Iterable[str]:
    """Answer the lines of a text; its odd characters have become blanks, for XML cannot hold them.

    Byte order marks within are no part of it. Where files were joined of which the first has no line break at its
    end, one begins a new line.
    """
    if odd.line_end is not None:
        lines = _split(lines, odd.line_end)
    if odd.has_marks:
        lines = _unmarked(lines)
    if odd.has_controls:
        lines = (line.translate(_BLANKS) for line in lines)
    return lines


def _joining_marks(encoding: str) -> tuple[bytes, ...]:
    if encoding == "utf-8-sig":
        return (codecs.BOM_UTF8,)
    # Those of UTF-32 hold those of UTF-16.
    return (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) if encoding.startswith(("utf-16", "utf-32")) else ()


def _marked(content: bytes) -> str | None:
    return next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)


def _declared(content: bytes) -> str | None:
    found = _DECLARATION.match(content[:_LONGEST_DECLARATION])
    encoding = _readable(found[1].decode("ascii")) if found is not None else None
    # A declaration that can be read byte by byte is not written in wide characters.
    return None if encoding is None or encoding.startswith(("utf-16", "utf-32")) else encoding


def _readable(charset: str | None) -> str | None:
    """Answer Python's name of a charset; None if it is no charset of texts."""
    try:
        name = codecs.lookup(charset or "").name
    except (LookupError, ValueError):
        return None
    return _MEANT.get(name, name) if _READABLE.fullmatch(name) else None


def _wide(content: bytes) -> str | None:
    sample = content[:_SAMPLE]
    for name, (width, place) in _WIDE.items():
        if len(sample) < 2 * width or len(content) % width:
            continue
        empty = [sample[at::width].count(0) for at in range(width)]
        filled, rest = empty.pop(place), min(empty)
        if rest * width > len(sample) * 0.8 and filled * width < len(sample) * 0.1:
            return name
    return None


def _is_utf_8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _STEP):
            decoder.decode(content[start : start + _STEP], final=start + _STEP >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _unmarked(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines without marks, and anew where a mark stands between what is as wide as the first line."""
    first: str | None = None
    for line in lines:
        begun, *rest = line.split(_MARK)
        for piece in rest:
            if first is not None and _begins_line(begun, piece, first):
                yield begun + "\n"
                begun = piece
            else:
                begun += piece
        if first is None and begun.strip():
            first = begun.strip()
        yield begun


def _begins_line(before: str, behind: str, first: str) -> bool:
    """Tell whether a mark begins a line: they also come within cells, with what was copied from pages."""
    if not before.strip() or before.count('"') % 2:
        return False
    if behind.strip() == first:
        return True
    width = _delimiters_in(first)
    if not width:
        return min(_digits_in(before), _digits_in(behind)) >= _FEWEST_DIGITS
    return min(_delimiters_in(before), _delimiters_in(behind)) >= width


def _delimiters_in(text: str) -> int:
    return sum(map(text.count, DELIMITERS))


def _digits_in(text: str) -> int:
    return sum(map(str.isdigit, text))


def _split(lines: Iterable[str], end: str) -> Iterator[str]:
    for line in lines:
        begin = 0
        while (found := line.find(end, begin)) >= 0:
            yield line[begin:found] + "\n"
            begin = found + 1
        if begin < len(line):
            yield line[begin:]
