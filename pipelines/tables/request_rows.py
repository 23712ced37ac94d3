"""Collects the rows of table 3 from its pieces: labels, headers and the cells that may hold values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from pipelines.document import Cell, Table
from pipelines.forms import newest_first
from pipelines.spelling import bare
from pipelines.tables.align import Scores
from pipelines.tables.arithmetic import row_adds_up
from pipelines.tables.request_header import Header, read_header
from pipelines.tables.rows import Row, Segment
from pipelines.tables.vocabulary import request_rows, sense

_NEAR = 2.0  # points by which the same edge may lie elsewhere on the next page
SURE = 0.75  # from here on a label counts as the form's without help from its neighbours


@dataclass
class Item:
    """A row of table 3 as collected; `values` are the cells right of its labels.

    `numbers` says whether any of them holds something other than a blank. `adrift`: an earlier page's header holds
    for the row, but nothing tells which of its columns these cells stand under.
    """

    row: Row
    label: str
    values: list[Cell]
    header: Header | None
    labels: list[Cell] = field(default_factory=list)
    adrift: bool = False
    numbers: bool = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = any(sense(cell.text).number.state != "blank" for cell in self.values)

    @property
    def scores(self) -> Scores:
        """Which rows of the form the label can stand for."""
        return request_rows(self.label)

    @property
    def certain(self) -> float:
        """How well the best of them fits."""
        scores = self.scores
        return scores[0][1] if scores else 0.0


def collect(segments: Sequence[Segment]) -> list[Item]:
    """Return the data rows of all pieces in order, labels broken over rows or pages put together."""
    items: list[Item] = []
    before: tuple[Header, Table] | None = None
    begun: tuple[Header, Table] | None = None  # a header that the page breaks: no row stands below it there
    for segment in segments:
        header, body = read_header(segment)
        own = header is not None
        if header is None and before is not None:
            header = _carried(*before, segment.table)
        elif header is not None and begun is not None:
            header = _completed(header, *begun, segment.table)
        piece = [item for row in body if (item := _item(row, header)) is not None]
        if not own and before is not None and _loses(before[0], header, piece):
            piece = [replace(item, adrift=True) for item in piece]
        elif header is not None and header.carries:
            before = (header, segment.table)
        begun = (header, segment.table) if header is not None and not any(map(_says, body)) else None
        items.extend(piece)
    return list(_joined(items))


def _carried(header: Header, above: Table, table: Table) -> Header | None:
    """Return the header of the page before on the grid of this piece, or None if the grids are not alike.

    Cells merged on every row of a page leave its grid with fewer columns; the columns' places on the page tell then.
    """
    edges, own = above.column_edges, table.column_edges
    shift = _shift(header, edges, own) if edges and own else None
    if shift is not None:
        columns = tuple(
            (
                max(place for place, x in enumerate(own) if x <= edges[start] + shift + _NEAR),
                min(place for place, x in enumerate(own) if x >= edges[end] + shift - _NEAR),
                code,
            )
            for start, end, code in header.columns
        )
        return replace(header, table=table.index, width=table.columns, columns=columns, placed=True)
    to_the_edge = bool(header.columns) and header.columns[-1][1] == header.width  # no column there without a name
    if header.width == table.columns and ("total" in header.codes or to_the_edge):
        return replace(header, table=table.index)
    if header.codes == _form() or sorted(header.codes) != sorted(_form()):
        return None
    # the form's order would be wrong here; the header's own holds, though on no column of this grid
    nowhere = tuple((table.columns, table.columns, code) for code in header.codes)
    return replace(header, table=table.index, width=table.columns, columns=nowhere)


def _loses(above: Header, header: Header | None, piece: Sequence[Item]) -> bool:
    """Whether the rows of a piece cannot be laid under the whole header above them."""
    if not _whole(above) or not (header is None or _nowhere(header)) or not any(item.numbers for item in piece):
        return False
    if sorted(above.codes) != sorted(_form()):
        return True
    return piece[0].row.table.columns < above.width and not _ends_with_values(piece)


def _ends_with_values(piece: Sequence[Item]) -> bool:
    """Whether a grid narrower than the header's certainly lacks a column of labels, so that its last ones are values.

    It may as well lack its last column, if that is empty on the whole page (a text's lines). The first value then
    seems to be empty in every row, and the rows do not add up.
    """
    size = len(_form())
    ends = [item.values[-size:] for item in piece if len(item.values) >= size]
    if any(cells[0].text.strip() for cells in ends):
        return True
    numbers = [[sense(cell.text).number.value for cell in cells] for cells in ends]
    told = [row_adds_up(row) for row in numbers if any(row)]
    return any(told) and False not in told


def _whole(header: Header) -> bool:
    """Whether the header names every column from its first to the table's last: none is there without a name."""
    ends = [end for _, end, _ in header.columns]
    starts = [start for start, _, _ in header.columns]
    return _nowhere(header) or [*starts[1:], header.width] == ends


def _nowhere(header: Header) -> bool:
    """Whether only the header's order is known."""
    return bool(header.columns) and header.columns[0][0] == header.width


def _says(row: Row) -> bool:
    return bool(row.numbers) or any(item.is_label for item in row.senses)


def _completed(header: Header, begun: Header, above: Table, table: Table) -> Header:
    """Return a header with the columns that its upper rows, left on the page before, have named already."""
    carried = _carried(begun, above, table)
    if carried is None or not carried.placed or set(carried.codes) & set(header.codes):
        return header
    columns = tuple(sorted((*carried.columns, *header.columns)))
    if any(after[0] < column[1] for column, after in pairwise(columns)):
        return header
    return replace(header, columns=columns, placed=True)


def _shift(header: Header, edges: Sequence[float], own: Sequence[float]) -> float | None:
    """Return how far this page's table lies to the right of the one before; None if they cannot be compared.

    Facing pages have other margins, so tables of one width are laid upon each other; else every column of the
    header must have its edges in the same places here.
    """
    if abs((edges[-1] - edges[0]) - (own[-1] - own[0])) <= _NEAR:
        return own[0] - edges[0]
    needed = {edges[place] for start, end, _ in header.columns for place in (start, end)}
    return 0.0 if all(any(abs(x - edge) <= _NEAR for x in own) for edge in needed) else None


def _item(row: Row, header: Header | None) -> Item | None:
    here = header if header is not None and header.table == row.table.index else None
    split = _by_header(row, here) if here is not None and len(here.columns) >= 3 else None
    labels, values = split if split is not None else _by_text(row)
    own = [cell for cell in labels if cell.text.strip()]
    label = _own_label(own, labels)
    if not label and not values:
        return None
    if not label and len(row.context) and not own:
        label = next((bare(text) for text in reversed(row.context) if _names_row(text)), "")
    return Item(row, label, values, here, own)


def _names_row(text: str) -> bool:
    scores = request_rows(bare(text)) if len(text) < 60 else ()
    return bool(scores) and scores[0][1] >= 0.9


def _own_label(own: list[Cell], labels: list[Cell]) -> str:
    if not own:
        return ""
    last = own[-1]
    if last.rowspan > 1 and any(cell.column > last.column and not cell.text.strip() for cell in labels):
        return ""  # only the group is named, the row's own label is lost
    label = bare(last.text)
    if len(own) > 1 and not _good(label) and not _names_group(bare(own[-2].text)):
        both = bare(own[-2].text + last.text)
        if _good(both):
            return both
    return label


def _good(label: str) -> bool:
    scores = request_rows(label)
    return bool(scores) and scores[0][1] >= SURE


def _names_group(label: str) -> bool:
    """Whether a label is the heading of several rows, such as （三）不予公开."""
    scores = request_rows(label)
    return bool(scores) and scores[0][1] >= SURE and scores[0][0] in _group_codes()


@cache
def _form() -> tuple[str, ...]:
    return tuple(column.code for column in newest_first()[0].requests.columns)


@cache
def _group_codes() -> frozenset[str]:
    return frozenset(row.code for form in newest_first() for row in form.requests.subtotals)


def _by_header(row: Row, header: Header) -> tuple[list[Cell], list[Cell]] | None:
    """Cut the row where the header's first applicant column begins; None if that cuts through labels."""
    first, cells, senses = header.columns[0][0], row.cells, row.senses
    end = 0
    while end < len(cells) and cells[end].column < first:
        if senses[end].number.state == "number":
            return None
        end += 1
    if any(map(_good, [item.label for item in senses[end:] if item.label])):
        return None
    return list(cells[:end]), list(cells[end:])


def _by_text(row: Row) -> tuple[list[Cell], list[Cell]]:
    """Cut the row after its last label."""
    last = max((position for position, item in enumerate(row.senses) if item.is_label), default=-1)
    return list(row.cells[: last + 1]), list(row.cells[last + 1 :])


def _joined(items: list[Item]) -> Iterator[Item]:
    """Yield the items with labels broken over two rows joined; rows that only head a group are left out."""
    waiting: Item | None = None
    subtotals = _prints_subtotals(items)
    for item in items:
        if waiting is None:
            waiting = item
            continue
        joined = _join(waiting, item, subtotals=subtotals) if not (waiting.numbers and item.numbers) else None
        if joined is not None:
            waiting = joined
            continue
        yield waiting
        waiting = item
    if waiting is not None:
        yield waiting


def _prints_subtotals(items: Sequence[Item]) -> bool:
    """Whether a group's heading has numbers of its own, with a row of the group below it on the same page."""
    return any(
        first.numbers and _only_group(first) and first.row.table.index == second.row.table.index
        for first, second in pairwise(items)
    )


def _only_group(item: Item) -> bool:
    return len(item.labels) == 1 and _names_group(item.label)


def _join(first: Item, second: Item, *, subtotals: bool) -> Item | None:
    """Return two rows, of which at most one has numbers, as one if their labels only make sense together."""
    parted = _parted(first, second, subtotals=subtotals)
    if parted is not None:
        return parted
    if not first.label or not second.label:
        return None
    broken = _broken(first, second)
    if second.certain >= SURE and not broken:
        return None
    both = request_rows(first.label + second.label)
    if not both or both[0][1] < SURE or (both[0][1] < first.certain and not _continues(first, second)):
        return None
    if first.certain >= SURE and first.scores[0][0] != both[0][0] and not broken:
        return None
    bearer = first if first.numbers or not second.numbers else second
    return replace(bearer, label=first.label + second.label)


def _parted(first: Item, second: Item, *, subtotals: bool) -> Item | None:
    """Return the row that a page break parts so that its label stands on one page, its numbers on the other."""
    if second.row.table.index != first.row.table.index + 1 or first.numbers == second.numbers:
        return None
    bearer, other = (first, second) if first.numbers else (second, first)
    if other.certain < SURE or _names_group(other.label) or any(cell.text.strip() for cell in other.values):
        return None
    only_group = bearer is first and _only_group(bearer) and not subtotals
    if not other.values or (bearer.label and not only_group):
        return None
    return replace(bearer, label=other.label, labels=other.labels)


def _broken(first: Item, second: Item) -> bool:
    """Whether the page breaks the first row, so that the rest of its label begins the next piece.

    The reader saw it, or the rest stands beside blanks only and the first row's numbers still lack a label.
    """
    if second.row.table.continues and second.row.table.index > first.row.table.index:
        return True
    return _continues(first, second) and first.numbers and not second.numbers and first.certain < SURE


def _continues(first: Item, second: Item) -> bool:
    """Whether the second row stands at the top of the piece that follows the first row's."""
    return second.row.number == 0 and second.row.table.index == first.row.table.index + 1
