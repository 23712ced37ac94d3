"""Pages that carry the report in an attachment, a frame or pictures: what the reader exposes and what is said."""

import base64

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document
from pipelines.formats import mhtml, read_document
from pipelines.formats._source import embedded_file
from tests.generators.wrapped import web_archive

TITLE = "<h1>示例县2023年政府信息公开工作年度报告</h1>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def read(article: str, outside: str = "") -> Document:
    page = f"<html><body>{outside}<div id='zoom'>{TITLE}<p>{'正文' * 120}</p>{article}</div></body></html>"
    return read_document(page.encode())


def reason(article: str) -> str:
    page = f"<html><body>{TITLE}<div id='zoom'>{article}</div></body></html>"
    (report,) = assemble(read_document(page.encode()), ReportContext())
    assert not report.is_report
    (problem,) = report.problems
    assert problem.kind == "no_report"
    return problem.detail


def test_frames_and_pictures_of_the_article_are_exposed_in_order() -> None:
    document = read(
        "<iframe src='/show.jsp?id=1'></iframe><p><img src='b.jpg'><img src='a.png' width=800></p>"
        "<iframe src='r.pdf'></iframe><iframe src='javascript:void(0)'></iframe>",
        outside="<img src='banner.jpg'><iframe src='/login.html'></iframe>",
    )
    assert (document.frames, document.images) == (("/show.jsp?id=1",), ("b.jpg", "a.png"))
    assert document.links == (("r.pdf", ""),)


@pytest.mark.parametrize("icon", [
    "<img src='i.png' width=16 height=16>", "<img src='i.png' style='width:20px'>", "<img src='i.gif'>",
    "<img src='i.svg'>", "<img src='i.jpg' height='90px'>", "<a href='/index.html'><img src='i.jpg'></a>",
    "<img src='i.jpg' style='display:none'>", "<img>", "<iframe src='i.html' width=0 height=0></iframe>",
])  # fmt: skip
def test_icons_are_no_pages_of_a_report(icon: str) -> None:
    page = f"<html><body>{TITLE}{icon}<p>{'正文' * 60}</p></body></html>"
    document = read_document(page.encode())
    assert (document.images, document.frames) == ((), ())


@pytest.mark.parametrize("picture", [
    "<img src='1.jpg'>", "<img data-src='1.jpg'>", "<a href='1.jpg'><img src='1.jpg'></a>",
    "<img src='1.jpg' style='max-width:100%'>", "<table><tr><td><img src='1.jpg'></td></tr></table>",
    "<img src='1.jpg' width='100%' height=1123>",
])  # fmt: skip
def test_pages_of_a_report_are_pictures_however_they_are_put_in(picture: str) -> None:
    assert read(picture).images == ("1.jpg",)


@pytest.mark.parametrize(("article", "said"), [
    ("<a href='a/b.docx'>下载</a>", "attachment; import a/b.docx"),
    ("<iframe src='/show.jsp?id=1'></iframe>", "frame; import /show.jsp?id=1"),
    ("<img src='1.jpg'><img src='2.jpg'><img src='3.jpg'>", "as 3 pictures; import 1.jpg and 2 more"),
])  # fmt: skip
def test_a_page_that_only_carries_the_report_says_where_it_is(article: str, said: str) -> None:
    assert said in reason(article)


def test_a_picture_inside_the_page_waits_for_recognition_at_its_place() -> None:
    uri = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    icon = f"data:image/png;base64,{base64.b64encode(PNG[:90]).decode()}"
    page = f"<html><body>{TITLE}<img src='{icon}'><p>一</p><p>二</p><img src='{uri}'></body></html>".encode()
    document = read_document(page)
    (picture,) = document.pictures
    assert (picture.at, picture.why, document.images) == (3, "inline", ())
    assert embedded_file(page, None, int(picture.source or "")) == PNG
    assert "as 1 pictures" in assemble(document, ReportContext())[0].problems[-1].detail


@pytest.mark.parametrize(("address", "source"), [("cid:p1", "cid:p1"), ("http://www.example.invalid/a/1.png", "1.png")])
def test_a_picture_inside_a_web_archive_waits_for_recognition(address: str, source: str) -> None:
    data = web_archive(f"{TITLE}<p>一</p><img src='{source}'>".encode(), more={address: ("image/png", PNG)})
    (picture,) = read_document(data).pictures
    assert (picture.source, picture.at) == (address, 2)
    assert mhtml.picture(data, address) == PNG
