"""What is not looked at, to save time, must be what holds nothing."""

import pytest

from archive.records import Outcome
from crawler.outcome import judge
from crawler.platforms.base import linked_files

BASE = "http://a.gov.cn/nb/"
HTML = {"content-type": "text/html"}


@pytest.mark.parametrize(
    "link",
    [
        '<a href="./a.pdf">附件</a>',
        '<a href="./a.PDF?v=1">附件</a>',
        "<a href=./a.Docx>附件</a>",
        '<a href="a%2epdf">附件</a>',
        '<a href="a.%70df">附件</a>',
        '<a href="a&#46;pdf">附件</a>',
        '<a href="a&#x2E;pdf">附件</a>',
        '<a href="a.p&#100;f">附件</a>',
        '<a href="a.p\ndf">附件</a>',
        '<a href="download.jsp?id=7">年报.<b>p</b>df</a>',
        '<a href="download.jsp?id=7">年报.p<span>df</span></a>',
        '<a href="download.jsp?file=年报.xls&id=7">附件</a>',
        '<iframe src="/viewer?file=/files/a.ofd"></iframe>',
    ],
)
def test_a_file_is_found_however_its_name_is_written(link):
    assert len(list(linked_files(BASE, f"<html><body><p>1.2</p>{link}</body></html>"))) == 1


def test_a_page_that_names_no_file_gives_none():
    assert list(linked_files(BASE, "<script>document.location</script><a href='/a.css'>a.b</a>")) == []


@pytest.mark.parametrize("hostile", ["<" * 400_000, "<!--" * 200_000, "<script " * 100_000, "<a title='" * 100_000])
def test_a_page_of_tags_without_end_is_judged_in_one_pass(hostile):
    assert judge(200, HTML, hostile.encode()).outcome is Outcome.KEPT


@pytest.mark.parametrize(
    "noise", ["<script>" + "x" * 2000 + "</script>", "<!-- " + "x" * 2000 + " -->", "<p " + "x" * 2000 + ">"]
)
def test_what_nobody_sees_does_not_make_an_error_page_a_document(noise):
    page = f"<html>{noise}<body>您访问的页面不存在</body></html>"
    assert judge(200, HTML, page.encode()).outcome is Outcome.GONE
    assert judge(200, HTML, f"{page}{'本机关依法公开。' * 120}".encode()).outcome is Outcome.KEPT
