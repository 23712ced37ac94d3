"""What drips, falls silent, has no end, or broke off the last time."""

import socket
from contextlib import suppress

from archive.records import Outcome
from tests.crawler.conftest import captures
from tests.crawler.traps.conftest import Crawl, Entry
from tests.crawler.traps.web import TrapWeb, answer, cut, listing, page, title_of


def drip(web: TrapWeb):
    """Send a byte again and again until the test is over or the client gives up."""

    def send(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n")
        with suppress(OSError):
            while not web.ended.wait(0.02):
                connection.sendall(b"x")

    return send


def silent(web: TrapWeb):
    def send(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\nhalf")
        web.ended.wait(60)

    return send


def test_answer_that_drips_ends_with_the_whole_time_though_it_is_never_silent(trap, crawl_with: Crawl):
    trap.pages["/nb/"] = answer(listing(("drip.html", title_of(2023)), ("t.html", title_of(2022))))
    trap.pages["/nb/drip.html"] = drip(trap)
    trap.pages["/nb/t.html"] = answer(page())
    crawled = crawl_with([Entry("trap", f"{trap.url}/nb/", [trap.host])], "DOWNLOAD_TIMEOUT=4")
    outcome, reason = crawled.ended(f"{trap.url}/nb/drip.html")
    assert outcome is Outcome.FAILED
    assert "took longer than 4.0 seconds" in reason
    assert trap.asked["/nb/drip.html"] == 1  # again would take as long
    assert crawled.ended(f"{trap.url}/nb/t.html") == (Outcome.KEPT, "")


def test_answer_that_falls_silent_is_given_up_long_before(trap, crawl_with: Crawl):
    trap.pages["/nb/"] = answer(listing(("silent.html", title_of(2023))))
    trap.pages["/nb/silent.html"] = silent(trap)
    site = Entry("trap", f"{trap.url}/nb/", [trap.host])
    crawled = crawl_with([site], "NIANBAO_IDLE_TIMEOUT=3", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=600")
    outcome, reason = crawled.ended(f"{trap.url}/nb/silent.html")
    assert outcome is Outcome.FAILED
    assert "nothing arrived for 3 seconds" in reason
    assert trap.asked["/nb/silent.html"] == 2


def test_validators_of_an_answer_that_broke_off_are_never_used(trap, crawl_with: Crawl, tmp_path):
    """The second crawl gets half of a new version; the third one asks as if that had never come."""
    site = Entry("trap", f"{trap.url}/nb/", [trap.host])
    trap.pages["/nb/"] = answer(listing(("t.html", title_of(2023))))
    new = answer(page("第二版"), "200 OK", 'ETag: "two"')
    asked = []
    for version in (answer(page(), "200 OK", 'ETag: "one"'), cut(new, 30), new):
        trap.pages["/nb/t.html"] = version
        trap.log.clear()
        crawled = crawl_with([site], "RETRY_TIMES=0", folder=tmp_path)
        asked += [headers.get("If-None-Match") for target, headers in trap.log if target == "/nb/t.html"]
    assert asked == [None, '"one"', '"one"']
    kept = crawled.kept(f"{trap.url}/nb/t.html")
    assert [(c.context.outcome, c.etag) for c in kept] == [
        (Outcome.KEPT, '"one"'),
        (Outcome.FAILED, None),
        (Outcome.KEPT, '"two"'),
    ]


class Endless(dict[str, bytes]):
    """A calendar: every list names the next one, every address is a page; nothing ever ends."""

    def get(self, target: str, default: object = None) -> bytes:  # type: ignore[override]
        if not target.startswith("/calendar/"):
            return super().get(target, default)  # type: ignore[arg-type]
        number = int(target.rpartition("=")[2])
        entry = f"/t{number}.html?sid={number:032x}", title_of(1900 + number)
        return answer(listing(entry, following=f"/calendar/dataproxy.jsp?month={number + 1}"))


def test_calendar_without_end_comes_to_the_bounds_of_a_list_and_of_a_site(trap, crawl_with: Crawl):
    trap.pages = Endless({f"/t{number}.html?sid={number:032x}": answer(page()) for number in range(100)})
    one = Entry("one", f"{trap.url}/calendar/dataproxy.jsp?month=0", [trap.host], "options = { max_pages = 9 }")
    crawled = crawl_with([one])
    assert sum(target.startswith("/calendar/") for target, _ in trap.log) == 9
    assert "the list has more than 9 pages" in crawled.run.stderr
    trap.log.clear()
    crawled = crawl_with([one], "NIANBAO_MAX_LISTS=4")
    assert sum(target.startswith("/calendar/") for target, _ in trap.log) == 4
    assert crawled.run.stderr.count("has more than 4 pages of lists") == 1
    trap.log.clear()
    crawled = crawl_with([one], "NIANBAO_MAX_ADDRESSES=6")
    assert len(trap.asked) == 6
    refused = [c for c in captures(crawled.data) if c.context.outcome is Outcome.REFUSED]
    assert refused
    assert all("site one has more than 6 addresses" in (c.context.reason or "") for c in refused)
    assert crawled.run.stderr.count("has more than 6 addresses") == 1
