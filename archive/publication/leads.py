"""Where a search may lead at once: a place, a report, a year, an indicator that its words name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.publication.answers import Ask
from archive.publication.names import Found, places_called
from archive.publication.successors import successor

_BODY = re.compile(r"[0-9]{6}-[0-9a-f]{8}")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?)?")
_MOST_INDICATORS = 5
_SHORTEST_LABEL = 3  # characters of a part of a label


@dataclass(frozen=True, slots=True)
class Lead:
    """A page that a search names, without the language's prefix; `chinese` says that the words are."""

    words: str
    path: str
    chinese: bool = False


def year_of(word: str) -> int | None:
    """Return the year that a word is: 2024, 2024年, 2024年度."""
    match = _YEAR.fullmatch(word)
    return int(match[1]) if match else None


def body_of(ask: Ask, text: str) -> str | None:
    """Return the address of the body whose identifier a text is; None where there is none."""
    if not _BODY.fullmatch(text.strip().lower()):
        return None
    body = text.strip().lower()
    if ask.db.execute("SELECT 1 FROM bodies WHERE body = ?", (body,)).fetchone():
        return f"/body/{body}"
    moved = successor(ask.db, body)
    return f"/body/{moved}" if moved else None


def leads(ask: Ask, text: str, words: Sequence[str], bodies: Sequence[Found]) -> list[Lead]:
    """Return the pages that a search names; `words` are those of a body or place, `bodies` what they found."""
    years = [year for word in text.split() if (year := year_of(word)) in ask.years()]
    found = [*_places(ask, words)]
    for year in years[:1]:
        if year is not None:
            found += _reports(ask, bodies, year) if words else _year(ask, year)
    return [*found, *_indicators(ask, text.strip())]


def _places(ask: Ask, words: Sequence[str]) -> Iterator[Lead]:
    for place in places_called(ask, list(words)):
        first, last = place.inside
        held = "SELECT count(*) FROM bodies WHERE region BETWEEN ? AND ?"
        count = ask.db.execute(held, (first, last)).fetchone()[0]
        if count:
            said = ask.say("search.place", place=place.full_name, code=place.region, n=f"{count:,}")
            yield Lead(said, f"/bodies?region={place.region}")
        else:
            said = ask.say("search.place_empty", place=place.full_name, code=place.region)
            yield Lead(said, f"/coverage?province={place.region[:2]}")


def _year(ask: Ask, year: int) -> Iterator[Lead]:
    yield Lead(ask.say("search.year_coverage", year=year), f"/coverage?year={year}")
    yield Lead(ask.say("search.year_findings", year=year), f"/findings?year={year}")


def _reports(ask: Ask, bodies: Sequence[Found], year: int) -> Iterator[Lead]:
    """Yield the reports of that year of the first bodies found."""
    for body in bodies[:3]:
        held = "SELECT 1 FROM reports WHERE body = ? AND year = ? AND current = 1"
        if ask.db.execute(held, (body.body, year)).fetchone():
            yield Lead(ask.say("search.report", body=body.name, year=year), f"/report/{body.body}/{year}")


def _indicators(ask: Ask, text: str) -> Iterator[Lead]:
    words = text.lower()
    part = words if len(words) >= _SHORTEST_LABEL else "\0"
    rows = ask.db.execute(
        "SELECT code, zh, en FROM indicators WHERE lower(code) = :code OR zh = :text OR lower(en) = :words"
        " OR instr(zh, :part) OR instr(lower(en), :part)"
        " ORDER BY lower(code) <> :code AND zh <> :text AND lower(en) <> :words, length(zh), code LIMIT :most",
        {"code": words.partition(".")[0], "text": text, "words": words, "part": part, "most": _MOST_INDICATORS},
    )
    for row in rows:
        said = ask.say("search.indicator", label=row[ask.language] or row["code"], code=row["code"])
        yield Lead(said, f"/codebook/{row['code']}")
