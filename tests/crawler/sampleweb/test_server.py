"""The sample web answers as an honest site does and says on every page what it is."""

import gzip
import tomllib
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from urllib.error import HTTPError

import pytest

from archive.content import decode_text
from crawler.sampleweb.documents import attachment
from crawler.sampleweb.reports import sample_reports
from crawler.sampleweb.server import SampleWeb
from crawler.sampleweb.web import families, platform


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    with SampleWeb() as running:
        yield running


def get(url: str, **headers: str) -> HTTPResponse:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})  # noqa: S310 (loopback)
    answer = urllib.request.urlopen(request, timeout=10)  # noqa: S310 (loopback)
    assert isinstance(answer, HTTPResponse)
    return answer


def test_registry_names_exact_hosts_and_lists_answer(web: SampleWeb) -> None:
    sites = tomllib.loads(web.registry())["site"]
    assert {site["family"] for site in sites} == set(families())
    for site in sites:
        assert site["list"].startswith(f"http://{site['hosts'][0]}/")
        with get(site["list"]) as answer:
            assert "演示数据" in decode_text(answer.read())[0]


def test_conditional_requests_and_gzip(web: SampleWeb) -> None:
    url = tomllib.loads(web.registry())["site"][0]["list"]
    with get(url, Accept_Encoding="gzip") as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "demonstration data" in decode_text(gzip.decompress(answer.read()))[0]
        tag, date = answer.headers["ETag"], answer.headers["Last-Modified"]
    for headers in ({"If_None_Match": tag}, {"If_Modified_Since": date}):
        with pytest.raises(HTTPError) as caught:
            get(url, **headers)
        with caught.value as answer:
            assert answer.status == 304


def test_unknown_address_is_404(web: SampleWeb) -> None:
    with pytest.raises(HTTPError) as caught:
        get(web.addresses[0] + "nothing.html")
    with caught.value as answer:
        assert answer.status == 404


@pytest.mark.parametrize("family", families())
def test_every_text_page_says_that_it_is_a_demonstration(family: str) -> None:
    for path, page in platform(family, 1).pages.items():
        if page.content_type.startswith(("text/", "application/json")):
            assert "演示数据" in decode_text(page.content)[0], path


def test_one_report_is_removed_at_the_second_crawl() -> None:
    gone = set(platform("trs", 1).pages) - set(platform("trs", 2).pages)
    assert len([path for path in gone if "/t" in path]) == 1


def test_documents_are_the_same_bytes_every_time() -> None:
    for format_ in ("pdf", "docx"):
        report = next(report for report in sample_reports(1) if report.body.format == format_)
        assert attachment.__wrapped__(report) == attachment(report)


def test_formats_and_years() -> None:
    reports = sample_reports(1)
    assert {report.body.format for report in reports} == {"html", "pdf", "docx", "frame", "annex"}
    assert {report.year for report in reports} == set(range(2017, 2026))
