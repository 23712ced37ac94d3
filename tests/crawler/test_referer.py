"""What a request says of the page it comes from."""

import pytest

from crawler.referer import referer
from tests.crawler.conftest import captures
from tests.crawler.web import REPORTS, Answer, by_path, trs_list

PAGE = "/nb/202401/t20240110_1.html"


@pytest.mark.parametrize(
    ("page", "url", "sent"),
    [
        ("http://a.gov.cn/nb/#2", "http://b.gov.cn/x.pdf", "http://a.gov.cn/nb/"),
        ("https://a.gov.cn/nb/", "https://a.gov.cn/x.pdf", "https://a.gov.cn/nb/"),
        ("http://a.gov.cn/nb/", "https://a.gov.cn/x.pdf", "http://a.gov.cn/nb/"),
        ("https://a.gov.cn/nb/", "http://a.gov.cn/x.pdf", None),
    ],
)
def test_a_protected_page_is_not_told_to_an_unprotected_server(page, url, sent):
    assert referer(page, url) == sent


def test_each_request_names_its_page_and_a_redirect_keeps_it(web, data, registry, crawl):
    web.pages["/nb/"] = Answer(trs_list(*REPORTS))
    body = "<iframe src='/f/1'></iframe><a href='t20240110_1_1.html'>2</a>"
    web.pages[PAGE] = Answer(f"<html><body><div id='zoom'>{body}</div></body></html>")
    web.pages["/nb/202401/t20240110_1_1.html"] = Answer("<html><body><div id='zoom'>正文</div></body></html>")
    web.pages["/f/1"] = Answer("<html><body><a href='/download?id=1.pdf'>附件.pdf</a></body></html>")
    web.pages["/download?id=1.pdf"] = Answer("", status=302, headers={"Location": "/f/1.pdf"})
    web.pages["/f/1.pdf"] = Answer(b"%PDF-1.4", kind="application/pdf")
    run = crawl(registry())
    assert "WARNING" not in run.stderr
    assert by_path(captures(data), web)["/f/1.pdf"].status == 200
    named_by = {path: headers.get("Referer") for path, headers in web.seen}
    assert named_by["/nb/"] is None
    assert named_by[PAGE] == f"{web.url}/nb/"
    assert named_by["/f/1"] == named_by["/nb/202401/t20240110_1_1.html"] == web.url + PAGE
    assert named_by["/download?id=1.pdf"] == named_by["/f/1.pdf"] == f"{web.url}/f/1"
