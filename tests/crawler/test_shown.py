"""Frames and pictures of a report's page: which are followed, and which are left alone."""

import pytest

from archive.records import Role
from crawler.platforms.base import Page
from crawler.shown import shown_in_article
from tests.crawler.conftest import captures
from tests.crawler.web import REPORTS, Answer, by_path, trs_list

BASE = "http://a.gov.cn/nb/t1.html"


def shown(markup: str) -> list[tuple[str, str]]:
    page = f"<html><body>{markup}</body></html>"
    return [
        (one.entry.url.removeprefix("http://a.gov.cn/nb/"), one.entry.link_text)
        for one in shown_in_article(Page(BASE, page))
    ]


def test_pictures_and_frames_of_the_article_are_followed_in_order() -> None:
    found = shown(
        "<img src='banner.jpg'><div class='TRS_Editor'><img src='1.jpg'><a href='2.jpg'><img src='2.jpg'></a>"
        "<iframe src='show.jsp?id=1'></iframe><img src='1.jpg'></div><iframe src='login.html'></iframe>"
    )
    assert found == [("1.jpg", "picture 1 of 2"), ("2.jpg", "picture 2 of 2"), ("show.jsp?id=1", "frame")]


@pytest.mark.parametrize("markup", [
    "<img src='i.png' width=20>", "<img src='i.gif'>", "<a href='http://b.gov.cn/'><img src='i.jpg'></a>",
    "<header><img src='i.jpg'></header>", "<footer><iframe src='i.html'></iframe></footer>",
    "<img src='data:image/png;base64,AAAA'>", "<iframe src='about:blank'></iframe>", "<iframe src='r.pdf'></iframe>",
    "<div id='zoom'><p>第二十条第（一）项</p><img src='chart.png'></div>", "",
    "<div id='zoom'><p>结果維持</p><img src='chart.png'></div>",
    "<div id='zoom'><p>統计指標</p><img src='c.png'></div>",
])  # fmt: skip
def test_what_prints_no_page_of_a_report_is_left_alone(markup: str) -> None:
    assert shown(markup) == []


def test_a_crawl_keeps_what_a_page_shows_with_the_page_as_its_parent(web, data, registry, crawl) -> None:
    web.pages["/nb/"] = Answer(trs_list(*REPORTS))
    path = "/nb/202401/t20240110_1.html"
    article = "<img src='p1.png'><iframe src='/show?id=1'></iframe><img src='http://elsewhere.example.invalid/p.png'>"
    web.pages[path] = Answer(f"<html><body><div id='zoom'>{article}</div></body></html>")
    web.pages["/nb/202401/p1.png"] = Answer(b"\x89PNG\r\n\x1a\n picture", kind="image/png")
    web.pages["/show?id=1"] = Answer("<html><body><p>正文</p></body></html>")
    run = crawl(registry())
    assert "elsewhere" not in run.stderr
    kept = by_path(captures(data), web)
    for address, role, text in (
        ("/nb/202401/p1.png", Role.ATTACHMENT, "picture 1 of 2"),
        ("/show?id=1", Role.IFRAME, "frame"),
    ):
        context = kept[address].context
        assert (context.role, context.parent, context.link_text) == (role, web.url + path, text)


def test_a_frame_inside_a_frame_is_followed_and_a_deeper_one_told(web, data, registry, crawl) -> None:
    web.pages["/nb/"] = Answer(trs_list(*REPORTS))
    path = "/nb/202401/t20240110_1.html"
    for address, inner in ((path, "/f/1"), ("/f/1", "/f/2"), ("/f/2", "/f/3")):
        more = "<a href='/f/nb.pdf'>附件</a><img src='/f/1.png'>" if address == "/f/2" else ""
        web.pages[address] = Answer(f"<html><body><iframe src='{inner}'></iframe>{more}</body></html>")
    web.pages["/f/nb.pdf"] = Answer(b"%PDF-1.4", kind="application/pdf")
    web.pages["/f/1.png"] = Answer(b"\x89PNG\r\n\x1a\n picture", kind="image/png")
    run = crawl(registry())
    kept = by_path(captures(data), web)
    page = web.url + path
    found = {address: (one.context.role, one.context.parent) for address, one in kept.items() if "/f/" in address}
    assert found == {
        "/f/1": (Role.IFRAME, page),
        "/f/2": (Role.IFRAME, page),
        "/f/nb.pdf": (Role.ATTACHMENT, page),
        "/f/1.png": (Role.ATTACHMENT, f"{web.url}/f/2"),
    }
    assert f"a frame inside 2 frames is not followed; import {web.url}/f/3" in run.stderr
