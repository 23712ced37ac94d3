"""What robots.txt means for us in all the shapes in which it is served."""

import pytest

from archive.records import Outcome
from crawler.robots import read_rules
from tests.crawler.conftest import captures
from tests.crawler.web import REPORTS, Answer, Web, by_path, publish

CLOSED = "User-agent: *\nDisallow: /nb/\n"


def allowed(body, path, status=200):
    data = body.encode() if isinstance(body, str) else body
    return read_rules(status, data).why_not(f"http://x.gov.cn{path}", "nianbao") is None


@pytest.mark.parametrize(
    "body",
    [
        CLOSED,
        b"\xef\xbb\xbf" + CLOSED.encode(),
        CLOSED.encode("utf-16"),
        f"# 禁止抓取\n{CLOSED}".encode("gbk"),
        CLOSED.replace("\n", "\r\n"),
        CLOSED.replace("\n", "\r"),
        CLOSED.upper().replace("/NB/", "/nb/"),
        f"# 安全验证 Access Denied\n{CLOSED}",
        f"Sitemap: http://x.gov.cn/map.xml\n\n{CLOSED}",
    ],
    ids=["plain", "bom", "utf-16", "gbk", "crlf", "cr", "capitals", "remark", "sitemap"],
)
def test_file_is_read_however_it_is_written(body):
    assert not allowed(body, "/nb/1.html")
    assert allowed(body, "/xxgk/1.html")


def test_wildcards_and_ends_of_addresses():
    rules = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?print=\nDisallow: /a/\nAllow: /a/b/\n"
    assert not allowed(rules, "/x/1.pdf")
    assert allowed(rules, "/x/1.pdf?v=2")
    assert not allowed(rules, "/x/1.html?print=1")
    assert not allowed(rules, "/a/1.html")
    assert allowed(rules, "/a/b/1.html")


def test_what_is_read_of_a_huge_file_ends_with_a_whole_line():
    last = "Allow: /nb/"
    filler = "#" * (1_000_000 - len(CLOSED) - len(last) - 1)
    cut = f"{CLOSED}{filler}\n{last}open/\n"
    assert cut[:1_000_000].endswith(last)
    assert not allowed(cut, "/nb/1.html")  # "Allow: /nb/" is what half of the last line says
    assert not allowed(cut, "/nb/open/1.html")


@pytest.mark.parametrize("value", ["-5", "nan", "inf", "many", ""])
def test_delay_that_is_no_number_of_seconds_asks_for_none(value):
    assert read_rules(200, f"User-agent: *\nCrawl-delay: {value}\n".encode()).delay("nianbao") == 0


def test_each_port_has_its_own_file_and_a_redirected_one_counts(web, data, registry, crawl):
    with Web() as other:
        publish(web, *REPORTS)
        publish(other, *REPORTS)
        other.pages["/robots.txt"] = Answer(CLOSED, kind="text/plain")
        web.pages["/robots.txt"] = Answer("", 302, headers={"Location": "/moved/robots.txt"})
        web.pages["/moved/robots.txt"] = Answer("User-agent: *\nDisallow: /nb/2023", kind="text/plain")
        second = {"list": f'"{other.url}/nb/"', "hosts": f'["127.0.0.1:{other.port}"]'}
        assert crawl(registry({}, second)).returncode == 1
        assert set(other.asked) == {"/robots.txt"}
        kept = by_path(captures(data), web)
        assert kept["/nb/202401/t20240110_1.html"].context.outcome is Outcome.KEPT
        assert kept["/nb/202301/t20230110_2.html"].context.outcome is Outcome.REFUSED
        assert "robots.txt forbids" in (kept["/nb/202301/t20230110_2.html"].context.reason or "")
