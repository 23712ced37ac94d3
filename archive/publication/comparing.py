"""Two reports side by side: figures with their differences where these mean something, texts sentence by sentence."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.corrections import TEXT_CODES
from archive.form_columns import APPLICANTS
from archive.masking import mask
from archive.publication.cells import Cell, Number
from archive.publication.codebook import Codebook
from archive.publication.reports import Report
from archive.publication.wording import Known, Sentence, Share, known, sentences, share
from archive.texts import Language

TABLES = ("t14", "t2", "t3", "t4", "narrative")
TEXT_LIMIT = 40_000  # characters of a text that is set side by side; a report has 6,000
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One figure of both reports. `why` says why no difference is given: scope, form, unit, blank, absent or empty.

    `reason` are the words of the codebook for a difference of forms.
    """

    code: str
    first: Cell | None
    second: Cell | None
    why: str
    reason: str | None = None

    @property
    def difference(self) -> Number | None:
        """By how much the second is more than the first."""
        if self.why or self.first is None or self.second is None:
            return None
        if self.first.value is None or self.second.value is None:
            return None
        exact = self.second.value - self.first.value
        return round(exact, 6) if isinstance(exact, float) else exact

    @property
    def percent(self) -> float | None:
        """The difference in per cent of the first, which must be more than 0."""
        base = self.first.value if self.first else None
        change = self.difference
        return None if change is None or not base or base < 0 else round(100 * change / base, 1)

    @property
    def differs(self) -> bool:
        """Whether a difference is given that is not 0."""
        return bool(self.difference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a printed table: its label and its figure, of table 3 the total; `cells` are the columns of table 3."""

    code: str
    label: str
    total: Pair | None
    cells: tuple[Pair, ...] = ()


def tables_of(
    language: Language,
    codebook: Codebook,
    reports: tuple[Report, Report],
    cells: tuple[Mapping[str, Cell], Mapping[str, Cell]],
) -> dict[str, list[Line]]:
    """Return the lines of both reports by table, in the order of the forms."""
    order = {code: place for place, code in enumerate(codebook.indicators)}
    rows: dict[str, dict[str, None]] = {table: {} for table in TABLES}
    for held in cells:
        for code, cell in held.items():
            rows.setdefault(cell.form_table, {})[code.partition(".")[0]] = None
    compare = _Comparing(language=language, codebook=codebook, reports=reports, cells=cells)
    found = {}
    for table, codes in rows.items():
        ordered = sorted(codes, key=lambda code: (order.get(code, len(order)), code))
        if ordered:
            found[table] = [compare.line(table, code) for code in ordered]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparing:
    """Compares figures of two reports."""

    language: Language
    codebook: Codebook
    reports: tuple[Report, Report]
    cells: tuple[Mapping[str, Cell], Mapping[str, Cell]]

    def line(self, table: str, code: str) -> Line:
        label = self.codebook.label(code, self.language)
        if table != "t3":
            return Line(code=code, label=label, total=self._pair(table, code))
        pairs = tuple(self._pair(table, f"{code}.{column}") for column in APPLICANTS)
        return Line(code=code, label=label, total=pairs[-1], cells=pairs)

    def _pair(self, table: str, code: str) -> Pair:
        first, second = (held.get(code) for held in self.cells)
        why, reason = self._why(table, code, first, second)
        return Pair(code=code, first=first, second=second, why=why, reason=reason)

    def _why(self, table: str, code: str, first: Cell | None, second: Cell | None) -> tuple[str, str | None]:
        """Return why two figures are not compared, and the codebook's words for it; ("", None) where they are."""
        if first is None or second is None:
            return ("absent" if first or second else "empty"), None
        if first.value is None or second.value is None:
            return "blank", None
        if self.reports[0].scope != self.reports[1].scope:
            return "scope", None
        if code.startswith(TEXT_CODES) or first.unit != second.unit:
            return ("", None) if first.unit == second.unit else ("unit", None)
        forms = [_form(report, table) for report in self.reports]
        if self.codebook.breaks_between(code, *forms):
            indicator = self.codebook.indicators.get(code.partition(".")[0])
            return "form", indicator.reason(self.language) if indicator else None
        return "", None


def _form(report: Report, table: str) -> str | None:
    """Return the form that a table of a report is of: of a hybrid, its table 2 is of another."""
    variant = report.form_variant or ""
    return variant.removeprefix("table2_") if table == "t2" and variant.startswith("table2_") else report.form


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its state: same, numbers, only or short (see `wording`)."""

    words: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of one report: its heading, and its paragraphs of sentences."""

    heading: str
    paragraphs: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Both texts: their sections beside each other, and how much of each stands in the other."""

    rows: tuple[tuple[tuple[Part, ...], tuple[Part, ...]], ...]
    shares: tuple[Share, Share]
    cut: bool


def sections_of(db: sqlite3.Connection, report: int) -> list[tuple[int, str, str]]:
    """Return (number, heading, text) of a report's sections, masked once more: what slips through stays out."""
    query = "SELECT number, heading, text FROM sections WHERE report = ? ORDER BY position"
    return [(row[0] or 0, row[1] or "", mask(row[2] or "")) for row in db.execute(query, (report,))]


def shares_of(first: list[tuple[int, str, str]], second: list[tuple[int, str, str]]) -> tuple[Share, Share]:
    """Return of each text how many of its sentences the other has too."""
    said = [[one for _, _, text in part for one in sentences(text)] for part in (first, second)]
    return share(said[0], known(said[1])), share(said[1], known(said[0]))


def texts_of(first: list[tuple[int, str, str]], second: list[tuple[int, str, str]]) -> Texts:
    """Return two texts side by side; sections of one number stand beside each other."""
    both = (_bounded(first), _bounded(second))
    split = [[[(sentences(line)) for line in text.split("\n")] for _, _, text in part] for part in both]
    said = [[one for section in part for line in section for one in line] for part in split]
    others = [known(part) for part in said]
    sides: list[dict[int, list[Part]]] = [{}, {}]
    for side in (0, 1):
        for (number, heading, _), lines in zip(both[side], split[side], strict=True):
            sides[side].setdefault(number, []).append(_part(heading, lines, others[1 - side]))
    numbers = sorted({*sides[0], *sides[1]})
    cut = both != (first, second)
    return Texts(
        rows=tuple((tuple(sides[0].get(one, ())), tuple(sides[1].get(one, ()))) for one in numbers),
        shares=shares_of(first, second) if cut else (share(said[0], others[1]), share(said[1], others[0])),
        cut=cut,
    )


def _part(heading: str, lines: list[list[Sentence]], other: Known) -> Part:
    paragraphs = (tuple(Said(one.words, other.state(one)) for one in line) for line in lines)
    return Part(heading=heading, paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph))


def _bounded(part: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return list(_cut(part))


def _cut(part: list[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    left = TEXT_LIMIT
    for number, heading, text in part:
        if left <= 0:
            return
        yield number, heading, text[:left]
        left -= len(text)
