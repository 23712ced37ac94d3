"""Bodies and places by what readers call them: names of today and before, pinyin, the region they are in."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.pinyin import spelled
from archive.publication.answers import Ask
from archive.regions import Region, stem

MOST_WORDS = 6  # of a search; those beyond are left out
_RANKED = 200  # bodies among which governments come first
_MOST_PLACES = 12  # of one name: 鼓楼区 is in several cities
_LATIN = re.compile(r"[a-z]+")
_CODE = re.compile(r"[0-9]{6}")
_WORD = re.compile(r"[^\W_]+")

Places = Mapping[str, tuple["Place", ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A region in its latest state."""

    region: str
    full_name: str

    @property
    def inside(self) -> tuple[str, str]:
        """Return the lowest and the highest code of the region and those inside it."""
        digits = self.region[:2] if self.region.endswith("0000") else self.region.removesuffix("00")
        return digits.ljust(6, "0"), digits.ljust(6, "9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A body; `alias` is the name that was found where it is not its own, `place` the full name of its region."""

    body: str
    name: str
    alias: str | None
    place: str | None
    level: str
    demonstration: bool


class Conditions:
    """Conditions on the rows of `body_names`, with the values of their parameters."""

    def __init__(self, ask: Ask, words: Iterable[str]) -> None:
        self.values: dict[str, object] = {}
        places = _places(ask)
        self.sql = " AND ".join(f"({self._word(word, places)})" for word in words) or "0"

    def _word(self, word: str, places: Places) -> str:
        parts = [f"instr(lower(n.alias), {self._value(word)})" if word.isascii() else self._named(word)]
        if _LATIN.fullmatch(word):
            parts.append(f"instr(n.pinyin, ' ' || {self._value(word)})")
        parts += [self._inside(place) for place in places.get(word, ())[:_MOST_PLACES]]
        for cut in range(2, len(word) - 1) if not word.isascii() else ():  # 福州教育局: what 福州 has by that name
            for place in places.get(word[:cut], ())[:_MOST_PLACES]:
                parts.append(f"{self._inside(place)} AND {self._named(word[cut:])}")
        return " OR ".join(parts)

    def _named(self, word: str) -> str:
        return f"instr(n.alias, {self._value(word)})"

    def _inside(self, place: Place) -> str:
        first, last = place.inside
        return f"n.region BETWEEN {self._value(first)} AND {self._value(last)}"

    def _value(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def words_of(text: str) -> list[str]:
    """Return the words of a search as names have them: without quotation marks, hyphens and repetitions."""
    return list(dict.fromkeys(_WORD.findall(text.casefold())))[:MOST_WORDS]


def bodies_called(ask: Ask, words: list[str], most: int) -> list[Found]:
    """Return the bodies that all the words fit, the likeliest first, at most so many."""
    where = Conditions(ask, words)
    rows = ask.db.execute(
        "SELECT b.body, b.name, b.region, b.level, b.demonstration, f.alias FROM ("  # noqa: S608 (made of constants and parameters)
        " SELECT n.body, n.alias, min(CASE WHEN lower(n.alias) = :whole THEN 0"
        "  WHEN substr(lower(n.alias), 1, :length) = :whole OR instr(n.pinyin || ' ', ' ' || :whole || ' ') THEN 1"
        "  WHEN instr(lower(n.alias), :whole) THEN 2 WHEN instr(n.pinyin, ' ' || :whole) THEN 3 ELSE 4 END) AS rank"
        f" FROM body_names n WHERE {where.sql} GROUP BY n.body ORDER BY rank, length(n.alias), n.body LIMIT {_RANKED}"
        ") f JOIN bodies b USING (body)"
        " ORDER BY f.rank, b.kind <> 'government', length(b.name), b.region, b.name LIMIT :most",
        {"whole": "".join(words), "length": len("".join(words)), "most": most, **where.values},
    ).fetchall()
    return [_found(ask, row) for row in rows]


def _found(ask: Ask, row: sqlite3.Row) -> Found:
    place = places_by_code(ask).get(row["region"])
    return Found(
        body=row["body"],
        name=row["name"],
        alias=row["alias"] if row["alias"] != row["name"] else None,
        place=place.full_name if place else None,
        level=row["level"] or "unknown",
        demonstration=bool(row["demonstration"]),
    )


def places_called(ask: Ask, words: list[str]) -> list[Place]:
    """Return the regions that the words are the name, the pinyin or the code of."""
    whole = "".join(words)
    if _CODE.fullmatch(whole):
        place = places_by_code(ask).get(whole)
        return [place] if place else []
    return list(_places(ask).get(whole, ())[:_MOST_PLACES])


def places_by_code(ask: Ask) -> Mapping[str, Place]:
    """Return the regions by code."""
    return ask.site.once("places by code", lambda: {state.region: Place(*_facts(state)) for state in _states(ask.db)})


def _facts(state: Region) -> tuple[str, str]:
    return state.region, state.full_name or state.name


def _places(ask: Ask) -> Places:
    return ask.site.once("places by name", lambda: _by_name(_states(ask.db)))


def _states(db: sqlite3.Connection) -> list[Region]:
    """Return every state of every region, the older before the newer."""
    rows = db.execute("SELECT * FROM regions ORDER BY region, valid_from").fetchall()
    return [Region._make(row[name] or "" for name in Region._fields) for row in rows]


def _by_name(states: list[Region]) -> Places:
    """Return the regions by their names, those without what says their kind, and the pinyin of both."""
    latest = {state.region: Place(*_facts(state)) for state in states}
    found: dict[str, dict[str, Place]] = {}
    for state in states:
        for name in {state.name, stem(state)} - {""}:
            typed = [spelling for spelling in spelled(name) if len(spelling) > len(name)]  # initials are too short
            for key in (name, state.region, *typed):
                found.setdefault(key, {})[state.region] = latest[state.region]
    return {key: tuple(places.values()) for key, places in found.items()}
