"""HTTP Basic."""

import base64

import pytest

from callfire_soap.soap.authentication import credentials


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
