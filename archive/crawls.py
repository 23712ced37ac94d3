"""The report of each crawl: what is new, changed, gone, failed, blocked, due. Kept as `crawls/<crawl>.json`.

Nothing in it is only here: the crawler makes it from the captures, and can make it again.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.datadir import DataDir
from archive.masking import mask
from archive.texts import Language, text

OK, FAILED, BROKEN = 0, 1, 3  # exit codes of a crawl; 2 is wrong usage
# What a report lists, in the order in which it is told.
KINDS = ("new", "changed", "gone", "perhaps_gone", "back", "blocked", "failed", "postponed", "below_expectation")
_NAME = re.compile(r"[0-9A-Za-z][\w.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One address (or, without one, a site) of which something is told; times are in ISO 8601."""

    site: str | None
    url: str | None = None
    title: str | None = None
    outcome: str | None = None
    reason: str | None = None
    since: str | None = None
    until: str | None = None
    seen: str | None = None  # when it was last served


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """One site in one crawl: addresses by outcome, reports its lists named, what its entry expects and is missing."""

    site: str
    counts: Mapping[str, int]
    listed: int
    missing: str | None
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """One crawl. `fatal` says why it ended before its time; `due` names the known sites due at its end.

    `new` and `changed` compare bytes, as the crawler does; what is a revision the build says.
    """

    crawl: str
    started: str
    ended: str
    exit: int
    fatal: str | None
    requests: int
    sites: tuple[SiteReport, ...]
    new: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()
    gone: tuple[Item, ...] = ()
    perhaps_gone: tuple[Item, ...] = ()
    back: tuple[Item, ...] = ()
    blocked: tuple[Item, ...] = ()
    failed: tuple[Item, ...] = ()
    postponed: tuple[Item, ...] = ()
    below_expectation: tuple[Item, ...] = ()
    due: tuple[str, ...] = ()

    def items(self, kind: str) -> tuple[Item, ...]:
        """Return the list of one of KINDS."""
        found: tuple[Item, ...] = getattr(self, kind)
        return found

    def to_json(self) -> str:
        """Return the report as the JSON that is kept, and that a hook gets."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def from_json(content: str) -> CrawlReport:
    """Read a report back. Raises ValueError when it is none; keys of later versions are passed over."""
    try:
        known: Any = json.loads(content)
        sites = tuple(SiteReport(**site) for site in known["sites"])
        lists: dict[str, Any] = {kind: tuple(Item(**item) for item in known[kind]) for kind in KINDS}
        plain = {name: known[name] for name in ("crawl", "started", "ended", "exit", "fatal", "requests")}
        return CrawlReport(**plain, **lists, sites=sites, due=tuple(known["due"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no report of a crawl: {error!r}") from error


def keep(data: DataDir, report: CrawlReport) -> Path:
    """Write a report in one move; return its path."""
    path = data.crawls / f"{report.crawl}.json"
    write_whole(path, report.to_json())
    return path


def write_whole(path: Path, content: str) -> None:
    """Put a file in its place only once it is written, so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(content, "utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def kept(data: DataDir, most: int | None = None) -> Iterator[CrawlReport]:
    """Yield the reports kept, newest first; a file that is none of ours is passed over."""
    paths = sorted((path for path in data.crawls.glob("*.json") if _NAME.fullmatch(path.stem)), reverse=True)
    for path in paths[:most]:
        try:
            yield from_json(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue


def summary(report: CrawlReport, language: Language) -> str:
    """Return one line: how much of each kind."""
    counts = [_say(f"count.{kind}", language, n=len(report.items(kind))) for kind in KINDS if report.items(kind)]
    if report.due:
        counts.append(_say("count.due", language, n=len(report.due)))
    told = text("crawler.comma", language).join(counts) or _say("nothing", language)
    return _say("summary", language, crawl=report.crawl, sites=len(report.sites), told=told)


def sections(
    report: CrawlReport, language: Language, most: int, *, without: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield a heading and lines for each kind that the report lists, of each at most so many, the rest counted."""
    if report.fatal:
        yield text("crawler.crawl_stopped", language, crawl=report.crawl, reason=report.fatal), ()
    for kind in KINDS:
        found = report.items(kind)
        if not found or kind in without:
            continue
        lines = [line_of(item, language) for item in found[:most]]
        if len(found) > most:
            lines.append(_say("more", language, n=len(found) - most))
        yield _say(f"count.{kind}", language, n=len(found)), lines
    if report.due:
        named = text("crawler.comma", language).join(report.due[:most])
        more = _say("more", language, n=len(report.due) - most) if len(report.due) > most else ""
        yield _say("count.due", language, n=len(report.due)), [named, *([more] if more else [])]


def line_of(item: Item, language: Language) -> str:
    """Return an item in words."""
    told = (item.site, mask(item.title) if item.title else None, item.url, item.reason)
    times = [_say("since", language, time=item.since[:10])] if item.since else []
    times += [_say("seen", language, time=item.seen[:10])] if item.seen else []
    times += [_say("until", language, time=item.until[:16].replace("T", " "))] if item.until else []
    return text("crawler.comma", language).join([*(part for part in told if part), *times])


def _say(key: str, language: Language, **values: object) -> str:
    return text(f"crawler.report.{key}", language, **values)
