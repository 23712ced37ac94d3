import gzip
import threading
from contextlib import ExitStack

import pytest

from archive.records import Outcome, Role
from tests.crawler.conftest import captures
from tests.crawler.web import REPORTS, Answer, Web, by_path, many, publish, report, trs_list


def test_crawl_keeps_lists_reports_and_robots_with_what_the_list_says(web, data, registry, crawl):
    publish(web, *REPORTS, ("./202005/t20200506_3.html", "示例县召开2020年度工作会议", "2020-05-06"))
    run = crawl(registry())
    assert run.returncode == 0, run.stderr
    assert "site-1: 2 reports listed" in run.stdout
    assert "Warning" not in run.stderr
    kept = by_path(captures(data), web)
    assert set(kept) == {"/robots.txt", "/nb/", "/nb/202401/t20240110_1.html", "/nb/202301/t20230110_2.html"}
    context = kept["/nb/202401/t20240110_1.html"].context
    assert (context.role, context.outcome, context.site) == (Role.DETAIL, Outcome.KEPT, "site-1")
    assert (context.listed_title, context.listed_date) == (REPORTS[0][1], "2024-01-10")
    assert (context.parent, context.body, context.region) == (f"{web.url}/nb/", "示例县人民政府", "990101")
    assert kept["/robots.txt"].context.role is Role.ROBOTS
    assert not list(data.warc.glob("*.open"))


def test_answer_that_breaks_off_is_a_failure_and_asked_again(web, data, registry, crawl):
    publish(web, *REPORTS[:1])
    web.pages["/nb/202401/t20240110_1.html"].cut = 100
    assert crawl(registry()).returncode == 1
    last = by_path(captures(data), web)["/nb/202401/t20240110_1.html"]
    assert (last.context.outcome, last.digest) == (Outcome.FAILED, None)
    assert web.asked["/nb/202401/t20240110_1.html"] == 3
    web.pages["/nb/202401/t20240110_1.html"].cut = 0
    assert crawl(registry()).returncode == 0
    assert by_path(captures(data), web)["/nb/202401/t20240110_1.html"].context.outcome is Outcome.KEPT


def test_page_with_very_many_files_is_told(web, data, registry, crawl):
    publish(web, *REPORTS[:1])
    links = "".join(f'<a href="f{number}.pdf">f</a>' for number in range(52))
    web.pages["/nb/202401/t20240110_1.html"] = Answer(report(2023, links))
    assert crawl(registry()).returncode == 1
    assert "links to 52 files" in (by_path(captures(data), web)["/nb/202401/t20240110_1.html"].context.reason or "")
    assert sum(count for path, count in web.asked.items() if path.endswith(".pdf")) == 50


def test_endless_redirects_end(web, data, registry, crawl):
    publish(web, *REPORTS[:1])
    for number in range(9):
        target = f"/nb/202401/t20240110_{number + 2}.html"
        web.pages[f"/nb/202401/t20240110_{number + 1}.html"] = Answer("", 302, headers={"Location": target})
    assert crawl(registry()).returncode == 1
    assert any("max redirections" in (capture.context.reason or "") for capture in captures(data))
    assert sum(1 for path in web.asked if "/t2024" in path) == 6


UNREADABLE = {
    "521": (Answer("<html><script>document.cookie='a=1';location.href='/'</script></html>", 521), Outcome.BLOCKED),
    "412": (Answer("<html><script>var $_ts={};</script></html>", 412), Outcome.BLOCKED),
    "202": (Answer("<html><script>run()</script></html>", 202), Outcome.BLOCKED),
    "403": (Answer("<html>您的访问已被拦截，请联系网站管理员</html>", 403), Outcome.BLOCKED),
    "challenge": (Answer("<html><body>为了您的安全，请完成安全验证</body></html>"), Outcome.BLOCKED),
    "soft404": (Answer("<html><title>404</title><body>您访问的页面不存在</body></html>"), Outcome.FAILED),
    "empty": (Answer("<html><body><ul></ul></body></html>"), Outcome.EMPTY),
    "404": (Answer("", 404), Outcome.FAILED),
}


def test_lists_that_cannot_be_read_are_errors_with_their_reasons(web, data, registry, crawl):
    for name, (answer, _) in UNREADABLE.items():
        web.pages[f"/{name}/"] = answer
        answer.validators = False
    run = crawl(registry(*({"id": f'"s-{name}"', "list": f'"{web.url}/{name}/"'} for name in UNREADABLE)))
    assert run.returncode == 1
    last = {capture.context.site: capture for capture in captures(data) if capture.context.role is Role.LIST}
    assert {site: capture.context.outcome for site, capture in last.items()} == {
        f"s-{name}": outcome for name, (_, outcome) in UNREADABLE.items()
    }
    for capture in last.values():
        assert capture.context.reason
        assert capture.context.reason in run.stderr
    assert f"{len(UNREADABLE)} sites had failures" in run.stdout


def test_blocked_list_does_not_make_known_reports_vanish(web, registry, crawl):
    publish(web, *REPORTS)
    crawl(registry())
    web.pages["/nb/"] = Answer("<html>安全验证</html>", validators=False)
    assert crawl(registry()).returncode == 1
    assert web.asked["/nb/202301/t20230110_2.html"] == 1


def test_site_that_blocks_is_left_alone(web, data, registry, crawl):
    entries = many(10)
    web.pages["/nb/"] = Answer(trs_list(*entries))
    for href, _, _ in entries:
        web.pages["/nb/" + href.removeprefix("./")] = Answer("<html>访问过于频繁</html>", 403)
    assert crawl(registry()).returncode == 1
    assert sum(count for path, count in web.asked.items() if "/t2024" in path) < 6
    assert any(capture.context.outcome is Outcome.REFUSED for capture in captures(data))


def test_robots_rules_hold_while_robots_txt_is_in_flight(web, data, registry, crawl):
    """Scrapy 2.14 to 2.19 lets through requests that queue while robots.txt is being fetched."""
    web.pages["/robots.txt"] = Answer(
        "User-agent: *\nDisallow: /nb/\n", kind="text/plain", wait=lambda: threading.Event().wait(0.5)
    )
    for number in range(6):
        web.pages[f"/nb/{number}/"] = Answer(trs_list(*REPORTS))
    run = crawl(registry(*({"list": f'"{web.url}/nb/{number}/"'} for number in range(6))))
    assert run.returncode == 1
    assert set(web.asked) == {"/robots.txt"}
    assert web.asked["/robots.txt"] == 1
    refused = [capture for capture in captures(data) if capture.context.outcome is Outcome.REFUSED]
    assert len(refused) == 6
    assert all("robots.txt forbids" in (capture.context.reason or "") for capture in refused)


ROBOTS = {  # and whether the site is read then
    "404": (Answer("", 404), True),
    "403": (Answer("<html>no</html>", 403), True),
    "500": (Answer("", 500), False),
    "521": (Answer("<script>document.cookie='x';location.reload()</script>", 521), False),
    "challenge": (Answer("<html>安全验证</html>", 200), False),
    "elsewhere": (Answer("", 302, headers={"Location": "http://example.com/robots.txt"}), False),
}


def test_robots_that_cannot_be_read_forbids_unless_it_is_missing(data, registry, crawl):
    with ExitStack() as running:
        webs = {name: running.enter_context(Web()) for name in ROBOTS}
        for name, web in webs.items():
            publish(web, *REPORTS)
            answer, _ = ROBOTS[name]
            answer.validators = False
            web.pages["/robots.txt"] = answer
        run = crawl(
            registry(
                *(
                    {"id": f'"s-{name}"', "list": f'"{web.url}/nb/"', "hosts": f'["127.0.0.1:{web.port}"]'}
                    for name, web in webs.items()
                )
            )
        )
    assert {name: web.asked["/nb/"] for name, web in webs.items()} == {
        name: asked for name, (_, asked) in ROBOTS.items()
    }
    lists = {one.context.site: one.context.outcome for one in captures(data) if one.context.role is Role.LIST}
    assert {name: lists[f"s-{name}"] for name in ROBOTS} == {
        name: Outcome.KEPT if asked else Outcome.REFUSED for name, (_, asked) in ROBOTS.items()
    }
    assert run.returncode == 1
    assert "4 sites had failures" in run.stdout


def test_host_that_does_not_answer_is_a_failure_not_an_empty_crawl(data, crawl, registry):
    run = crawl(registry({"list": '"http://127.0.0.1:9/nb/"', "hosts": '["127.0.0.1:9"]'}))
    assert run.returncode == 1
    outcomes = {capture.context.role: capture.context.outcome for capture in captures(data)}
    assert outcomes == {Role.ROBOTS: Outcome.FAILED, Role.LIST: Outcome.REFUSED}


def test_redirect_and_links_to_other_hosts_and_ports_are_refused(web, data, registry, crawl):
    publish(web, *REPORTS)
    away = "http://127.0.0.1:1/t20240110_1.html"
    web.pages["/nb/202401/t20240110_1.html"] = Answer("", 302, headers={"Location": away})
    web.pages["/nb/202301/t20230110_2.html"] = Answer(report(2022, '<a href="http://example.com/a.pdf">附件</a>'))
    assert crawl(registry()).returncode == 1
    refused = {c.url: c.context.reason for c in captures(data) if c.context.outcome is Outcome.REFUSED}
    assert set(refused) == {away, "http://example.com/a.pdf"}
    assert all("neither *.gov.cn" in (reason or "") for reason in refused.values())


@pytest.mark.parametrize("named", [True, False])
def test_name_that_leads_to_a_private_address_needs_its_port_named(web, registry, crawl, named):
    publish(web, *REPORTS)
    host = f"localhost:{web.port}" if named else "localhost"
    run = crawl(registry({"list": f'"http://localhost:{web.port}/nb/"', "hosts": f'["{host}"]'}))
    assert run.returncode == (0 if named else 1)
    assert bool(web.asked) is named
    if not named:
        assert "not a public address" in run.stderr


def test_one_request_at_a_time_goes_to_a_host_whatever_its_sites(web, registry, crawl):
    publish(web, *many(6))
    publish(web, *many(6), prefix="/other/")
    run = crawl(registry({}, {"list": f'"{web.url}/other/"'}))
    assert run.returncode == 0, run.stderr
    assert len(web.asked) == 15
    assert web.most_at_once == 1


def test_crawl_delay_is_kept(web, registry, crawl):
    publish(web, *REPORTS)
    web.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.4\n", kind="text/plain")
    assert crawl(registry()).returncode == 0
    assert len(web.times) == 4
    assert web.times[-1] - web.times[0] > 0.8  # 1.2, less what a busy machine may take to note the first


def test_robots_that_does_not_answer_in_time_forbids(web, data, registry, scrapy):
    publish(web, *REPORTS)
    never = threading.Event()
    web.pages["/robots.txt"] = Answer("", wait=lambda: never.wait(30))
    scrapy(registry(), "DOWNLOAD_TIMEOUT=0.3", "RETRY_TIMES=0")
    never.set()
    assert set(web.asked) <= {"/robots.txt"}  # a busy machine may take longer to ask at all
    assert "took longer than" in (by_path(captures(data), web)["/nb/"].context.reason or "")


def test_answers_and_unpacked_answers_are_bounded(web, data, registry, scrapy):
    publish(web, *REPORTS)
    large = "/nb/202401/t20240110_1.html"
    web.pages[large] = Answer(b"x" * 200_000)
    bomb = gzip.compress(b"\0" * 30_000_000)
    web.pages["/nb/202301/t20230110_2.html"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    scrapy(registry(), "DOWNLOAD_MAXSIZE=100000")
    kept = by_path(captures(data), web)
    assert kept[large].context.outcome is Outcome.REFUSED
    assert "larger than is read" in (kept[large].context.reason or "")
    assert kept["/nb/202301/t20230110_2.html"].context.outcome is Outcome.REFUSED
    assert "unpacks to more than 100000" in (kept["/nb/202301/t20230110_2.html"].context.reason or "")
    assert kept["/nb/"].context.outcome is Outcome.KEPT
