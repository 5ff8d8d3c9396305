"""Files become rows, rows become records."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.contact_files import (
    Layout,
    layout_of,
    letter_of,
    records_of,
)
from callfire_soap.domain.contact_portions import check
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.file_rows import Block, FileLimits, TooLarge, Unusable
from callfire_soap.domain.file_texts import Oddities
from callfire_soap.domain.left_out import LeftOut, Part
from callfire_soap.domain.phone_spellings import Misread

ONE, TWO = "12132201001", "12132201002"


def taken(rows, names, *, keeps_all=False):
    """Answer the records of rows, the lines that they are in, and what was left out of them."""
    left_out = LeftOut()
    found = records_of(Block(range(1, len(rows) + 1), rows), names, left_out, keeps_all=keeps_all)
    return list(found.records), list(found.lines), left_out.remarks()


def record(**known):
    names = ("first", "last", "zip", "home", "work", "mobile", "id", "system", "fields")
    return tuple(known.get(name) for name in names)


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
        (["x|homePhone"], "A homePhone", True),
        (['homePhone\tfirstName\t"city, state"'], "homePhone firstName C", True),
        (['homePhone;"last, first";lastName'], "homePhone B lastName", True),
        (['"firstName;x",homePhone'], "A homePhone", True),
        (["firstName;homePhone;a, b, c"], "firstName homePhone C", True),
        ([f"Ann;{ONE};b, c\n", f"Bob;{TWO};d\n"], "A homePhone C", False),
        (["sep=;\n", "homePhone;x"], "homePhone B", True),
        (["\n", " \n", "sep=;;\n", "\n", "homePhone;x\n"], "homePhone B", True),
        (['"sep=|"\r\n', "a,b|homePhone"], "A homePhone", True),
        (["SEP=^\n", f"x^{ONE}"], "A homePhone", False),
        (["homePhone\n", f"{ONE};ext=5\n"], "homePhone", True),
        (["\ufeffhome\u00a0phone\u200b:,x"], "homePhone B", True),
        ([f"2015-01-05,{ONE}"], "A homePhone", False),
    ],
)
def test_the_first_lines_say_what_columns_are(lines, names, has_header):
    layout = layout_of("utf-8-sig", lines)
    assert (" ".join(layout.names), layout.has_header) == (names, has_header)
    odd = replace(layout, odd=Oddities(has_controls=True, line_end="\x85"), limits=FileLimits(3, 4))
    for each in (layout, odd):
        assert Layout.from_document(json.loads(json.dumps(each.to_document()))) == each


@pytest.mark.parametrize("lines", [[], [""], ["a,b"], ["a,b\n", "c,d\n"], ["90210,x\n", "90211,y\n"]])
def test_without_a_column_of_phones_a_file_is_unusable(lines):
    with pytest.raises(Unusable) as caught:
        layout_of("utf-8-sig", lines)
    assert caught.value.status is ContactListStatus.ERRORS


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Customer,Phone\nAnn,{0}\nBob,{1}\n", "A homePhone"),
        ("Name;Phone Number\nAnn;(213) 220-1001\n", "A homePhone"),
        ("First Name,Last Name,Phone\nAnn,Lee,{0}\n", "firstName lastName homePhone"),
        ("Nombre,Telefono\nAna,{0}\n\nEva,{1}\n", "A homePhone"),
        ("Account,Phone\n2024,{0}\n2025,{1}\n", "A homePhone"),
        # The first column has one, though not in the first row.
        ("Phone,Fax\nnone yet?,{0}\n{1},{0}\n", "homePhone B"),
    ],
)
def test_below_unknown_headers_the_only_full_column_of_phones_is_called(text, names):
    layout = layout_of("utf-8-sig", text.format(ONE, TWO).splitlines(keepends=True))
    assert (" ".join(layout.names), layout.has_header) == (names, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Customer,Phone\nAnn,{0}\nBob,\n", "the first column holds 'Ann'"),
        ("Customer,Phone\nAnn,{0}\nBob\n", "the first column holds 'Ann'"),
        # Numbers that cannot all be called may be those of accounts.
        ("Customer,Account\nAnn,{0}\nBob,11234567890\n", "the first column holds 'Ann'"),
        ("zipcode,lastName\n,{0}\n", "the first column holds nothing"),
        ("Customer,Phone,Fax\n,{0},{1}\n", "holds nothing, and phones are in columns B, C"),
        ("Customer,Phone\n" + "x" * 200 + ",\n", f"holds '{'x' * 40}'"),
    ],
)
def test_where_no_column_can_be_told_the_headers_are_named_that_would_be(text, told):
    with pytest.raises(Unusable) as caught:
        layout_of("utf-8-sig", text.format(ONE, TWO).splitlines(keepends=True))
    known = "no header is homePhone, workPhone or mobilePhone"
    assert caught.value.reason.startswith(f"there is no column of phone numbers: {known}, the first column")
    assert caught.value.reason.endswith(told)


@pytest.mark.parametrize(
    ("row", "many"), [("homePhone" + ",x" * 1000, 1001), ("homePhone" + ',"x"' * 1000, 1001)]
)
def test_a_row_has_only_so_many_columns(row, many):
    assert len(layout_of("utf-8-sig", [row], limits=FileLimits(columns=many)).names) == many
    with pytest.raises(TooLarge, match="line 1: a row may have 1000 columns"):
        layout_of("utf-8-sig", [row], limits=FileLimits(columns=many - 1))


def test_a_file_has_only_so_many_cells():
    lines = [f"{ONE},x\n"] * 20_000
    check(lines, Layout(limits=FileLimits(cells=40_000)))
    with pytest.raises(TooLarge, match="a file may have 39999 cells"):
        check(lines, Layout(limits=FileLimits(cells=39_999)))


def test_rows_of_all_widths_are_never_all_made_as_wide_as_the_widest():
    lines = [f"{ONE}\n"] * 9_999 + [ONE + "," * 999]
    largest = max(len(block.rows) * max(map(len, block.rows)) for block in Layout().blocks(lines))
    assert largest <= 2_000_000


def test_a_layout_of_an_earlier_version_is_read():
    document = {"encoding": "cp1252", "delimiter": ";", "has_header": True, "names": ["homePhone"]}
    assert Layout.from_document(document) == Layout("cp1252", ";", has_header=True)


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
    assert taken([row], names.split()) == ([expected], [1], [])


def test_rows_without_a_phone_are_left_out_and_told():
    rows = [[""], ["Ann", ""], ["Bob", "---"], ["Cid", ONE], ["Dan", "1.21322E+10"]]
    records, lines, remarks = taken(rows, ["firstName", "homePhone"])
    assert (records, lines) == ([record(first="Cid", home=ONE)], [4])
    assert remarks == [
        (Part.ROW, str(Misread.LOST_DIGITS), 1, [5]),
        (Part.ROW, str(Misread.NO_NUMBER), 1, [3]),
        (Part.ROW, "there is no phone number in it", 1, [2]),
    ]


def test_rows_that_are_kept_whatever_they_hold_keep_what_is_no_phone_in_another_field():
    rows = [["", ""], ["Ann", ""], ["Bob", "1.21322E+10"], ["Cid", ONE]]
    records, lines, remarks = taken(rows, ["firstName", "homePhone"], keeps_all=True)
    assert records == [
        record(first="Ann"),
        record(first="Bob", fields='{"B":"1.21322E+10"}'),
        record(first="Cid", home=ONE),
    ]
    assert (lines, remarks) == ([2, 3, 4], [])


@pytest.mark.parametrize("cell", ["n/a!", "220-1001 or so", "\u0662\u0663", "\u00b2"])
def test_what_is_no_phone_number_is_no_phone(cell):
    records, lines, remarks = taken([[ONE, cell]], ["homePhone", "workPhone"])
    assert (records, lines) == ([record(home=ONE)], [1])
    assert remarks == [(Part.PHONE, str(Misread.NO_NUMBER), 1, [1])]


def test_rows_may_be_ragged():
    rows = [[ONE, "Ann"], [TWO], [ONE, "Bob", "x", "y"]]
    records, _, _ = taken(rows, ["homePhone", "firstName", "C"])
    assert records == [
        record(home=ONE, first="Ann"),
        record(home=TWO),
        record(home=ONE, first="Bob", fields='{"C":"x","D":"y"}'),
    ]


# Behind "=" and an apostrophe may be a text that is marked as one.
CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="='"), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_no_cell_is_changed_but_trimmed(rows):
    found, _, _ = taken([[ONE, *row] for row in rows], ["homePhone", "firstName", "C"])
    assert [each[0] or "" for each in found] == [first.strip() for first, _ in rows]
    fields = [json.loads(each[-1])["C"] if each[-1] else "" for each in found]
    assert fields == [other.strip() for _, other in rows]
