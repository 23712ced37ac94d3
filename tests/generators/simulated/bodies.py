"""Whose reports a simulated archive holds: governments, offices, departments and townships of all provinces."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.bodies import Body, body_id, government_of
from archive.regions import Region, regions
from tests.generators.simulated.vocabulary import words

FIRST, BREAK, LAST = 2014, 2019, 2025  # returns begin, tables of the form of 2019 begin, the last year reported
# By level: requests of an ordinary year (median), how many departments and townships a place has here.
_SIZES = {"province": 900.0, "prefecture": 220.0, "county": 60.0, "township": 1.5}
_DEPARTMENTS = {"province": 22, "prefecture": 3, "county": 1}


@dataclass(frozen=True, slots=True)
class Teller:
    """A body that reports: about which years, in what scope, and how many requests it has in an ordinary year."""

    body: Body
    years: tuple[int, ...]
    scope: str
    size: float
    site: str


def tellers(seed: int) -> Iterator[Teller]:
    """Yield bodies place by place; the order is drawn, so that the first of them are spread over the country."""
    dice = random.Random(f"{seed}/bodies")  # noqa: S311 (must repeat by seed)
    places = [region for region in regions() if region.valid_to is None and region.level in _DEPARTMENTS]
    first = [region for region in places if region.level == "province"]
    rest = [region for region in places if region.level != "province"]
    dice.shuffle(rest)
    for number, region in enumerate(rest):
        if number % 60 == 0 and first:
            yield from _of_place(dice, first.pop(0))
        yield from _of_place(dice, region)
    for region in first:
        yield from _of_place(dice, region)


def _of_place(dice: random.Random, region: Region) -> Iterator[Teller]:
    names = dice.sample(words("departments")[1:], _DEPARTMENTS[region.level])
    found = [(government_of(region), "government", region.level)]
    found += [(region.name + name, "department", region.level) for name in names]
    if region.level != "county" or dice.random() < 0.3:
        found.append((region.name + words("departments")[0], "office", region.level))
    if region.level == "county" and dice.random() < 0.5:
        found.append((f"{region.name}{dice.choice(words('towns'))}镇人民政府", "township", "township"))
    for name, kind, level in found:
        canonical = name if region.name in name else region.name + name
        body = Body(id=body_id(region.region, canonical), name=canonical, region=region.region, level=level, kind=kind)
        yield (teller := _teller(dice, body, level, kind))
        if kind == "government" and dice.random() < 0.05:  # some report twice, for the area and for their own level
            yield replace(teller, scope="own_level" if teller.scope == "whole_area" else "whole_area")


def _teller(dice: random.Random, body: Body, level: str, kind: str) -> Teller:
    size = _SIZES[level] * dice.lognormvariate(0, 0.9) * (1 if kind == "government" else 0.15)
    first = FIRST + dice.randrange(0, 2) if dice.random() < 0.1 else BREAK
    years = [year for year in range(first, LAST + 1) if dice.random() > 0.04]
    scopes: Sequence[str] = ("whole_area", "own_level") if kind == "government" else ("own_office", "unknown")
    scope = dice.choices(scopes, (0.85, 0.15))[0]
    return Teller(body, tuple(years or [LAST]), scope, size, f"s{body.region}")
