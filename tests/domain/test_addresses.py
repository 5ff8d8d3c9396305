"""Which addresses are open to everybody, and how hosts are spelled."""

import pytest

from callfire_soap.domain.addresses import is_open, spelled_host


@pytest.mark.parametrize(
    "ip",
    [
        "8.8.8.8",
        "93.184.216.34",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "223.255.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "192.0.1.0",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2a00::5efe:8.8.8.8",
        "2003::1",
        "3ffe::1",
    ],
)
def test_these_are_open(ip):
    assert is_open(ip)


CLOSED_4 = [
    *(
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
    ),
    *(
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
    ),
    *(
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
    ),
    *("240.0.0.1", "255.255.255.255", "168.63.129.16"),
]


@pytest.mark.parametrize("ip", CLOSED_4)
def test_these_are_not_in_whatever_form(ip):
    a, b, c, d = map(int, ip.split("."))
    high, low = f"{a:02x}{b:02x}", f"{c:02x}{d:02x}"
    forms = {
        "itself": ip,
        "mapped": f"::ffff:{ip}",
        "mapped in hex": f"0:0:0:0:0:ffff:{high}:{low}",
        "compatible": f"::{ip}",
        "translated": f"::ffff:0:{ip}",
        "NAT64": f"64:ff9b::{ip}",
        "NAT64 of one's own": f"64:ff9b:1::{ip}",
        "6to4": f"2002:{high}:{low}::1",
        "Teredo": f"2001:0:{high}:{low}::1",
        "ISATAP": f"2a00:1:2:3::5efe:{ip}",
        "ISATAP, unique": f"2a00:1:2:3:200:5efe:{high}:{low}",
    }
    assert [name for name, form in forms.items() if is_open(form)] == []


@pytest.mark.parametrize(
    "ip",
    [
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1111%1",
        "fec0::1",
        "feff::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "ff0e::1",
        "100::1",
        "100:0:0:1::1",
        "2001:db8::1",
        "3fff::1",
        "2001:2::1",
        "2001:20::1",
        "5f00::1",
        "4000::1",
        "64:ff9b:1:2::8.8.8.8",
        "2002:808:808::1",
        "::8.8.8.8",
        "",
        "example.com",
        "127.1",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "2130706433",
        "1.2.3",
        "127.0.0.1 ",
        "[::1]",
    ],
)
def test_these_are_not(ip):
    assert not is_open(ip)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("A.Example. ", "a.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("a。example", "a.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2A00:0::0001", "2a00::1"),
        ("*.example", "*.example"),
        ("", None),
        (".", None),
        ("a..b", None),
        ("a b", None),
        ("a\tb", None),
        ("a@b", None),
        ("a\\b", None),
        ("a%2eb", None),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("a:80", None),
        ("x" * 64 + ".example", None),
    ],
)
def test_hosts_are_spelled_in_one_way(text, host):
    assert spelled_host(text) == host
