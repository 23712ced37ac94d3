"""From rules to tables: pdfplumber's table finder on a page that holds only edges, then spans from the cell boxes."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import TableFinder, merge_edges

from pipelines.pdf.rules import Rectangle, Rule

MAX_EDGES = 4_000  # of one page, after merging; the finder's cost grows with their square
NEAR = 3.0  # points; pdfplumber's own tolerance for snapping and joining
SETTINGS = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}

Edge = dict[str, Any]  # pdfplumber's own shape of an edge


class TooManyEdges(Exception):
    """A page draws more lines than any table needs."""


class EdgePage:
    """What pdfplumber's table finder asks of a page."""

    def __init__(self, edges: list[Edge]) -> None:
        self.edges = edges


@dataclass(slots=True)
class Grid:
    """A found table: its edges and its cells as (row, column, rowspan, colspan)."""

    row_edges: list[float]
    column_edges: list[float]
    cells: list[tuple[int, int, int, int]]

    @property
    def box(self) -> Rectangle:
        """The table's box as seen."""
        return self.column_edges[0], self.row_edges[0], self.column_edges[-1], self.row_edges[-1]

    def owners(self) -> list[list[int]]:
        """Return rows x columns with the index of the cell that covers each position, -1 for none."""
        out = [[-1] * (len(self.column_edges) - 1) for _ in range(len(self.row_edges) - 1)]
        for index, (row, column, rowspan, colspan) in enumerate(self.cells):
            for r in range(row, row + rowspan):
                out[r][column : column + colspan] = [index] * colspan
        return out

    def position(self, x: float, y: float) -> tuple[int, int]:
        """Return the grid row and column of a point inside the box."""
        row = min(max(bisect_right(self.row_edges, y) - 1, 0), len(self.row_edges) - 2)
        column = min(max(bisect_right(self.column_edges, x) - 1, 0), len(self.column_edges) - 2)
        return row, column


def find_grids(rules: list[Rule]) -> list[Grid]:
    """Return the tables that rules draw on one page, from the top. Raises TooManyEdges."""
    if len(rules) < 4:
        return []
    edges = _merged([_edge(rule) for rule in rules])
    if len(edges) > MAX_EDGES:
        raise TooManyEdges
    grids = [_grid(table.cells) for table in TableFinder(EdgePage(_closed(edges)), SETTINGS).tables]
    return sorted(grids, key=lambda grid: (grid.row_edges[0], grid.column_edges[0]))


def _edge(rule: Rule) -> Edge:
    return {
        "x0": rule.x0,
        "x1": rule.x1,
        "top": rule.top,
        "bottom": rule.bottom,
        "width": rule.x1 - rule.x0,
        "height": rule.bottom - rule.top,
        "orientation": "h" if rule.top == rule.bottom else "v",
        "object_type": "line",
    }


def _merged(edges: list[Edge]) -> list[Edge]:
    merged: list[Edge] = merge_edges(edges, NEAR, NEAR, NEAR, NEAR)
    return merged


def _closed(edges: list[Edge]) -> list[Edge]:
    """Return the edges and, for each group of crossing ones, the closing edges a page break leaves out.

    A table that goes on over a page often has no rule at the break; without one, the finder loses the row there.
    Where two or more upright edges end together, a level one is added, and so at the sides for three or more
    level edges that end together. One that is there already is merged with it.
    """
    added = []
    for uprights, levels in _groups(edges):
        for end in ("top", "bottom"):
            limit = min(e["top"] for e in uprights) if end == "top" else max(e["bottom"] for e in uprights)
            at = [e["x0"] for e in uprights if abs(e[end] - limit) <= NEAR]
            if len(at) >= 2 and not _covered(levels, "top", limit, min(at), max(at)):
                added.append(_edge(Rule(min(at), limit, max(at), limit)))
        for end in ("x0", "x1"):
            limit = min(e["x0"] for e in levels) if end == "x0" else max(e["x1"] for e in levels)
            at = [e["top"] for e in levels if abs(e[end] - limit) <= NEAR]
            if len(at) >= 3 and not _covered(uprights, "x0", limit, min(at), max(at)):
                added.append(_edge(Rule(limit, min(at), limit, max(at))))
    return edges + added


def _covered(edges: list[Edge], place: str, at: float, start: float, end: float) -> bool:
    low, high = ("x0", "x1") if place == "top" else ("top", "bottom")
    return any(abs(e[place] - at) <= NEAR and e[low] <= start + NEAR and e[high] >= end - NEAR for e in edges)


def _groups(edges: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Return the groups of upright and level edges that cross or touch one another."""
    uprights = [e for e in edges if e["orientation"] == "v"]
    levels = [e for e in edges if e["orientation"] == "h"]
    groups = []
    while uprights and levels:
        group_v: list[Edge] = [uprights.pop()]
        group_h: list[Edge] = []
        queue = [group_v[0]]
        while queue:
            edge = queue.pop()
            if edge["orientation"] == "v":
                near, levels = _split(levels, edge)
                group_h += near
            else:
                near, uprights = _split(uprights, edge)
                group_v += near
            queue += near
        if group_h:
            groups.append((group_v, group_h))
    return groups


def _split(edges: list[Edge], edge: Edge) -> tuple[list[Edge], list[Edge]]:
    near: list[Edge] = []
    far: list[Edge] = []
    for other in edges:
        touches = (
            other["x0"] <= edge["x1"] + NEAR
            and other["x1"] >= edge["x0"] - NEAR
            and other["top"] <= edge["bottom"] + NEAR
            and other["bottom"] >= edge["top"] - NEAR
        )
        (near if touches else far).append(other)
    return near, far


def _grid(boxes: list[Rectangle]) -> Grid:
    rows = sorted({y for box in boxes for y in (box[1], box[3])})
    columns = sorted({x for box in boxes for x in (box[0], box[2])})
    row_of = {y: i for i, y in enumerate(rows)}
    column_of = {x: i for i, x in enumerate(columns)}
    cells = [
        (row_of[top], column_of[x0], row_of[bottom] - row_of[top], column_of[x1] - column_of[x0])
        for x0, top, x1, bottom in boxes
    ]
    return Grid(rows, columns, sorted(cells))
