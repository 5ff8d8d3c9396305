"""`callfire-soap database`, `account`, `caller-id` and `number`."""

import shlex
from contextlib import closing
from decimal import Decimal

import pytest

from callfire_soap.store import accounts, schema_version
from callfire_soap.store.unit_of_work import Store


@pytest.fixture
def program(program):
    """Answer the program in a folder with a database."""
    made = program.run("database", "upgrade")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    return program


def test_a_database_can_be_upgraded_again(program):
    assert program.run("database", "upgrade").returncode == 0
    assert (program.folder / "callfire-soap.db").exists()


def test_a_generated_password_is_printed_once(program):
    first, second = (program.run("account", "add", login) for login in ("ada", "bob"))
    assert first.returncode == 0
    assert len(first.stdout.strip()) >= 16
    assert first.stdout != second.stdout


def test_a_given_password_is_not_printed(program):
    assert program.run("account", "add", "ada", "--password", "secret").stdout == ""
    assert program.run("account", "add", "bob", CALLFIRE_SOAP_PASSWORD="secret").stdout == ""


@pytest.mark.parametrize("password", ["a\nb", "secret\r", "\t", "\x7f", "a\udcff"])
def test_a_password_that_cannot_be_sent_is_wrong_usage(program, password):
    for command in ("add", "set"):
        ended = program.run("account", command, "ada", "--password", password)
        assert ended.returncode == 2
        assert "control characters" in ended.stderr
    assert program.run("account", "list").stdout == ""


def test_accounts_are_listed_with_their_state(program):
    program.run("account", "add", "ada")
    program.run("account", "add", "bob")
    assert program.run("account", "disable", "ada").returncode == 0
    assert program.run("account", "list").stdout.splitlines() == ["ada  disabled", "bob  enabled"]
    assert program.run("account", "enable", "ada").returncode == 0
    assert program.run("account", "list").stdout.splitlines() == ["ada  enabled", "bob  enabled"]


def test_settings_of_an_account_are_changed_and_the_others_stay(program):
    program.run("account", "add", "ada")
    changes = [
        "--credits",
        "12.5",
        "--time-zone",
        "America/New_York",
        "--one-call-hours",
        "24",
        "--keep-opt-outs",
        "no",
    ]
    assert program.run("account", "set", "ada", *changes) == (0, "", "")
    assert (
        program.run("account", "set", "ada", "--minute-price", "1.6667", "--one-call-hours", "0").returncode
        == 0
    )
    store = Store.open(str(program.folder / "callfire-soap.db"))
    with store.reading() as unit:
        row = accounts.get_account(unit.connection, 1)
    store.close()
    assert (row.credits, row.credits_per_minute, row.time_zone) == (
        Decimal("12.5"),
        Decimal("1.6667"),
        "America/New_York",
    )
    assert (row.one_call_hours, row.keeps_opt_outs) == (None, False)


def test_numbers_are_given_to_an_account(program):
    program.run("account", "add", "ada")
    assert program.run("caller-id", "add", "ada", "3105551212").returncode == 0
    assert program.run("number", "add", "ada", "+12135551126").returncode == 0
    assert program.run("keyword", "add", "ada", "PIZZA").returncode == 0
    assert program.run("keyword", "add", "ada", "P").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["account", "add", "ada"], "there is already an account ada"),
        (["account", "disable", "bob"], "there is no account bob"),
        (["caller-id", "add", "bob", "3105551212"], "there is no account bob"),
        (["account", "set", "bob", "--credits", "1"], "there is no account bob"),
    ],
)
def test_what_fails_says_so_in_one_line(program, arguments, error):
    program.run("account", "add", "ada")
    ended = program.run(*arguments)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"Error: {error}\n")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ["account", "add", "a b"],
            "'a b' cannot be a login: 1 to 128 characters without blanks and colons can",
        ),
        (["account", "set", "ada"], "nothing is to be changed: give at least one setting"),
        (["account", "set", "ada", "--password", ""], "a password cannot be empty"),
        (
            ["account", "set", "ada", "--time-zone", "PST"],
            "PST is not a known time zone: America/Chicago is one",
        ),
        (["caller-id", "add", "ada", "12345"], "12345 is not a phone number of the United States or Canada"),
        (["opt-out", "add", "911"], "911 is not a phone number of the United States or Canada"),
        (
            ["keyword", "add", "ada", "x" * 65],
            f"'{'x' * 65}' cannot be a keyword: one word of 1 to 64 letters and digits can",
        ),
        (["keyword", "add", "ada", "Help"], "Help cannot be a keyword: people ask for help by it"),
        (
            ["keyword", "add", "ada", "yes", "--start-words", "YES"],
            "yes cannot be a keyword: people lift an opt-out by it",
        ),
        (["number", "add", "ada", "67076"], "67076 is not a phone number of the United States or Canada"),
    ],
)
def test_what_nobody_can_mean_is_wrong_usage(program, arguments, error):
    # Whether there is such an account is not even looked up.
    for name in ("callfire-soap.db", "other.db"):
        ended = program.run(*arguments, "--database", name)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.endswith(f"{error}\n")


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("sqlite://", "a database in memory cannot be used: give a file"),
        ("sqlite:///:memory:", "a database in memory cannot be used: give a file"),
        (":memory:", "a database in memory cannot be used: give a file"),
        ("sqlite:///file::memory:?uri=true", "a database in memory cannot be used: give a file"),
        ("sqlite://host/x.db", "sqlite://... is no database that can be used: "),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite://... is no database that can be used: "),
        ("mysql://ada:secret@x/y", "mysql://... is no database that can be used: "),
        ("postgresql://ada:secret@x:port/y", "postgresql://... is no database that can be used: "),
        ("nothing://x", "nothing://... is no database that can be used: "),
        ("://x", "://... is no database that can be used: "),
        ("", "it is empty"),
    ],
)
@pytest.mark.parametrize("arguments", [["account", "list"], ["database", "upgrade"], ["serve"], ["sandbox"]])
def test_a_database_that_nobody_can_use_is_wrong_usage(program, url, error, arguments):
    ended = program.run(*arguments, f"--database={url}")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert error in ended.stderr
    assert "secret" not in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["account", "list"],
        ["account", "show", "ada"],
        ["account", "add", "ada"],
        ["account", "set", "ada", "--credits", "1"],
        ["account", "disable", "ada"],
        ["account", "enable", "ada"],
        ["caller-id", "add", "ada", "3105551212"],
        ["number", "add", "ada", "3105551212"],
        ["keyword", "add", "ada", "pizza"],
        ["opt-out", "list"],
        ["opt-out", "add", "3105551212"],
        ["opt-out", "lift", "3105551212"],
        ["contact-list", "list", "ada"],
        ["contact-list", "show", "ada", "1"],
        ["serve", "--port", "0"],
    ],
)
@pytest.mark.parametrize("name", ["other.db", "no folder/other.db", "sqlite:///other.db"])
def test_without_a_database_a_command_says_how_one_is_made_and_leaves_none_behind(program, arguments, name):
    before = sorted(program.folder.iterdir())
    ended = program.run(*arguments, "--database", name)
    command = f"callfire-soap database upgrade --database {shlex.quote(name)}"
    said = f"Error: there is no database {name}: {command} makes one\n"
    assert ended == (1, "", said)
    assert sorted(program.folder.iterdir()) == before


def test_a_command_without_a_database_names_the_one_that_it_would_take(program):
    (program.folder / "callfire-soap.db").unlink()
    assert "there is no database callfire-soap.db: " in program.run("account", "list").stderr
    assert list(program.folder.iterdir()) == []


def test_an_upgrade_says_that_it_begins_where_it_may_take_long(program):
    with closing(Store.open(str(program.folder / "old.db"))) as store:
        schema_version.upgrade(store, "0002")
    assert program.run("account", "list", "--database", "old.db").returncode == 1
    assert program.run("database", "upgrade", "--database", "old.db") == (0, "upgrading old.db\n", "")
    assert program.run("database", "upgrade", "--database", "old.db") == (0, "", "")


def test_all_settings_of_an_account_are_shown_and_no_hash(program):
    program.run("account", "add", "ada", "--password", "secret", "--max-active", "7")
    assert program.run("account", "show", "ada").stdout.splitlines() == [
        "login           ada",
        "state           enabled",
        "credits         1000000",
        "minute-price    1",
        "time-zone       America/Los_Angeles",
        "one-call-hours  0",
        "keep-opt-outs   yes",
        "max-active      7",
    ]
    changes = {
        "--credits": "0.5",
        "--minute-price": "1.6667",
        "--time-zone": "America/New_York",
        "--one-call-hours": "24",
        "--keep-opt-outs": "no",
    }
    program.run("account", "set", "ada", *(part for change in changes.items() for part in change))
    program.run("account", "disable", "ada")
    shown = dict(line.split() for line in program.run("account", "show", "ada").stdout.splitlines())
    assert {f"--{name}": value for name, value in shown.items() if f"--{name}" in changes} == changes
    assert shown["state"] == "disabled"


def test_an_account_that_there_is_not_cannot_be_shown(program):
    assert program.run("account", "show", "bob") == (1, "", "Error: there is no account bob\n")


def test_a_database_that_cannot_be_opened_is_reported_in_one_line(program):
    ended = program.run("account", "list", "--database", "nowhere/at/all.db")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "written", ["(310) 555-1212", "+1 310.555.1212", "1\u2013310\u2013555\u20131212", "tel:+13105551212"]
)
def test_numbers_are_taken_as_people_write_them(program, written):
    program.run("account", "add", "ada")
    assert program.run("caller-id", "add", "ada", written).returncode == 0
    assert program.run("number", "add", "ada", written).returncode == 0
    again = program.run("number", "add", "ada", "3105551212")
    assert again.stderr == "Error: 13105551212 belongs to an account already\n"
