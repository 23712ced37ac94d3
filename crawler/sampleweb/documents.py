"""A report as the files that a platform puts on its server: a page, or a page with an attachment, annex or frame."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from html import escape

from crawler.sampleweb.layout import Grid
from crawler.sampleweb.pages import DOCX, HTML, PDF, SampleSite
from crawler.sampleweb.render_docx import report_docx
from crawler.sampleweb.render_html import page, report_body
from crawler.sampleweb.render_pdf import report_pdf
from crawler.sampleweb.reports import Heading, SampleReport

# of the file beside the page: the whole report, the page that a frame shows, or table 3 alone
CONTENT_TYPES = {"pdf": PDF, "docx": DOCX, "frame": HTML, "annex": DOCX}
_EXTENSIONS = {"frame": "html", "annex": "docx"}


def file_name(report: SampleReport, stem: object) -> str:
    """Return the name of the file beside a report's page."""
    return f"{stem}.{_EXTENSIONS.get(report.body.format, report.body.format)}"


@cache
def attachment(report: SampleReport) -> bytes:
    """Return the file beside the page of a report that is not published as a page alone."""
    if report.body.format == "pdf":
        return report_pdf(report)
    if report.body.format == "frame":
        return page(report.title, report_body(report))
    return report_docx(_annex(report) if report.body.format == "annex" else report)


def _annex(report: SampleReport) -> SampleReport:
    """Return what an annex prints: table 3 under its own title."""
    at = _requests_at(report)
    return replace(report, title=f"附件：{report.body.name}政府信息公开申请情况表", blocks=report.blocks[at : at + 1])


def _without_annex(report: SampleReport) -> SampleReport:
    at = _requests_at(report)
    return replace(report, blocks=(*report.blocks[:at], "具体情况见附件。", *report.blocks[at + 1 :]))


def _requests_at(report: SampleReport) -> int:
    """Return where table 3 stands among a report's blocks: below the heading of section three."""
    headed = (at for at, block in enumerate(report.blocks) if isinstance(block, Heading) and block.text[:2] == "三、")
    return next(at for at in headed if isinstance(report.blocks[at + 1], Grid)) + 1


def by_column(
    reports: Iterable[SampleReport], column: Callable[[SampleReport], str] = lambda report: report.body.key
) -> dict[str, list[SampleReport]]:
    """Return the reports of each column of a portal; without `column` each body has its own."""
    columns: dict[str, list[SampleReport]] = {}
    for report in reports:
        columns.setdefault(column(report), []).append(report)
    return columns


def site_of(listed: Sequence[SampleReport], *, key: str, family: str, path: str, many: str | None = None) -> SampleSite:
    """Return the registry entry of a column; `many` names whose it is where it holds reports of several bodies."""
    first = listed[0].body
    return SampleSite(
        id=key,
        family=family,
        path=path,
        body=many or first.name,
        region=first.region,
        reports=len(listed),
        since=min(report.year for report in listed),
        many_bodies=many is not None,
    )


def article(report: SampleReport, attached_at: str | None) -> str:
    """Return the article's HTML: the report itself, a frame that shows it, or a link to the file at `attached_at`."""
    if attached_at is None:
        return report_body(report)
    if report.body.format == "frame":
        return f'<iframe src="{attached_at}" width="100%" height="900"></iframe>'
    annex = report.body.format == "annex"
    name = file_name(report, "附件：政府信息公开申请情况表" if annex else report.title)
    told = report_body(_without_annex(report)) if annex else "<p>报告全文见附件：</p>"
    return f'{told}<p><a href="{attached_at}" title="{escape(name)}">{escape(name)}</a></p>'


# Entries of the report columns that are no reports, as such columns hold them.
NOT_REPORTS = (
    ("关于做好政府信息公开工作年度报告编制和发布工作的通知", "<p>各单位请于一月底前报送。本通知为演示而写。</p>"),
    ("2024年政府网站工作年度报表", "<p>网站名称、访问量等见表。本表为演示而写。</p>"),
)
