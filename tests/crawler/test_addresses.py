import pytest

from crawler.addresses import exact_hosts, is_public, why_not
from crawler.connections import Guard
from crawler.registry import Site


def site(*hosts: str) -> Site:
    return Site(id="a", body="b", region="990101", list="http://a.gov.cn/", family="trs", hosts=hosts)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "224.0.0.1",
        "0.0.0.0",  # noqa: S104 (an address to refuse, not one to listen on)
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "219.151.4.1", "2400:3200::1"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://www.suqian.gov.cn/nb/", True),
        ("https://gov.cn/", True),
        ("https://www.suqian.gov.cn:8443/nb/", True),
        ("http://suqian-gov.cn/", False),
        ("http://suqian.gov.cn.example.com/", False),
        ("http://user@example.com/www.suqian.gov.cn", False),
        ("http://suqian.gov.cn@example.com/", False),
        ("http://www.example.org/a.pdf", True),
        ("http://127.0.0.1:8101/", True),
        ("http://127.0.0.1:8102/", False),
        ("http://127.0.0.1/", False),
        ("http://[::1]:8101/", False),
        ("http://2130706433:8101/", False),
        ("ftp://www.suqian.gov.cn/", False),
        ("file:///etc/passwd", False),
        ("http://[bad/", False),
        ("http://a.gov.cn:99999/", False),
    ],
)
def test_only_government_hosts_and_named_ones_are_asked(url, allowed):
    assert (why_not(site("127.0.0.1:8101", "www.example.org"), url) is None) is allowed


def test_private_addresses_are_admitted_for_exactly_the_named_host_and_port():
    guard = Guard()
    guard.allowed = exact_hosts([site("127.0.0.1:8101", "intranet.example.org", "[::1]:80")])
    assert guard.admits("127.0.0.1", 8101, "127.0.0.1")
    assert guard.admits("::1", 80, "::1")
    assert not guard.admits("127.0.0.1", 8102, "127.0.0.1")
    assert not guard.admits("intranet.example.org", 80, "10.0.0.1")
    assert not guard.admits("rebinding.gov.cn", 8101, "127.0.0.1")
    assert guard.admits("www.suqian.gov.cn", 80, "219.151.4.1")
    assert guard.refused["rebinding.gov.cn", 8101] == "127.0.0.1"
