"""Bytes that are text, and how it is written."""

import codecs

import pytest

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.file_texts import (
    NOTHING_ODD,
    Oddities,
    decoded,
    encoding_of,
    lines_of_text,
    oddities_of,
)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8-sig"),
        (b"plain\t\r\n\x0c", "utf-8-sig"),
        ("Zoë".encode(), "utf-8-sig"),
        ("Zoë".encode("utf-8-sig"), "utf-8-sig"),
        ("Zoë".encode("cp1252"), "cp1252"),
        (b"\x81\x8d", "cp1252"),
        ("Zoë".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "Zoë".encode("utf-16-be"), "utf-16"),
        ("Zoë".encode("utf-32"), "utf-32"),
        ("homePhone,x\n".encode("utf-16-le"), "utf-16-le"),
        ("homePhone,x\n".encode("utf-16-be"), "utf-16-be"),
        ("homePhone,x\n".encode("utf-32-le"), "utf-32-le"),
        ("homePhone,x\n".encode("utf-32-be"), "utf-32-be"),
        ("name\rZoë\r".encode("mac_roman"), "mac_roman"),
        ("name\r\nZoë\r\n".encode("cp1252"), "cp1252"),
        (b"a,b\x0bc\r\n\x1a\x1a", "utf-8-sig"),
        (b"homePhone,firstName\n12135551212,Ann\x01", "utf-8-sig"),
        (b"x" * (1024 * 1024 - 1) + "ë".encode(), "utf-8-sig"),
        (b"x" * (1024 * 1024) + b"\xc3", "cp1252"),
    ],
)
def test_encodings_are_told_apart(content, encoding):
    assert encoding_of(content) == encoding


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"a,b\x00", b"\x00", b"%PDF-1.7", bytes(range(256))]
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(BadRequest):
        encoding_of(content)


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("a,b\nc", NOTHING_ODD),
        ("a\x0bb\n", Oddities(has_controls=True)),
        ("a\n\x1a", Oddities(has_controls=True)),
        ("a\u2028b\n", NOTHING_ODD),
        ("a\x85b\x85", Oddities(line_end="\x85")),
        ("a\u2028b", Oddities(line_end="\u2028")),
        ("a\x0cb", Oddities(has_controls=True, line_end="\x0c")),
        ("a\x1a", Oddities(has_controls=True)),
        ("a", NOTHING_ODD),
        ("\ufeffa\nb", NOTHING_ODD),
        ("\ufeffa\n\ufeffb", Oddities(has_marks=True)),
    ],
)
def test_what_is_odd_is_seen(text, odd):
    assert oddities_of(text.encode(), "utf-8-sig") == odd


def test_texts_of_wide_characters_may_be_odd_too():
    assert oddities_of("a\x0bb\n".encode("utf-16"), "utf-16") == Oddities(has_controls=True)
    assert oddities_of("a\x85b".encode("utf-16"), "utf-16").line_end == "\x85"


MARKS = Oddities(has_marks=True)


@pytest.mark.parametrize(
    ("lines", "odd", "read"),
    [
        (["a\x0bb\x00\n"], Oddities(has_controls=True), ["a b \n"]),
        (["a\x85b\x85"], Oddities(line_end="\x85"), ["a\n", "b\n"]),
        (["a\x85b"], Oddities(line_end="\x85"), ["a\n", "b"]),
        # Rows are counted: an empty one is one.
        (["\x85a\x85\x85b"], Oddities(line_end="\x85"), ["\n", "a\n", "\n", "b"]),
        (["a\x0bb\x1a"], Oddities(has_controls=True, line_end="\x0b"), ["a\n", "b "]),
        (["a,b\n", "c,d\ufeffa,b\n", "e,f"], MARKS, ["a,b\n", "c,d\n", "a,b\n", "e,f"]),
        (["a,b\n", "c,\ufeffa,b\n"], MARKS, ["a,b\n", "c,\n", "a,b\n"]),
        (["a;b\n", '"c";"d"\ufeff"e";"f"\n'], MARKS, ["a;b\n", '"c";"d"\n', '"e";"f"\n']),
        (["a\n", "b\ufeffa\n"], MARKS, ["a\n", "b\n", "a\n"]),
        (["2135555001\ufeff2135555002"], MARKS, ["21355550012135555002"]),
        (["a\n", "2135555001\ufeff2135555002"], MARKS, ["a\n", "2135555001\n", "2135555002"]),
        (["a\n", "213\ufeff555\ufeff5001\ufeff\n"], MARKS, ["a\n", "2135555001\n"]),
        (["a,b\n", "c\ufeff,\ufeffd\n"], MARKS, ["a,b\n", "c,d\n"]),
        (["a,b\n", 'c,"d, \ufeffe, f"\n'], MARKS, ["a,b\n", 'c,"d, e, f"\n']),
        (["\ufeff\ufeffa,b\n", "\ufeffc,d\n"], MARKS, ["a,b\n", "c,d\n"]),
        (["a,b\x85c,d\ufeffa,b\x85"], MARKS._replace(line_end="\x85"), ["a,b\n", "c,d\n", "a,b\n"]),
    ],
)
def test_lines_come_without_what_is_odd(lines, odd, read):
    assert list(lines_of_text(lines, odd)) == read


XML = '<?xml version="1.0" encoding="{}"?><a>café</a>'


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (b"", None, ""),
        (b"caf\xe9", "ISO-8859-1", "café"),
        (b"\x93caf\xe9\x94", "latin1", "“café”"),
        (b"caf\x8e", "macintosh", "café"),
        ("café".encode(), None, "café"),
        ("café".encode("utf-8-sig"), "iso-8859-1", "café"),
        ("café".encode("utf-16"), "iso-8859-1", "café"),
        ("café".encode("utf-16-be"), "utf-16", "café"),
        ("café".encode("utf-16-le"), None, "café"),
        ("привет".encode("koi8-r"), "koi8-r", "привет"),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        (b"caf\xe9", "utf-8", "café"),
        (b"caf\xe9", "us-ascii", "café"),
        (b"caf\xe9\x81", None, "café\ufffd"),
        (codecs.BOM_UTF16_LE + b"a\0b", None, "a\ufffd"),
        (XML.format("ISO-8859-1").encode("latin1"), None, XML.format("ISO-8859-1")),
        (XML.format("iso-8859-5").encode(), "utf-8", XML.format("iso-8859-5")),
        (XML.format("UTF-16").encode(), None, XML.format("UTF-16")),
        (XML.format("UTF-16").encode("utf-16-be"), None, XML.format("UTF-16")),
        (XML.format("zip").encode(), None, XML.format("zip")),
    ],
)
def test_bytes_are_read_as_they_say_they_are_written(content, charset, text):
    assert decoded(content, charset) == text


@pytest.mark.parametrize(
    "charset",
    [
        "",
        "none",
        "zip",
        "hex",
        "rot13",
        "utf-7",
        "idna",
        "punycode",
        "unicode_escape",
        "undefined",
        "a\0",
        "é",
    ],
)
def test_what_is_no_charset_of_texts_counts_for_nothing(charset):
    assert decoded("+2AA- \\ud800 é".encode(), charset) == "+2AA- \\ud800 é"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32-be", "shift_jis"])
def test_half_a_character_at_the_cut_is_left_out(encoding):
    content = "abcdefgЖ".encode(encoding)[:-1]
    assert decoded(content, encoding, is_cut=True) == "abcdefg"
