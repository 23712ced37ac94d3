"""Make archive/bodies.csv anew from archive/regions.csv: the governments whose region changed its code or its name.

    python -m archive.maintenance.make_aliases > bodies.csv && mv bodies.csv archive/

A region goes on under another code where one of the same name, or of the same name but for its kind (洪泽县,
洪泽区), begins in the year after it ends; only one to one, so a merger or a split unites no two bodies. Those that took
another name are in successions.csv. What neither tells stays as it stands in bodies.csv.
"""

import csv
import re
import sys
from collections.abc import Iterator
from itertools import groupby, pairwise

from archive.bodies import Alias, aliases, body_id
from archive.regions import Region, regions
from archive.successions import successions

_KIND = re.compile(r"(?:地区|特区|[市县区旗盟])$")


def states() -> dict[str, list[Region]]:
    """Return the states of each region by code, the oldest first."""
    ordered = sorted(regions(), key=lambda state: (state.region, state.valid_from))
    return {code: list(rows) for code, rows in groupby(ordered, key=lambda state: state.region)}


def successors(known: dict[str, list[Region]]) -> dict[str, str]:
    """Return the code under which each ended county or prefecture goes on, where that is beyond doubt."""
    found: dict[str, str] = {}
    for code, rows in known.items():
        old = rows[-1]
        begun = [new[0] for new in known.values() if old.valid_to and new[0].valid_from == old.valid_to + 1]
        kin = [new for new in begun if new.level == old.level and new.region[:2] == code[:2] and new.region != code]
        same = [new for new in kin if new.name == old.name]
        near = [new for new in kin if new.parent == old.parent and _one_name(old.name, new.name)]
        if len(same or near) == 1:
            found[code] = (same or near)[0].region
    targets = list(found.values())
    single = {old: new for old, new in found.items() if targets.count(new) == 1}
    return single | {row.old: row.new for row in successions() if row.kind == "renamed"}


def _one_name(old: str, new: str) -> bool:
    """Say whether two names differ in their kind only: 洪泽县 and 洪泽区, 密云县 and 密云区, 赣县 and 赣县区."""
    return _KIND.sub("", old) == _KIND.sub("", new) or new == old + "区"


def derived() -> Iterator[Alias]:
    """Yield the rows that the regions tell."""
    known = states()
    after = successors(known)
    taken = set(after.values())
    for code, rows in known.items():
        last = code
        while last in after:
            last = after[last]
        current = known[last][-1]
        names = {row.name: row for row in rows}
        for name, row in names.items():
            moved = code != last
            renamed = name != current.name and code not in taken and _never_merged(rows)
            if row.level in ("prefecture", "county") and (moved or (code == last and renamed)):
                full = current.name + _office(current)
                begin = 0 if row.valid_from == 2008 else row.valid_from
                yield Alias(name + _office(row), code, body_id(last, full), full, begin, row.valid_to)


def _office(region: Region) -> str:
    return "行政公署" if region.name.endswith(("地区", "盟")) else "人民政府"


def _never_merged(rows: list[Region]) -> bool:
    """Say whether no other region ended as this one took another name: 万盛区 and 綦江县 became 綦江区."""
    changes = [b.valid_from for a, b in pairwise(rows) if a.name != b.name]
    name = rows[-1].name
    ended = [row for row in regions() if row.parent == rows[-1].parent and row.valid_to and row.valid_to + 1 in changes]
    return not any(_one_name(row.name, name) and row.region != rows[-1].region for row in ended)


def main() -> None:
    """Write the derived rows and those that the regions do not tell."""
    rows = list(derived())
    told = {(row.alias, row.region) for row in rows}
    rows += [row for row in aliases() if (row.alias, row.region) not in told]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(Alias._fields)
    for row in sorted(rows, key=lambda item: (item.region, item.valid_from, item.alias)):
        out.writerow([*row[:5], "" if row.valid_to is None else row.valid_to])


if __name__ == "__main__":
    main()
