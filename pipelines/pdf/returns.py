"""Puts the statistics returns together that a PDF draws without rules."""

import re
from dataclasses import dataclass, field

from pipelines.aligned.returns import Layout, Part, begin, find_heads, go_on, has_own_label, looks_alike, set_wide
from pipelines.aligned.words import Row as Words
from pipelines.document import Problem
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import PageReading, Piece
from pipelines.pdf.unruled import piece_of, words_of
from pipelines.tables.statistics_header import is_unit
from pipelines.tables.statistics_labels import is_own

_LABELS = re.compile(r"指标|(?:统计|^)(?:项目|内容|名称)|项目名称")  # how the heading of the labels begins
_LONGEST = 60  # characters of a line of headings, or of a row
_ROWS = 3  # from which lines of a page are a return
_NAMED = "no rules part the cells of a statistics return here, and they could not be put together for certain"


@dataclass(slots=True)
class _Run:
    """Lines that follow each other on a page without a ruled table between them, and their words."""

    page: PageReading
    lines: list[Line]
    rows: list[Words]

    @property
    def ways(self) -> tuple[list[Words], ...]:
        """Return the rows with their words as they stand, and with words that are set wide."""
        return self.rows, [set_wide(row) for row in self.rows]


@dataclass(slots=True)
class _Return:
    """A return's parts, each in its run; `doubtful` where a page holds more of it that is not certain."""

    parts: list[tuple[_Run, int, Part]] = field(default_factory=list)
    doubtful: bool = False

    @property
    def layout(self) -> Layout:
        """How it goes on."""
        return self.parts[-1][2].layout


def put_returns_together(pages: list[PageReading]) -> None:
    """Replace lines of the pages by the returns that they make up; one that is not certain is named and stays."""
    found: list[_Return] = []
    going_on: _Return | None = None
    for page in pages:
        if going_on is None and not any(_may_be_heads(item) for item in page.items):
            continue
        runs = _runs(page)
        begun = [_Return([(run, *made)]) for run in runs for made in _begun(run)]
        if going_on is not None and not _goes_on(runs, begun, going_on):
            going_on = None
        found += begun
        going_on = begun[-1] if begun else going_on
    for one in found:
        if one.doubtful:
            _name(one.parts[0][0].page)
        elif one.parts[-1][2].layout.sides:  # heads alone are no return
            _replace(one)
    for page in pages:
        if sum(_is_row(item) for item in page.items) >= _ROWS:
            _name(page)


def _may_be_heads(item: Line | Piece) -> bool:
    if not isinstance(item, Line) or len(item.text) > _LONGEST:
        return False
    return _LABELS.search("".join(item.text.split())) is not None


def _is_row(item: Line | Piece) -> bool:
    """Whether a line is a row of a return with its number: one that no heads stand over is not read."""
    if not isinstance(item, Line) or not item.text[-1:].isdecimal() or len(item.text) > _LONGEST:
        return False
    words = words_of(item)
    return len(words) > 2 and is_unit(words[-2].text) and is_own(" ".join(word.text for word in words[:-2]))


def _runs(page: PageReading) -> list[_Run]:
    runs = [_Run(page, [], [])]
    for item in page.items:
        if isinstance(item, Piece):
            runs.append(_Run(page, [], []))
        elif item.letters and not item.aslant:
            runs[-1].lines.append(item)
            runs[-1].rows.append(words_of(item))
    return runs


def _begun(run: _Run) -> list[tuple[int, Part]]:
    """Return the returns whose heads stand in a run; heads of one that is not certain are named."""
    named = False
    for rows in run.ways:
        out: list[tuple[int, Part]] = []
        end = 0
        for start, after, heads in find_heads(rows):
            if start < end:
                continue
            part = begin(rows, start, after, heads)
            if part is not None:
                out.append((start, part))
                end = part.found.end
            else:
                named = named or has_own_label(rows[after:], heads)
        if out:
            return out
    if named:
        _name(run.page)
    return []


def _goes_on(runs: list[_Run], begun: list[_Return], before: _Return) -> bool:
    """Add a page's part of a return that the page before left open, if there is one."""
    first = begun[0].parts[0] if begun else None
    for run in runs:
        until = first[1] if first is not None and first[0] is run else len(run.rows)
        ways = [rows[:until] for rows in run.ways]
        if any(looks_alike(row, before.layout) for rows in ways for row in rows):
            parts = [part for rows in ways if (part := go_on(rows, before.layout)) is not None]
            before.doubtful = run is not runs[0] or not parts
            before.parts += [(run, 0, part) for part in parts[:1]]
            return not before.doubtful
        if until < len(run.rows):
            break
    return False


def _replace(found: _Return) -> None:
    for number, (run, start, part) in enumerate(found.parts):
        table = part.found if number == len(found.parts) - 1 else part.tail
        piece = piece_of(table, run.page.number)
        inside = {id(line) for line in run.lines[start : table.end]}
        first = id(run.lines[start])
        items: list[Line | Piece] = []
        for item in run.page.items:
            if id(item) == first:
                items.append(piece)
            elif id(item) not in inside:
                items.append(item)
        run.page.items = items


def _name(page: PageReading) -> None:
    """Say once that a return on a page is not read."""
    detail = f"Page {page.number}: {_NAMED}; look at the original."
    problem = Problem(kind="table_unknown", detail=detail, where=("t14",))
    if problem not in page.problems:
        page.problems.append(problem)
