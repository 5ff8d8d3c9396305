"""A list that is being read when the service is killed is finished later: nobody is lost, nobody is there twice."""

import sqlite3
from contextlib import closing
from time import monotonic, sleep

import pytest

from callfire_soap.domain.file_rows import ROWS_AT_ONCE
from tests.clients import Zeep

HOW_MANY = 40_000
KNOWN = "12132201000"
ROWS = "".join(f"Name {at},1213{220 + at // 9000}{1000 + at % 9000},{at}\n" for at in range(HOW_MANY))
FILE = f"firstName,homePhone,place\n{ROWS}".encode()
SECONDS = 300


@pytest.fixture
def database(program):
    return program.folder / "service.db"


def counts(database):
    """Answer how many contacts and members are stored, and the name of the one that was known before."""
    with closing(sqlite3.connect(database)) as connection:
        contacts, members = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 -- two names
            for table in ("contact", "contact_list_member")
        )
        query = "SELECT first_name FROM contact WHERE home_phone = ?"
        return contacts, members, connection.execute(query, [KNOWN]).fetchone()[0]


def wait_for(api, listed):
    deadline = monotonic() + SECONDS
    while (row := api.GetContactList(listed)).Status == "VALIDATING":
        assert monotonic() < deadline
        sleep(0.05)
    return row.Status, row.Size


NOTHING, EVERYTHING = (1, 0, "Old"), (HOW_MANY, HOW_MANY, "Name 0")
SLICES = [
    NOTHING,
    *((size, size, "Name 0") for size in range(ROWS_AT_ONCE - 1, HOW_MANY, ROWS_AT_ONCE)),
    EVERYTHING,
]
"""The first line is the header, the first row about the contact that was known before."""


@pytest.mark.parametrize("seconds", [0, 0.2, 0.4, 0.6, 0.8])
def test_a_killed_import_leaves_whole_slices_and_is_finished_after_a_restart(program, database, seconds):
    service = program.start("sandbox", "--database", str(database))
    api = Zeep(service.url)
    api.CreateContactList(Name="known", ContactSource={"Contact": [{"firstName": "Old", "homePhone": KNOWN}]})
    api.DeleteContactList(1)
    listed = api.CreateContactList(Name="large", ContactSource={"File": FILE})
    sleep(seconds)
    service.kill()
    api.close()
    assert counts(database) in SLICES

    with program.serving("sandbox", "--database", str(database)) as again:
        api = Zeep(again.url)
        assert wait_for(api, listed) == ("ACTIVE", HOW_MANY)
        assert api.QueryContacts(MaxResults=1).TotalResults == HOW_MANY
        api.close()
    assert counts(database) == EVERYTHING
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM contact_import_part").fetchone() == (0,)
