"""`callfire-soap contact-list`: what of the sources of a list is not on it."""

import pytest

from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.left_out import LeftOut, Reason, unusable
from callfire_soap.store import accounts, contact_lists, contact_remarks
from callfire_soap.store.unit_of_work import Store
from tests.builders import NOW


@pytest.fixture
def program(program):
    """Answer the program in a folder with a database, the accounts `ada` and `bob`, and lists of `ada`."""
    program.run("database", "upgrade")
    for login in ("ada", "bob"):
        program.run("account", "add", login)
    store = Store.open(str(program.folder / "callfire-soap.db"))
    with store.writing() as unit:
        connection = unit.connection
        ada = accounts.find_login(connection, "ada").id
        for name, status in (
            ("Two\nlines\x1b[2J", ContactListStatus.ACTIVE),
            ("Bad", ContactListStatus.ERRORS),
        ):
            contact_lists.add_list(connection, ada, name, status, NOW)
        left_out = LeftOut()
        left_out.add_rows(Reason.INVALID, [7, 2, 3, 4])
        left_out.add_phone(Reason.SOMEBODY_ELSES, 5)
        contact_remarks.add_remarks(connection, 1, 11, left_out.remarks(), NOW)
        left_out = LeftOut()
        left_out.add_rows(Reason.DUPLICATE, range(2, 3_002))
        contact_remarks.add_remarks(connection, 1, 12, left_out.remarks(), NOW)
        contact_remarks.add_remarks(connection, 2, 0, [unusable("there is no column of phone numbers")], NOW)
        unit.commit()
    store.close()
    return program


def test_lists_are_listed_with_what_was_left_out(program):
    assert program.run("contact-list", "list", "ada") == (
        0,
        "1  ACTIVE  0  3004 left out  Two lines\\x1b[2J\n2  ERRORS  0  0 left out  Bad\n",
        "",
    )
    assert program.run("contact-list", "list", "bob") == (0, "", "")


def test_reasons_are_shown_with_their_lines(program):
    ended = program.run("contact-list", "show", "ada", "1")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "Two lines\\x1b[2J: ACTIVE, 0 contacts",
        f"source of {NOW:%Y-%m-%d %H:%M:%S} UTC:",
        "  4 rows left out, nobody can have its number: in lines 2 to 4, 7",
        "  1 phone left out, it belongs to another contact: in line 5",
        f"source of {NOW:%Y-%m-%d %H:%M:%S} UTC:",
        "  3000 rows left out, its number is on the list already: in lines 2 to 1001, ... (the first 1000)",
    ]


def test_a_list_that_cannot_be_used_says_why(program):
    ended = program.run("contact-list", "show", "ada", "2")
    assert ended.stdout.splitlines()[-1] == "  nothing of it is used: there is no column of phone numbers"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["list", "eve"], "there is no account eve"),
        (["show", "bob", "1"], "bob has no contact list 1"),
        (["show", "ada", "99"], "ada has no contact list 99"),
    ],
)
def test_what_is_not_there_is_said(program, arguments, error):
    assert program.run("contact-list", *arguments) == (1, "", f"Error: {error}\n")
