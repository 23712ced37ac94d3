"""Proposes the registry entry of a new site from one look at its list; what is not certain is left to the operator."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archive.bodies import Body, government_of, resolve
from archive.hosts import spelled, unrelated
from archive.records import Outcome
from archive.regions import UNKNOWN, ancestors, region_at
from crawler.entries import new_id
from crawler.platforms import platforms
from crawler.platforms.base import Page, parse
from crawler.recognise import GENERIC
from crawler.registry import Options, Site
from crawler.visit import Visit

_LONGEST = 40  # characters of a body's name
_MOST_NAMES = 40  # looked at on one page
_TITLE = re.compile(r"(?:关于)?([一-鿿]{3,30}?)(?:关于)?(?:19|20)\d\d\s*年")
_PARTS = re.compile(r"[-_|—–·•»>/\\,，:：\s]+")
_PORTAL = re.compile(r"(?:官方)?(?:门户)?(?:网站|网|首页)$|^(?:欢迎访问|中国)")
_BODY = re.compile("(?:政府|公署|局|委|会|办公室|办公厅|厅|部|署|院|中心|街道|办事处|镇|乡)$")  # not a region alone
_NAMES = "//meta[translate(@name, 'SITENAM', 'sitenam')='sitename' or @property='og:site_name']/@content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the operator says himself about a new site; None and empty where it is left to the page."""

    id: str | None = None
    body: str | None = None
    region: str | None = None
    family: str | None = None
    hosts: tuple[str, ...] = ()
    many_bodies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An entry and the keys that nothing told (`body` and `region` are empty then)."""

    site: Site
    lacking: tuple[str, ...]


def provisional(url: str, given: Given, taken: frozenset[str]) -> Site:
    """Return the site under which a list is first asked for: whose it is, is not known yet."""
    region = given.region or _region_of_host(url)
    return Site(
        id=given.id or new_id(url, region, taken),
        body=given.body or "",
        region=region or UNKNOWN,
        list=url,
        family=given.family or GENERIC,
        hosts=given.hosts,
        many_bodies=True,  # so that the page is not taken for anybody's
    )


def propose(visit: Visit, given: Given, taken: frozenset[str], evidence: str) -> Proposal:
    """Return the entry for a list that was looked at; `taken` are the ids of the registry."""
    asked = platforms()[visit.site.family].first(visit.site) if visit.site.family in platforms() else visit.site.list
    url = visit.site.list if visit.url == asked else visit.url
    body, many = _whose(visit, given)
    region = given.region or (body.region if body else None)
    lacking = tuple(key for key, value in (("body", body or given.body), ("region", region)) if not value)
    site = replace(
        visit.site,
        id=given.id or new_id(url, region or _region_of_host(url), taken),
        body=given.body or (body.name if body else ""),
        region=region or "",
        list=url,
        family=given.family or visit.family or GENERIC,
        many_bodies=given.many_bodies or many,
        options=Options(browser=visit.outcome is Outcome.NEEDS_BROWSER),
        evidence=evidence,
        list_from="unknown" if urlsplit(url).path in {"", "/"} else "seen",
    )
    return Proposal(site=site, lacking=lacking)


def _whose(visit: Visit, given: Given) -> tuple[Body | None, bool]:
    """Return the body whose list it is, if that is certain, and whether the list holds reports of several."""
    host = urlsplit(visit.url).hostname
    if given.body:
        return _certain(given.body, host, given.region), False
    portal = bool(visit.listing and visit.listing.columns)
    reports = _distinct(_certain(found[1], host) for title in visit.titles if (found := _TITLE.match(title)))
    if len(reports) == 1:
        return reports[0], portal
    sites = _distinct(_certain(name, host) for name in _site_names(visit.page))
    if len(sites) == 1:  # a column of a government's site may be that of any of its bodies
        return sites[0], portal or bool(reports) or sites[0].kind == "government"
    if reports or portal:
        return _government(reports, host), True
    return None, False


def _government(bodies: list[Body], host: str | None) -> Body | None:
    """Return the government whose host it is, or to whose region all bodies belong."""
    codes = {body.region for body in bodies}
    named = spelled(host, None)
    if len(named) == 1 and all(named[0].region in (code, *_above(code)) for code in codes):
        return resolve(government_of(named[0]), named[0].region)
    region = region_at(codes.pop(), None) if len(codes) == 1 else None
    return resolve(government_of(region), region.region) if region else None


def _above(code: str) -> tuple[str, ...]:
    region = region_at(code, None)
    return tuple(ancestors(region, None)) if region else ()


def _certain(name: str, host: str | None, region: str | None = None) -> Body | None:
    """Return the body of a name if there is no doubt of it and the host does not speak against it."""
    body = resolve(name, region, None, host)
    if body is None or body.doubt or body.kind == "other":
        return None
    found = region_at(body.region, None)
    return None if found is None or unrelated(found, host, None) else body


def _distinct(bodies: Iterable[Body | None]) -> list[Body]:
    return list({body.id: body for body in bodies if body}.values())


def _site_names(page: Page | None) -> Iterator[str]:
    """Yield what a page calls its site: in its meta data, and the parts of its title."""
    root = parse(page.text) if page else None
    if root is None:
        return
    titles = [str(title.text_content()) for title in root.xpath("//title")[:1]]
    said = [*(str(name) for name in root.xpath(_NAMES)[:2]), *(part for one in titles for part in _PARTS.split(one))]
    for name in said[:_MOST_NAMES]:
        bare = _PORTAL.sub("", _PORTAL.sub("", name.strip()))
        if 2 < len(bare) <= _LONGEST and _BODY.search(bare):
            yield bare


def _region_of_host(url: str) -> str | None:
    named = spelled(urlsplit(url).hostname, None)
    return named[0].region if len(named) == 1 else None
