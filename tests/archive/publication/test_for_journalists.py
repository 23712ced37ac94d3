"""The guide for journalists: its addresses exist, its figures are what the demonstration shows, its way is that short.

The reports that the guide names are taken from the sample web as it serves them and built here, without a crawl. A
figure stands in bold in the guide, below the address of the page that shows it.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from archive.datadir import DataDir
from archive.publication.site import Site
from archive.records import Context, Outcome, Role
from archive.store.writer import WarcWriter
from archive.texts import LANGUAGES, text
from archive.withheld import load_withheld
from crawler.sampleweb.documents import CONTENT_TYPES, article, attachment
from crawler.sampleweb.pages import HTML
from crawler.sampleweb.render_html import page
from crawler.sampleweb.reports import SampleReport, sample_reports
from crawler.sampleweb.web import platform
from tests.archive.publication.conftest import Get, client_of
from tests.pipelines.build.keeping import current, run_build

DOCS = Path(__file__).parents[3] / "docs"
GUIDES = {"en": DOCS / "for-journalists.md", "zh": DOCS / "for-journalists.zh.md"}
# The governments whose reports on their whole area are ranked for 2024, and what else the guide opens.
GOVERNMENTS = ("sl-province", "jz-city", "jz-donghu", "jz-qinghe", "yz-city", "yz-baishi", "yz-yunling")
TAKEN = {
    *((key, 2024) for key in (*GOVERNMENTS, "jz-donghu-linhu")),
    ("yz-baishi", 2020), ("yz-baishi", 2021), ("yz-baishi", 2023), ("jz-donghu", 2023),
    ("sl-education", 2017),  # the first year the demonstration has
}  # fmt: skip

_BAISHI = "/report/990221-8862b4ac/2024/whole_area"
_ASKED = "q=%22%E7%85%A7%E6%8A%84%E6%96%87%E4%BB%B6%22+%E6%B1%87%E6%80%BB%E8%80%8C%E6%88%90"
# What the guide tells from a page, as it stands there; between the words of one may stand whatever is no figure.
SHOWN = {
    "/codebook/res_denied?by=share&year=2024&scope=whole_area&least=100": (
        "1 白石县人民政府 29 113 25.7",
        "2 东湖区人民政府 42 190 22.1",
    ),
    f"{_BAISHI}?figure=res_denied_enforcement_file.total": ("7.属于行政执法案卷 6",),
    "/figure/990100-2e9f3738/2024/res_total.total?scope=whole_area": ("694",),
    "/codebook/res_denied?by=share&year=2024&scope=own_office&least=0": ("1 东湖区临湖镇人民政府 4 7 57.1",),
    "/compare?a=990221-8862b4ac/2020/whole_area&b=990221-8862b4ac/2021/whole_area": ("73 94 21",),
    "/questions/refusal-rate?year=2024&scope=whole_area&minimum=30": ("示例省 7 623 3,211 19.4",),
    "/body/990221-8862b4ac": ("94", "114"),
    "/report/990102-56eb72df/2023/whole_area": ("11", "10 1 0 0 11 0"),
    "/questions/backlog-continuity?year=2024&scope=whole_area": ("白石县人民政府 2024 F2021 11 8 3",),
    "/compare?a=990221-8862b4ac/2023/whole_area&b=990221-8862b4ac/2024/whole_area": ("98 114 16", "10 4 40 2"),
    f"/search?{_ASKED}&year=2024": ("2",),
    f"/search?{_ASKED}+-%E5%BE%81%E5%9C%B0%E8%A1%A5%E5%81%BF&year=2024": ("1",),
    "/coverage?province=99&year=2024": ("7/7",),
    "/coverage?province=99&year=2018": ("7", "0/7"),
}
WORDS = ("home.ask_refusal", "frame.show", "questions.cannot", "compare.why_absent", "download.excel_csv",
         "severity.hard", "severity.soft", "cite.title", "report_error.title", "report.sources",
         "scope.whole_area", "scope.own_office", "scope.own_level")  # fmt: skip


@pytest.fixture(scope="module")
def get_told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """The pages of an archive of the reports that the guide names."""
    data = DataDir(tmp_path_factory.mktemp("journalists"))
    with WarcWriter(data, crawl="20260101T000000Z-told") as writer:
        kept = [_keep(writer, report) for report in sample_reports(1) if (report.body.key, report.year) in TAKEN]
    assert len(kept) == len(TAKEN)
    summary, said = run_build(data)
    assert (summary.reports_new, summary.failed) == (len(TAKEN), 0), said
    build = current(data)
    site = Site(data=data, build=build.id, archive=build.archive, search=build.search, originals=build.originals,
                withheld=load_withheld(data))  # fmt: skip
    yield client_of(site)
    site.close()


def _keep(writer: WarcWriter, report: SampleReport) -> str:
    """Keep a report in its own format, as if its list had been crawled."""
    body = report.body
    kind = CONTENT_TYPES.get(body.format, HTML)
    content = _page(report) if kind == HTML else attachment(report)
    url = f"http://{body.key}.example/{report.number}"
    context = Context(
        crawl="20260101T000000Z-told", role=Role.DETAIL, outcome=Outcome.KEPT, site=body.key, body=body.name,
        region=body.region, link_text=report.title, listed_date=report.published,
    )  # fmt: skip
    writer.response(
        url, time="2026-01-01T00:00:00.000000Z", status=200, reason="OK", http_version="HTTP/1.1",
        headers=[(b"Content-Type", kind.encode())], body=content, request=None, context=context,
    )  # fmt: skip
    return url


def _page(report: SampleReport) -> bytes:
    """Return the page of a report as its server gives it, or a plain one where its address does not tell which."""
    pages = platform(report.body.family, 1).pages.items()
    return next(
        (served.content for path, served in pages if str(report.number) in path and served.content_type == HTML),
        page(report.title, article(report, None)),
    )


def _told(guide: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each address of a guide with the figures in bold that follow it, up to the next."""
    address, figures = "", list[str]()
    for found in re.finditer(r"`(/[^`\s]*)`|\*\*([\d.,]+)\*\*", guide.read_text("utf-8")):
        if found[2]:
            figures.append(found[2])
        elif len(found[1]) > 1 and found[1] not in {"/en", "/zh"}:
            yield address, figures
            address, figures = found[1], []
    yield address, figures


def _plain(html: str) -> str:
    """Return what a reader sees of the page's own part, in one line."""
    main = html[html.index("<main") : html.index("</main>")]
    seen = re.sub(r"<(svg|select|style)\b.*?</\1>|<[^>]+>", " ", main, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(seen))


def _stands(shown: str, plain: str) -> bool:
    """Tell whether the words of `shown` follow each other with nothing between that is a figure."""
    parts = [re.escape(word) for word in shown.split()]
    return re.search(r"(?<![\d.,])" + r"(?![\d]|[.,]\d)[^\d]{0,80}?".join(parts) + r"(?!\d|[.,]\d)", plain) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_of_the_guide_answers_and_shows_its_figures(get_told: Get, language: str) -> None:
    told = [(address, figures) for address, figures in _told(GUIDES[language]) if address]
    assert {address for address, figures in told if figures} == set(SHOWN)
    for address, figures in told:
        answer = get_told(f"/{language}{address}")
        assert answer.status_code == (404 if address == "/downloads" and not figures else 200) or answer.is_success
        if figures:
            plain = _plain(answer.text)
            assert [shown for shown in SHOWN[address] if not _stands(shown, plain)] == [], address
            assert set(figures) <= set(re.findall(r"\d[\d.,]*", " ".join(SHOWN[address]))), address


def test_both_languages_tell_the_same() -> None:
    english, chinese = (
        [(address, sorted(set(figures))) for address, figures in _told(guide)] for guide in GUIDES.values()
    )
    assert english == chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_goes_unchecked(language: str) -> None:
    """Outside addresses and code a number is bold, or a year."""
    plain = re.sub(r"`[^`]*`|\*\*[\d.,]+\*\*|\]\([^)]*\)", "", GUIDES[language].read_text("utf-8"))
    assert {number for number in re.findall(r"\d+", plain) if not re.fullmatch(r"20[12]\d", number)} == {"256"}  # SHA-


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_and_signs_are_named_as_the_pages_name_them(language: str) -> None:
    guide = GUIDES[language].read_text("utf-8").lower()
    named = [text(f"pages.{key}", language).rstrip(":：").lower() for key in WORDS]
    assert [word for word in named if word not in guide] == []


def test_the_proving_cell_is_four_clicks_from_home(get_told: Get) -> None:
    home = get_told("/en/").text
    assert 'href="/en/codebook/res_denied?by=share#figures"' in home  # one
    ranking = get_told("/en/codebook/res_denied?by=share").text  # two: a form, sent by its button
    (form,) = re.findall(r'<form class="filter".*?</form>', ranking, re.DOTALL)
    assert {"year", "scope", "by", "least"} <= set(re.findall(r'name="(\w+)"', form))
    chosen = get_told("/en/codebook/res_denied?by=share&year=2024&scope=whole_area&least=100").text
    assert re.search(rf'href="/en{_BAISHI}["#]', chosen)  # three
    cell = f"/en{_BAISHI}?figure=res_denied_enforcement_file.total"
    assert f'href="{cell}#f-res_denied_enforcement_file.total"' in get_told(f"/en{_BAISHI}").text  # four
    (marked,) = re.findall(r'class="here">(.*?)</td>', get_told(cell).text)
    assert marked == "6"
