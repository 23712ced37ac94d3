import pytest

from archive.records import Outcome
from crawler.entries import entry_text
from crawler.proposal import Given, propose, provisional
from crawler.registry import Site
from crawler.visit import Visit, look_at

NONE: frozenset[str] = frozenset()
LIST = "http://www.nxjy.gov.cn/zwgk/nb/"


def seen(*titles: str, url: str = LIST, head: str = "", body: str = "", given: Given | None = None) -> Visit:
    rows = "".join(
        f'<li><a href="./202401/t20240110_{number}.html">{title}</a><span>2024-01-10</span></li>'
        for number, title in enumerate(titles)
    )
    script = '<script>createPageHTML(1, 0, "index", "html");</script>' if titles else ""
    page = f"<html><head>{head}</head><body><ul>{rows}</ul>{body}{script}</body></html>"
    return look_at(provisional(url, given or Given(), NONE), url, page.encode())


def proposed(visit: Visit, **given: object) -> tuple[Site, tuple[str, ...]]:
    found = propose(visit, Given(**given), NONE, "e")  # type: ignore[arg-type]
    return found.site, found.lacking


def test_reports_that_name_one_body_tell_whose_list_it_is():
    site, lacking = proposed(
        seen("泾源县人民政府2023年政府信息公开工作年度报告", "泾源县人民政府2022年政府信息公开工作年度报告")
    )
    assert (site.body, site.region, site.many_bodies, lacking) == ("泾源县人民政府", "640424", False, ())
    assert (site.id, site.list, site.family, site.list_from) == ("nx-nxjy", LIST, "trs", "seen")


def test_reports_of_several_bodies_make_a_list_of_many():
    titles = ("泾源县教育局2023年政府信息公开工作年度报告", "泾源县水务局2023年政府信息公开工作年度报告")
    site, lacking = proposed(seen(*titles))
    assert (site.body, site.region, site.many_bodies, lacking) == ("泾源县人民政府", "640424", True, ())


def test_bodies_of_several_regions_and_a_host_that_spells_none_leave_it_to_the_operator():
    titles = ("泾源县教育局2023年政府信息公开工作年度报告", "沭阳县水利局2023年政府信息公开工作年度报告")
    site, lacking = proposed(seen(*titles))
    assert (site.body, site.region, site.many_bodies, lacking) == ("", "", True, ("body", "region"))


BARE = "2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("head", "body", "many"),
    [
        # a government's site shows columns of all its bodies, so its name alone does not say whose this is
        ('<meta name="SiteName" content="泾源县人民政府网站">', "泾源县人民政府", True),
        ("<title>政府信息公开年报-泾源县教育局</title>", "泾源县教育局", False),
        ("<title>政府信息公开年报-泾源县</title>", "", False),  # a place is no body
        ("<title>政府信息公开年报_教育局</title>", "", False),  # of which place?
        ("<title>年报-泾源县教育局-泾源县水务局</title>", "", False),
        ("", "", False),
    ],
)
def test_the_sites_own_name_is_taken_where_it_is_certain(head, body, many):
    site, lacking = proposed(seen(BARE, head=head))
    assert (site.body, site.many_bodies) == (body, many)
    assert bool(lacking) == (not body)


def test_a_host_that_names_another_region_speaks_against_a_body():
    title = "泾源县人民政府2023年政府信息公开工作年度报告"
    site, lacking = proposed(seen(title, url="http://www.shuyang.gov.cn/nb/"))
    assert (site.body, lacking) == ("", ("body", "region"))
    assert site.id == "js-shuyang"


def test_what_the_operator_says_goes_before_what_the_page_says():
    visit = seen(BARE)
    site, lacking = proposed(visit, body="泾源县教育局", id="nx-mine", family="jpage", many_bodies=True)
    assert (site.id, site.body, site.region, site.family) == ("nx-mine", "泾源县教育局", "640424", "jpage")
    assert site.many_bodies
    assert lacking == ()
    assert proposed(visit, body="教育局")[1] == ("region",)
    assert proposed(visit, body="教育局", region="640424")[0].region == "640424"


def test_of_a_home_page_only_the_portal_is_known():
    column = '<a href="/zwgk/zfxxgknb/">政府信息公开年报</a>'
    visit = seen(url="http://www.shuyang.gov.cn/", body=column)
    site, lacking = proposed(visit)
    assert visit.outcome is Outcome.KEPT
    assert (site.family, site.list_from, site.many_bodies) == ("generic", "unknown", True)
    assert (site.body, site.region, lacking) == ("沭阳县人民政府", "321322", ())


def test_a_page_that_is_no_list_is_said_to_be_none():
    assert seen(body="<p>今日天气</p>").outcome is Outcome.EMPTY
    news = seen("县长看望慰问困难群众", "县政府召开常务会议")
    assert (news.outcome, news.reason and news.reason[:13]) == (Outcome.EMPTY, "none of the p")
    url = "http://www.nxjy.gov.cn/gknb/202401/2ecfb31a335f4d689220a3a23e24a986.shtml"
    title = "泾源县人民政府2023年政府信息公开工作年度报告"
    report = seen(url=url, head=f"<title>{title}</title>", body=f"<h1>{title}</h1><ucapcontent>第二十条</ucapcontent>")
    assert (report.outcome, report.reason and report.reason[:27]) == (Outcome.EMPTY, "the page is a report itself")
    document = look_at(provisional(LIST, Given(), NONE), LIST, b"%PDF-1.7\n%...")
    assert (document.outcome, document.listing) == (Outcome.FAILED, None)
    assert "pdf" in (document.reason or "")


SHELL = """<html><head><title>政府信息公开年报</title></head>
<body><div id="app"></div><script src="/js/app.js"></script></body></html>"""


def test_a_list_that_only_a_script_fills_in_is_to_be_shown_in_a_browser():
    visit = look_at(provisional(LIST, Given(), NONE), LIST, SHELL.encode())
    assert (visit.outcome, visit.good) == (Outcome.NEEDS_BROWSER, False)
    site, lacking = proposed(visit, body="泾源县教育局")
    assert lacking == ()
    assert "options = { browser = true }" in entry_text(site)
    again = look_at(site, LIST, SHELL.encode())
    assert (again.outcome, again.good, again.proven) == (Outcome.NEEDS_BROWSER, True, False)
