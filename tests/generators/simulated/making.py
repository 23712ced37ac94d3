"""Reports of one body as rows of the archive, year by year, with what goes wrong in some of them."""

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.bodies import region_in
from archive.regions import region_at, stem
from pipelines.build.changes import ChangeRow
from pipelines.build.rows import ProblemRow, ReportRow, ReportRows, SourceRow, problem_row, report_number
from pipelines.checks import form_expected
from pipelines.document import Problem
from pipelines.wide import NoteRow, WideRows
from pipelines.wide.rows import UnknownRow
from tests.generators.simulated.bodies import Teller
from tests.generators.simulated.documents import Keeper, html_of, pdf_of
from tests.generators.simulated.layouts import Layout, Number, layout, printed
from tests.generators.simulated.numbers import Books
from tests.generators.simulated.texts import Author, Told

_PROBLEMS = (
    ("row_missing", "the row of table 3 for security and stability is missing; compare the original", "t3"),
    ("label_differs", "the label 行政事业型收费 stands for 行政事业性收费; compare the original", "admin_fee_wan"),
    ("cell_unreadable", "a cell prints 若干 instead of a number; look at the original", "normdoc_made"),
    ("sources_differ", "page and attachment print different figures; compare both", "req_new.total"),
    ("table_missing", "table 4 was not found; look at the original", "t4"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A simulated report, ready to be written."""

    rows: ReportRows
    layout: Layout
    digest: str
    size: int
    grids: tuple[tuple[str, int, int | None, bytes], ...]
    proven: bool  # it has every figure as a reader would give it, for the build's own proof


@dataclass(slots=True)
class Desk:
    """Makes the reports of one body; `prove` says whether to give them with every figure for the build's proof."""

    teller: Teller
    dice: random.Random
    keeper: Keeper
    prove: bool

    def reports(self) -> Iterator[Made]:
        """Yield the body's reports, the oldest first; a revision follows what it supersedes."""
        teller, dice = self.teller, self.dice
        place = region_at(teller.body.region, None)
        size = teller.size
        books = Books(dice, size, teller.body.level in {"province", "prefecture"} and teller.body.kind == "government")
        kept = dice.choices((0.97, dice.uniform(0.1, 0.7)), (0.04, 0.96))[0]
        author = Author(dice, stem(place) if place else "本地", kept, max(2500.0, dice.gauss(6000, 1200)))
        dash = dice.choices((None, "", "/"), (0.88, 0.1, 0.02))[0]
        hybrid = dice.random() < 0.08
        format_ = "pdf" if dice.random() < 0.25 else "html"
        for year in teller.years:
            form = "F2014" if year < 2019 else "F2019" if year < 2021 else "F2021"
            variant = "single_other" if hybrid and form == "F2021" else None
            shape = layout(form, variant, "html" if form == "F2014" else format_)
            values = books.year(shape)
            if dash is not None:
                values = {code: value or None for code, value in values.items()}
            asked, done = (int(values.get(code) or 0) for code in _asked(form))
            told = author.year(teller.body.name, year, asked, done)
            yield from self._with_revisions(_Year(year, shape, values, dash or "", told))

    def _with_revisions(self, one: "_Year") -> Iterator[Made]:
        if self.dice.random() >= 0.01:
            yield self._make(one, "a", None, ())
            return
        code = self.dice.choice(one.layout.codes)
        before = _Year(one.year, one.layout, {**one.values, code: 12345}, one.dash, one.told)
        old, new = (report_number(self.teller.body.id, one.year, self.teller.scope, mark) for mark in ("a", "b"))
        now = one.values[code]
        yield self._make(before, "a", new, ())
        yield self._make(one, "b", None, (ChangeRow(new, 0, old, "figure", code, "12345", printed(now, one.dash)),))

    def _make(self, one: "_Year", mark: str, following: int | None, changes: tuple[ChangeRow, ...]) -> Made:
        teller, shape = self.teller, one.layout
        number = report_number(teller.body.id, one.year, teller.scope, mark)
        texts = {code: printed(value, one.dash) for code, value in one.values.items()}
        title = f"{teller.body.name}{one.year}年政府信息公开工作年度报告"
        published = f"{one.year + 1}-0{self.dice.randrange(1, 5)}-{self.dice.randrange(10, 29)}"
        data = (
            html_of(title, published, one.told, shape, texts) if shape.format == "html" else pdf_of(shape, f"{number}")
        )
        captures = self.keeper.keep(teller, one.year, f"t{number}.{shape.format}", data, title)
        digest, url = captures[0].digest or "", captures[0].url
        about = ReportRow(
            report=number, body=teller.body.id, year=one.year, scope=teller.scope, revision=mark,
            current=int(following is None), superseded_by=following, previous_report=None, title=title,
            body_printed=teller.body.name, form=shape.form, form_variant=shape.variant,
            form_expected=form_expected(one.year), published=published, published_source="text",
            period_from=f"{one.year}-01-01", period_to=f"{one.year}-12-31", year_source="title", body_source="title",
            scope_source="text" if teller.scope != "unknown" else None, sources_differ=None, document=digest,
            first_captured=captures[0].time, last_captured=captures[-1].time, url=url,
            gone=int(self.dice.random() < 0.01), demonstration=0, region=region_in(teller.body.region, one.year),
            missing_since=None,
        )  # fmt: skip
        wide = self._noted(shape.wide(number, one.values, one.dash), one, number)
        problems = self._problems(number, digest)
        shown = shape.read(one.values, one.dash) if self.prove else shape.report
        rows = ReportRows(
            shown=replace(shown, members=()), report=about, wide=wide, sections=one.told.section_rows(number),
            narrative=one.told.narrative_rows(number),
            sources=tuple(SourceRow(number, digest, each.id, 0, "page") for each in captures),
            problems=problems, changes=changes, judged=(),
        )  # fmt: skip
        grids = tuple(
            (digest, index, page, zlib.compress(grid.filled(texts).encode(), 1)) for index, page, grid in shape.grids
        )
        return Made(rows=rows, layout=shape, digest=digest, size=len(data), grids=grids, proven=self.prove)

    def _noted(self, wide: WideRows, one: "_Year", number: int) -> WideRows:
        """Add doubts, corrections and cells that the form does not know to some reports."""
        dice, codes = self.dice, [code for code, value in one.values.items() if value is not None]
        notes, unknown = list(wide.cell_notes), wide.unknown_cells
        chance = dice.random()
        if chance < 0.015 and codes:
            notes.append(NoteRow(number, dice.choice(codes), flags="misaligned"))
        elif chance < 0.017 and codes:
            code = dice.choice(codes)
            words = "the scan shows another digit (simulated, 2026-04-01)"
            notes.append(NoteRow(number, code, text="8", read_value=8, correction=words))
        elif chance < 0.022 and one.layout.form != "F2014":
            sure = [round(dice.uniform(0.5, 0.999), 3) for _ in codes]
            notes += [NoteRow(number, code, confidence=each) for code, each in zip(codes, sure, strict=True)]
        elif chance < 0.03:
            table = wide.printed_tables[0]
            unknown = (UnknownRow(number, table.form_table, table.table_index, 0, 9, table.page, "历年累计", "63059"),)
        return replace(wide, cell_notes=tuple(notes), unknown_cells=unknown)

    def _problems(self, number: int, digest: str) -> tuple[ProblemRow, ...]:
        if self.dice.random() >= 0.04:
            return ()
        kind, detail, where = self.dice.choice(_PROBLEMS)
        return (problem_row(Problem(kind=kind, detail=detail, where=(where,)), document=digest, report=number),)


@dataclass(frozen=True, slots=True)
class _Year:
    """What one year's report says."""

    year: int
    layout: Layout
    values: dict[str, Number | None]
    dash: str  # printed in a blank cell
    told: Told


def _asked(form: str) -> tuple[str, str]:
    return ("req_received", "reply_total") if form == "F2014" else ("req_new.total", "res_total.total")
