from archive.records import Outcome, Role
from crawler.errand import Errand
from crawler.registry import Site
from crawler.same_pages import SamePages
from tests.crawler.conftest import captures
from tests.crawler.web import REPORTS, Answer, publish, trs_list

SITE = Site(id="s", body="某局", region="990101", list="http://www.x.gov.cn/nb/", family="trs")
HOME = "<html><title>某局</title><h1>某局</h1><p>欢迎访问</p></html>"


def wrong(*pages: tuple[str, str, str]) -> list[str]:
    same = SamePages()
    found = []
    for number, (title, digest, page) in enumerate(pages):
        errand = Errand(site=SITE, role=Role.DETAIL, listed_title=title)
        found += [one.url for one in same.check(errand, f"/{number}", digest, lambda page=page: page)]
    return found


def test_page_that_names_no_report_is_none_of_several_years():
    assert wrong(("2023年年报", "a", HOME), ("2022年年报", "a", HOME)) == ["/1", "/0"]
    assert wrong(("2023年年报", "a", HOME), ("2022年年报", "b", HOME)) == []
    assert wrong(("2023年年报", "a", HOME), ("2023年报告", "a", HOME)) == []
    assert wrong(("年报", "a", HOME), ("2022年年报", "a", HOME)) == []


def test_pages_that_name_reports_are_left_to_the_build():
    page = "<h1>某局2023年政府信息公开工作年度报告</h1>"
    assert wrong(("2023年年报", "a", page), ("2022年年报", "a", page)) == []
    years = "<h2>2023年年报</h2><h2>2022年年报</h2>"
    assert wrong(("2023年年报", "a", years), ("2022年年报", "a", years)) == []


def test_home_page_in_the_place_of_reports_fails_in_every_crawl(web, data, registry, crawl):
    publish(web, *REPORTS)
    web.pages["/nb/"] = Answer(trs_list(*REPORTS))
    for href, _, _ in REPORTS:
        web.pages["/nb/" + href.removeprefix("./")] = Answer(HOME)
    for number in (1, 2):  # in the second, both are answered with 304
        assert crawl(registry()).returncode == 1
        failed = [capture for capture in captures(data) if capture.context.outcome is Outcome.FAILED]
        assert len(failed) == 2 * number
    assert all("the same page is served for" in (capture.context.reason or "") for capture in failed)
