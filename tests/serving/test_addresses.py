"""Where a request comes from."""

import pytest

from callfire_soap.serving.addresses import client_address
from tests.serving.sockets import exchange, serving

PROXIES = {"10.0.0.1", "10.0.0.2"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("1.2.3.4", "", "1.2.3.4"),
        ("1.2.3.4", "5.6.7.8", "1.2.3.4"),
        ("10.0.0.1", "5.6.7.8", "5.6.7.8"),
        ("10.0.0.1", "9.9.9.9, 5.6.7.8", "5.6.7.8"),
        ("10.0.0.1", "5.6.7.8, 10.0.0.2", "5.6.7.8"),
        ("10.0.0.1", "10.0.0.2 , ,10.0.0.1", "10.0.0.2"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_what_is_forwarded_is_believed_as_far_as_proxies_wrote_it(peer, forwarded, address):
    assert client_address(peer, forwarded, PROXIES) == address


@pytest.mark.parametrize(("proxies", "address"), [(frozenset(), b"127.0.0.1"), ({"127.0.0.1"}, b"5.6.7.8")])
def test_the_application_sees_the_address_of_the_client(proxies, address):
    def app(environ, start_response):
        start_response("200 OK", [])
        return [environ["REMOTE_ADDR"].encode()]

    sent = b"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 5.6.7.8\r\n\r\n"
    with serving(app, proxies=proxies) as server:
        assert exchange(server, sent).body == address
