"""Pages saved as web archives: how their parts are found and decoded, and what is said of damaged ones."""

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document
from pipelines.formats import mhtml, read_document
from tests.generators.wrapped import BOUNDARY, web_archive
from tests.pipelines.tables.printer import figures, report

VALUES = figures("F2021", 3)
PAGE = report("F2021", VALUES).html().decode()


def found(data: bytes) -> dict[str, object]:
    (read,) = assemble(read_document(data), ReportContext())
    assert not any(figure.flags for figure in read.figures)
    return {figure.code: figure.value for figure in read.figures}


def kinds(document: Document) -> list[str]:
    return [problem.kind for problem in document.problems]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_the_page_is_decoded_from_its_part(encoding: str, charset: str) -> None:
    page = PAGE.replace("charset='utf-8'", "charset='us-ascii'")  # the part's own charset counts
    if charset == "big5":
        page = "<p>政府信息公開</p><table><tr><td>自然人</td><td>1</td></tr><tr><td>公開</td><td>2</td></tr></table>"
        document = read_document(web_archive(page.encode(charset), charset, encoding=encoding))
        assert [cell.text for cell in next(document.tables()).cells] == ["自然人", "1", "公開", "2"]
        return
    document = read_document(web_archive(page.encode(charset), charset, encoding=encoding))
    assert (document.format, document.problems) == ("mhtml", ())
    assert found(web_archive(page.encode(charset), charset, encoding=encoding)) == VALUES


def test_pictures_and_styles_are_no_text_and_the_subject_is_a_title() -> None:
    more = {"http://x/a.css": ("text/css", b"td { color: red }"), "http://x/a.png": ("image/png", b"\x89PNG\r\n\x1a\n")}
    subject = "=?utf-8?B?5bm05bqm5oql5ZGK?="
    document = read_document(web_archive(PAGE.encode(), more=more, subject=subject))
    assert [hint.text for hint in document.hints if hint.source == "mhtml Subject"] == ["年度报告"]
    assert not any("color" in paragraph.text for paragraph in document.paragraphs())
    assert found(web_archive(PAGE.encode(), more=more)) == VALUES


@pytest.mark.parametrize(("address", "source"), [
    ("cid:frame-1@mhtml", "cid:frame-1@mhtml"),
    ("http://www.example.invalid/a/report.htm", "report.htm"),
    ("http://www.example.invalid/b.htm?id=1&n=2", "/b.htm?id=1&amp;n=2"),
])  # fmt: skip
def test_a_report_inside_a_frame_is_read(address: str, source: str) -> None:
    shell = f"<html><body><p>首页</p><iframe width=100% src='{source}'></iframe></body></html>".encode()
    more = {address: ("text/html; charset=utf-8", PAGE.encode()), "cid:ad": ("text/html", b"<p>not framed</p>")}
    data = web_archive(shell, more=more)
    assert found(data) == VALUES
    assert not any("not framed" in paragraph.text for paragraph in read_document(data).paragraphs())


def test_the_part_that_the_header_names_is_the_page() -> None:
    other = "<p>目录</p>".encode()
    data = web_archive(other, more={"cid:root": ("text/html; charset=utf-8", PAGE.encode())})
    assert found(data.replace(b'type="text/html"', b'start="<cid:root>"').replace(b"<root>", b"<cid:root>")) == VALUES


def test_multiparts_inside_one_another_are_read_to_a_bound() -> None:
    body, inner = web_archive(PAGE.encode()), BOUNDARY
    for depth in range(mhtml.MAX_DEPTH + 1):
        if depth < mhtml.MAX_DEPTH:
            assert found(body) == VALUES
        outer = f"outer{depth}"
        _, _, part = body.partition(f'boundary="{inner}"'.encode())
        body = (
            (
                f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{outer}"\r\n\r\n--{outer}\r\n'
                f'Content-Type: multipart/related; boundary="{inner}"'
            ).encode()
            + part
            + f"\r\n--{outer}--\r\n".encode()
        )
        inner = outer
    document = read_document(body)
    assert (kinds(document), document.blocks) == (["too_large"], ())


def test_an_archive_that_is_cut_off_is_read_and_told() -> None:
    document = read_document(web_archive(PAGE.encode(), closed=False))
    assert kinds(document) == ["truncated"]
    assert len(list(document.tables())) == 3


@pytest.mark.parametrize(("change", "kind", "said"), [
    ((BOUNDARY.encode() + b'"', b'other"'), "truncated", "boundary"),
    ((b'boundary="' + BOUNDARY.encode() + b'"', b"charset=x"), "unreadable", "boundary"),
    ((b"Content-Type: text/html;", b"Content-Type: image/gif;"), "unreadable", "image/gif"),
    ((b"--" + BOUNDARY.encode(), b"--" + BOUNDARY.encode() + b"--"), "truncated", "closes before"),
])  # fmt: skip
def test_damaged_archives_say_what_is_wrong(change: tuple[bytes, bytes], kind: str, said: str) -> None:
    document = read_document(web_archive(PAGE.encode()).replace(*change, 1))
    assert kinds(document) == [kind]
    assert said in document.problems[0].detail


def test_a_part_in_an_unknown_encoding_is_told() -> None:
    data = web_archive(PAGE.encode(), encoding="8bit").replace(b"Transfer-Encoding: 8bit", b"Transfer-Encoding: uu", 1)
    assert "undecodable" in kinds(read_document(data))


def test_a_page_without_parts_around_it_is_read() -> None:
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert found(head + PAGE.replace("utf-8", "gb2312").encode("gb18030")) == VALUES
