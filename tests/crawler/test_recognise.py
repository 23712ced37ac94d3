import pytest

from crawler.platforms.base import Page
from crawler.recognise import claims, family_of, list_shown
from crawler.registry import Site

TRS = '<script>createPageHTML(3, 0, "index", "html")</script>'
JPAGE = "<datastore><recordset></recordset></datastore>"


def site(family: str) -> Site:
    return Site(id="a", body="b", region="640424", list="http://a.gov.cn/nb/", family=family)


def test_family_is_the_entrys_own_or_the_one_that_claims_the_page():
    page = Page("http://a.gov.cn/nb/", TRS)
    assert claims(page) == ("trs",)
    assert family_of(site("generic"), page) == "trs"
    assert family_of(site("jpage"), page) == "jpage"
    assert family_of(site("generic"), Page("http://a.gov.cn/nb/", "<html><body>年报</body></html>")) == "generic"


def test_address_decides_where_a_page_has_marks_of_two_families():
    both = f"{TRS}{JPAGE}"
    assert set(claims(Page("http://a.gov.cn/nb/", both))) >= {"trs", "jpage"}
    assert claims(Page("http://a.gov.cn/col/col7/index.html", both))[0] == "jpage"


@pytest.mark.parametrize(
    ("report", "shown"),
    [
        ("http://a.gov.cn/zwgk/nb/202101/t20210129_8843764.html", ("http://a.gov.cn/zwgk/nb/", "trs")),
        ("http://a.gov.cn/zwgk/nb/202101/t20210129_8843764.shtml", ("http://a.gov.cn/zwgk/nb/", "trs")),
        ("http://a.gov.cn:81/art/2020/1/15/art_15_33.html", ("http://a.gov.cn:81/col/col15/index.html", "jpage")),
        (
            "http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2020",
            ("http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2020", "xxgk"),
        ),
        ("http://a.gov.cn/202101/t20210129_8843764.html", None),  # no folder around it
        ("http://a.gov.cn/a/gknb/202401/2ecfb31a335f4d689220a3a23e24a986.shtml", None),  # UCAP does not tell
        ("http://a.gov.cn/klx/zfxxgknb/art/2022/art_900d59e20c594bcdaa8e4b0a0ba1e821.html", None),  # nor does jpaas
        ("http://a.gov.cn/info/13951/728370.htm", None),
        ("http://a.gov.cn/", None),
    ],
)
def test_a_reports_address_shows_its_list_only_where_the_family_says_so(report, shown):
    assert list_shown(report) == shown
