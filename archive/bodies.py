"""Who publishes a report: a body's name as printed → its region, level, kind and fixed identifier.

The identifier is `<region>-<first 8 hex digits of the SHA-256 of the normalised name>`. The name hashed is the
region's own name and what follows it ("泾源县人民政府", "沭阳县发展和改革局"), never the chain of its parents,
which some reports print and others do not. Both are fixed once published: `normalise_name` never changes; a rename is a
row in bodies.csv (alias → identifier, with years), or of reforms.csv for departments; mergers are links (links.py).
"""

import csv
import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from archive.offices import (
    branch_level,
    bureau_of,
    is_beside,
    is_division,
    is_run_from_above,
    official_tax,
)
from archive.places import NO_PLACE, Place, Site, place_of
from archive.reforms import former, renamed
from archive.regions import (
    COUNTRY,
    DEMONSTRATION,
    FIRST_YEAR,
    UNKNOWN,
    Region,
    below,
    region_at,
    states_of,
)
from archive.zones import official_zone, zone_in, zone_name

_ID = re.compile(r"\d{6}-[0-9a-f]{8}")
_TOWNSHIP = re.compile(r"[一-鿿]{1,15}?(镇|乡|街道|苏木)(人民政府|办事处|公所)?(党政(综合)?办公室)?")
_ZONE = re.compile(r".*(区|园|城|港|基地|林场|农场|景区)(党工委)?(管理委员会|管理局|管委会)")
_DEPARTMENT = re.compile(r".*(局|委员会|委|厅|部|署|院|办公室|办公厅|中心|总队|支队|大队|处|所|社|馆|站|会|银行|公司)")
_OFFICE = re.compile(r"人民政府(办公厅|办公室)")
# What offices write for short; the right side is the official form.
_SHORT = (
    (re.compile(r"^政府"), "人民政府"),
    (re.compile(r"(镇|乡|苏木)(?:政府)?$"), r"\1人民政府"),
    (re.compile(r"街道办?$"), "街道办事处"),
    (re.compile(r"管委会$"), "管理委员会"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body. `doubt` says in English why its region may be another, where it is not certain.

    `told` names what else than its name and the registry tells the region, as in "host www.hongze.gov.cn".
    """

    id: str
    name: str
    region: str
    level: str  # national, province, prefecture, county, township, unknown
    kind: str  # government, office, department, township, zone, other
    demonstration: bool = False
    doubt: str | None = None
    told: str | None = None


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


def resolve(name: str, region: str | None = None, year: int | None = None, host: str | None = None) -> Body | None:
    """Return the body of a printed name, None for a name without a letter.

    `region` is a hint (the region of the site's entry): it decides between regions of the same name and stands in
    where the name has none. The host of the site's address does so too where there is no entry, or where the entry
    leaves a choice. A region that stays unknown is 000000. The answer depends on the arguments only, so the order of
    reading never matters.
    """
    text = normalise_name(name)
    if not text:
        return None
    site = Site(region_at(region, year) if region and region != UNKNOWN else None, host)
    place = place_of(text, site, year)
    rest = _official(place.rest, place.region)
    rest = official_tax(place.region, rest) if place.region and place.region.region != COUNTRY else rest
    body = _renamed(_body(_canonical(place.region, rest), rest, place), year)
    lapse = _lapsed(place.region, year) if body.doubt is None else None
    return replace(body, doubt=lapse) if lapse else body


def _canonical(region: Region | None, rest: str) -> str:
    """Return the name that is hashed: the region's own name and what follows it."""
    if region is None or region.region == COUNTRY or is_beside(rest):
        return rest
    if zone_in(rest):
        return zone_name(region, rest)
    return rest if region.name in rest else region.name + rest


def _body(canonical: str, rest: str, place: Place) -> Body:
    region = place.region
    code = region.region if region else UNKNOWN
    kind = _kind(rest)
    return Body(
        id=body_id(code, canonical),
        name=canonical,
        region=code,
        level=_level(region, kind, canonical),
        kind=kind,
        demonstration=code.startswith(DEMONSTRATION),
        doubt=place.doubt if region else place.doubt or NO_PLACE,
        told=place.told,
    )


def _official(rest: str, region: Region | None) -> str:
    """Return what follows the region's name in its official form; a bare region stands for its government."""
    if not rest and region:
        return _government(region)
    for pattern, official in _SHORT:
        rest = pattern.sub(official, rest)
    return official_zone(rest)


def government_of(region: Region) -> str:
    """Return the name of a region's government."""
    return region.name + _government(region)


def _government(region: Region) -> str:
    return "行政公署" if region.name.endswith(("地区", "盟")) else "人民政府"


def _kind(rest: str) -> str:
    if rest in {"行政公署", "国务院"} or (rest.endswith("人民政府") and not _TOWNSHIP.fullmatch(rest)):
        return "government"
    rules = ((_OFFICE, "office"), (_TOWNSHIP, "township"), (_ZONE, "zone"), (_DEPARTMENT, "department"))
    return next((kind for pattern, kind in rules if pattern.fullmatch(rest)), "other")


def _level(region: Region | None, kind: str, name: str) -> str:
    if kind == "township":
        return "township"
    if region is None:
        return "unknown"
    if lower := branch_level(name, region):
        return lower
    if is_division(name):
        return "prefecture"
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
    region = region_at(body.region, year)
    if row:
        body = _as(body, row.body[:6], row.name)
    elif region and (row := _alias(body.region, government_of(region), year)):
        # the departments and townships of a county go on with it
        later = region_at(row.body[:6], None)
        if later and body.name.startswith(region.name):
            body = _as(body, row.body[:6], later.name + body.name.removeprefix(region.name))
    now = region_at(body.region, None)
    prefix = now.name if now and body.name.startswith(now.name) else ""
    reform = renamed(body.name.removeprefix(prefix), now.level, year) if now else None
    return _as(body, body.region, prefix + reform.new) if reform else body


def _as(body: Body, code: str, name: str) -> Body:
    level = _level(region_at(code, None), body.kind, name)
    return replace(body, id=body_id(code, name), name=name, region=code, level=level)


def _lapsed(region: Region | None, year: int | None) -> str | None:
    """Say that a region named was none in the year (a year beside it may do); None where it goes on under a name."""
    if region is None or year is None or region.level not in {"county", "prefecture"}:
        return None
    told_of = max(year, FIRST_YEAR)
    states = [state for state in states_of(region.region) if state.name == region.name]
    if any(state.valid_from - 1 <= told_of <= (state.valid_to or told_of) + 1 for state in states):
        return None
    then = region_at(region.region, told_of)
    if region_in(region.region, told_of) != region.region or _alias(region.region, government_of(region), None):
        return None
    if then and then.valid_in(told_of) and _alias(then.region, government_of(then), told_of):
        return None
    first, last = states[0].valid_from, states[-1].valid_to
    return f"{region.full_name} existed from {first} to {last or 'now'}, the report is about {year}; compare its title"


def _alias(region: str, name: str, year: int | None) -> Alias | None:
    """Return the row of the year; a name used once is understood in any year (reports print old names late)."""
    named_so = _by_alias().get((region, name), ())
    if len(named_so) == 1 or year is None:
        return named_so[-1] if named_so else None
    return next((row for row in named_so if row.valid_from <= year <= (row.valid_to or year)), None)


def former_names(body: str, name: str) -> tuple[Alias, ...]:
    """Return the names that the reforms of departments took from a body, each with the last year of its use."""
    region = region_at(body[:6], None)
    if region is None:
        return ()
    prefix = region.name if name.startswith(region.name) else ""
    rows = former(name.removeprefix(prefix), region.level)
    return tuple(Alias(prefix + row.old, region.region, body, name, 0, row.year) for row in rows)


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

    It follows from name and region alone, so it may be a body of which the archive holds no report. A branch office has
    its bureau instead. None for the national level, an unknown region, a township of which only the prefecture is
    known, the offices of vertical systems (tax, customs, statistics teams) and the corps.
    """
    region = region_at(body.region, None)
    if region is None or region.region in (COUNTRY, UNKNOWN):
        return None
    if is_beside(body.name) or is_run_from_above(body.name, region):
        return None
    if bureau := bureau_of(body.name, region):
        return body_id(*bureau)
    government = body_id(region.region, region.name + _government(region))
    if body.id == government:
        above = region_at(region.parent, None)
        return body_id(above.region, above.name + _government(above)) if above and above.region != COUNTRY else None
    zone = zone_in(body.name.removeprefix(region.name))
    if zone and body.kind != "zone":
        return body_id(region.region, official_zone(zone_name(region, zone)))
    county_unknown = body.kind == "township" and region.level != "county" and below(region.region)
    return None if county_unknown else government
