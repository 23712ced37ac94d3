"""After a crawl: makes its report, keeps it, tells it, writes the feed and calls the operator's hook."""

import sqlite3
from collections.abc import Iterable

import click

from archive.cli import language
from archive.crawls import BROKEN, FAILED, OK, CrawlReport, keep, sections, summary
from archive.datadir import DataDir
from archive.feed import write_feed
from archive.hook import run_hook
from archive.store.index import CaptureIndex
from archive.texts import text
from crawler.crawl_report import crawl_report
from crawler.process import CrawlResult
from crawler.registry import Site

_MOST = 20  # lines of each kind; the kept report has all
_TOLD_BY_SITE = frozenset({"blocked", "failed", "postponed", "below_expectation"})


class NotCarriedOutError(click.ClickException):
    """Ends the command when a crawl could not begin or go on."""

    exit_code = BROKEN


def report_crawl(data: DataDir, sites: Iterable[Site], result: CrawlResult, hook: str | None) -> int:
    """Report a crawl that has just ended; return the exit code that it deserves.

    What goes wrong on the way is told; it makes a crawl fail only where its report could not be kept.
    """
    code = BROKEN if result.fatal else FAILED if result.failed else OK
    try:
        with CaptureIndex(data) as index:
            chosen = [site.site for site in result.sites]
            report = crawl_report(index, result.crawl, sites, chosen=chosen, fatal=result.fatal)
        if report is None:
            return code
        _keep_and_tell(data, report)
    except (OSError, sqlite3.Error) as error:
        click.echo(_say("not_kept", crawl=result.crawl, reason=error), err=True)
        return max(code, FAILED)
    if hook and (reason := run_hook(hook, report.to_json())):
        click.echo(_say("hook_failed", reason=reason), err=True)
    return max(code, report.exit)


def report_again(data: DataDir, sites: Iterable[Site], crawl: str) -> int:
    """Make the report of an earlier crawl again from the captures, keep and tell it; return its exit code.

    Raises click.UsageError where no capture of that crawl is held.
    """
    with CaptureIndex(data) as index:
        for line in index.sync().losses():
            click.echo(line, err=True)
        report = crawl_report(index, crawl, sites)
    if report is None:
        raise click.UsageError(_say("unknown", crawl=crawl))
    _keep_and_tell(data, report)
    return report.exit


def _keep_and_tell(data: DataDir, report: CrawlReport) -> None:
    path = keep(data, report)
    write_feed(data)
    click.echo(summary(report, language()))
    for heading, lines in sections(report, language(), _MOST, without=_TOLD_BY_SITE):
        click.echo(f"  {heading}")
        for line in lines:
            click.echo(f"    {line}")
    click.echo(_say("kept", path=path), err=True)


def _say(key: str, **values: object) -> str:
    return text(f"crawler.report.{key}", language(), **values)
