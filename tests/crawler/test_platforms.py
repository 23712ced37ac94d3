import json
from pathlib import Path

import pytest

from crawler.platforms import platforms
from crawler.platforms.base import ListError, Page, cut_short, linked_files, parse
from crawler.registry import Options, Site
from crawler.titles import is_document, looks_like_report, read_date

SHARED_LIST = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "documents" / "list-trs-ordos.html"
BASE = "http://a.gov.cn/nb/"


def site(family: str, address: str = BASE, **options: object) -> Site:
    return Site(
        id="a",
        body="b",
        region="990101",
        list=address,
        family=family,
        options=Options(**options),  # type: ignore[arg-type]
    )


def read(family: str, text: str, url: str = BASE, number: int = 1, **options: object):
    return platforms()[family].read_list(site(family, **options), Page(url, text, number))


@pytest.mark.parametrize(
    "title",
    [
        "泾源县人民政府2020年政府信息公开工作年度报告", "2019年信息公开年报", "教育局政务公开工作报告",
        "关于印发2019年政府信息公开工作年度报告的通知", "某局2022年政府信息公开工作年…", "2022年度报告", "2022年",
        "2018年政府信息公开 年度 报告", "教育局2022年年度报告", "二〇〇九年年报", "２０２１年度报告",
        "依申请公开2012年度报告",
        "县委机构编制委员会办公室关于发布2021年政府信息公开年度报告的通知",
        "预算审核中心2021年政府信息公开工作年度报告",
        "政府信息公开工作2019年情况报告", "政府信息主动公开年度报告", "2009年政府信息公开工作情况",
    ],
)  # fmt: skip
def test_titles_of_reports_are_followed(title):
    assert looks_like_report(title)


@pytest.mark.parametrize(
    "title",
    [
        "政府网站工作年度报表（2022年度）", "2022年法治政府建设年度报告", "2021年部门决算公开年度报告",
        "召开年度工作会议", "2020年部门预算信息公开情况报告", "2021年政府工作报告",
        "2014年第三季度政府信息公开工作情况",
        "法治政府建设信息公开年度报告",
        "关于做好2025年政府信息公开工作年度报告编制和发布工作的通知", "政府信息公开指南", "首页", "",
    ],
)  # fmt: skip
def test_other_titles_are_not(title):
    assert not looks_like_report(title)


def test_the_text_of_a_page_is_no_title_and_read_no_longer_than_one():
    assert not looks_like_report("编制" * 5_000_000)


def test_dates_and_files_are_told_by_their_form():
    assert read_date("发布时间：2024年1月9日") == "2024-01-09"
    assert read_date("[2024-1-9]") == "2024-01-09"
    assert read_date("2024-13-09") is None
    assert is_document("http://a.gov.cn/W02024.PDF")
    assert is_document("http://a.gov.cn/downfile.jsp?classid=0&filename=2024.docx")
    assert is_document("http://a.gov.cn/download?id=1", "年度报告.doc")
    assert not is_document("http://a.gov.cn/t20240109_1.html")


def test_trs_entries_have_full_title_date_and_pages():
    listing = read(
        "trs",
        """<ul><li><a href="./202401/t20240109_1.html" title="示例县2023年政府信息公开工作年度报告">示例县2023年…</a>
        <i>2024-01-09</i></li><li><a href="202301/t20230109_2.htm">示例县2022年年报</a></li>
        <li><a href="P020.pdf">附件</a></li><li><a href="/about.html">关于</a></li>
        <li><a href="javascript:x()">x</a></li>
        </ul><script>var countPage = 3//共多少页</script>""",
    )
    first, second, third = listing.entries
    assert (first.url, first.date) == (f"{BASE}202401/t20240109_1.html", "2024-01-09")
    assert (first.title, first.link_text) == ("示例县2023年政府信息公开工作年度报告", "示例县2023年…")
    assert (second.url, second.date) == (f"{BASE}202301/t20230109_2.htm", None)
    assert third.url == f"{BASE}P020.pdf"
    assert listing.pages == (f"{BASE}index_1.html", f"{BASE}index_2.html")


def test_trs_pager_names_its_files_and_only_the_first_page_follows_it():
    pager = '<script>createPageHTML(3, 0, "nb", "shtml");</script>'
    assert read("trs", pager).pages == (f"{BASE}nb_1.shtml", f"{BASE}nb_2.shtml")
    assert read("trs", f"<a href='t20240109_1.html'>甲</a>{pager}", number=2).pages == ()


def test_trs_date_beside_several_entries_is_nobodys():
    row = "<tr><td><a href='t20240109_1.html'>甲</a><a href='t20240109_2.html'>乙</a></td><td>2024-01-09</td></tr>"
    assert [entry.date for entry in read("trs", f"<table>{row}</table>").entries] == [None, None]


def test_trs_list_that_hides_entries_behind_a_search_says_so():
    script = "<script>require(['list2.trsapi'], function(m) { m({ pagebar: { recordCount: '20' } }); });</script>"
    assert "1 of 20 entries" in (read("trs", f"<a href='t20240109_1.html'>甲</a>{script}").incomplete or "")


@pytest.mark.skipif(not SHARED_LIST.exists(), reason="the real list page is not at hand")
def test_real_trs_list():
    listing = read("trs", SHARED_LIST.read_text("utf-8"))
    reports = [entry for entry in listing.entries if looks_like_report(entry.title)]
    assert len(listing.entries) > len(reports) >= 4
    assert reports[0].date == "2020-09-03"
    assert listing.pages == (f"{BASE}index_1.html",)


def test_jpage_groups_follow_each_other():
    group = """<datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&amp;appid=1&path='/'
    &columnid=7&webname='%25E5%25AE%259A'"></a>]]></nextgroup><recordset><record><![CDATA[<li>
    <a href='/art/2024/1/9/art_7_1.html' title='年报'>年…</a><span>2024-01-09</span></li>]]></record>
    </recordset></datastore>"""
    listing = read("jpage", f'<script type="text/xml">{group.replace(chr(10), "")}</script>')
    (entry,) = listing.entries
    assert (entry.url, entry.title, entry.date) == ("http://a.gov.cn/art/2024/1/9/art_7_1.html", "年报", "2024-01-09")
    (following,) = listing.pages
    assert following.startswith("http://a.gov.cn/module/web/jpage/dataproxy.jsp?page=1&appid=1&path=/")
    assert following.endswith("webname=%25E5%25AE%259A")
    assert read("jpage", "<datastore><recordset></recordset></datastore>", number=4).entries == ()


def test_jpage_list_without_a_way_to_its_rest_says_so():
    text = (
        "<datastore><totalrecord>9</totalrecord><recordset><record><a href='/art_1.html'>年报</a></record></recordset>"
    )
    assert "8 further entries" in (read("jpage", text).incomplete or "")


def test_other_page_is_no_jpage_list():
    with pytest.raises(ListError, match="check the entry's family"):
        read("jpage", "<html>欢迎</html>")


def test_gkmlpt_index_leads_to_the_columns_of_reports():
    tree = json.dumps(
        [{"id": 5, "name": "政策", "children": [{"id": 35, "name": "年度报告"}]}, {"id": 36, "name": "年报"}],
        ensure_ascii=False,
    )
    text = f"<script>window._CONFIG = {{SID: '755', TREE: {tree}, X: 1}}</script>"
    api = "http://a.gov.cn/x/gkmlpt/api/all/{}?page=1&sid=755"
    url = "http://a.gov.cn/x/gkmlpt/index"
    assert read("gkmlpt", text, url).pages == (api.format(35), api.format(36))
    assert read("gkmlpt", text, url, category=9).pages == (api.format(9),)
    with pytest.raises(ListError, match=r"options\.category"):
        read("gkmlpt", text.replace("年", "月"), url)
    with pytest.raises(ListError, match="no SID"):
        read("gkmlpt", "<html></html>", url)


def test_gkmlpt_column_is_paged_by_its_count():
    url = "http://a.gov.cn/gkmlpt/api/all/35?page=1&sid=755"
    article = {"title": " 2023年 年报 ", "url": "/gkmlpt/content/1/post_1.html", "created_at": "2024-01-09 10:00:00"}
    listing = read("gkmlpt", json.dumps({"articles": [article], "total": 101}), url)
    (entry,) = listing.entries
    assert (entry.url, entry.date) == ("http://a.gov.cn/gkmlpt/content/1/post_1.html", "2024-01-09")
    assert listing.pages == (url.replace("page=1", "page=2"),)
    assert read("gkmlpt", json.dumps({"articles": [article], "total": 1}), url).pages == ()
    with pytest.raises(ListError, match="no JSON"):
        read("gkmlpt", "<html>", url)
    with pytest.raises(ListError, match="no articles"):
        read("gkmlpt", "[]", url)


def test_gkmlpt_column_that_does_not_count_is_read_until_a_page_is_not_full():
    url = "http://a.gov.cn/gkmlpt/api/all/35?page=1&sid=755"
    articles = [{"title": "2023年年报", "url": f"/gkmlpt/content/1/post_{n}.html"} for n in range(100)]
    full = read("gkmlpt", json.dumps({"articles": articles}), url)
    assert full.pages == (url.replace("page=1", "page=2"),)
    assert read("gkmlpt", json.dumps({"articles": articles[:99]}), url).pages == ()
    assert full.incomplete is None


def test_gkmlpt_column_says_what_it_does_not_give():
    url = "http://a.gov.cn/gkmlpt/api/all/35?page=2&sid=755"
    nameless = read("gkmlpt", json.dumps({"articles": [{"title": "年报"}], "total": 101}), url)
    assert "1 of 1 articles have no address" in (nameless.incomplete or "")
    short = read("gkmlpt", json.dumps({"articles": [], "total": 101}), url)
    assert "counts 101 articles, but page 2 holds none" in (short.incomplete or "")
    assert read("gkmlpt", json.dumps({"articles": [], "total": 100}), url).incomplete is None
    few = json.dumps({"articles": [{"title": "年报", "url": "/p.html"}], "total": 30})
    assert "counts 30 articles, but gives only 1" in (read("gkmlpt", few, url.replace("=2", "=1")).incomplete or "")
    late = {"title": "年报", "url": "/p.html", "date": 1704765600000}  # milliseconds: no date rather than a wrong one
    assert read("gkmlpt", json.dumps({"articles": [late], "total": 101}), url).entries[0].date is None


def test_gkmlpt_detail_gives_files_of_its_script():
    detail = {
        "content": "<p><a href='/f/a.pdf'>表</a></p>",
        "attachment": [{"url": "/f/b.docx", "name": "b"}, "/f/c.ofd"],
    }
    page = Page("http://a.gov.cn/gkmlpt/content/1/post_1.html", f"<script>var _CONFIG = {json.dumps(detail)}</script>")
    urls = [entry.url for entry in platforms()["gkmlpt"].read_detail(page)]
    assert urls == ["http://a.gov.cn/f/a.pdf", "http://a.gov.cn/f/b.docx", "http://a.gov.cn/f/c.ofd"]


def test_files_linked_or_framed_are_found_once():
    text = "<a href='a.pdf'>附件</a><a href='a.pdf#2'>附件</a><iframe src='b.pdf'></iframe><a href='x.html'>x</a>"
    assert [entry.url for entry in linked_files(BASE, text)] == [f"{BASE}a.pdf", f"{BASE}b.pdf"]
    assert list(linked_files(BASE, "")) == []


@pytest.mark.parametrize("mark", ["<font>", "<div>", "<b><span>"])
def test_entries_below_very_many_unclosed_elements_are_found(mark):
    text = f"<html><body>{mark * 400}<a href='./202401/t20240109_1.html'>示例县2023年政府信息公开工作年度报告</a>"
    assert len(read("trs", text, BASE).entries) == 1


@pytest.mark.parametrize("before", ["", "<p></b></td>" * 300, '<?xml version="1.0" encoding="utf-8"?>', "</p>" * 5000])
def test_page_whose_elements_stand_too_deep_for_the_parser_is_known(before):
    deep = f"{before}<html><body>{'<div>' * 2200}<a href='x.html'>年报</a>"
    assert "read incompletely" in (cut_short(deep) or "")
    links = list(parse(deep).iter("a"))
    assert not links  # the very loss which is to be told


@pytest.mark.parametrize(
    "flat", ["<div><p>年报</p></div>" * 3000, "<br>" * 9000, "<div>" * 2000, "<p></b></td>" * 3000]
)
def test_page_with_many_elements_beside_each_other_is_not(flat):
    assert cut_short(f"<html><body>{flat}<a href='x.html'>年报</a></body></html>") is None


def test_answer_in_json_is_not_read_as_a_page():
    assert cut_short(json.dumps({"html": "<div>" * 3000 + "</div>" * 3000})) is None


@pytest.mark.parametrize("base", ["http://b.gov.cn/nb/", "/nb/"])
@pytest.mark.parametrize("family", ["trs", "generic"])
def test_links_are_led_by_the_base_of_their_page(base, family):
    text = (
        f"<html><head><base target=_blank><base href='{base}'></head><body><h1>信息公开年报</h1>"
        "<a href='#'>2021年</a><a href='202401/t20240109_1.html'>示例县2023年政府信息公开工作年度报告</a></body>"
    )
    listing = read(family, text, "http://a.gov.cn/x/list.html")
    host = "b" if "b.gov" in base else "a"
    assert [entry.url for entry in listing.entries] == [f"http://{host}.gov.cn/nb/202401/t20240109_1.html"]
    file = next(iter(linked_files("http://a.gov.cn/x/list.html", f"<base href='{base}'><a href='a.pdf'>附件</a>")))
    assert file.url == f"http://{host}.gov.cn/nb/a.pdf"
