"""Table 4 without rules: fifteen values under the heads of three routes."""

import re
from collections.abc import Sequence

from pipelines.aligned.words import (
    Found,
    Placed,
    Row,
    Word,
    clusters,
    columns_of,
    edges_between,
    is_value,
    joined,
    split,
)
from pipelines.spelling import bare, normalise
from pipelines.tables.vocabulary import result, route

_NAMES = re.compile(r"结果维持|结果纠正|其他结果|尚未审结|总计|结果|维持|纠正|其他|尚未|审结")
_RESULTS = 5
_ROUTES = ("rev", "litd", "lita")
_COLUMNS = _RESULTS * len(_ROUTES)
_HEAD = 9  # rows that the heads may take


def find_disputes(rows: Sequence[Row], start: int) -> Found | None:
    """Return table 4 if it begins in the row `start`."""
    if not any(normalise(word.text) == "行政复议" for word in rows[start]):
        return None
    at = next((i for i in range(start + 1, min(start + _HEAD, len(rows))) if _is_data(rows[i])), None)
    if at is None:
        return None
    words = [word for row in rows[start:at] for word in split(row, _NAMES)]
    routes = {name: word for word in words if (name := route(word.text)) in (*_ROUTES, "lit")}
    heads = clusters([word for word in words if route(word.text) is None])
    texts = [joined(group).replace("\n", "") for group in heads]
    names = [result(bare(text)) for text in texts]
    if (
        len(heads) != _COLUMNS
        or None in names
        or any(len(set(names[i : i + _RESULTS])) != _RESULTS for i in range(0, _COLUMNS, _RESULTS))
    ):
        return None
    middles = [(min(w.x0 for w in group) + max(w.x1 for w in group)) / 2 for group in heads]
    values = rows[at]
    columns = columns_of([values] if len(values) == _COLUMNS else [], middles)
    placed = columns.place(values) if columns is not None else None
    if columns is None or placed is None or not _in_place(routes, middles):
        return None
    cells = [Placed(0, _RESULTS * i, routes[name].text, _RESULTS) for i, name in enumerate(_ROUTES)]
    cells += [Placed(1, i, text) for i, text in enumerate(texts)]
    under = dict(zip(placed, values, strict=True))
    cells += [Placed(2, i, under[i].text if i in under else "") for i in range(_COLUMNS)]
    return _found(rows, (start, at), cells, columns.places)


def _is_data(row: Row) -> bool:
    return len(row) > 2 and all(is_value(word) for word in row)


def _in_place(routes: dict[str, Word], middles: Sequence[float]) -> bool:
    """Whether each route's head stands over its own five columns."""
    return all(
        name in routes and middles[i * _RESULTS] <= routes[name].middle <= middles[i * _RESULTS + _RESULTS - 1]
        for i, name in enumerate(_ROUTES)
    )


def _found(rows: Sequence[Row], span: tuple[int, int], cells: list[Placed], places: Sequence[float]) -> Found:
    start, at = span
    every = [word for row in rows[start : at + 1] for word in row]
    top, bottom = min(w.y - w.size for w in every), rows[at][0].y + rows[at][0].size
    middle = sum(row[0].y for row in rows[start:at]) / (at - start)
    ys = (top + (middle - top) / 2, max(middle, top + (middle - top) / 2 + 0.1), rows[at][0].y)
    columns = edges_between(places, min(w.x0 for w in every), max(w.x1 for w in every))
    return Found(start, at + 1, tuple(cells), edges_between(ys, top, bottom), columns)
