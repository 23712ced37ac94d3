from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Request

from archive.records import Role
from crawler.addresses import is_literal, is_public, why_not
from crawler.bounds import LONGEST_ADDRESS, SiteBounds, check_address
from crawler.canonical import Fingerprinter, canonical, without_session
from crawler.connections import _WAY, Guard, Rights, _GuardedNames, _Way, rights_of
from crawler.errand import Errand
from crawler.registry import Site


def site(*hosts: str) -> Site:
    return Site(id="a", body="b", region="990101", list="http://a.gov.cn/", family="trs", hosts=hosts)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "224.0.0.1",
        "0.0.0.0",  # noqa: S104 (an address to refuse, not one to listen on)
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b:1::7f00:1", "fec0::1",
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
        ("http://gov.cn.evil.com/", False),
        ("http://evilgov.cn/", False),
        ("http://evil.com\\.gov.cn/", False),
        ("http://evil.com\\@www.suqian.gov.cn/", False),
        ("http://user@www.suqian.gov.cn/", False),
        ("http://www.suqian.gov.cn:80@example.com/", False),
        ("http://www.suqian.gov.cn./", False),
        ("http://www.suqian.g\u043ev.cn/", False),
        ("http://www.suqian.gov\u3002cn/", False),
        ("http://%77ww.suqian.gov.cn/", False),
        ("http://127.1:8101/", False),
        ("http://0x7f000001:8101/", False),
        ("http://0177.0.0.1:8101/", False),
        ("http://[::ffff:127.0.0.1]:8101/", False),
        ("http://127.0.0.1.:8101/", False),
        ("http://127.0.0.1:8101.gov.cn/", False),
        ("javascript:alert(1)", False),
        ("http:///nb/", False),
        ("http://" + "a." * 200 + "gov.cn/", False),
    ],
)
def test_only_government_hosts_and_named_ones_are_asked(url, allowed):
    assert (why_not(site("127.0.0.1:8101", "www.example.org"), url) is None) is allowed


def way(*hosts: str, proxy: str | None = None) -> _Way:
    return _Way(rights_of(site(*hosts)), proxy)


def test_private_addresses_are_admitted_for_exactly_the_named_host_and_port():
    guard, named = Guard(), way("127.0.0.1:8101", "intranet.example.org", "[::1]:80")
    assert guard.admits("127.0.0.1", 8101, "127.0.0.1", named)
    assert guard.admits("::1", 80, "::1", named)
    assert not guard.admits("127.0.0.1", 8102, "127.0.0.1", named)
    assert not guard.admits("intranet.example.org", 80, "10.0.0.1", named)
    assert not guard.admits("rebinding.gov.cn", 8101, "127.0.0.1", named)
    assert guard.admits("www.suqian.gov.cn", 80, "219.151.4.1", named)
    assert guard.refused["rebinding.gov.cn", 8101] == "127.0.0.1"


def test_private_host_of_one_site_is_none_of_another_sites():
    guard = Guard()
    assert guard.admits("inner.gov.cn", 80, "10.0.0.1", way("inner.gov.cn:80"))
    assert not guard.admits("inner.gov.cn", 80, "10.0.0.1", way("other.gov.cn:80"))
    assert rights_of(site("a.gov.cn:80")) != rights_of(site())
    assert rights_of(site("a.gov.cn")) == rights_of(site()) == Rights()


def test_behind_a_proxy_only_the_proxy_is_connected_to():
    guard = Guard()
    guard.proxies = frozenset({"proxy.lan"})
    assert guard.admits("proxy.lan", 3128, "10.0.0.1", way(proxy="proxy.lan"))
    assert guard.admits("proxy.lan", 0, "10.0.0.1", way())  # the look-up for a tunnel
    assert not guard.admits("proxy.lan", 3128, "10.0.0.1", way())
    assert not guard.admits("www.suqian.gov.cn", 80, "219.151.4.1", way(proxy="proxy.lan"))
    assert not guard.admits("www.suqian.gov.cn", 0, "10.0.0.1", way())


class Rebinding:
    """A name server that gives another address at each look-up, and several at once in the end."""

    def __init__(self) -> None:
        self._answers = iter([("219.151.4.1",), ("127.0.0.1",), ("::ffff:10.0.0.1", "219.151.4.1", "192.168.0.1")])

    def resolveHostName(self, receiver: Any, *_: object) -> None:  # noqa: N802 (Twisted's interface)
        receiver.resolutionBegan(self)
        for address in next(self._answers):
            receiver.addressResolved(SimpleNamespace(host=address))
        receiver.resolutionComplete()


def test_name_that_changes_its_address_is_checked_at_each_connection():
    names, found = _GuardedNames(Rebinding()), []
    receiver = SimpleNamespace(
        resolutionBegan=lambda _: found.append([]),
        addressResolved=lambda address: found[-1].append(address.host),
        resolutionComplete=lambda: None,
    )
    token = _WAY.set(way("127.0.0.1:8101"))
    try:
        for _ in range(3):
            names.resolveHostName(receiver, "rebinding.gov.cn", 8101)
    finally:
        _WAY.reset(token)
    assert found == [["219.151.4.1"], [], ["219.151.4.1"]]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.01", "::1", "1.2.3.4"])
def test_literal_addresses_are_known_in_every_way_to_write_them(host):
    assert is_literal(host)


@pytest.mark.parametrize("host", ["www.gov.cn", "1.gov.cn", "127.0.0.1.gov.cn", "face.cn", "0x.cn"])
def test_names_are_no_literal_addresses(host):
    assert not is_literal(host)


def test_addresses_are_bounded_in_length_and_in_repetition():
    start = "http://a.gov.cn/"
    assert check_address(start + "x" * (LONGEST_ADDRESS - len(start))) is None
    assert "4097 characters" in (check_address(start + "x" * (LONGEST_ADDRESS - len(start) + 1)) or "")
    assert check_address(f"{start}{'nb/' * 6}t.html") is None
    assert "repeats the folder 'nb' 7 times" in (check_address(f"{start}{'nb/' * 7}t.html") or "")
    assert check_address(start) is None


@pytest.mark.parametrize(
    ("url", "asked", "same"),
    [
        ("http://a.gov.cn/nb/t.html;jsessionid=9A0C!-1?id=3", "http://a.gov.cn/nb/t.html?id=3", None),
        ("http://a.gov.cn/t.php?PHPSESSID=c9mk&id=3", "http://a.gov.cn/t.php?id=3", None),
        ("http://a.gov.cn/t.asp?id=3&ASPSESSIONIDQQ=ABC", "http://a.gov.cn/t.asp?id=3", None),
        ("http://a.gov.cn/(S(3xk2p5v1bq0z4c55))/t.aspx", "http://a.gov.cn/t.aspx", None),
        ("http://a.gov.cn/api?page=1&sid=755001", None, None),  # a site's number, no session
        ("http://a.gov.cn/down?token=3xk2p5v1bq0z4c55", None, None),  # may be the file's name
        ("http://a.gov.cn/api?_=1705507200123&page=1", None, "http://a.gov.cn/api?page=1"),
        ("http://a.gov.cn/api?page=1&t=1705507200", None, "http://a.gov.cn/api?page=1"),
        ("http://a.gov.cn/api?page=1&0.7305114512", None, "http://a.gov.cn/api?page=1"),
        ("http://a.gov.cn/t.html?ts=1705507200&_rnd=0.7305114512", None, "http://a.gov.cn/t.html"),
        ("http://a.gov.cn/api?page=1&t=2", None, None),
        ("http://a.gov.cn/api?time=1705507200&id=1705507200123", None, None),  # may be the page's own
        ("http://a.gov.cn/api?t=2023&r=1234567", None, None),  # a year, an identifier
        ("http://[a/?t=1705507200", None, None),
        ("http://a.gov.cn/api?t=&b=%E5%B9%B4;c&&d", None, None),
    ],
)
def test_session_ids_and_time_stamps_make_no_other_page(url, asked, same):
    assert without_session(url) == (asked or url)
    assert canonical(url) == (same or asked or url)


def test_redirect_to_the_same_page_with_a_session_id_is_another_request():
    plain, with_id = "http://a.gov.cn/t.html", "http://a.gov.cn/t.html;jsessionid=9A0C"
    prints = Fingerprinter().fingerprint
    assert prints(Request(plain)) == prints(Request(with_id))
    assert prints(Request(plain)) != prints(Request(with_id, meta={"redirect_urls": [plain]}))


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("http://a.gov.cn/b/t.html", "http://A.gov.cn/b/t.html#top", True),
        ("http://a.gov.cn:8080/~b/t%2Dx.html", "http://a.gov.cn:8080/~b/t%2dx.html", True),
        ("http://a.gov.cn/", "http://a.gov.cn", True),
        ("http://a.gov.cn/t.html", "http://a.gov.cn/t.html?", True),
        ("http://a.gov.cn/./a/../b/t.html", "http://a.gov.cn/b/t.html", True),
        ("http://a.gov.cn:08080/t.html", "http://a.gov.cn:8080/t.html", True),
        ("http://a.gov.cn/t?a=1&b=2", "http://a.gov.cn/t?b=2&a=1", True),
        ("http://a.gov.cn/t.html", "https://a.gov.cn/t.html", False),
        ("http://a.gov.cn/t.html", "http://a.gov.cn/T.html", False),
    ],
)
def test_plain_addresses_are_compared_as_all_others(one, two, same):
    prints = Fingerprinter().fingerprint
    assert (prints(Request(one)) == prints(Request(two))) is same
    assert prints(Request(one)) != prints(Request(one, method="POST", body="a=1"))
    assert prints(Request(one, method="POST", body="a=1")) != prints(Request(one, method="POST", body="a=2"))


def test_each_site_has_its_share_of_addresses_and_of_lists():
    bounds = SiteBounds(addresses=4, lists=2)
    lists, details = (Errand(site=site(), role=role) for role in (Role.LIST, Role.DETAIL))
    assert [bounds.check(lists, f"/{number}") for number in range(2)] == [None, None]
    assert bounds.check(lists, "/0") is None  # a retry
    assert "more than 2 pages of lists" in (bounds.check(lists, "/2") or "")
    assert [bounds.check(details, f"/d{number}") for number in range(2)] == [None, None]
    assert "more than 4 addresses" in (bounds.check(details, "/d2") or "")
    assert bounds.check(details, "/d1") is None
