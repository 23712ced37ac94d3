"""A report as the files that a platform puts on its server: a page, or a page with an attachment."""

from collections.abc import Callable, Iterable
from functools import cache
from html import escape

from crawler.sampleweb.pages import DOCX, PDF
from crawler.sampleweb.render_docx import report_docx
from crawler.sampleweb.render_html import report_body
from crawler.sampleweb.render_pdf import report_pdf
from crawler.sampleweb.reports import SampleReport

CONTENT_TYPES = {"pdf": PDF, "docx": DOCX}


@cache
def attachment(report: SampleReport) -> bytes:
    """Return the attached document of a report published as pdf or docx."""
    return report_pdf(report) if report.body.format == "pdf" else report_docx(report)


def by_column(
    reports: Iterable[SampleReport], column: Callable[[SampleReport], str] = lambda report: report.body.key
) -> dict[str, list[SampleReport]]:
    """Return the reports of each column of a portal; without `column` each body has its own."""
    columns: dict[str, list[SampleReport]] = {}
    for report in reports:
        columns.setdefault(column(report), []).append(report)
    return columns


def article(report: SampleReport, attached_at: str | None) -> str:
    """Return the article's HTML: the report itself, or a link to the attachment at `attached_at`."""
    if attached_at is None:
        return report_body(report)
    name = f"{report.title}.{report.body.format}"
    return f'<p>报告全文见附件：</p><p><a href="{attached_at}" title="{escape(name)}">{escape(name)}</a></p>'


# Entries of the report columns that are no reports, as such columns hold them.
NOT_REPORTS = (
    ("关于做好政府信息公开工作年度报告编制和发布工作的通知", "<p>各单位请于一月底前报送。本通知为演示而写。</p>"),
    ("2024年政府网站工作年度报表", "<p>网站名称、访问量等见表。本表为演示而写。</p>"),
)
