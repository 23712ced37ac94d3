"""An Atom feed of the crawls' reports, made anew from them after each run."""

from archive.atom import Entry, Told, feed
from archive.crawls import CrawlReport, kept, sections, summary, write_whole
from archive.datadir import DataDir
from archive.texts import LANGUAGES, text

ENTRIES = 50
LINES = 20  # of each kind in an entry


def write_feed(data: DataDir) -> None:
    """Write `feeds/crawls.atom` with the latest reports, in both languages; without any report write nothing."""
    reports = list(kept(data, ENTRIES))
    if reports:
        write_whole(data.feeds / "crawls.atom", atom(reports, str(data.root)))


def atom(reports: list[CrawlReport], place: str) -> str:
    """Return the feed of reports, newest first; `place` tells the feeds of several archives apart."""
    return feed(
        name=f"nianbao crawls {place}",
        title=" / ".join(text("crawler.report.feed", language) for language in LANGUAGES),
        updated=reports[0].ended,
        entries=[_entry(report) for report in reports],
    )


def _entry(report: CrawlReport) -> Entry:
    return Entry(
        name=f"nianbao crawl {report.crawl}",
        title=" / ".join(summary(report, language) for language in LANGUAGES),
        published=report.started,
        updated=report.ended,
        told=[
            Told(language=language, parts=[(summary(report, language), ()), *sections(report, language, LINES)])
            for language in LANGUAGES
        ],
    )
