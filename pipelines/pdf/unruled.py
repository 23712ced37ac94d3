"""Puts the form's tables together on pages that draw no rules around their cells."""

from pipelines.aligned.find import find_tables, may_hold
from pipelines.aligned.requests import Layout
from pipelines.aligned.words import Found, Word
from pipelines.aligned.words import Row as Words
from pipelines.pdf.characters import Char
from pipelines.pdf.grid import Grid
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import PageReading, Piece

_GAP = 0.55  # of the letters' size: a wider one parts two cells


def put_unruled_together(pages: list[PageReading]) -> None:
    """Replace lines of the pages by the tables that they make up; lines that make none for certain stay."""
    going_on: Layout | None = None
    for page in pages:
        items: list[Line | Piece] = []
        run: list[Line] = []
        for item in [*page.items, None]:
            if isinstance(item, Line):
                run.append(item)
                continue
            made, going_on = _made(run, page.number, going_on)
            items += made
            run = []
            if item is not None:
                items.append(item)
                going_on = None
        page.items = items


def _made(lines: list[Line], page: int, before: Layout | None) -> tuple[list[Line | Piece], Layout | None]:
    """Return lines with the tables among them put together."""
    upright = [line for line in lines if line.letters and not line.aslant]
    if before is None and not may_hold(line.text for line in upright):
        return [*lines], None
    rows = [words_of(line) for line in upright]
    tables, going_on = find_tables(rows, before)
    if not tables:
        return [*lines], going_on
    inside: dict[int, Piece] = {}
    first: dict[int, Piece] = {}
    for table in tables:
        piece = piece_of(table, page)
        first[id(upright[table.start])] = piece
        inside |= {id(line): piece for line in upright[table.start : table.end]}
    out: list[Line | Piece] = []
    for line in lines:
        if id(line) in first:
            out.append(first[id(line)])
        elif id(line) not in inside:
            out.append(line)
    return out, going_on


def words_of(line: Line) -> Words:
    """Return a line's words, parted where no letters stand for the width of half a letter."""
    out: Words = []
    held: list[Char] = []
    blank = False
    text = ""
    for char in line.letters:
        if char.text.isspace():
            blank = bool(held)
            continue
        size = max(char.bottom - char.top, 1.0)
        if held and char.x0 - held[-1].x1 > _GAP * size:
            out.append(_word(held, text, line))
            held, text = [], ""
        elif blank:
            text += " "
        held.append(char)
        text += char.text
        blank = False
    return [*out, _word(held, text, line)] if held else out


def _word(chars: list[Char], text: str, line: Line) -> Word:
    return Word(text, chars[0].x0, max(c.x1 for c in chars), line.middle, line.size)


def piece_of(table: Found, page: int) -> Piece:
    """Return a table found among the words of a page."""
    cells = sorted((cell.row, cell.column, 1, cell.colspan, cell.text) for cell in table.cells)
    grid = Grid(list(table.row_edges), list(table.column_edges), [cell[:4] for cell in cells])
    return Piece(grid, [_lines(cell[4]) for cell in cells], page)


def _lines(text: str) -> list[Line]:
    return [Line(part, 0.0, 0.0, 0.0, 0.0, 0.0) for part in text.split("\n")] if text else []
