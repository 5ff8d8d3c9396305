"""`callfire-soap opt-out`."""

import pytest


@pytest.fixture
def program(program):
    """Answer the program in a folder with a database."""
    assert program.run("database", "upgrade").returncode == 0
    return program


def listed(program):
    return [line.split() for line in program.run("opt-out", "list").stdout.splitlines()]


def test_opt_outs_are_added_listed_and_lifted(program):
    assert listed(program) == []
    assert program.run("opt-out", "add", "(213) 600-1000") == (0, "", "")
    assert program.run("opt-out", "add", "+12136001000") == (0, "", "")
    assert program.run("opt-out", "add", "2136001001") == (0, "", "")
    assert [(number, said, whose) for number, _, said, whose in listed(program)] == [
        ("12136001000", "operator", "all"),
        ("12136001001", "operator", "all"),
    ]
    assert program.run("opt-out", "lift", "213-600-1000") == (0, "", "")
    assert [line[0] for line in listed(program)] == ["12136001001"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("lift", "12136001000"), "12136001000 is not opted out"),
    ],
)
def test_what_fails_says_so_in_one_line(program, arguments, error):
    ended = program.run("opt-out", *arguments)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert error in ended.stderr
