import gzip
import itertools
import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from archive.records import Outcome, Role
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes, read_response
from crawler.titles import read_year
from tests.crawler.conftest import captures, run_command
from tests.crawler.web import Answer, report, trs_list

REPORTS = (
    ("./202401/t20240110_1.html", "示例县人民政府2023年政府信息公开工作年度报告", "2024-01-10"),
    ("./202301/t20230110_2.html", "示例县人民政府2022年政府信息公开工作年度报告", "2023-01-10"),
)


def publish(web, *entries, prefix="/nb/"):
    web.pages[prefix] = Answer(trs_list(*entries))
    for href, title, _ in entries:
        web.pages[prefix + href.removeprefix("./")] = Answer(report(read_year(title) or 0))


def many(count):
    titles = ((number, f"示例县人民政府20{number}年政府信息公开年度报告") for number in range(10, 10 + count))
    return [(f"./202401/t20240110_{number}.html", title, "") for number, title in titles]


def by_path(found, web):
    return {capture.url.removeprefix(web.url): capture for capture in found}


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


def test_redirect_missing_page_and_gzip_body_are_kept_as_served(web, data, registry, crawl):
    page = report(2023).encode()
    packed = gzip.compress(page)
    web.pages["/nb/"] = Answer(trs_list(*REPORTS))
    web.pages["/nb/202401/t20240110_1.html"] = Answer("moved", 301, headers={"Location": "/new/t20240110_1.html"})
    web.pages["/new/t20240110_1.html"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    run = crawl(registry())
    assert run.returncode == 0, run.stderr
    kept = by_path(captures(data), web)
    moved = kept["/nb/202401/t20240110_1.html"]
    assert (moved.status, moved.context.outcome) == (301, Outcome.REDIRECT)
    assert read_response(data, moved).body == b"moved"
    arrived = kept["/new/t20240110_1.html"]
    assert arrived.context.parent == moved.url
    assert read_response(data, arrived).body == packed
    assert read_document_bytes(data, arrived) == page
    gone = kept["/nb/202301/t20230110_2.html"]
    assert (gone.status, gone.context.outcome) == (404, Outcome.GONE)
    assert "没有这个地址" in read_response(data, gone).body.decode()


def test_second_crawl_of_an_unchanged_web_downloads_no_body_twice(web, data, registry, crawl):
    publish(web, *REPORTS)
    attachment = '<a href="files/W020240110.pdf">附件</a>'
    web.pages["/nb/202401/t20240110_1.html"] = Answer(report(2023, attachment))
    web.pages["/nb/202401/files/W020240110.pdf"] = Answer(b"%PDF-1.7 a report", kind="application/pdf")
    assert crawl(registry()).returncode == 0
    first = dict(web.full)
    assert first["/nb/202401/files/W020240110.pdf"] == 1
    assert crawl(registry()).returncode == 0
    again = {path: count for path, count in web.full.items() if path != "/robots.txt"}
    assert again == {path: count for path, count in first.items() if path != "/robots.txt"}
    assert all(web.asked[path] == 2 for path in again)  # the kept list was followed all the same
    found = captures(data)
    later = [capture for capture in found if capture.context.crawl == found[-1].context.crawl]
    assert {c.context.outcome for c in later if c.context.role is not Role.ROBOTS} == {Outcome.UNCHANGED}
    pdf = next(capture for capture in later if capture.url.endswith(".pdf"))
    assert read_document_bytes(data, pdf) == b"%PDF-1.7 a report"


def test_equal_bytes_without_validators_are_kept_once(web, data, registry, crawl):
    publish(web, *REPORTS[:1])
    for page in web.pages.values():
        page.validators = False
    crawl(registry())
    crawl(registry())
    details = [capture for capture in captures(data) if capture.context.role is Role.DETAIL]
    assert [capture.context.outcome for capture in details] == [Outcome.KEPT, Outcome.UNCHANGED]
    assert details[1].refers_to == details[0].id


def test_report_that_vanished_from_the_list_is_asked_for_and_found_gone(web, data, registry, crawl):
    publish(web, *REPORTS)
    crawl(registry())
    web.pages["/nb/"] = Answer(trs_list(REPORTS[0]))
    del web.pages["/nb/202301/t20230110_2.html"]
    run = crawl(registry())
    assert run.returncode == 0, run.stderr
    assert "1 gone" in run.stdout
    last = by_path(captures(data), web)["/nb/202301/t20230110_2.html"]
    assert (last.status, last.context.outcome) == (404, Outcome.GONE)
    assert last.context.listed_title == REPORTS[1][1]
    crawl(registry())
    assert web.asked["/nb/202301/t20230110_2.html"] == 2  # what is gone is not asked for again and again


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer("<html><script>document.cookie='a=1';location.href='/'</script></html>", 521), Outcome.BLOCKED),
        (Answer("<html><script>var $_ts={};</script></html>", 412), Outcome.BLOCKED),
        (Answer("<html><script>run()</script></html>", 202), Outcome.BLOCKED),
        (Answer("<html>您的访问已被拦截，请联系网站管理员</html>", 403), Outcome.BLOCKED),
        (Answer("<html><body>为了您的安全，请完成安全验证</body></html>"), Outcome.BLOCKED),
        (Answer("<html><title>404</title><body>您访问的页面不存在</body></html>"), Outcome.FAILED),
        (Answer("<html><body><ul></ul></body></html>"), Outcome.EMPTY),
        (Answer("", 404), Outcome.FAILED),
    ],
    ids=["521", "412", "202", "403", "challenge", "soft404", "empty", "404"],
)
def test_list_that_cannot_be_read_is_an_error_with_its_reason(  # noqa: PLR0917 (fixtures, given by name)
    web, data, registry, crawl, answer, outcome
):
    answer.validators = False
    web.pages["/nb/"] = answer
    run = crawl(registry())
    assert run.returncode == 1
    last = [capture for capture in captures(data) if capture.context.role is Role.LIST][-1]
    assert last.context.outcome is outcome
    assert last.context.reason
    assert last.context.reason in run.stderr


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


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (Answer("", 404), True),
        (Answer("<html>no</html>", 403), True),
        (Answer("", 500), False),
        (Answer("<script>document.cookie='x';location.reload()</script>", 521), False),
        (Answer("<html>安全验证</html>", 200), False),
        (Answer("", 302, headers={"Location": "http://example.com/robots.txt"}), False),
    ],
    ids=["404", "403", "500", "521", "challenge", "elsewhere"],
)
def test_robots_that_cannot_be_read_forbids_unless_it_is_missing(web, registry, crawl, answer, asked):
    publish(web, *REPORTS)
    answer.validators = False
    web.pages["/robots.txt"] = answer
    run = crawl(registry())
    assert (web.asked["/nb/"] == 1) is asked
    assert run.returncode == (0 if asked else 1)


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


def test_jpage_list_is_read_group_by_group(web, data, registry, crawl):
    proxy = "/module/web/jpage/dataproxy.jsp?page={}&webid=1&path=/&columnid=7&unitid=9&permissiontype=0"

    def group(number, *years):
        records = "".join(
            f"<record><![CDATA[<li><a href='/art/2024/1/9/art_7_{year}.html' title='示例县人民政府{year}年政府信息公开"
            f"工作年度报告'>示例县…</a><b>{year + 1}-01-09</b></li>]]></record>"
            for year in years
        )
        following = f'<nextgroup><![CDATA[<a href="{proxy.format(number)}"></a>]]></nextgroup>'
        return f"<datastore>{following}<recordset>{records}</recordset></datastore>"

    web.pages["/col/col7/index.html"] = Answer(f'<html><script type="text/xml">{group(1, 2023, 2022)}</script></html>')
    web.pages[proxy.format(1)] = Answer(group(2, 2023, 2022), kind="text/xml")
    web.pages[proxy.format(2)] = Answer(group(3, 2021), kind="text/xml")
    web.pages[proxy.format(3)] = Answer(group(4), kind="text/xml")
    for year in (2021, 2022, 2023):
        web.pages[f"/art/2024/1/9/art_7_{year}.html"] = Answer(report(year))
    entry = {"list": f'"{web.url}/col/col7/index.html"', "family": '"jpage"', "expect": "{reports = 3, since = 2021}"}
    run = crawl(registry(entry))
    assert run.returncode == 0, run.stderr
    kept = by_path(captures(data), web)
    assert kept["/art/2024/1/9/art_7_2021.html"].context.listed_date == "2022-01-09"


def test_gkmlpt_column_is_found_in_the_tree_and_read_by_its_interface(web, data, registry, crawl):
    tree = [{"id": 1, "name": "政策", "children": [{"id": 35, "name": "政府信息公开年报", "children": []}]}]
    config = f"window._CONFIG = {{ SID: '755001', TREE: {json.dumps(tree)}, SERVICE_AREA_ID: 1 }}"
    web.pages["/gkmlpt/index"] = Answer(f"<html><script>{config}</script></html>")
    post = f"{web.url}/gkmlpt/content/1/1/post_1.html"
    article = {"title": "示例市教育局2023年政府信息公开工作年度报告", "url": post, "display_publish_time": 1705507200}
    answer = {"articles": [article], "classify": {"post_count": 1}}
    web.pages["/gkmlpt/api/all/35?page=1&sid=755001"] = Answer(json.dumps(answer), kind="application/json")
    detail = json.dumps({"content": f'<p>{"正文" * 500}</p><a href="/files/nb.docx">附件</a>'})
    web.pages["/gkmlpt/content/1/1/post_1.html"] = Answer(f"<script>window._CONFIG = {{DETAIL: {detail}}}</script>")
    web.pages["/files/nb.docx"] = Answer(b"PK\x03\x04word/", kind="application/octet-stream")
    run = crawl(registry({"list": f'"{web.url}/gkmlpt/index"', "family": '"gkmlpt"'}))
    assert run.returncode == 0, run.stderr
    kept = by_path(captures(data), web)
    assert kept["/gkmlpt/content/1/1/post_1.html"].context.listed_date == "2024-01-18"
    assert kept["/files/nb.docx"].context.role is Role.ATTACHMENT


def test_list_below_its_expectation_fails_the_crawl(web, registry, crawl):
    publish(web, *REPORTS)
    run = crawl(registry({"expect": "{reports = 3}"}))
    assert run.returncode == 1
    assert "2 reports listed, 3 expected" in run.stdout


def test_bundled_sites_are_crawled_only_when_asked_for(command, registry, data):
    plain = [part for part in command(registry()) if part != "--sites"]
    plain.remove(str(registry()))
    run = subprocess.run(plain, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert "name what to crawl: --site ID" in run.stderr
    assert not data.root.exists()


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
    gaps = [later - earlier for earlier, later in itertools.pairwise(web.times)]
    assert len(gaps) == 3
    assert min(gaps) > 0.35


def test_scrapys_own_commands_work(web, data, registry, scrapy):
    listed = run_command([sys.executable, "-m", "scrapy", "list"])
    assert listed.stdout.split() == ["reports"]
    publish(web, *REPORTS)
    run = scrapy(registry())
    assert run.returncode == 0, run.stderr
    assert by_path(captures(data), web)["/nb/"].context.outcome is Outcome.KEPT


def test_robots_that_does_not_answer_in_time_forbids(web, data, registry, scrapy):
    publish(web, *REPORTS)
    never = threading.Event()
    web.pages["/robots.txt"] = Answer("", wait=lambda: never.wait(30))
    scrapy(registry(), "DOWNLOAD_TIMEOUT=0.3", "RETRY_TIMES=0")
    never.set()
    assert set(web.asked) == {"/robots.txt"}
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
    assert kept["/nb/202301/t20230110_2.html"].context.outcome is Outcome.FAILED
    assert kept["/nb/"].context.outcome is Outcome.KEPT


def test_store_that_cannot_be_written_ends_the_crawl_with_its_reason(web, data, registry, crawl):
    publish(web, *REPORTS)
    data.root.mkdir()
    data.warc.write_text("a file stands where the folder should be")
    run = crawl(registry())
    assert run.returncode == 1
    assert "captures cannot be written" in run.stderr
    assert "Traceback" not in run.stderr


def test_killed_crawl_loses_nothing_and_the_next_one_completes(web, data, registry, command, crawl):
    entries = many(10)
    publish(web, *entries)
    reached, never = threading.Event(), threading.Event()

    def hang():
        reached.set()
        never.wait(20)

    web.pages["/nb/202401/t20240110_15.html"].wait = hang
    with subprocess.Popen(
        command(registry()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as running:
        assert reached.wait(60)
        os.kill(running.pid, signal.SIGKILL)
    never.set()
    web.pages["/nb/202401/t20240110_15.html"].wait = None
    before = {capture.url for capture in captures(data)}
    assert len(before) > 2
    fetched = dict(web.full)
    run = crawl(registry())
    assert run.returncode == 0, run.stderr
    kept = {url.removeprefix(web.url) for url in (capture.url for capture in captures(data))}
    assert {"/nb/" + href.removeprefix("./") for href, _, _ in entries} <= kept
    again = [url.removeprefix(web.url) for url in before if not url.endswith("/robots.txt")]
    assert all(web.full[path] == fetched[path] for path in again)  # what was kept before the kill is not fetched again
    with CaptureIndex(data) as index:
        count = len(index)
        assert index.rebuild().captures == count
