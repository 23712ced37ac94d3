"""Who publishes a report: a body's name as printed → its region, level, kind and fixed identifier.

The identifier is `<region>-<first 8 hex digits of the SHA-256 of the normalised name>`. The name hashed is the
region's own name and what follows it ("泾源县人民政府", "沭阳县发展和改革局"), never the chain of its parents,
which some reports print and others do not. Both are fixed once published: `normalise_name` never changes; a rename
or a merger is a row in bodies.csv (alias → identifier, with years).
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from archive.regions import (
    COUNTRY,
    DEMONSTRATION,
    LONGEST_NAME,
    UNKNOWN,
    Region,
    ancestors,
    below,
    called,
    named,
    region_at,
)
from archive.zones import official_zone, widest, zone_in, zone_name, zone_regions

_ID = re.compile(r"\d{6}-[0-9a-f]{8}")
_NATIONAL = re.compile(r"(国务院|国家|中华人民共和国|中国|最高人民)")
_MINISTRY = re.compile(r"[一-鿿]{2,12}部")
_TOWNSHIP = re.compile(r"[一-鿿]{1,15}?(镇|乡|街道|苏木)(人民政府|办事处|公所)?(党政(综合)?办公室)?")
_ZONE = re.compile(r".*(区|园|城|港|基地|林场|农场|景区)(党工委)?(管理委员会|管理局|管委会)")
_DEPARTMENT = re.compile(r".*(局|委员会|委|厅|部|署|院|办公室|办公厅|中心|总队|支队|大队|处|所|社|馆|站|会|银行|公司)")
_OFFICE = re.compile(r"人民政府(办公厅|办公室)")
_VERTICAL = re.compile(r"(?:国家税务总局|国家统计局|中国人民银行|中华人民共和国)(?=[一-鿿]{4})")
_SEAT = re.compile(r"[省市州盟县区旗](?=[一-鿿]{2,})")  # 区统计局: the region is that of the site
# What offices write for short; the right side is the official form.
_SHORT = (
    (re.compile(r"^政府"), "人民政府"),
    (re.compile(r"(镇|乡|苏木)(?:政府)?$"), r"\1人民政府"),
    (re.compile(r"街道办?$"), "街道办事处"),
    (re.compile(r"管委会$"), "管理委员会"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body. `doubt` says in English why its region may be another, where it is not certain."""

    id: str
    name: str
    region: str
    level: str  # national, province, prefecture, county, township, unknown
    kind: str  # government, office, department, township, zone, other
    demonstration: bool = False
    doubt: str | None = None


class Alias(NamedTuple):
    """A row of bodies.csv: a name a body had or still has besides its own."""

    alias: str
    region: str
    body: str
    name: str
    valid_from: int
    valid_to: int | None


def normalise_name(name: str) -> str:
    """Return the name as it is hashed: NFKC, case folded, letters and digits only. Fixed for ever."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def body_id(region: str, full_name: str) -> str:
    """Return the identifier of a body. Raises ValueError for a region that is not six digits."""
    if not re.fullmatch(r"\d{6}", region):
        raise ValueError(f"region {region!r} of {full_name!r} is not a six-digit code")
    return f"{region}-{hashlib.sha256(normalise_name(full_name).encode()).hexdigest()[:8]}"


def resolve(name: str, region: str | None = None, year: int | None = None) -> Body | None:
    """Return the body of a printed name, None for a name without a letter.

    `region` is a hint (the region of the site's entry): it decides between regions of the same name and stands in
    where the name has none. A region that stays unknown is 000000. The answer depends on the arguments only, so
    the order of reading never matters.
    """
    text = normalise_name(name)
    if not text:
        return None
    hint = region_at(region, year) if region and region != UNKNOWN else None
    if (vertical := _VERTICAL.match(text)) and (inner := _locate(text[vertical.end() :], hint, year))[0]:
        return _renamed(_body(text, inner[0], text, inner[2]), year)
    found, rest, doubt = _locate(text, hint, year)
    if found is None and _is_national(text):
        found, rest, doubt = region_at(COUNTRY, year), text, None
    if found is None and not doubt and hint:
        found, rest = _seat(hint, rest, year)
    return _renamed(_body(_canonical(found, _official(rest, found)), found, _official(rest, found), doubt), year)


def _canonical(region: Region | None, rest: str) -> str:
    """Return the name that is hashed: the region's own name and what follows it."""
    if region is None or region.region == COUNTRY:
        return rest
    if zone_in(rest):
        return zone_name(region, rest)
    return rest if region.name in rest else region.name + rest


def _seat(hint: Region, rest: str, year: int | None) -> tuple[Region, str]:
    """Return the region that 区统计局 or 市财政局 means on the site of a region, and the name without it."""
    if not _SEAT.match(rest):
        return hint, rest
    chain = [hint, *(state for code in ancestors(hint, year) if (state := region_at(code, year)))]
    found = next((region for region in chain if region.name.endswith(rest[0])), None)
    return (found, rest[1:]) if found else (hint, rest)


def _body(canonical: str, region: Region | None, rest: str, doubt: str | None) -> Body:
    code = region.region if region else UNKNOWN
    kind = _kind(rest)
    return Body(
        id=body_id(code, canonical),
        name=canonical,
        region=code,
        level=_level(region, kind),
        kind=kind,
        demonstration=code.startswith(DEMONSTRATION),
        doubt=doubt if region else doubt or "the name holds no known region and the site gives none",
    )


def _locate(text: str, hint: Region | None, year: int | None) -> tuple[Region | None, str, str | None]:
    """Return the region a name begins with (or contains), what follows it, and a doubt."""
    candidates, rest = _chain(text, hint, year)
    if zone_in(rest) and (inside := zone_regions(rest, candidates, year))[0]:
        return _zone(inside[0], inside[1], hint, year)
    chosen, doubt = _choose(candidates, hint, year)
    if chosen:
        return chosen, rest, doubt
    inside_text, inner_doubt = _choose(_inside(text, hint, year), hint, year)
    return inside_text, text, doubt or inner_doubt


def _zone(
    candidates: Sequence[Region], rest: str, hint: Region | None, year: int | None
) -> tuple[Region | None, str, str | None]:
    """Choose the region of a zone whose name begins with a region's name for short."""
    chosen, doubt = _choose(candidates, hint, year)
    wide = widest(candidates, year) if chosen is None else None
    if wide is None:
        return chosen, rest, doubt
    others = ", ".join(region.full_name for region in candidates[1:])
    return wide, rest, f"the zone lies in {wide.full_name}; its name may also mean {others}"


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


def _official(rest: str, region: Region | None) -> str:
    """Return what follows the region's name in its official form; a bare region stands for its government."""
    if not rest and region:
        return _government(region)
    for pattern, official in _SHORT:
        rest = pattern.sub(official, rest)
    return official_zone(rest)


def _government(region: Region) -> str:
    return "行政公署" if region.name.endswith(("地区", "盟")) else "人民政府"


def _kind(rest: str) -> str:
    if rest in {"行政公署", "国务院"} or (rest.endswith("人民政府") and not _TOWNSHIP.fullmatch(rest)):
        return "government"
    rules = ((_OFFICE, "office"), (_TOWNSHIP, "township"), (_ZONE, "zone"), (_DEPARTMENT, "department"))
    return next((kind for pattern, kind in rules if pattern.fullmatch(rest)), "other")


def _level(region: Region | None, kind: str) -> str:
    if kind == "township":
        return "township"
    if region is None:
        return "unknown"
    return "national" if region.level == "country" else region.level


@cache
def aliases() -> tuple[Alias, ...]:
    """Return the rows of bodies.csv. Raises ValueError for an identifier that is not its name's."""
    lines = files(__package__).joinpath("bodies.csv").read_text("utf-8").splitlines()
    rows = []
    for row in csv.DictReader(lines):
        if not _ID.fullmatch(row["body"]) or body_id(row["body"][:6], row["name"]) != row["body"]:
            raise ValueError(f"bodies.csv: {row['body']} is not the identifier of {row['name']!r}")
        valid_to = int(row["valid_to"]) if row["valid_to"] else None
        rows.append(Alias(row["alias"], row["region"], row["body"], row["name"], int(row["valid_from"]), valid_to))
    return tuple(rows)


def _renamed(body: Body, year: int | None) -> Body:
    """Return the body under which an old name goes on; the region and level are then those of today's name."""
    row = _alias(body.region, body.name, year)
    name = row.name if row else ""
    if row is None and (region := region_at(body.region, year)):
        # the departments and townships of a county go on with it
        row = _alias(body.region, region.name + _government(region), year)
        later = region_at(row.body[:6], None) if row else None
        if row is None or later is None or not body.name.startswith(region.name):
            return body
        name = later.name + body.name.removeprefix(region.name)
    if row is None:
        return body
    code = row.body[:6]
    return replace(body, id=body_id(code, name), name=name, region=code, level=_level(region_at(code, None), body.kind))


def _alias(region: str, name: str, year: int | None) -> Alias | None:
    """Return the row of the year; a name used once is understood in any year (reports print old names late)."""
    named_so = _by_alias().get((region, name), ())
    if len(named_so) == 1 or year is None:
        return named_so[-1] if named_so else None
    return next((row for row in named_so if row.valid_from <= year <= (row.valid_to or year)), None)


@cache
def _by_alias() -> dict[tuple[str, str], tuple[Alias, ...]]:
    found: dict[tuple[str, str], list[Alias]] = {}
    for row in aliases():
        found.setdefault((row.region, row.alias), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def _predecessors() -> dict[str, tuple[str, ...]]:
    """Return the region codes that each region's government had before."""
    found: dict[str, list[str]] = {}
    for row in aliases():
        if row.alias.endswith(("人民政府", "行政公署")) and row.region != row.body[:6]:
            found.setdefault(row.body[:6], []).append(row.region)
    return {code: tuple(sorted(set(codes))) for code, codes in found.items()}


def region_in(code: str, year: int) -> str:
    """Return the code that the region of a body had in a year: 341421 for 庐江县 (340124) in 2009."""
    now = region_at(code, year)
    if now is None or now.valid_in(year):
        return code
    before = [old for old in _predecessors().get(code, ()) if (state := region_at(old, year)) and state.valid_in(year)]
    return before[0] if len(before) == 1 else code


def parent_of(body: Body) -> str | None:
    """Return the identifier of the government one above: a county's for its departments and townships, and so on.

    It follows from name and region alone, so it may be a body of which the archive holds no report. None for the
    national level, an unknown region, and a township of which only the prefecture is known.
    """
    region = region_at(body.region, None)
    if region is None or region.region in (COUNTRY, UNKNOWN):
        return None
    government = body_id(region.region, region.name + _government(region))
    if body.id == government:
        above = region_at(region.parent, None)
        if above is None or above.region == COUNTRY:
            return None
        return body_id(above.region, above.name + _government(above))
    zone = zone_in(body.name.removeprefix(region.name))
    if zone and body.kind != "zone" and not _VERTICAL.match(body.name):
        return body_id(region.region, official_zone(zone_name(region, zone)))
    if body.kind == "township" and region.level != "county" and below(region.region):
        return None
    return government
