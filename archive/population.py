"""Numbers of residents that an operator supplies (`population.csv`): only with them do pages answer per resident.

Columns: region (six-digit code), year, residents (a whole number of people), source (what the number was taken from).
Read when a server starts, like `withheld.csv`; the archive itself holds no such numbers.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from archive.corrections import InputError, read_rows
from archive.datadir import DataDir

COLUMNS = ("region", "year", "residents", "source")
FIRST_YEAR, LAST_YEAR = 1949, 2100
MOST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Residents:
    """The residents of one region in one year, and where the number comes from."""

    residents: int
    source: str


def load_population(data: DataDir) -> dict[tuple[str, int], Residents]:
    """Return the residents by region code and year; none where there is no file.

    Raises InputError naming the line for a code, year or number that is none, an empty source, or two rows of one
    region and year.
    """
    found: dict[tuple[str, int], Residents] = {}
    for line, row in read_rows(data.population, COLUMNS):
        place = f"{data.population.name} line {line}"
        region = row["region"]
        if not (len(region) == 6 and region.isascii() and region.isdigit()):
            raise InputError(f"{place}: {region!r} is no region code of six digits")
        year = _whole(row["year"], FIRST_YEAR, LAST_YEAR, f"{place}: year")
        residents = _whole(row["residents"], 1, MOST, f"{place}: residents")
        if not row["source"]:
            raise InputError(f"{place}: source is empty; pages show where a number of residents comes from")
        if (region, year) in found:
            raise InputError(f"{place}: {region} has two rows for {year}; keep one")
        found[region, year] = Residents(residents, row["source"])
    return found


def _whole(text: str, least: int, most: int, place: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else -1
    if not least <= number <= most:
        raise InputError(f"{place} {text!r} is no whole number from {least} to {most}, in digits alone")
    return number


def attach(db: sqlite3.Connection, population: Mapping[tuple[str, int], Residents]) -> None:
    """Give a connection the temporary table `population`, for the SQL of questions; nothing is written to a file."""
    (only_queries,) = db.execute("PRAGMA query_only").fetchone()
    db.execute("PRAGMA query_only = 0")  # it forbids temporary tables, too
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute(
        "CREATE TEMP TABLE population (region TEXT, year INTEGER, residents INTEGER, source TEXT,"
        " PRIMARY KEY (region, year)) WITHOUT ROWID"
    )
    rows = ((*key, one.residents, one.source) for key, one in population.items())
    db.executemany("INSERT INTO temp.population VALUES (?, ?, ?, ?)", rows)
    db.commit()
    db.execute(f"PRAGMA query_only = {int(only_queries)}")
