"""From rules to tables, by pdfplumber's way of finding them, then spans from the cell boxes.

Merging edges and gathering cells into tables are pdfplumber's own functions. The step between, from edges over
their crossings to cells, is written anew: it gives the same cells (a test compares them) and pdfplumber's takes
most of the time, since it compares the edges' boxes again for every pair of points.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import cells_to_tables, merge_edges

from pipelines.pdf.rules import Rectangle, Rule

MAX_EDGES = 4_000  # of one page, after merging; the finder's cost grows with their square
MAX_RULES = 20_000  # before merging
NEAR = 3.0  # points; pdfplumber's own tolerance for snapping and joining

Edge = dict[str, Any]  # pdfplumber's own shape of an edge


class TooManyEdges(Exception):
    """A page draws more lines than any table needs."""


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
    joined = _joined(rules)
    if len(joined) > MAX_RULES:
        raise TooManyEdges
    edges = _merged([_edge(rule) for rule in joined])
    if len(edges) > MAX_EDGES:
        raise TooManyEdges
    added = _closing(edges)
    cells = find_cells(_merged(edges + added) if added else edges)
    grids = [_grid(boxes) for boxes in cells_to_tables(cells)]
    return sorted(grids, key=lambda grid: (grid.row_edges[0], grid.column_edges[0]))


def _joined(rules: list[Rule]) -> list[Rule]:
    """Join rules on exactly one line that touch or overlap: programs draw each cell's sides by themselves."""
    lines: dict[tuple[bool, int], list[tuple[float, float]]] = {}
    for x0, top, x1, bottom in rules:
        level = top == bottom
        span = (x0, x1) if level else (top, bottom)
        lines.setdefault((level, round((top if level else x0) * 20)), []).append(span)
    out = []
    for (level, at), spans in lines.items():
        place = at / 20
        spans.sort()
        start, end = spans[0]
        for low, high in [*spans[1:], (math.inf, math.inf)]:
            if low <= end + 0.5:
                end = max(end, high)
                continue
            out.append(Rule(start, place, end, place) if level else Rule(place, start, place, end))
            start, end = low, high
    return out


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
    return [edge for edge in merged if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= NEAR]


def find_cells(edges: list[Edge]) -> list[Rectangle]:
    """Return the smallest boxes that merged edges close, as pdfplumber's `intersections_to_cells` does."""
    crossings = _crossings(edges)
    below: dict[float, list[float]] = {}
    right: dict[float, list[float]] = {}
    for x, y in sorted(crossings):
        below.setdefault(x, []).append(y)
        right.setdefault(y, []).append(x)
    cells = []
    for x, y in sorted(crossings):
        upright, level = crossings[x, y]
        lows, ends = below[x], right[y]
        ends = ends[bisect_right(ends, x) :]
        near = (low for low in lows[bisect_right(lows, y) :] if not upright.isdisjoint(crossings[x, low][0]))
        closing = (
            (x, y, end, low)
            for low in near
            for end in ends
            if not level.isdisjoint(crossings[end, y][1]) and _closes(crossings, x, y, end, low)
        )
        cell = next(closing, None)  # nearly always the nearest two
        if cell is not None:
            cells.append(cell)
    return cells


Crossings = dict[tuple[float, float], tuple[set[int], set[int]]]


def _closes(crossings: Crossings, x: float, y: float, end: float, low: float) -> bool:
    """Whether edges lead from the upper right and the lower left corner to the lower right one."""
    corner = crossings.get((end, low))
    return (
        corner is not None
        and not corner[0].isdisjoint(crossings[end, y][0])
        and not corner[1].isdisjoint(crossings[x, low][1])
    )


def _crossings(edges: list[Edge]) -> Crossings:
    """Return where edges cross or nearly touch, with the upright and level edges that meet there."""
    uprights = [(i, e["x0"], e["top"] - NEAR, e["bottom"] + NEAR) for i, e in enumerate(edges) if _is_upright(e)]
    levels = [(i, e["top"], e["x0"] - NEAR, e["x1"] + NEAR) for i, e in enumerate(edges) if not _is_upright(e)]
    out: Crossings = {}
    for upright, x, top, bottom in uprights:
        for level, y, x0, x1 in levels:
            if top <= y <= bottom and x0 <= x <= x1:
                meeting = out.setdefault((x, y), (set(), set()))
                meeting[0].add(upright)
                meeting[1].add(level)
    return out


def _is_upright(edge: Edge) -> bool:
    return bool(edge["orientation"] == "v")


def _closing(edges: list[Edge]) -> list[Edge]:
    """Return, for each group of crossing edges, the closing edges that a page break leaves out.

    A table that goes on over a page often has no rule at the break; without one, the row there would be lost.
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
    return added


def _covered(edges: list[Edge], place: str, at: float, start: float, end: float) -> bool:
    low, high = ("x0", "x1") if place == "top" else ("top", "bottom")
    return any(abs(e[place] - at) <= NEAR and e[low] <= start + NEAR and e[high] >= end - NEAR for e in edges)


def _groups(edges: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Return the groups of upright and level edges that cross or touch one another."""
    uprights = [e for e in edges if _is_upright(e)]
    levels = [e for e in edges if not _is_upright(e)]
    groups = []
    while uprights and levels:
        group_v: list[Edge] = [uprights.pop()]
        group_h: list[Edge] = []
        queue = [group_v[0]]
        while queue:
            edge = queue.pop()
            if _is_upright(edge):
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
