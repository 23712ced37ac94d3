import gzip

import pytest

from archive.records import Outcome
from crawler.outcome import judge
from crawler.robots import read_rules, unreachable
from tests.crawler.web import report

HTML = {"content-type": "text/html"}


def outcome(status: int, body: str | bytes, **headers: str) -> Outcome:
    data = body.encode() if isinstance(body, str) else body
    return judge(status, {**HTML, **{k.replace("_", "-"): v for k, v in headers.items()}}, data).outcome


@pytest.mark.parametrize("status", [401, 403, 405, 412, 429, 521, 202])
def test_refusals_and_challenges_are_blocks(status):
    assert outcome(status, "<html></html>") is Outcome.BLOCKED


@pytest.mark.parametrize(
    "page",
    [
        "<script>document.cookie='__jsl_clid_s=1;path=/';location.href=location.pathname</script>",
        "<html><meta id='x'><script>$_ts=window['$_ts'];</script></html>",
        "<html><script>var arg1='AB';acw_sc__v2=1</script></html>",
        "<html><body>您的请求过于频繁，请稍后再试</body></html>",
        "<html><title>Web应用防火墙</title><body>您的访问被阻断</body></html>",
        "<html><body>请开启JavaScript并刷新该页</body></html>",
    ],
)
def test_challenge_pages_with_status_200_are_blocks(page):
    assert outcome(200, page) is Outcome.BLOCKED
    assert outcome(503, page) is Outcome.BLOCKED


def test_reports_that_speak_of_blocking_or_missing_pages_are_kept():
    page = report(2023, "<p>全年已被拦截的攻击3次，Web应用防火墙运行正常，页面不存在的投诉1件。</p>")
    assert outcome(200, page) is Outcome.KEPT
    assert outcome(200, report(2023, "<script>document.cookie='a=1'; location.href</script>")) is Outcome.KEPT


@pytest.mark.parametrize(
    "page", ["<title>404</title>", "<p>您访问的页面不存在或已删除</p>", "<p>抱歉，找不到您要访问的页面</p>"]
)
def test_soft_404_is_gone(page):
    assert outcome(200, page) is Outcome.GONE


def test_other_ends():
    assert outcome(404, "") is Outcome.GONE
    assert outcome(410, "") is Outcome.GONE
    assert outcome(500, "error") is Outcome.FAILED
    assert outcome(200, "") is Outcome.FAILED
    assert outcome(302, "", location="/x") is Outcome.REDIRECT
    assert outcome(302, "") is Outcome.FAILED
    assert outcome(304, "") is Outcome.FAILED  # nobody asked for changes only
    assert judge(304, {}, b"", conditional=True).outcome is Outcome.UNCHANGED
    assert outcome(200, b"%PDF-1.7 ...", content_type="text/html") is Outcome.KEPT
    assert outcome(200, "页面不存在".encode(), content_type="application/pdf") is Outcome.KEPT


def test_bodies_are_judged_after_decoding():
    packed = gzip.compress("<p>访问被拒绝</p>".encode())
    assert outcome(200, packed, content_encoding="gzip") is Outcome.BLOCKED
    assert outcome(200, packed[:20], content_encoding="gzip") is Outcome.FAILED
    assert outcome(200, "<p>页面不存在</p>".encode("gbk")) is Outcome.GONE


def test_robots_file_is_obeyed_with_its_delay():
    rules = read_rules(200, b"User-agent: *\nDisallow: /a/\nCrawl-delay: 7\n\nUser-agent: nianbao\nDisallow: /b/\n")
    assert rules.why_not("http://x.gov.cn/b/1.html", "nianbao")
    assert rules.why_not("http://x.gov.cn/a/1.html", "nianbao") is None
    assert rules.why_not("http://x.gov.cn/a/1.html", "another")
    assert (rules.delay("another"), rules.delay("nianbao")) == (7, 0)


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (404, "", True),
        (410, "", True),
        (403, "", True),
        (200, "", True),
        (200, "<html>欢迎</html>", True),
        (500, "", False),
        (503, "", False),
        (429, "", False),
        (521, "", False),
        (412, "", False),
        (403, "您的访问已被拦截", False),
        (200, "<script>document.cookie='x=1';location.reload()</script>", False),
    ],
)
def test_robots_that_cannot_be_read(status, body, allowed):
    assert (read_rules(status, body.encode()).why_not("http://x.gov.cn/", "nianbao") is None) is allowed


def test_robots_that_asks_for_an_endless_wait_forbids():
    rules = read_rules(200, b"User-agent: *\nCrawl-delay: 86400\n")
    assert "86400 seconds" in (rules.why_not("http://x.gov.cn/", "nianbao") or "")


def test_unreachable_robots_says_why():
    assert "time-out" in (unreachable("time-out").why_not("http://x.gov.cn/", "nianbao") or "")
