"""Findings in words: what a relation asks for, what stands in the report, and the terms of the sum."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from archive.publication.answers import Ask
from archive.publication.cells import Cell, Number, cells_of
from archive.publication.codebook import Codebook
from archive.publication.reports import VISIBLE, Report
from archive.publication.stated import Statement
from archive.texts import Language

PREVIOUS = "prev."
SUMS = ("f14_", "t3_printed_subtotal")  # soft relations that are sums too, as all of several terms that are hard
LONG_SUM = 8  # terms; of a longer sum the zeros are not written


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One figure of a relation; of the text also its unit, its sentence and where that is marked."""

    code: str
    label: str
    value: Number | None
    link: str | None
    unit: str | None = None
    approx: bool = False
    sentence: str | None = None
    sentence_link: str | None = None
    read_value: Number | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding in the reader's language; `terms` only where they were asked for."""

    check_id: str
    report: int
    severity: str
    words: str
    found: Number | None
    expected: Number | None
    body: str
    body_name: str
    year: int
    scope: str
    demonstration: bool
    codes: tuple[str, ...]
    second_reading: str | None = None  # agrees, differs or none
    stated_at: tuple[int, ...] = ()  # positions of the figures of the text
    terms: tuple[Term, ...] = ()

    @property
    def sums(self) -> tuple[tuple[str, Number], ...]:
        """The sums of the relation as (terms, result), where its terms are seen to give what was found and expected.

        One where a printed total stands against its parts, two where two sums ought to be equal. Of other relations, a
        sum that happens to come out right would tell something else than what they ask for.
        """
        if self.severity != "hard" and not self.check_id.startswith(SUMS):
            return ()
        return _sums([term.value for term in self.terms], self.found, self.expected)

    @property
    def corrected(self) -> bool:
        """Whether one of its figures is not the one that was read."""
        return any(term.correction for term in self.terms)

    @property
    def difference(self) -> Number | None:
        """How far what stands there is from what the relation asks for."""
        return None if self.found is None or self.expected is None else self.found - self.expected

    @property
    def report_path(self) -> str:
        """Address of the report."""
        return f"/report/{self.body}/{self.year}/{self.scope}"


def in_general(words: str) -> str:
    """Return the words of a relation for no report in particular: ○ for its figures, … for the row or cell."""
    return words.replace("{where}", "…").replace("{found}", "○").replace("{expected}", "○")


def report_findings(
    ask: Ask, report: Report, codebook: Codebook, cells: Mapping[str, Cell], said: Mapping[int, Statement]
) -> list[Finding]:
    """Return the findings of a report with their terms, hard ones first; `said` are the figures of its text."""
    rows = _rows(ask.db, "f.report = ?", (report.report,), 500)
    looks_back = any(PREVIOUS in (row["where_codes"] or "") for row in rows)
    previous = cells_of(ask.db, report.previous_report) if report.previous_report and looks_back else {}
    terms = _Terms(ask=ask, report=report, codebook=codebook, cells=cells, previous=previous, said=said)
    return [_finding(ask.language, codebook, row, terms.of(row["where_codes"] or "", _positions(row))) for row in rows]


def _positions(row: sqlite3.Row) -> tuple[int, ...]:
    known = row["stated_at"] if "stated_at" in row.keys() else None  # noqa: SIM118 - a Row; older builds lack it
    return tuple(int(position) for position in (known or "").split())


def latest_findings(ask: Ask, limit: int) -> list[Finding]:
    """Return the hard findings of the latest reports."""
    return list_findings(ask, "f.severity = 'hard'", (), limit)


def list_findings(ask: Ask, where: str, values: tuple[object, ...], limit: int) -> list[Finding]:
    """Return findings a clause on `f`, `r` and `b` selects, of reports that may be shown."""
    codebook = Codebook(ask.db)
    return [_finding(ask.language, codebook, row) for row in _rows(ask.db, where, values, limit)]


def _rows(db: sqlite3.Connection, where: str, values: tuple[object, ...], limit: int) -> list[sqlite3.Row]:
    # a report's own page shows superseded revisions too; lists show only what stands
    standing = "" if where.startswith("f.report") else f" AND {VISIBLE}"
    return db.execute(
        "SELECT f.*, c.zh, c.en, r.body, r.year, r.scope, r.demonstration, b.name AS body_name"  # noqa: S608 (only constants are put in)
        " FROM findings f JOIN reports r USING (report) JOIN bodies b USING (body)"
        " LEFT JOIN checks c USING (check_id)"
        f" WHERE {where}{standing}"
        " ORDER BY r.year DESC, CASE f.severity WHEN 'hard' THEN 0 WHEN 'soft' THEN 1 ELSE 2 END,"
        " r.first_captured DESC, f.report, f.check_id, f.where_codes LIMIT ?",
        (*values, limit),
    ).fetchall()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """Looks up the figures that a finding names: cells of the report and of the year before, figures of its text."""

    ask: Ask
    report: Report
    codebook: Codebook
    cells: Mapping[str, Cell]
    previous: Mapping[str, Cell]
    said: Mapping[int, Statement]

    def of(self, codes: str, stated_at: tuple[int, ...]) -> tuple[Term, ...]:
        """Return the terms of a finding: those of its codes, and the further figures of the text that it used."""
        used = [self.said[position] for position in stated_at if position in self.said]
        terms, shown = [], set()
        for code in codes.split():
            one = next((one for one in used if one.code == code or (one.code is None and _joins(one, code))), None)
            terms.append(self._stated(one, code) if one else self._term(code))
            shown.add(one.position if one else None)
        return (*terms, *(self._stated(one, None) for one in used if one.position not in shown))

    def _stated(self, one: Statement, code: str | None) -> Term:
        """Return the very figure of the text that a relation used; without `code` it is a part, a base or a rate."""
        report, language = self.report, self.ask.language
        if code is None and one.label:
            label = one.label
        elif code is None and one.code is None:
            label = self.ask.say(f"said.role.{one.role}")
        else:
            label = self.codebook.label(code or one.code or "", language)
        revision = report.revision_query
        figure = f"/figure/{report.body}/{report.year}/{one.code}"
        sentence_link = f"{self.ask.link(report.path, report=revision)}#{one.anchor}"
        link = self.ask.link(figure, scope=report.scope, report=revision, at=one.position)
        return Term(
            code=code or one.code or "",
            label=label,
            value=one.value,
            link=link if one.code else sentence_link,
            unit=one.unit,
            approx=one.approx,
            sentence=one.sentence,
            sentence_link=sentence_link,
            read_value=one.read_value,
            correction=one.correction,
        )

    def _term(self, code: str) -> Term:
        earlier = code.startswith(PREVIOUS)
        plain = code.removeprefix(PREVIOUS)
        cell = (self.previous if earlier else self.cells).get(plain)
        year = self.report.year - int(earlier)
        path = f"/figure/{self.report.body}/{year}/{plain}"
        revision = None if earlier else self.report.revision_query
        link = self.ask.link(path, scope=self.report.scope, report=revision)
        return Term(
            code=code,
            label=self.codebook.label(code, self.ask.language),
            value=cell.value if cell else None,
            link=link if cell else None,
            read_value=cell.read_value if cell else None,
            correction=cell.correction if cell else None,
        )


def _sums(values: list[Number | None], found: Number | None, expected: Number | None) -> tuple[tuple[str, Number], ...]:
    """Return the sums that terms make: the parts of a total that stands last or first, or two pairs."""
    if len(values) < 2 or found is None or expected is None or found == expected:
        return ()
    for total, parts in ((values[-1], values[:-1]), (values[0], values[1:])):
        if total == found and len(parts) > 1 and _same(_total(parts), expected):
            return ((_terms_of(parts), expected),)
    pairs = (values[:2], values[2:])
    if len(values) == 4 and all(_same(_total(pair), one) for pair, one in zip(pairs, (found, expected), strict=True)):
        return ((_terms_of(pairs[0]), found), (_terms_of(pairs[1]), expected))
    return ()


def _total(values: list[Number | None]) -> Number:
    return sum(value for value in values if value is not None)


def _same(one: Number, other: Number) -> bool:
    return abs(one - other) < 1e-6


def _terms_of(values: list[Number | None]) -> str:
    """Return the terms of a sum; blanks count as 0, and of a long sum the zeros are left out."""
    numbers = [value or 0 for value in values]
    shown = [value for value in numbers if value] if len(numbers) > LONG_SUM else numbers
    written = [f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}" for value in shown]
    return " + ".join(f"({word})" if word.startswith("-") else word for word in written) or "0"


def _joins(one: Statement, code: str) -> bool:
    return code in (one.note or "").split()


def _plain(value: Number | None) -> str:
    """Return a number as a sentence takes it: without separators, for it may be a year or a date."""
    if value is None:
        return "—"
    return str(int(value)) if float(value).is_integer() else f"{value:.4f}".rstrip("0")


def _finding(language: Language, codebook: Codebook, row: sqlite3.Row, terms: tuple[Term, ...] = ()) -> Finding:
    wording: str = (row["zh"] if language == "zh" else row["en"]) or row["check_id"]
    codes = (row["where_codes"] or "").split()
    values = {
        "found": _plain(row["found"]),
        "expected": _plain(row["expected"]),
        "where": codebook.place(codes, language),
    }
    return Finding(
        check_id=row["check_id"],
        report=row["report"],
        severity=row["severity"],
        words=wording.format(**values),
        found=row["found"],
        expected=row["expected"],
        body=row["body"],
        body_name=row["body_name"],
        year=row["year"],
        scope=row["scope"],
        demonstration=bool(row["demonstration"]),
        codes=tuple(codes),
        second_reading=row["second_reading"],
        stated_at=_positions(row),
        terms=terms,
    )
