"""Cells that say to a spreadsheet that they are texts."""

import pytest

from callfire_soap.domain.spreadsheet_cells import all_shown, shown
from tests.growth import assert_linear

SHOWN = {
    '="00501"': "00501",
    '= "00501"': "00501",
    '=T("00501")': "00501",
    '=t ( "00501" )': "00501",
    '="\u00a000501 "': "00501",
    '=""': "",
    '=T("")': "",
    '="5"" pipe"': '5" pipe',
    '="Ann"': "Ann",
    "'00501": "00501",
    "'00501-1234": "00501-1234",
}
AS_IT_IS = [
    "",
    "00501",
    "=00501",
    '="a"&"b"',
    '="a',
    '"a"',
    "=1+1",
    '=HYPERLINK("a","b")',
    "'05",
    "'90s kid",
    "'t Hooft",
    "'",
    "=",
    "O'Neil",
]


@pytest.mark.parametrize("cell", SHOWN)
def test_a_marked_text_is_what_a_spreadsheet_shows(cell):
    assert shown(cell) == SHOWN[cell]


@pytest.mark.parametrize("cell", AS_IT_IS)
def test_everything_else_stays_as_it_is(cell):
    assert shown(cell) == cell


@pytest.mark.parametrize("cell", SHOWN)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_marked_cells_are_found_wherever_they_are_in_a_column(cell, at):
    column = ["x", "O'Neil = x", "y"]
    column[at] = cell
    assert all_shown(column) == [*column[:at], SHOWN[cell], *column[at + 1 :]]


@pytest.mark.parametrize("piece", ['"', '""', " ", "'", "1-", "(", ")"])
@pytest.mark.parametrize("before", ["=", '="', '=T("', "'"])
def test_reading_takes_no_more_work_than_there_is_text(before, piece):
    assert_linear(shown, lambda size: before + piece * size + "x")
