"""The feed of the crawls' reports, and the command that gets them."""

import sys
from xml.etree import ElementTree as ET

import pytest

from archive.atom import ATOM
from archive.crawls import CrawlReport, Item, SiteReport, keep, kept, sections
from archive.datadir import DataDir
from archive.feed import ENTRIES, LINES, atom, write_feed
from archive.hook import run_hook

NS = {"a": ATOM, "h": "http://www.w3.org/1999/xhtml"}


def report(day: int = 1, **known: object) -> CrawlReport:
    site = SiteReport(site="a", counts={"kept": 2}, listed=1, missing=None, failed=False)
    times = {"started": f"2026-01-{day:02}T01:00:00.000000Z", "ended": f"2026-01-{day:02}T02:00:00.000000Z"}
    facts = {"crawl": f"202601{day:02}T010000Z-abcdef", "exit": 0, "fatal": None, "requests": 3, "sites": (site,)}
    return CrawlReport(**{**times, **facts, **known})  # type: ignore[arg-type]


def test_a_feed_is_what_readers_of_atom_expect() -> None:
    hostile = Item(site="a", url="http://a.gov.cn/?a=1&b=2", title="<script>alert(1)</script>\x00=1+1 13812345678")
    feed = ET.fromstring(atom([report(2, new=(hostile,)), report(1)], "/data"))  # noqa: S314 (our own)
    assert feed.tag == f"{{{ATOM}}}feed"
    for element in (feed, *feed.findall("a:entry", NS)):  # what RFC 4287 asks of both
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", NS)) == 1
    assert feed.findtext("a:author/a:name", namespaces=NS) == "nianbao"
    assert feed.findtext("a:updated", namespaces=NS) == "2026-01-02T02:00:00.000000Z"
    entry = feed.findall("a:entry", NS)[0]
    content = entry.find("a:content", NS)
    assert content is not None
    assert content.get("type") == "xhtml"
    (div,) = content  # of XHTML, and the only child
    assert div.tag == f"{{{NS['h']}}}div"
    languages = [part.get("{http://www.w3.org/XML/1998/namespace}lang") for part in div]
    assert languages == ["zh-CN", "en"]
    words = "".join(div.itertext())
    assert "<script>alert(1)</script>\ufffd=1+1 138********" in words
    assert not list(div.iter(f"{{{NS['h']}}}script"))


def test_the_feed_is_written_whole_with_stable_ids_and_the_latest_entries(tmp_path) -> None:
    data = DataDir(tmp_path)
    write_feed(data)
    assert not data.feeds.exists()
    for day in range(1, 29):
        keep(data, report(day))
        keep(data, report(day, crawl=f"202602{day:02}T010000Z-abcdef"))
    write_feed(data)
    first = (data.feeds / "crawls.atom").read_text("utf-8")
    write_feed(data)
    assert (data.feeds / "crawls.atom").read_text("utf-8") == first
    ids = [element.text for element in ET.fromstring(first).iterfind("a:entry/a:id", NS)]  # noqa: S314 (our own)
    assert len(set(ids)) == ENTRIES
    assert all((id_ or "").startswith("urn:uuid:") for id_ in ids)
    assert [path.name for path in data.feeds.iterdir()] == ["crawls.atom"]
    assert next(iter(kept(data))).crawl == "20260228T010000Z-abcdef"


def test_long_lists_are_counted_and_not_told_whole() -> None:
    many = tuple(Item(site="a", url=f"http://a.gov.cn/{number}") for number in range(LINES + 5))
    due = tuple(f"s{number}" for number in range(LINES + 1))
    told = dict(sections(report(changed=many, due=due), "en", LINES))
    assert len(told[f"{LINES + 5} changed"]) == LINES + 1
    assert told[f"{LINES + 5} changed"][-1] == "and 5 more"
    assert told[f"{LINES + 1} sites due"][-1] == "and 1 more"


@pytest.mark.parametrize(
    ("program", "seconds", "said"),
    [
        ("import sys; sys.exit(sys.stdin.read() != 'report')", 60, None),
        ("import sys; sys.exit(2)", 60, "exit code 2"),
        ("import signal; signal.pause()", 0.2, "took longer than 0.2 seconds"),
    ],
)
def test_a_hook_gets_the_report_and_is_bounded(program, seconds, said) -> None:
    found = run_hook(f'{sys.executable} -c "{program}"', "report", seconds)
    assert (found is None) if said is None else (said in str(found))


@pytest.mark.parametrize("command", ["/nowhere/at/all", "a 'b", ""])
def test_a_hook_that_cannot_be_run_is_told(command) -> None:
    assert "cannot be run" in str(run_hook(command, "report"))
