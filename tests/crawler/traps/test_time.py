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


def test_answers_that_drip_or_fall_silent_are_given_up(crawl_with: Crawl):
    """One by the whole time, though it is never silent; the other long before, and asked once more."""
    with TrapWeb() as dripping, TrapWeb() as mute:
        dripping.pages["/nb/"] = answer(listing(("slow.html", title_of(2023)), ("t.html", title_of(2022))))
        dripping.pages["/nb/slow.html"] = drip(dripping)
        dripping.pages["/nb/t.html"] = answer(page())
        mute.pages["/nb/"] = answer(listing(("slow.html", title_of(2023))))
        mute.pages["/nb/slow.html"] = silent(mute)
        sites = [Entry(name, f"{web.url}/nb/", [web.host]) for name, web in (("drip", dripping), ("mute", mute))]
        crawled = crawl_with(sites, "NIANBAO_IDLE_TIMEOUT=3", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=6")
    outcome, reason = crawled.ended(f"{dripping.url}/nb/slow.html")
    assert outcome is Outcome.FAILED
    assert "took longer than 6.0 seconds" in reason
    assert dripping.asked["/nb/slow.html"] == 1  # again would take as long
    assert crawled.ended(f"{dripping.url}/nb/t.html") == (Outcome.KEPT, "")
    outcome, reason = crawled.ended(f"{mute.url}/nb/slow.html")
    assert outcome is Outcome.FAILED
    assert "nothing arrived for 3 seconds" in reason
    assert mute.asked["/nb/slow.html"] == 2


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


def test_calendar_without_end_comes_to_the_bounds_of_a_list_and_of_a_site(crawl_with: Crawl):
    with TrapWeb() as short, TrapWeb() as lists, TrapWeb() as addresses:
        for web in (short, lists, addresses):
            web.pages = Endless({f"/t{number}.html?sid={number:032x}": answer(page()) for number in range(100)})
        many = [(f"/t{number}.html?sid={number:032x}", title_of(1900 + number)) for number in range(50, 62)]
        addresses.pages["/many/"] = answer(listing(*many))
        sites = [
            Entry("short", f"{short.url}/calendar/dataproxy.jsp?month=0", [short.host], "options = { max_pages = 3 }"),
            Entry("lists", f"{lists.url}/calendar/dataproxy.jsp?month=0", [lists.host]),
            Entry("addresses", f"{addresses.url}/many/", [addresses.host]),
        ]
        crawled = crawl_with(sites, "NIANBAO_MAX_LISTS=4", "NIANBAO_MAX_ADDRESSES=10")
    assert sum(target.startswith("/calendar/") for target in short.asked) == 3
    assert "the list has more than 3 pages" in crawled.run.stderr
    assert sum(target.startswith("/calendar/") for target in lists.asked) == 4
    assert crawled.run.stderr.count("site lists has more than 4 pages of lists") == 1
    assert len(addresses.asked) == 10
    refused = [c.context for c in captures(crawled.data) if c.context.site == "addresses" and c.status is None]
    assert {one.outcome for one in refused} == {Outcome.REFUSED}
    assert all("site addresses has more than 10 addresses" in (one.reason or "") for one in refused)
    assert crawled.run.stderr.count("has more than 10 addresses") == 1
