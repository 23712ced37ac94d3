"""Which body came before which: governments of merged or split regions, departments merged in a reform."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archive.bodies import body_id, government_of
from archive.reforms import Reform, reforms
from archive.regions import COUNTRY, Region, region_at, regions
from archive.successions import Succession, successions

# What happened, in both languages: the old body, the new one, the year.
_SAID = {
    "merged": ("{year}年，{old}并入{new}", "{old} became part of {new} in {year}"),
    "divided": ("{year}年，{old}撤销，部分并入{new}", "{old} was dissolved in {year}; part of it went to {new}"),
    "split": ("{year}年，由{old}析出设立{new}", "{new} was set off from {old} in {year}"),
}


class Link(NamedTuple):
    """A row of the table `body_links`."""

    predecessor: str
    successor: str
    predecessor_name: str
    successor_name: str
    year: int
    kind: str  # merged, divided, split
    zh: str
    en: str


def links(held: Mapping[str, str]) -> tuple[Link, ...]:
    """Return the links of the bodies held (identifier → name), sorted; the body at the other end may not be held.

    A department is linked only to one that is held, or whose name is the same everywhere (the tax bureaus), because
    what the others were called after a reform differs from place to place.
    """
    found = {link for link in (*_governments(), *_taxes(held)) if link.predecessor in held or link.successor in held}
    return tuple(sorted(found | set(_departments(held))))


def _link(old: tuple[str, str], new: tuple[str, str], year: int, kind: str) -> Link:
    zh, en = (text.format(old=old[1], new=new[1], year=year) for text in _SAID[kind])
    return Link(body_id(*old), body_id(*new), old[1], new[1], year, kind, zh, en)


def _governments() -> Iterator[Link]:
    for row in successions():
        old, new = _state(row.old, row.old_name), _state(row.new, row.new_name)
        if row.kind != "renamed" and old and new:
            yield _link((row.old, government_of(old)), _current(row, new), row.year, row.kind)


def _state(code: str, name: str) -> Region | None:
    return next((state for state in regions() if state.region == code and state.name == name), None)


def _current(row: Succession, new: Region) -> tuple[str, str]:
    """Return the government under which the new region's body is now."""
    now = region_at(row.new, None) or new
    return row.new, government_of(now)


def _taxes(held: Mapping[str, str]) -> Iterator[Link]:
    """Yield the two tax bureaus of each region that became one in 2018."""
    for code in sorted({body[:6] for body in held}):
        region = region_at(code, None)
        if region and region.region != COUNTRY:
            new = (code, f"国家税务总局{region.name}税务局")
            yield from (_link((code, region.name + old), new, 2018, "merged") for old in ("国家税务局", "地方税务局"))


def _departments(held: Mapping[str, str]) -> Iterator[Link]:
    for code in sorted({body[:6] for body in held}):
        region = region_at(code, None)
        if region:
            prefix = "" if code == COUNTRY else region.name
            for row in _of_level(region.level):
                old, new = (code, prefix + row.old), (code, prefix + row.new)
                if body_id(*old) in held and body_id(*new) in held:
                    yield _link(old, new, row.year, row.kind)


def _of_level(level: str) -> Iterable[Reform]:
    return (row for row in reforms() if row.kind == "merged" and level in row.levels)
