"""Where a body is: the region that its printed name holds, and what the registry's entry and the host add to it."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.hosts import spelled, told, unrelated
from archive.offices import CORPS_REGION, corps_name, names_a_place, stem_of_office, system_place, without_corps
from archive.regions import (
    COUNTRY,
    DEMONSTRATION,
    LONGEST_NAME,
    Region,
    ancestors,
    called,
    named,
    region_at,
    with_stem,
)
from archive.zones import area_in, is_own_name, widest, zone_in, zone_regions

_NATIONAL = re.compile(r"(国务院|国家|中华人民共和国|中国|最高人民)")
# By name, for every 县委宣传部 ends so too.
_MINISTRY = re.compile(
    r"(?:外交|国防|教育|科学技术|工业和信息化|公安|国家安全|监察|民政|司法|财政|人力资源和社会保障|国土资源|自然资源|环境保护|"
    r"生态环境|住房和城乡建设|交通运输|铁道|水利|农业|农业农村|商务|文化|文化和旅游|卫生|退役军人事务|应急管理|"
    r"人事|劳动和社会保障|建设|交通|信息产业)部"
)
_FREE_TRADE = re.compile(r"中国(?=[一-鿿]{2,4}自由贸易试验区)")  # printed 中国(江苏)自由贸易试验区
# 区统计局: the region is that of the site. 市场监督管理局 and 区域合作局 name none.
_SEAT = re.compile(
    r"(?!市场|市容|市政(?:公用|园林|工程|设施|管理|养护|市容|建设|局|处|公司|和)|市民(?:中心|服务)|市监(?:局|分局|所)|区[域划]|县域)"
    r"(自治[区州县旗]|[省市州盟县区旗])(?=[一-鿿]{2,})"
)
NO_PLACE = "the name holds no known region and the site gives none"


class Place(NamedTuple):
    """The region of a name and what follows the region's name; why it is not certain, and what else told it."""

    region: Region | None
    rest: str
    doubt: str | None = None
    told: str | None = None


class Site(NamedTuple):
    """What is known of the place where a name was found: the region of the registry's entry, and the host."""

    hint: Region | None
    host: str | None


def place_of(text: str, site: Site, year: int | None) -> Place:
    """Return where a body of a normalised name is; region None where nothing tells it, mostly with a doubt."""
    return _beside(text, site, year) or _ordinary(without_corps(text) or _FREE_TRADE.sub("", text), site, year)


def _ordinary(text: str, site: Site, year: int | None) -> Place:
    """Place a body of a government: by its name, else by the site."""
    place = _locate(text, site, year)
    if place.region is None and _is_national(text):
        return Place(region_at(COUNTRY, year), text)
    if place.region is None and not place.doubt:
        return _by_site(place.rest, site, year)
    if place.region and not (site.hint or place.told or place.doubt):
        other = unrelated(place.region, site.host, year)
        if other:
            doubt = f"the name says {place.region.full_name}, the host {site.host} is that of {other.full_name}"
            return place._replace(doubt=doubt)
    return place


def _beside(text: str, site: Site, year: int | None) -> Place | None:
    """Place a body that is under no local government, with its whole name; None for others."""
    if (corps := corps_name(text)) and not without_corps(text):
        return Place(region_at(CORPS_REGION, year), corps)
    inner = system_place(text)
    if inner is None:
        return None
    place = _locate(inner, site, year)
    if (short := stem_of_office(inner)) and not place.region and not place.doubt:
        place = _zone(with_stem(short, year), inner, site, year)
    if place.region or place.doubt:
        return place._replace(rest=text)
    return Place(None, text, NO_PLACE) if names_a_place(inner) else None


def _by_site(rest: str, site: Site, year: int | None) -> Place:
    """Place a name without a region: by the registry's entry, else by a host that spells just one region."""
    seat = _SEAT.match(rest)
    if site.hint:
        found, after = _seat(site.hint, rest, year)
        if found:
            return Place(found, after)
    meant = spelled(site.host, year)
    region = meant[0] if len(meant) == 1 else None
    if region and (site.hint is None or _related(region, site.hint, year)):
        fits = (
            region.name.endswith(seat[0]) or (seat[0] == "省" == region.name[-1:]) if seat else region.level == "county"
        )
        if fits:
            doubt = f"only the host {site.host} tells that the region is {region.full_name}"
            return Place(region, rest[seat.end() :] if seat else rest, doubt, f"host {site.host}")
    if site.hint:
        return Place(
            None, rest, f"the name says {seat[0] if seat else rest}, and the site is that of {site.hint.full_name}"
        )
    return Place(None, rest)


def _seat(hint: Region, rest: str, year: int | None) -> tuple[Region | None, str]:
    """Return the region that 区统计局 or 市财政局 means on the site of a region, and the name without it."""
    seat = _SEAT.match(rest)
    if not seat:
        return hint, rest
    chain = [hint, *(state for code in ancestors(hint, year) if (state := region_at(code, year)))]
    found = next((region for region in chain if region.name.endswith(seat[0])), None)
    return found, rest[seat.end() :] if found else rest


def _locate(text: str, site: Site, year: int | None) -> Place:
    """Return the region a name begins with (or contains), what follows it, and a doubt."""
    if area := area_in(text):
        return Place(region_at(area[0], year), area[1])
    candidates, rest = _chain(text, site.hint, year)
    if zone_in(rest) and (inside := zone_regions(rest, candidates, year))[0]:
        return _zone(inside[0], inside[1], site, year, whole="" if candidates else rest)
    place = _decide(candidates, rest, site, year)
    if place.region:
        return place
    inner = _decide(_inside(text, site.hint, year), text, site, year)
    return inner._replace(doubt=place.doubt or inner.doubt)


def _decide(candidates: Sequence[Region], rest: str, site: Site, year: int | None) -> Place:
    """Choose between regions by the entry's region, and by the host where that leaves a choice."""
    chosen, doubt = _choose(candidates, site.hint, year)
    pool = _near(candidates, site.hint, year) if site.hint else candidates
    if chosen or len(pool) < 2 or (by_host := told(pool, site.host, year)) is None:
        return Place(chosen, rest, doubt)
    region, spelt = by_host
    others = ", ".join(state.full_name for state in pool if state.region != region.region)
    doubt = None if spelt else f"the initials of the host {site.host} fit {region.full_name}, not {others}"
    return Place(region, rest, doubt, f"host {site.host}")


def _zone(candidates: Sequence[Region], rest: str, site: Site, year: int | None, whole: str = "") -> Place:
    """Choose the region of a zone whose name begins with a region's name for short."""
    if whole and is_own_name(candidates, rest) and not _supported(candidates, site, year):
        return _new_area(candidates, whole, site, year)
    place = _decide(candidates, rest, site, year)
    wide = widest(candidates, year) if place.region is None else None
    if wide is None:
        return place
    others = ", ".join(region.full_name for region in candidates[1:])
    return Place(wide, rest, f"the body lies in {wide.full_name}; its name may also mean {others}")


def _supported(candidates: Sequence[Region], site: Site, year: int | None) -> bool:
    """Say whether the entry's region or the host's lies in one of these regions or around it."""
    known = [site.hint] if site.hint else list(spelled(site.host, year))
    return any(_related(one, other, year) for one in known for other in candidates)


def _new_area(candidates: Sequence[Region], whole: str, site: Site, year: int | None) -> Place:
    """Place a new area whose name is only by chance a district's elsewhere: where its site is, else nowhere."""
    others = ", ".join(region.full_name for region in candidates)
    if site.hint:
        return Place(site.hint, whole, f"the site is that of {site.hint.full_name}; the name may also mean {others}")
    meant = spelled(site.host, year)
    if len(meant) == 1:
        doubt = f"only the host {site.host} tells that the region is {meant[0].full_name}; it may also be {others}"
        return Place(meant[0], whole, doubt, f"host {site.host}")
    return Place(None, whole, f"a new area that need not lie in {others}; give the site's region")


def _chain(text: str, hint: Region | None, year: int | None) -> tuple[Sequence[Region], str]:
    """Follow region names from the left, each inside the one before ("江苏省", "淮安市", "洪泽区")."""
    current: Sequence[Region] = ()
    while True:
        below, length = _longest(text, current, hint, year)
        if not below:
            return current, text
        current, text = below, text[length:]


def _longest(text: str, above: Sequence[Region], hint: Region | None, year: int | None) -> tuple[Sequence[Region], int]:
    codes = {region.region for region in above}
    for length in range(min(LONGEST_NAME, len(text)), 1, -1):
        inside_demo = any(code.startswith(DEMONSTRATION) for code in codes)
        named_so = _allowed(text[:length], text, hint, year, inside_demo=inside_demo)
        found = [region for region in named_so if _within(region, codes, year)]
        if found:
            return found, length
    return _shortened(text, codes, year)


def _shortened(text: str, codes: set[str], year: int | None) -> tuple[Sequence[Region], int]:
    """Return the regions named for short at the start: 巍山县, or a province before a region of it (广西南宁市)."""
    for length in range(min(LONGEST_NAME, len(text)), 1, -1):
        found = [region for region in called(text[:length], year) if _within(region, codes, year)]
        if found and found[0].level == "province":
            found = [region for region in found if _longest(text[length:], [region], None, year)[0]]
        if found:
            return found, length
    return (), 0


def _within(region: Region, codes: set[str], year: int | None) -> bool:
    return not codes or not codes.isdisjoint(ancestors(region, year))


def _allowed(name: str, text: str, hint: Region | None, year: int | None, *, inside_demo: bool = False) -> list[Region]:
    """Return the regions of a name; an invented one only where the demonstration itself is meant."""
    invented = inside_demo or (hint is not None and hint.region.startswith(DEMONSTRATION)) or text.startswith("示例省")
    states = [state for state in named(name, year) if state.region != COUNTRY]
    return [state for state in states if invented or not state.region.startswith(DEMONSTRATION) or name == "示例省"]


def _inside(text: str, hint: Region | None, year: int | None) -> Sequence[Region]:
    """Return the regions of the longest region name inside the text ("国家税务总局淮安市税务局")."""
    for length in range(min(LONGEST_NAME, len(text)), 2, -1):
        for start in range(1, len(text) - length + 1):
            found = _allowed(text[start : start + length], text, hint, year)
            if found:
                return found
    return ()


def _choose(candidates: Sequence[Region], hint: Region | None, year: int | None) -> tuple[Region | None, str | None]:
    """Choose by the hint: itself, one inside it or above it; a name that only one region has needs no hint."""
    codes = {candidate.region: candidate for candidate in candidates}
    if hint:
        near = [codes[hint.region]] if hint.region in codes else _near(codes.values(), hint, year)
        if len(near) == 1:
            return near[0], None
        if not near and len(codes) > 1 and hint.level == "county":
            return None, None  # a county's site has no bodies of other counties: "城区街道" is no region there
        if not near and len(codes) == 1:
            region = next(iter(codes.values()))
            return region, f"the name says {region.full_name}, the site is that of {hint.full_name}"
    if len(codes) == 1:
        return next(iter(codes.values())), None
    if codes:
        names = ", ".join(region.full_name for region in codes.values())
        return None, f"several regions have this name ({names}); give the site's region"
    return None, None


def _near(candidates: Iterable[Region], hint: Region, year: int | None) -> list[Region]:
    return [region for region in candidates if _related(region, hint, year)]


def _related(region: Region, hint: Region, year: int | None) -> bool:
    above_hint, above = ancestors(hint, year), ancestors(region, year)
    return region.region == hint.region or region.region in above_hint or hint.region in above


def _is_national(text: str) -> bool:
    return bool(_NATIONAL.match(text) or _MINISTRY.fullmatch(text))
