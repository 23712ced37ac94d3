"""What archived bytes may never do here, and what is never shown."""

import asyncio
from typing import Any

import httpx
import pytest
from lxml import html

from archive.publication.serving import make_datasette
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import HOSTILE_CELL, HOSTILE_HTML, OFFICE, OFFICE_ID, Archive

CSP = "default-src 'none'"
HOSTILE_PAGES = (
    f"/report/{OFFICE_ID}/2023",
    f"/en/figure/{OFFICE_ID}/2023/req_new.natural",
    f"/body/{OFFICE_ID}",
    "/coverage",
    "/search?q=普通 alert",
    "/search?q=示例县教育局2023",
)


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_hostile_report_stays_text(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert not page.xpath("//script | //img | //*[@onerror]")
    assert not [link for link in page.xpath("//@href | //@src") if "javascript" in link.lower()]


def test_hostile_cell_is_shown_as_its_text_in_the_rebuilt_table(get: Get) -> None:
    page = html.fromstring(get(f"/figure/{OFFICE_ID}/2023/req_new.natural").text)
    assert HOSTILE_CELL in page.xpath("//table[@class='grid']//td/text()")


def test_hostile_words_from_the_reader_stay_text(get: Get) -> None:
    for path in (
        '/search?q="><script>alert(1)</script>',
        '/findings?check="><script>1',
        "/questions/most-requests?year='><script>",
    ):
        assert "<script" not in get(path).text


def test_archived_html_is_only_ever_text_or_a_download(get: Get, archive: Archive) -> None:
    capture = archive.captures[archive.hostile.digest]
    text = get(f"/capture/{capture}/text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.content == HOSTILE_HTML
    download = get(f"/en/capture/{capture}/download")
    assert download.headers["content-type"] == "application/octet-stream"
    assert download.headers["content-disposition"].startswith("attachment;")
    assert download.content == HOSTILE_HTML
    for answer in (text, download):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert CSP in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        f"/report/{OFFICE_ID}/2022",
        "/archive",
        "/archive/reports",
        "/archive/reports.csv",
        "/archive/reports.json",
        "/archive?sql=select+1",
        "/archive?sql=nonsense",
        "/-/databases",
        "/-/static/app.css",
        "/downloads/x/y",
        "/static/nianbao.css",
    ],
)
def test_every_response_carries_the_headers(get: Get, path: str) -> None:
    headers = get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers.get_list("content-security-policy")[0].startswith(CSP)
    assert "unsafe-inline" not in headers["content-security-policy"]


def test_introspection_that_names_folders_is_closed(get: Get, archive: Archive) -> None:
    for path in ("/-/databases", "/-/databases.json", "/-/threads", "/-/plugins.json", "/-/actor.json"):
        assert get(path).status_code == 404
    for path in ("/-/metadata.json", "/-/settings.json", "/archive.json", "/archive"):
        assert str(archive.site.data.root) not in get(path).text


def test_originals_are_no_database_of_datasette(get: Get) -> None:
    assert get("/originals").status_code == 404
    assert get("/archive.json?sql=select+*+from+originals.pages").status_code == 400
    assert get("/archive.db").status_code != 200


def test_withheld_document_is_hidden_everywhere_and_said_to_be(get: Get, archive: Archive) -> None:
    report = get(f"/en/report/{OFFICE_ID}/2022")
    assert report.status_code == 410
    assert "含个人信息" in report.text
    assert "777" not in report.text
    capture = archive.captures[archive.withheld.digest]
    for path in (f"/capture/{capture}", f"/capture/{capture}/text", f"/capture/{capture}/download",
                 f"/figure/{OFFICE_ID}/2022/req_new.total", f"/source/{archive.withheld.digest}/1.png"):  # fmt: skip
        answer = get(path)
        assert answer.status_code == 410
        assert "不予展示" not in answer.text.replace("该文件不予展示", "")
    body = get(f"/body/{OFFICE_ID}").text
    assert "不予展示" in body
    assert "777" not in body
    for path in ("/search?q=秘密标题", "/search?q=777", f"/search?q={OFFICE}"):
        assert "2022" not in html.fromstring(get(path).text).xpath("string(//article)")


def test_a_database_has_one_name(get: Get, get_few: Get) -> None:
    assert get_few("/archive/form_layout.csv").headers["content-type"].startswith("text/csv")
    for path in ("/~61rchive", "/~61rchive/form_layout.csv", "/~61rchive.json?sql=select+1&_shape=array"):
        answer = get_few(path)  # else a file cut to five rows, with 200
        assert answer.status_code == 404, path
        assert CSP in answer.headers["content-security-policy"]
    assert get("/archive/reports/~61").status_code == 404
    assert get("/archive/~72eports").status_code == 200


def test_no_address_leads_to_another_host(archive: Archive) -> None:
    app = make_datasette(archive.site).app()

    def head(path: str) -> tuple[int, dict[bytes, bytes]]:
        found = []

        async def send(message: dict[str, Any]) -> None:
            found.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
                 "scheme": "http", "headers": [(b"host", b"test")]}  # fmt: skip
        asyncio.run(app(scope, receive, send))
        return found[0]["status"], dict(found[0]["headers"])

    for path in (
        "/\\evil.example/",
        "http://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/en//evil.example/",
    ):
        status, headers = head(path)
        target = headers.get(b"location", b"/en").decode()
        assert status in {302, 404}, path
        assert target.startswith("/"), path
        assert target[1:2] not in {"/", "\\"}, path


def test_too_many_parameters_are_the_readers_fault(get: Get) -> None:
    many = "&".join(f"p{number}=1" for number in range(60))
    for path in ("/search", "/questions/most-requests.csv"):
        assert get(f"{path}?{many}").status_code == 400
    assert get(f"/search?{many[: many.index('p40')]}").status_code == 200


def test_what_is_in_the_readers_language_is_kept_for_that_language_only(get: Get) -> None:
    path = f"/report/{OFFICE_ID}/2023.json"
    assert "accept-language" in get(path).headers["vary"].lower()
    assert "accept-language" not in get(f"/en{path}").headers.get("vary", "").lower()


def test_links_to_other_hosts_are_marked(get: Get) -> None:
    page = html.fromstring(get(f"/report/{OFFICE_ID}/2023").text)
    outside = [link for link in page.xpath("//a") if link.get("href").startswith("http")]
    assert outside
    assert all(link.get("rel") == "noopener nofollow" for link in outside)


def test_only_reading_is_answered(archive: Archive) -> None:
    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app=make_datasette(archive.site).app())
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as asking:
            return await asking.post("/search", json={"q": "财政"})

    assert asyncio.run(post()).status_code in {403, 405}
