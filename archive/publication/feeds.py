"""What the Atom feeds tell: new reports, findings and changes, of the whole archive, of a body or of a province."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archive.atom import TAGS, Entry, Link, Told, feed
from archive.masking import mask
from archive.publication.answers import Ask, Missing
from archive.publication.codebook import Codebook
from archive.publication.findings import list_findings
from archive.publication.reports import VISIBLE, Report, by_number

KINDS = ("reports", "findings", "changes")
ENTRIES = 50
LINES = 20  # of an entry
_WORDS = 300  # characters of a line
_PLACE = "substr(coalesce(r.region, b.region), 1, 2)"
_NEWEST = f"""SELECT r.report FROM reports AS r CROSS JOIN bodies AS b USING (body)
WHERE {VISIBLE} AND {{where}} ORDER BY r.first_captured DESC, r.report DESC LIMIT {ENTRIES}"""  # noqa: S608 (constants)
_EVENTS = f"""SELECT r.report, r.body, {_PLACE} AS province, r.first_captured AS at, 'revised' AS kind
  FROM reports AS r JOIN bodies AS b USING (body)
  WHERE {VISIBLE} AND r.report IN (SELECT superseded_by FROM reports WHERE superseded_by IS NOT NULL)
UNION ALL
SELECT r.report, r.body, {_PLACE}, coalesce(r.missing_since, r.last_captured), 'gone'
  FROM reports AS r JOIN bodies AS b USING (body) WHERE {VISIBLE} AND r.gone = 1
ORDER BY at DESC, report"""  # noqa: S608 (constants)
_DIFFERENCES = """SELECT c.kind, c.code, c.old, c.new FROM revision_changes AS c
JOIN reports AS r ON r.report = c.previous_revision LEFT JOIN documents AS d ON d.document = r.document
WHERE c.report = ? AND coalesce(d.withheld, '') = '' ORDER BY c.position LIMIT ?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What part of the archive a feed is about; `name` in words, None for all of it."""

    body: str | None = None
    province: str | None = None
    name: str | None = None

    @property
    def query(self) -> dict[str, str]:
        """What its address carries."""
        return {"body": self.body} if self.body else {"province": self.province} if self.province else {}


def chosen(ask: Ask) -> Chosen:
    """Return the part that `?body=` or `?province=` asks for. Raises Missing for one that there is not."""
    body, province = ask.query.get("body", ""), ask.query.get("province", "")
    if body:
        row = ask.db.execute("SELECT name FROM bodies WHERE body = ?", (body,)).fetchone()
        if row is None:
            raise Missing("missing.body")
        return Chosen(body=body, name=row["name"])
    if province:
        name = "SELECT name FROM regions WHERE region = ? || '0000' ORDER BY valid_from DESC LIMIT 1"
        row = ask.db.execute(name, (province,)).fetchone() if re.fullmatch("[0-9]{2}", province) else None
        if row is None:
            raise Missing("feeds.no_province")
        return Chosen(province=province, name=row["name"])
    return Chosen()


def atom(ask: Ask, kind: str, part: Chosen) -> str:
    """Return a feed in the language of the request, newest first."""
    entries = {"reports": _reports, "findings": _findings, "changes": _changes}[kind](ask, part)
    scope = part.body or part.province or "all"
    title = ask.say(f"feeds.{kind}")
    base = f"{ask.origin}/{ask.language}"
    page = {"reports": "/coverage", "findings": "/findings", "changes": "/coverage"}[kind]
    return feed(
        name=f"nianbao {kind} {scope} {ask.language}",
        title=f"{title} · {part.name}" if part.name else title,
        updated=max((entry.updated for entry in entries), default=built(ask.site.build)),
        entries=entries,
        lang=TAGS[ask.language],
        links=[
            Link(
                rel="self",
                href=base + address(kind, part),
                type="application/atom+xml",
                language=TAGS[ask.language],
            ),
            Link(rel="alternate", href=base + (f"/body/{part.body}" if part.body else page), type="text/html"),
        ],
    )


def address(kind: str, part: Chosen) -> str:
    """Return the address of a feed without its language."""
    return f"/feeds/{kind}.atom" + "".join(f"?{name}={value}" for name, value in part.query.items())


def built(build: str) -> str:
    """Return when a build was begun, as its name says."""
    found = re.match(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)", build)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else "1970-01-01T00:00:00Z"


def _newest(ask: Ask, part: Chosen, more: str = "1") -> list[Report]:
    where, values = "1", []
    if part.body:
        where, values = "r.body = ?", [part.body]
    elif part.province:
        where, values = f"{_PLACE} = ?", [part.province]
    query = _NEWEST.format(where=f"{where} AND {more}")

    def numbers() -> list[int]:
        return [row["report"] for row in ask.db.execute(query, values)]

    # a province's reports may lie far apart; there are few provinces, so what was found for one is kept
    kept = numbers() if part.body else ask.site.once(f"feed newest {part.province} {more}", numbers)
    return [report for number in kept if (report := by_number(ask.db, number))]


def _entry(ask: Ask, report: Report, *, kind: str, title: str, lines: Sequence[str], at: str | None = None) -> Entry:
    moment = at or report.first_captured or built(ask.site.build)
    told: list[tuple[str, Sequence[str]]] = [(mask(report.title or title), [_short(line) for line in lines[:LINES]])]
    if report.demonstration:
        told.insert(0, (ask.say("frame.demonstration_mark"), ()))
    if len(lines) > LINES:
        told.append((ask.say("feeds.more", number=len(lines) - LINES), ()))
    return Entry(
        name=f"nianbao {kind} {report.report} {at or ''} {ask.language}",
        title=title,
        updated=moment,
        published=moment,
        link=f"{ask.origin}/{ask.language}{report.path}",
        told=[Told(language=ask.language, parts=told)],
    )


def _short(words: str) -> str:
    plain = mask(words)
    return plain if len(plain) <= _WORDS else plain[: _WORDS - 1] + "…"


def _reports(ask: Ask, part: Chosen) -> list[Entry]:
    found = []
    for report in _newest(ask, part):
        lines = [ask.say("feeds.published", date=report.published)] if report.published else []
        lines += [report.url] if report.url and report.url.startswith("http") else []
        title = f"{report.body_name} {report.year}"
        found.append(_entry(ask, report, kind="report", title=title, lines=lines))
    return found


def _findings(ask: Ask, part: Chosen) -> list[Entry]:
    held = "EXISTS (SELECT 1 FROM findings AS f WHERE f.report = r.report)"
    reports = _newest(ask, part, held)
    marks = ", ".join("?" * len(reports))
    grouped: dict[int, list[str]] = {report.report: [] for report in reports}
    for one in list_findings(ask, f"r.report IN ({marks})", tuple(grouped), ENTRIES * 200) if grouped else ():
        grouped[one.report].append(f"{ask.say(f'severity.{one.severity}')}{ask.say('frame.colon')}{one.words}")
    return [
        _entry(
            ask,
            report,
            kind="findings",
            title=ask.say("feeds.found", name=report.body_name, year=report.year, number=len(lines)),
            lines=lines,
        )
        for report in reports
        for lines in (grouped[report.report],)
    ]


def _changes(ask: Ask, part: Chosen) -> list[Entry]:
    events = ask.site.once("feed changes", lambda: ask.db.execute(_EVENTS).fetchall())
    codebook = Codebook(ask.db)
    found: list[Entry] = []
    for row in events:
        if (part.body or row["body"]) != row["body"] or (part.province or row["province"]) != row["province"]:
            continue
        report = by_number(ask.db, row["report"])
        if report is None:
            continue
        title = ask.say(f"feeds.{row['kind']}", name=report.body_name, year=report.year)
        lines = _differences(ask, codebook, report) if row["kind"] == "revised" else []
        found.append(_entry(ask, report, kind=row["kind"], title=title, lines=lines, at=row["at"]))
        if len(found) == ENTRIES:
            break
    return found


def _differences(ask: Ask, codebook: Codebook, report: Report) -> list[str]:
    blank = ask.say("report.blank")

    def line(row: sqlite3.Row) -> str:
        label = codebook.label(row["code"], ask.language) + ask.say("frame.colon") if row["code"] else ""
        return f"{label}{row['old'] or blank} → {row['new'] or blank}"

    return [line(row) for row in ask.db.execute(_DIFFERENCES, (report.report, LINES + 1))]
