"""No family claims another's list: each list of the sample web, its interfaces' answers included, has one claimant."""

import pytest

from archive.content import decode_text
from crawler.platforms import platforms
from crawler.platforms.base import ListError, Listing, Page
from crawler.platforms.generic import read_any
from crawler.sampleweb.pages import SampleSite
from crawler.sampleweb.web import families, find, platform
from tests.crawler.platforms.reading import claimed_by, site

HOST = "http://127.0.0.1:8101"
STRICT = ("trs", "jpage", "xxgk", "jpaas", "gkmlpt")
SITES = [one for family in families() if family != "generic" for one in platform(family, 1).sites]


def lists(of: SampleSite) -> list[tuple[Page, Listing]]:
    """Return the pages of a site's list, and of lists that it leads to, as its family reads them."""
    waiting, read = {of.path: (1, 0, 0)}, []
    while waiting:
        path, (number, level, before) = waiting.popitem()
        found = find(of.family, 1, path)
        assert found is not None, path
        page = Page(HOST + path, decode_text(found.content)[0], number, level, before)
        listing = platforms()[of.family].read_list(site(of.family, HOST + of.path), page)
        read.append((page, listing))
        before += len(listing.entries)
        named = {url: (number + 1 + at, level, before) for at, url in enumerate(listing.pages)}
        named |= {column.url: (1, level + 1, 0) for column in listing.columns}
        known = {page.url for page, _ in read}
        waiting |= {url.removeprefix(HOST): place for url, place in named.items() if url not in known}
    return read


@pytest.mark.parametrize("of", SITES, ids=lambda one: one.id)
def test_a_list_is_claimed_by_its_family_alone(of: SampleSite) -> None:
    for page, _ in lists(of):
        inner = {"trs"} if of.family == "iframe" else set()  # what the shell of the sample web frames
        assert claimed_by(page.text, page.url) in ({of.family}, set(), inner), page.url
    first = lists(of)[0][0]
    assert claimed_by(first.text, first.url) == {of.family}


@pytest.mark.parametrize("of", [one for one in SITES if one.family in STRICT], ids=lambda one: one.id)
def test_other_families_read_no_entry_out_of_it_unseen(of: SampleSite) -> None:
    page = lists(of)[0][0]
    for name in set(STRICT) - {of.family, "trs"}:
        with pytest.raises(ListError):
            platforms()[name].read_list(site(name, page.url), page)


@pytest.mark.parametrize("of", SITES, ids=lambda one: one.id)
def test_all_its_pages_name_all_its_reports(of: SampleSite) -> None:
    entries = {entry.url: entry for _, listing in lists(of) for entry in listing.entries}
    shown = [entry for entry in entries.values() if find(of.family, 1, entry.url.removeprefix(HOST))]
    assert len(shown) == len(entries) >= of.reports
    assert [listing.incomplete for _, listing in lists(of) if listing.incomplete] == []


@pytest.mark.parametrize("of", SITES, ids=lambda one: one.id)
def test_a_site_of_unknown_family_is_read_as_well(of: SampleSite) -> None:
    """The generic reader adds what it finds beside the family's, but no address that is none."""
    unknown = site("generic", HOST + of.path)
    for page, listing in lists(of):
        read = read_any(unknown, page, of.family)
        assert {entry.url for entry in read.entries} >= {entry.url for entry in listing.entries}
        assert [entry.url for entry in read.entries if not find(of.family, 1, entry.url.removeprefix(HOST))] == []
        assert [column.url for column in read.columns if "%22" in column.url or '"' in column.url] == []


NAMES = "<title>政府信息公开年报</title>"
TITLE = "示例县2023年政府信息公开工作年度报告"
HEX = "0f235d56ca894d5d9a95a53676d0573"
OTHERS = {
    "ucap": "".join(f'<li><a href="/x/gknb/202401/{HEX}{n}.shtml">{TITLE}</a></li>' for n in range(4))
    + "<script>createPageHTML('page_div', 2, 1, 'nav_list', 'shtml', 30);</script>",
    "webplus": "".join(f'<li><a href="../info/1103/77{n}.htm">{TITLE}</a></li>' for n in range(4)),
    "longxun": f'<a href="/XxgkAnnualReport/show/4570.html">{TITLE}</a><div data-url="/site/label/8888?a=1"></div>',
    "asp": "".join(f"<tr><td><a href='show.asp?id={n}'>{TITLE}</a></td></tr>" for n in range(4)),
    "shell": '<iframe src="/zwgk/list.html"></iframe>',
    "portal": "".join(f'<a href="/xw/202401/t20240109_{n}.html">新闻{n}</a>' for n in range(20)),
    "report": f"<h1>{TITLE}</h1><p>第二十条</p><a href='P020240109.pdf'>附件</a>",
    "other": f'<a href="/zwgk/1906985018193408001.html">{TITLE}</a>',
}


@pytest.mark.parametrize("name", OTHERS)
def test_lists_of_others_are_not_claimed(name: str) -> None:
    for path in ("/zwgk/nb/", "/", "/col/col7/index.html"):
        assert claimed_by(NAMES + OTHERS[name], HOST + path) & set(STRICT) == set(), path
