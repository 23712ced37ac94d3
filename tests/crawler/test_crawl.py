import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime

from archive.crawls import kept
from archive.records import Outcome, Role
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes, read_response
from crawler.due import History, due, histories
from crawler.registry import load_registry
from tests.crawler.conftest import captures, run_command
from tests.crawler.web import REPORTS, Answer, by_path, many, publish, report, trs_list


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


def test_date_of_the_last_change_serves_as_well_as_a_tag(web, registry, crawl):
    publish(web, *REPORTS[:1])
    for page in web.pages.values():
        page.modified = "Wed, 10 Jan 2024 08:00:00 GMT"
    crawl(registry())
    crawl(registry())
    assert web.asked["/nb/202401/t20240110_1.html"] == 2
    assert web.full["/nb/202401/t20240110_1.html"] == 1


def test_conditions_of_a_redirecting_address_are_not_sent_to_the_next(web, registry, crawl):
    publish(web, *REPORTS[:1])
    crawl(registry())
    web.pages["/nb/202401/t20240110_1.html"] = Answer("", 302, headers={"Location": "/t20240110_1.html"})
    web.pages["/t20240110_1.html"] = Answer(report(2023))
    assert crawl(registry()).returncode == 0
    (sent,) = [headers for path, headers in web.seen if path == "/t20240110_1.html"]
    assert "If-None-Match" not in sent
    assert "nianbao" in sent["User-Agent"]


def test_several_crawls_may_run_from_one_program(web, data, registry):
    publish(web, *REPORTS)
    program = (
        "import sys\nfrom pathlib import Path\nfrom archive.datadir import DataDir\n"
        "from crawler.process import crawl_sites\nfrom crawler.registry import load_registry\n"
        "sites = load_registry(Path(sys.argv[1]))\n"
        "for _ in range(2): print(crawl_sites(sites, DataDir(Path(sys.argv[2]))).failed)\n"
    )
    run = run_command([sys.executable, "-c", program, str(registry()), str(data.root)])
    assert run.stdout.split() == ["False", "False"], run.stderr
    assert len({capture.context.crawl for capture in captures(data)}) == 2


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
    assert "1 perhaps gone (to be confirmed)" in run.stdout
    last = max(kept(data), key=lambda one: one.started)
    assert last.sites[0].listed == 1  # what no list names any more is not counted
    crawl(registry())
    assert web.asked["/nb/202301/t20230110_2.html"] == 3  # until an answer of another day confirms it


def test_time_stamp_in_a_link_makes_no_other_page(web, data, registry, crawl):
    path, (_, title, date) = "/nb/202401/t20240110_1.html", REPORTS[0]
    publish(web, REPORTS[1])
    moments = [f"{path}?_={1705507200123 + number}" for number in range(3)]
    for number, linked in enumerate(moments):
        web.pages["/nb/"] = Answer(trs_list((f"{web.url}{linked}", title, date), REPORTS[1]))
        web.pages[linked] = Answer(report(2023, "<p>更正</p>" if number == 2 else ""), validators=False)
        assert crawl(registry()).returncode == 0
    assert [web.asked[linked] for linked in moments] == [1, 1, 1]
    last, second, _ = kept(data)
    assert (second.new, second.changed) == ((), ())
    assert [item.url for item in last.changed] == [web.url + moments[2]]
    with CaptureIndex(data) as index:
        assert histories(index)["site-1"].reports == 2
    web.pages["/nb/"] = Answer(trs_list(REPORTS[1]))
    for linked in moments:
        del web.pages[linked]
    crawl(registry())
    assert [web.asked[linked] for linked in moments] == [1, 1, 2]  # what vanished is asked for at its last address


def test_reports_that_differ_in_a_time_stamp_alone_are_both_asked_for(web, data, registry, crawl):
    years = {f"/nb/202401/t20240110_1.html?t={1611111111111 + year}": year for year in (2023, 2022, 2021)}
    named = [
        (f"{web.url}{path}", f"示例县{year}年政府信息公开工作年度报告", f"{year + 1}-01-10")
        for path, year in years.items()
    ]
    for path, year in years.items():
        web.pages[path] = Answer(report(year))
    again = (named[2][0], "2021年政府信息公开工作年度报告", named[2][2])
    for entries in (named[1:], [again, *named, again]):
        web.pages["/nb/"] = Answer(trs_list(*entries))
        ended = crawl(registry())
        assert ended.returncode == 0, ended.stderr
    assert [web.asked[path] for path in years] == [1, 2, 2]
    last, _ = kept(data)
    assert [item.url for item in last.new] == [named[0][0]]
    assert last.changed == ()
    with CaptureIndex(data) as index:
        assert histories(index)["site-1"].reports == 3


def test_page_nested_too_deep_to_be_read_whole_is_told(web, data, registry, crawl):
    publish(web, *REPORTS[:1])
    deep = "<div>" * 2200 + '<a href="files/W1.pdf">附件</a>'
    path = "/nb/202401/t20240110_1.html"
    web.pages["/nb/"] = Answer(f"{trs_list(REPORTS[0])}{deep}")
    web.pages[path] = Answer(report(2023, deep))
    run = crawl(registry())
    assert run.returncode == 1
    assert web.asked[path] == 1  # what stands before is read all the same
    (last,) = kept(data)
    told = {item.url.removeprefix(web.url): item.reason for item in last.failed}
    assert set(told) == {"/nb/", path}
    assert all("read incompletely" in reason for reason in told.values())


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
    run = subprocess.run(plain, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 2
    assert "name what to crawl: --site ID" in run.stderr
    assert not data.root.exists()


def test_scrapys_own_commands_work(web, data, registry, scrapy):
    listed = run_command([sys.executable, "-m", "scrapy", "list"])
    assert listed.stdout.split() == ["look", "reports"]
    publish(web, *REPORTS)
    run = scrapy(registry())
    assert run.returncode == 0, run.stderr
    assert by_path(captures(data), web)["/nb/"].context.outcome is Outcome.KEPT


def test_store_that_cannot_be_written_ends_the_crawl_with_its_reason(web, data, registry, crawl):
    publish(web, *REPORTS)
    data.root.mkdir()
    data.warc.write_text("a file stands where the folder should be")
    run = crawl(registry())
    assert run.returncode == 3
    assert "captures cannot be written" in run.stderr
    assert "Traceback" not in run.stderr


def test_damaged_index_is_named(data, registry, crawl):
    data.root.mkdir()
    data.captures.write_bytes(b"this is no database" * 100)
    run = crawl(registry())
    assert run.returncode == 3
    assert run.stderr.splitlines()[-1].startswith(f"Error: {data.root}: the crawl could not begin")


def why_due(registry, data):
    """Return why the registry's only site is due now; None if it is not."""
    (site,) = load_registry(registry)
    now = datetime.now(UTC)
    with CaptureIndex(data) as index:
        found = due(site, histories(index).get(site.id, History()), now)
    return found.why if found.now(now) else None


def test_crawl_that_was_told_to_stop_leaves_its_sites_due(web, data, registry, command):
    publish(web, *many(20))
    told = threading.Event()

    def stop():
        if not told.is_set():
            told.set()
            os.kill(running.pid, signal.SIGTERM)

    for path, page in web.pages.items():
        page.wait = stop if path.endswith(".html") else None
    with subprocess.Popen(
        command(registry()), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True
    ) as running:
        said, _ = running.communicate(timeout=120)
    assert running.returncode == 3, said
    assert any(web.asked[path] == 0 for path in web.pages)
    assert why_due(registry(), data) == "unfinished"
    (last,) = kept(data)
    assert [item.site for item in last.postponed] == ["site-1"]


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
    assert why_due(registry(), data) == "unfinished"
    fetched = dict(web.full)
    run = crawl(registry())
    assert run.returncode == 0, run.stderr
    assert why_due(registry(), data) is None
    kept = {url.removeprefix(web.url) for url in (capture.url for capture in captures(data))}
    assert {"/nb/" + href.removeprefix("./") for href, _, _ in entries} <= kept
    again = [url.removeprefix(web.url) for url in before if not url.endswith("/robots.txt")]
    assert all(web.full[path] == fetched[path] for path in again)  # what was kept before the kill is not fetched again
    with CaptureIndex(data) as index:
        count = len(index)
        assert index.rebuild().captures == count
