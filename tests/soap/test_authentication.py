"""HTTP Basic."""

import base64

import pytest

from callfire_soap.logs import TextLines
from callfire_soap.soap.authentication import FailedLogins, credentials


def encoded(pair):
    return base64.b64encode(pair).decode()


@pytest.mark.parametrize(
    ("authorization", "pair"),
    [
        (f"Basic {encoded(b'login:password')}", ("login", "password")),
        (f"basic   {encoded(b'login:password')} ", ("login", "password")),
        (f"Basic {encoded(b'login:pass:word')}", ("login", "pass:word")),
        (f"Basic {encoded(b':')}", ("", "")),
        (f"Basic {encoded('jürgen:größe'.encode())}", ("jürgen", "größe")),
        (f"Basic {encoded('jürgen:größe'.encode('latin-1'))}", ("jürgen", "größe")),
        (f"Basic {encoded(b'no colon')}", None),
        (f"Basic {encoded(b'login:password' + bytes([0]))}", None),
        (f"Basic {encoded(b'login:pass' + bytes([9]) + b'word')}", None),
        (f"Basic {encoded(b'log' + bytes([0]) + b'in:password')}", None),
        (f"Basic {encoded(b'login:password' + bytes([127]))}", None),
        (f"Bearer {encoded(b'login:password')}", None),
        ("Basic bG9naW4", None),
        ("Basic b G 9", None),
        ("Basic gr\xfc\xdfe", None),
        ("Basic", None),
        ("", None),
    ],
)
def test_login_and_password_are_read_or_there_are_none(authorization, pair):
    assert credentials(authorization) == pair


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def lines(caplog):
    """Answer what is written, after when and by whom."""
    return [TextLines().format(record).partition(": ")[2] for record in caplog.records]


@pytest.fixture
def failed(clock):
    return FailedLogins(clock)


def test_a_failed_login_is_logged_once_and_counted_then(failed, clock, caplog):
    for _ in range(5):
        failed.note("ada", "10.0.0.1")
    failed.note("ada", "10.0.0.2")
    assert lines(caplog) == [
        "login refused login=ada address=10.0.0.1",
        "login refused login=ada address=10.0.0.2",
    ]
    caplog.clear()
    clock.now = FailedLogins.SECONDS
    failed.note("bob", "10.0.0.1")
    assert lines(caplog) == [
        "login refused again login=ada address=10.0.0.1 times=4",
        "login refused login=bob address=10.0.0.1",
    ]


def test_a_flood_of_failed_logins_does_not_fill_the_log(failed, clock, caplog):
    for number in range(1_000):
        failed.note(f"login {number}", "10.0.0.1")
    assert len(caplog.messages) == FailedLogins.MOST
    caplog.clear()
    clock.now = FailedLogins.SECONDS
    failed.note("ada", "10.0.0.1")
    others = 1_000 - FailedLogins.MOST
    assert lines(caplog) == [
        f"logins refused, from elsewhere or with other names times={others}",
        "login refused login=ada address=10.0.0.1",
    ]


def test_a_login_forges_no_line_of_the_log(failed, caplog):
    failed.note("ada\nERROR all is lost\x1b[2J" + "x" * 10_000, "10.0.0.1")
    [line] = lines(caplog)
    assert "\n" not in line
    assert "\x1b" not in line
    assert len(line) < 300
