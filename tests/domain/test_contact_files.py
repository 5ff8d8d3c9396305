"""Files become rows, rows become records."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.contact_files import (
    Layout,
    Unusable,
    check,
    encoding_of,
    layout_of,
    letter_of,
    records_of,
    rows_of,
    spelled,
)
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.errors import BadRequest

ONE, TWO = "12132201001", "12132201002"


def record(**known):
    names = ("first", "last", "zip", "home", "work", "mobile", "id", "system", "fields")
    return tuple(known.get(name) for name in names)


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
        (b"x" * (1024 * 1024 - 1) + "ë".encode(), "utf-8-sig"),
        (b"x" * (1024 * 1024) + b"\xc3", "cp1252"),
    ],
)
def test_encodings_are_told_apart(content, encoding):
    assert encoding_of(content) == encoding


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"a,b\x00"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(BadRequest):
        encoding_of(content)


@pytest.mark.parametrize(
    ("position", "letters"), [(0, "A"), (5, "F"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_columns_have_the_letters_of_spreadsheets(position, letters):
    assert letter_of(position) == letters


@pytest.mark.parametrize(
    ("lines", "names", "has_header"),
    [
        (
            ["firstName,lastName,zipcode,homePhone,workPhone,x"],
            "firstName lastName zipcode homePhone workPhone F",
            True,
        ),
        ([" Home Phone , FIRST_NAME"], "homePhone firstName", True),
        (["homePhone,homePhone"], "homePhone B", True),
        (["\n", ",\n", "homePhone\n"], "homePhone", True),
        ([ONE], "homePhone", False),
        ([f"Ann,{ONE},{TWO}"], "A homePhone C", False),
        ([f'"{ONE}", "x"'], "homePhone B", False),
        (["+1 (213) 220-1001"], "homePhone", False),
        (["who,what\n", f"{ONE},x\n"], "homePhone B", True),
        (["homePhone;x"], "homePhone B", True),
        (["x\thomePhone"], "A homePhone", True),
    ],
)
def test_the_first_lines_say_what_columns_are(lines, names, has_header):
    layout = layout_of("utf-8-sig", lines)
    assert (" ".join(layout.names), layout.has_header) == (names, has_header)
    assert Layout.from_document(json.loads(json.dumps(layout.to_document()))) == layout


@pytest.mark.parametrize("lines", [[], [""], ["a,b"], ["a,b\n", "c,d\n"], ["90210,x\n", "90211,y\n"]])
def test_without_a_column_of_phones_a_file_is_unusable(lines):
    with pytest.raises(Unusable) as caught:
        layout_of("utf-8-sig", lines)
    assert caught.value.status is ContactListStatus.ERRORS


def test_headers_are_kept_where_they_can_be_names():
    line = "homePhone,colour,two words,id,_x.1-y,xmlns,Straße,1st,homePhone"
    names = layout_of("utf-8-sig", [line], keeps_names=True).names
    assert " ".join(names) == "homePhone colour C D _x.1-y F Straße H I"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (['a,"b'], ContactListStatus.PARSE_FAILED),
        (['"a"b,c'], ContactListStatus.PARSE_FAILED),
        (['"' + "x" * 200_000 + '"'], ContactListStatus.COLUMN_TOO_LARGE),
        (["x" * 256], ContactListStatus.COLUMN_TOO_LARGE),
        ([" " * 99 + "x" * 255 + " " * 99], None),
    ],
)
def test_files_that_cannot_be_read_say_why(lines, status):
    if status is None:
        check(lines, Layout())
        return
    with pytest.raises(Unusable) as caught:
        check(lines, Layout())
    assert caught.value.status is status
    assert caught.value.reason


@pytest.mark.parametrize(
    ("row", "names", "expected"),
    [
        ([ONE], "homePhone", record(home=ONE)),
        ([" (213) 220-1001 "], "homePhone", record(home="2132201001")),
        (["+" + ONE], "mobilePhone", record(mobile=ONE)),
        (["", ONE, " Ann "], "homePhone workPhone firstName", record(work=ONE, first="Ann")),
        ([ONE, "x", ""], "homePhone B C", record(home=ONE, fields='{"B":"x"}')),
        ([ONE, 'q"\\ë'], "homePhone B", record(home=ONE, fields='{"B":"q\\"\\\\\\u00eb"}')),
        ([ONE, "x", "y"], "homePhone B", record(home=ONE, fields='{"B":"x","C":"y"}')),
        ([ONE], "homePhone lastName C", record(home=ONE)),
    ],
)
def test_rows_become_records(row, names, expected):
    assert records_of([row], names.split()) == [expected]


@pytest.mark.parametrize("row", [[""], ["Ann", ""], ["", "---"]])
def test_rows_without_a_phone_are_left_out(row):
    assert records_of([row], ["firstName", "homePhone"]) == []


@pytest.mark.parametrize("cell", ["n/a!", "213-220-1001 x5", "\u0662\u0663", "\u00b2"])
def test_what_is_no_phone_number_is_no_phone(cell):
    assert records_of([[ONE, cell]], ["homePhone", "workPhone"]) == [record(home=ONE)]


def test_rows_may_be_ragged():
    rows = [[ONE, "Ann"], [TWO], [ONE, "Bob", "x", "y"]]
    assert records_of(rows, ["homePhone", "firstName", "C"]) == [
        record(home=ONE, first="Ann"),
        record(home=TWO),
        record(home=ONE, first="Bob", fields='{"C":"x","D":"y"}'),
    ]


CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_no_cell_is_changed_but_trimmed(rows):
    found = records_of([[ONE, *row] for row in rows], ["homePhone", "firstName", "C"])
    assert [each[0] or "" for each in found] == [first.strip() for first, _ in rows]
    fields = [json.loads(each[-1])["C"] if each[-1] else "" for each in found]
    assert fields == [other.strip() for _, other in rows]


@pytest.mark.parametrize(
    ("cell", "number"), [("213.220.1001", "2132201001"), (ONE, ONE), ("home", "home"), ("", "")]
)
def test_numbers_lose_what_makes_them_readable(cell, number):
    assert spelled(cell) == number


def test_quotes_follow_the_standard():
    lines = ['a,"b, ""c""\n', 'd",\r\n', "\r\n", "e, f\n"]
    assert list(rows_of(lines, ",")) == [["a", 'b, "c"\nd', ""], ["e", "f"]]


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (['"a" ,b\n', ' "c"  ,  "d" \r\n', '"e" '], [["a", "b"], ["c", "d"], ["e"]]),
        (['"a "" , b" ,c\n'], [['a " , b', "c"]]),
        (['"a\n', 'b" ,"c "" \n', '"" , d" \n'], [["a\nb", 'c " \n" , d']]),
        (['"" ,"" \n', '""" " ,x\n'], [["", ""], ['" ', "x"]]),
        (['5" ,x\n'], [['5" ', "x"]]),
    ],
)
def test_blanks_behind_a_quoted_value_are_trimmed_and_those_within_are_kept(lines, rows):
    assert list(rows_of(lines, ",")) == rows


def test_blanks_are_trimmed_whatever_the_delimiter():
    assert list(rows_of(['"a" \t"b" \n'], "\t")) == [["a", "b"]]
    assert list(rows_of(['"a" ;"b" \n'], ";")) == [["a", "b"]]


@given(st.lists(st.lists(st.text('ab", \n'), min_size=1, max_size=4), min_size=1, max_size=4))
def test_quoted_values_come_back_as_they_were_written(rows):
    written = "".join(" , ".join(f'"{quoted}" ' for quoted in map(_doubled, row)) + "\n" for row in rows)
    assert list(rows_of(written.splitlines(keepends=True), ",")) == rows


def _doubled(value):
    return value.replace('"', '""')
