"""Tells borders around text from tables: a frame around a page or a paragraph is dissolved into its lines."""

from itertools import pairwise

from pipelines.pdf.grid import NEAR, Grid
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import PageReading, Piece, top_of

LONGEST_HEADING = 60  # characters of a cell as wide as its table that may still be one of its headings
MOST_LINES = 2


def dissolve_frames(pages: list[PageReading]) -> None:
    """Replace frames by the lines they hold, and peel running text off tables that touch a frame.

    A box of one column is a table's part only where the piece before or after it on the next page has the same
    sides: the heading of a block may stand alone before a page break.
    """
    pieces = [item for page in pages for item in page.items if isinstance(item, Piece)]
    kept = {id(piece) for piece in pieces if len(piece.grid.column_edges) > 2}
    for before, after in pairwise(pieces):
        if after.page - before.page in {0, 1} and _same_sides(before.grid, after.grid):
            kept |= {id(p) for p, other in ((before, after), (after, before)) if id(other) in kept and _is_heading(p)}
    for page in pages:
        items: list[Line | Piece] = []
        for item in page.items:
            if isinstance(item, Line):
                items.append(item)
            elif id(item) in kept:
                items += _peeled(item)
            else:
                items += [line for cell in item.lines for line in cell]
        page.items = sorted(items, key=top_of)


def _same_sides(a: Grid, b: Grid) -> bool:
    return abs(a.column_edges[0] - b.column_edges[0]) <= NEAR and abs(a.column_edges[-1] - b.column_edges[-1]) <= NEAR


def _is_heading(piece: Piece) -> bool:
    return all(_is_short(lines) for lines in piece.lines)


def _is_short(lines: list[Line]) -> bool:
    return len(lines) <= MOST_LINES and sum(len(line.text) for line in lines) <= LONGEST_HEADING


def _peeled(piece: Piece) -> list[Line | Piece]:
    """Return the piece without the first and last rows that hold running text across its whole width."""
    loose: list[Line | Piece] = []
    while (outer := _running_row(piece)) is not None:
        index, first = outer
        loose += piece.lines[index]
        piece = _without_row(piece, index, first=first)
    return [*loose, piece]


def _running_row(piece: Piece) -> tuple[int, bool] | None:
    rows, columns = len(piece.grid.row_edges) - 1, len(piece.grid.column_edges) - 1
    for index, (row, _, rowspan, colspan) in enumerate(piece.grid.cells):
        outermost = row in {0, rows - 1} and rowspan == 1 and colspan == columns
        if rows > 1 and outermost and not _is_short(piece.lines[index]):
            return index, row == 0
    return None


def _without_row(piece: Piece, index: int, *, first: bool) -> Piece:
    grid = piece.grid
    shift = 1 if first else 0
    cells = [(r - shift, c, rs, cs) for i, (r, c, rs, cs) in enumerate(grid.cells) if i != index]
    edges = grid.row_edges[1:] if first else grid.row_edges[:-1]
    lines = [held for i, held in enumerate(piece.lines) if i != index]
    return Piece(Grid(edges, grid.column_edges, cells), lines, piece.page)
