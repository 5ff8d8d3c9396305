"""Lines become rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.file_rows import FileLimits, TooLarge, Unusable, blocks_of, rows_of, said_delimiters
from tests.growth import assert_linear


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


@pytest.mark.parametrize("line", ['5" pipe,x', '"a", 5" pipe ,"b" ', 'x, 5" pipe,"a, b" '])
def test_a_quote_within_a_value_opens_nothing(line):
    lines = [line + "\n", '"c" ,"d, e" \n']
    assert list(rows_of(lines, ","))[1] == ["c", "d, e"]


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("sep=;\n", ";"),
        ("SEP=,\r\n", ","),
        ('"sep=|"', "|"),
        ("sep=\t\n", "\t"),
        ("sep=,,,\n", ","),
        ('"sep=,",,\r\n', ","),
        ('"sep=,","",""\n', ","),
        ("sep=;;;;", ";"),
        ("sep=; ; ;\n", ";"),
        ("sep=^^^", "^"),
        ("sep=\t\t\t\n", "\t"),
        ("sep=;,,\n", ";,"),
        ('"sep=;"\t\t\n', ";\t"),
        ("\ufeff SEP = ;\n", ";"),
        ("sep=", ""),
        ("sep=ab", ""),
        ("sep=,x,", ""),
        ("sep,=", ""),
        ("separate=,", ""),
    ],
)
def test_a_file_may_say_what_separates_its_values(line, delimiter):
    assert said_delimiters(line) == delimiter


def numbered(lines, **options):
    found = blocks_of(lines, ",", FileLimits(), **options)
    return [(line, row[0]) for block in found for line, row in zip(block.lines, block.rows, strict=True)]


def test_rows_know_the_lines_that_they_begin_in():
    lines = ["a\n", "\n", '"b\r\n', "\r", 'x"\n', "c\n"]
    assert numbered(lines) == [(1, "a"), (3, "b\r\n\rx"), (6, "c")]
    assert numbered(lines, skip=1) == [(3, "b\r\n\rx"), (6, "c")]
    many = ["a\n"] * 700 + ['"b\n', 'c"\n'] + ["d\n"] * 700
    assert [line for line, _ in numbered(many)] == [*range(1, 702), *range(703, 1403)]


@pytest.mark.parametrize(
    "lines",
    [
        ["x," * 1000],
        ['"",' * 300_000],
        ['x,"\n'] + ['","' * 10 + "\n"] * 40_000,
        ["a,b\n", '"' + '","' * 1000 + '"'],
    ],
)
def test_a_row_that_is_too_wide_is_refused_before_it_is_in_memory(lines):
    with pytest.raises(TooLarge):
        list(rows_of(lines, ","))


def test_quotes_that_never_close_are_told_with_their_line():
    with pytest.raises(Unusable, match="line 3") as caught:
        list(rows_of(["a\n", '"b\n', "c\n"], ","))
    assert caught.value.status is ContactListStatus.PARSE_FAILED


@pytest.mark.parametrize("piece", [",", '""', " ", "\t", ';""', "^"])
def test_looking_for_the_delimiter_takes_no_more_work_than_there_is_text(piece):
    assert_linear(said_delimiters, lambda size: "sep=^" + piece * size + "x")


HOSTILE = {
    "quotes": lambda size: ['"' * size],
    "quotes and blanks": lambda size: ['" ' * size],
    "a quote and blanks": lambda size: ['"' + " " * size + "x\n"],
    "blanks": lambda size: [" " * size],
    "closed quotes and blanks": lambda size: ['"a"' + " " * size + '"\n'],
    "delimiters and blanks": lambda size: [", " * size],
    "quotes within values": lambda size: ['x" ' * size],
    "values with quotes": lambda size: ['x"y,' * size],
    "lines within quotes": lambda size: ['"\n', *['," \n'] * size],
    "blank lines": lambda size: ["\n"] * size,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_takes_no_more_work_than_there_is_text(name):
    limits = FileLimits(columns=1 << 20, cells=1 << 30)
    assert_linear(lambda lines: list(rows_of(lines, ",", limits)), HOSTILE[name])
