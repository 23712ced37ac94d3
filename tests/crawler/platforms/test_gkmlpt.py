"""gkmlpt: trees of columns, columns as JSON with their counts, files in the script of a report's page."""

import json

import pytest

from crawler.platforms import platforms
from crawler.platforms.base import ListError, Page
from tests.crawler.platforms.reading import claimed_by, read, survives

INDEX = "http://a.gov.cn/x/gkmlpt/index"
API = "http://a.gov.cn/x/gkmlpt/api/all/35?page={}&sid=755"
DETAIL = "http://a.gov.cn/x/gkmlpt/content/1/1/post_1.html"


def index(*nodes: object) -> str:
    return f"<script>window._CONFIG = {{SID: '755', TREE: {json.dumps(nodes, ensure_ascii=False)}, X: 1}}</script>"


def column(*articles: object, **said: object) -> str:
    return json.dumps({"articles": articles, **said})


def test_columns_are_found_at_any_depth_and_where_they_moved_to() -> None:
    deep = {"id": 1, "name": "政策", "children": [{"id": 2, "name": "x", "children": [{"id": "35", "name": "年报"}]}]}
    moved = {"id": 36, "name": "年度报告", "jump_url": "http://a.gov.cn/zwgk/nb/"}
    listing = read("gkmlpt", index(deep, moved), INDEX)
    assert listing.pages == (API.format(1),)
    assert [(one.url, one.title) for one in listing.columns] == [("http://a.gov.cn/zwgk/nb/", "年度报告")]
    with pytest.raises(ListError, match=r"options\.category"):
        read("gkmlpt", index({"id": None, "name": "月报"}), INDEX)


def test_articles_may_have_another_key_for_their_address_or_only_an_attachment() -> None:
    listing = read(
        "gkmlpt",
        column(
            {"title": "2023年年报", "url": "", "post_url": "/x/post_1.html", "date": 1704765600},
            {"title": "2022年年报", "attachment": [{"name": "2022.pdf", "url": "/f/2022.pdf"}]},
            total=2,
        ),
        API.format(1),
    )
    assert [(one.url, one.title, one.date) for one in listing.entries] == [
        ("http://a.gov.cn/x/post_1.html", "2023年年报", "2024-01-09"),
        ("http://a.gov.cn/f/2022.pdf", "2022年年报", None),
    ]


def test_what_a_column_counts_but_does_not_serve_is_told_once() -> None:
    article = {"title": "年报", "url": "/p.html"}
    for said in ({"classify": {"post_count": 9}}, {"post_count": "9"}):
        reason = read("gkmlpt", column(article, total=1, **said), API.format(1)).incomplete or ""
        assert "counts 9 articles, of which the interface serves 1" in reason
        assert read("gkmlpt", column(article, total=101, **said), API.format(2), found=100).incomplete is None
        short = read("gkmlpt", column(article, **said), API.format(1)).incomplete or ""
        assert "counts 9 articles, but gives only 1" in short
    more = read("gkmlpt", column(article, classify={"post_count": 101}), API.format(1))
    assert more.pages == (API.format(2),)


def test_counts_that_are_none_do_not_decide() -> None:
    articles = [{"title": "年报", "url": f"/p{n}.html"} for n in range(100)]
    for total in ("²", "9" * 5000, True, -1, 1.5, None, {}):
        assert read("gkmlpt", column(*articles, total=total), API.format(1)).pages == (API.format(2),)


def test_detail_files_stand_in_its_content_and_its_list() -> None:
    detail = {
        "DETAIL": {"content": "<p><a href='/f/a.docx'>表</a></p>", "attachment": [{"name": "b", "url": "/f/b.pdf"}]}
    }
    page = Page(DETAIL, f"<script>window._CONFIG = {json.dumps(detail)}</script>")
    found = [entry.url for entry in platforms()["gkmlpt"].read_detail(page)]
    assert found == ["http://a.gov.cn/f/a.docx", "http://a.gov.cn/f/b.pdf"]


def test_recognition() -> None:
    assert claimed_by(index({"id": 35, "name": "年报"}), INDEX) == {"gkmlpt"}
    assert claimed_by(column(total=0), API.format(1)) == {"gkmlpt"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SID: '1' TREE: [",
        "SID: '" + "9" * 5000 + "' TREE: []",
        "SID: '1' TREE: " + "[" * 100_000,
        "SID: '1' " + "TREE: [" * 20_000,
        "SID: '1' TREE: " + '[{"name":"年报","id":{},"children":{"a":1}}]',
        "SID: '1' TREE: " + '[{"name":"年报","id":1,"jump_url":"http://[::1"}]',
        "[" * 100_000,
        column(1, "x", None, {"title": {"a": 1}, "url": {"b": 2}}, {"title": "年报", "url": "javascript:x()"}),
        column({"title": "年报", "attachment": [None, {}, {"url": "http://[::1"}], "date": 10**30}),
    ],
)
def test_hostile_pages_are_survived(text: str) -> None:
    for address in (INDEX, API.format(1), API.format("9" * 5000)):
        survives("gkmlpt", text, address)
    platforms()["gkmlpt"].read_detail(Page(DETAIL, f'"content": "{text}", "attachment": [{text}'))
