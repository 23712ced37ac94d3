"""Which figures were added, changed or removed since the release before, one line each, and all this in words."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from archive.export.resource import Resource, Row, Value
from archive.export.sinks import line
from archive.schema import Column
from archive.texts import LANGUAGES, Language, text

SHOWN = 100  # changed figures that the summary names
ADDED, CHANGED, REMOVED = KINDS = ("added", "changed", "removed")
_COLUMNS = (
    Column(name="change", type="text", zh="added 新增、changed 变更、removed 删除", en="added, changed or removed"),
    Column(name="report", type="integer", zh="报告编号", en="Report number"),
    Column(name="body", type="text", zh="机关标识", en="Identifier of the body"),
    Column(name="body_name", type="text", zh="机关全称", en="Full name of the body"),
    Column(name="year", type="integer", zh="报告年度", en="Year the report is about", unit="year"),
    Column(name="scope", type="text", zh="范围", en="Scope: own_office, own_level, whole_area, unknown"),
    Column(name="form_table", type="text", zh="表", en="Form table, or narrative for a figure stated in the text"),
    Column(name="code", type="text", zh="指标代码", en="Indicator code"),
    Column(name="position", type="integer", zh="正文数字的顺序号", en="Position of a figure stated in the text"),
    Column(name="old", type="number", zh="上一发布包中的值，空为空白", en="Value in the release before"),
    Column(name="new", type="number", zh="本发布包中的值，空为空白", en="Value in this release, empty if blank"),
)
RESOURCE = Resource(
    name="changed_figures",
    zh="与上一发布包相比新增、变更、删除的数字",
    en="Figures added, changed or removed since the release before",
    columns=_COLUMNS,
    rows=lambda _db: iter(()),
)
_FIGURES = "SELECT form_table, code, position, value FROM figures WHERE report = ?"
_ABOUT = """SELECT r.report, r.body, b.name, r.year, r.scope FROM reports AS r LEFT JOIN bodies AS b USING (body)
WHERE r.report = ?"""
Key = tuple[Value, ...]


@dataclass(slots=True, kw_only=True)
class Changes:
    """What differs from the release `since`, counted; None for a first release, of which everything is new."""

    since: str | None
    reports: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    years: dict[Value, Counter[str]] = field(default_factory=dict)
    first: list[Row] = field(default_factory=list)  # the first changed figures

    def counts(self) -> dict[str, object]:
        """Return the counts for the descriptor."""
        reports, figures = ({kind: one[kind] for kind in KINDS} for one in (self.reports, self.figures))
        return {"since": self.since, "reports": reports, "figures": figures}


def write_changed_figures(
    archive: Path, before: Path | None, reports: Iterable[tuple[str, int]], out: TextIO, since: str | None
) -> Changes:
    """Write the figures of reports that differ, given as (change, report number); return what was found.

    Without `before` no line is written: every figure is new, and the table of all figures is the list.
    """
    found = Changes(since=since)
    out.write(line(RESOURCE.names()))
    with closing(_open(archive)) as now, closing(_open(before)) as then:
        for change, report in reports:
            found.reports[change] += 1
            about = (now if change != REMOVED else then).execute(_ABOUT, (report,)).fetchone()
            found.years.setdefault(about[3], Counter())[change] += 1
            if before is None:
                continue
            for kind, rest in _differing(_figures(then, report), _figures(now, report)):
                row = (kind, *about, *rest)
                out.write(line(row))
                found.figures[kind] += 1
                if kind == CHANGED and len(found.first) < SHOWN:
                    found.first.append(row)
    return found


def _open(path: Path | None) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) if path else sqlite3.connect(":memory:")


def _figures(db: sqlite3.Connection, report: int) -> dict[Key, Value]:
    return {(table, code, position): value for table, code, position, value in db.execute(_FIGURES, (report,))}


def _differing(then: Mapping[Key, Value], now: Mapping[Key, Value]) -> Iterator[tuple[str, Row]]:
    """Yield what differs; a printed blank is a figure without a value, so blank to 0 is a change."""
    for key in sorted(then.keys() | now.keys(), key=lambda one: tuple(str(part) for part in one)):
        if key not in then:
            yield ADDED, (*key, None, now[key])
        elif key not in now:
            yield REMOVED, (*key, then[key], None)
        elif then[key] != now[key]:
            yield CHANGED, (*key, then[key], now[key])


def summary(changes: Changes, release: str) -> str:
    """Return CHANGES.md, in both languages."""
    return "\n".join(part for language in LANGUAGES for part in _told(changes, release, language))


def _told(changes: Changes, release: str, language: Language) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return text(f"export.changes.{key}", language, **values)

    yield f"# {say('title', release=release)}\n"
    yield say("first") if changes.since is None else say("since", since=changes.since)
    yield ""
    for name, counts in (("reports", changes.reports), ("figures", changes.figures)):
        if name == "reports" or changes.since is not None:
            yield f"- {say(name, **{kind: f'{counts[kind]:,}' for kind in KINDS})}"
    yield ""
    for year, counts in sorted(changes.years.items(), key=lambda pair: str(pair[0])):
        yield f"- {say('year', year=year, **{kind: f'{counts[kind]:,}' for kind in KINDS})}"
    if changes.first:
        yield f"\n{say('changed', shown=len(changes.first), all=f'{changes.figures[CHANGED]:,}')}\n"
    for _, _, _, body_name, year, scope, _, code, _, old, new in changes.first:
        told = " → ".join(say("blank") if value is None else str(value) for value in (old, new))
        yield f"- {body_name} {year} ({scope}) `{code}`: {told}"
    yield ""
