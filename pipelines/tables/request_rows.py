"""Collects the rows of table 3 from its pieces: labels, headers and the cells that may hold values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise

from pipelines.document import Cell, Table
from pipelines.forms import newest_first
from pipelines.spelling import bare
from pipelines.tables.align import Scores
from pipelines.tables.rows import Row, Segment
from pipelines.tables.vocabulary import applicant, request_rows, sense

_GROUPS = ("申请人情况", "法人或其他组织", "法人和其他组织", "法人或者其他组织")
_CORNER = "勾稽"
_LOCAL_COLUMNS = {"小计": "org_total", "法人小计": "org_total"}  # some local systems print it; the form does not
_WHOLE = 5  # applicant columns from which a header row counts as table 3's own
_NEAR = 2.0  # points by which the same edge may lie elsewhere on the next page
SURE = 0.75  # from here on a label counts as the form's without help from its neighbours


@dataclass(frozen=True)
class Header:
    """The applicant columns of a table: (first grid column, one past the last, code), from left to right."""

    table: int
    width: int
    columns: tuple[tuple[int, int, str], ...]
    named: bool  # all applicant columns are named, in the form's order
    placed: bool = False  # carried from the page before by where its columns lie
    mended: bool = False  # spans do not place it in the order in which its cells name the columns; these decided
    askew: bool = False  # the columns are neither in the form's order nor under the group heading that covers them

    @property
    def carries(self) -> bool:
        """Whether it is a whole header (though a column may be missing) that holds for the next page too."""
        return len(self.columns) >= _WHOLE

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes from left to right."""
        return tuple(code for _, _, code in self.columns)


@dataclass
class Item:
    """A row of table 3 as collected; `values` are the cells right of its labels."""

    row: Row
    label: str
    values: list[Cell]
    header: Header | None
    labels: list[Cell] = field(default_factory=list)

    @property
    def scores(self) -> Scores:
        """Which rows of the form the label can stand for."""
        return request_rows(self.label)

    @property
    def certain(self) -> float:
        """How well the best of them fits."""
        scores = self.scores
        return scores[0][1] if scores else 0.0

    @property
    def numbers(self) -> bool:
        """Whether any value cell holds something other than a blank."""
        return any(sense(cell.text).number.state != "blank" for cell in self.values)


def collect(segments: Sequence[Segment]) -> list[Item]:
    """Return the data rows of all pieces in order, labels broken over rows or pages put together."""
    items: list[Item] = []
    before: tuple[Header, Table] | None = None
    begun: tuple[Header, Table] | None = None  # a header that the page breaks: no row stands below it there
    for segment in segments:
        header, body = read_header(segment)
        if header is None and before is not None:
            header = _carried(*before, segment.table)
        elif header is not None and begun is not None:
            header = _completed(header, *begun, segment.table)
        before = (header, segment.table) if header is not None and header.carries else before
        begun = (header, segment.table) if header is not None and not any(map(_says, body)) else None
        items.extend(item for row in body if (item := _item(row, header)) is not None)
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
    if header.width == table.columns and "total" in header.codes:
        return replace(header, table=table.index)
    form = tuple(column.code for column in newest_first()[0].requests.columns)
    if header.codes == form or sorted(header.codes) != sorted(form):
        return None
    # the form's order would be wrong here; the header's own holds, though on no column of this grid
    nowhere = tuple((table.columns, table.columns, code) for code in header.codes)
    return replace(header, table=table.index, width=table.columns, columns=nowhere)


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


def read_header(segment: Segment) -> tuple[Header | None, list[Row]]:
    """Return the applicant columns that a piece's header rows name, and the rows below the header."""
    rows = list(segment.rows)
    end = next((place for place, row in enumerate(rows) if not _is_header(row)), len(rows))
    body = [row for row in rows[end:] if not _is_header(row)]
    heads = [cell for row in rows[:end] for cell in row.cells if cell.text.strip() and not _is_group(cell.text)]
    columns = _columns(heads)
    if not columns:
        return None, body
    named = _named(heads)
    mended = _mended(columns) if named and _group_between(rows[:end]) else None
    return Header(
        segment.table.index,
        segment.table.columns,
        mended or columns,
        named,
        mended=mended is not None,
        askew=not named and _askew(columns, rows[:end]),
    ), body


def _askew(columns: tuple[tuple[int, int, str], ...], rows: Sequence[Row]) -> bool:
    """Whether the heading of the columns of organisations does not lie above exactly these, as where its span is lost.

    Then the headings right of it stand over other columns' cells, and no sum tells columns apart that add up alike.
    """
    form = [column.code for column in newest_first()[0].requests.columns]
    known = [column for column in columns if column[2] in form]
    if [code for _, _, code in known] == form:
        return False
    groups = [cell for row in rows for cell in row.cells if bare(cell.text) in _GROUPS[1:]]
    return any(
        (code in form[1:-1]) != (group.column <= start and end <= group.column + group.colspan)
        for group in groups
        for start, end, code in known
    )


def _mended(columns: tuple[tuple[int, int, str], ...]) -> tuple[tuple[int, int, str], ...] | None:
    """Return columns in the form's order where the grid has all of them in another one.

    A span that is wrong by one moves 总计 or 自然人 among the columns of the row below, which the row itself names in
    order. None where nothing is to be mended.
    """
    form = [column.code for column in newest_first()[0].requests.columns]
    codes = [code for _, _, code in columns]
    if codes == form or sorted(codes) != sorted(form):
        return None
    return tuple((start, end, code) for (start, end, _), code in zip(columns, form, strict=True))


def _group_between(rows: Sequence[Row]) -> bool:
    """Whether 法人或其他组织, the heading of the columns between them, is printed between 自然人 and 总计."""
    labels = [bare(cell.text) for row in rows for cell in row.cells]
    names = ["group" if label in _GROUPS[1:] else applicant(label) for label in labels]
    return [name for name in names if name in ("natural", "group", "total")] == ["natural", "group", "total"]


def _columns(heads: Sequence[Cell]) -> tuple[tuple[int, int, str], ...]:
    texts: dict[int, list[Cell]] = {}
    for cell in heads:
        for column in range(cell.column, cell.column + cell.colspan):
            texts.setdefault(column, []).append(cell)
    columns: list[tuple[int, int, str]] = []
    for column in sorted(texts):
        code = _column_code(texts[column])
        if code is not None and columns and columns[-1][1:] == (column, code):
            columns[-1] = (columns[-1][0], column + 1, code)
        elif code is not None and code not in [known for _, _, known in columns]:
            columns.append((column, column + 1, code))
    return tuple(columns)


def _named(heads: Sequence[Cell]) -> bool:
    """Whether the heads, read one after the other, name every column in the form's order.

    自然人 and 总计 stand in a row of their own above the others; only the order within each row can be seen.
    """
    form = [column.code for column in newest_first()[0].requests.columns]
    for inner in (form[1:-1], form[1:]):
        outer = [code for code in form if code not in inner]
        codes = [code for cell in heads if (code := applicant(bare(cell.text)))]
        if [code for code in codes if code in inner] == inner and [code for code in codes if code in outer] == outer:
            return True
    return False


def _is_group(text: str) -> bool:
    label = bare(text)
    return label in _GROUPS or _CORNER in text


def _column_code(cells: Sequence[Cell]) -> str | None:
    labels = [bare(cell.text) for cell in cells]
    whole = applicant("".join(labels)) or _LOCAL_COLUMNS.get("".join(labels))
    if whole is not None:
        return whole
    return next((code for label in reversed(labels) if (code := applicant(label)) is not None), None)


def _is_header(row: Row) -> bool:
    """A row without values that names columns, or nothing of the form's rows."""
    if row.numbers:
        return False
    labels = [item.label for item in row.senses if item.is_label]
    if any(_is_group(cell.text) for cell in row.cells):
        return True
    if sum(1 for label in labels if applicant(label)) >= 2 or len(labels) >= 4:
        return True
    return (
        not any(scores and scores[0][1] >= 0.6 for scores in map(request_rows, labels))
        and not (any(item.number.state == "blank" for item in row.senses) and not labels)
        and _short(labels)
    )


def _short(labels: Sequence[str]) -> bool:
    """Whether the row only holds pieces of column headings, such as 企业 under 商业."""
    return (
        bool(labels) and all(len(label) <= 6 for label in labels) and not any("办理结果" in label for label in labels)
    )


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
def _group_codes() -> frozenset[str]:
    return frozenset(row.code for form in newest_first() for row in form.requests.subtotals)


def _by_header(row: Row, header: Header) -> tuple[list[Cell], list[Cell]] | None:
    """Cut the row where the header's first applicant column begins; None if that cuts through labels."""
    first = header.columns[0][0]
    labels: list[Cell] = []
    values: list[Cell] = []
    for cell, item in zip(row.cells, row.senses, strict=True):
        if cell.column < first:
            if item.number.state == "number":
                return None
            labels.append(cell)
        else:
            if item.label and _good(item.label):
                return None
            values.append(cell)
    return labels, values


def _by_text(row: Row) -> tuple[list[Cell], list[Cell]]:
    """Cut the row after its last label."""
    last = max((position for position, item in enumerate(row.senses) if item.is_label), default=-1)
    return list(row.cells[: last + 1]), list(row.cells[last + 1 :])


def _joined(items: list[Item]) -> Iterator[Item]:
    """Yield the items with labels broken over two rows joined; rows that only head a group are left out."""
    waiting: Item | None = None
    for item in items:
        if waiting is None:
            waiting = item
            continue
        joined = _join(waiting, item)
        if joined is not None:
            waiting = joined
            continue
        yield waiting
        waiting = item
    if waiting is not None:
        yield waiting


def _join(first: Item, second: Item) -> Item | None:
    """Return two rows as one if their labels only make sense together and at most one of them has numbers."""
    parted = _parted(first, second)
    if parted is not None:
        return parted
    if (first.numbers and second.numbers) or not first.label or not second.label:
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
    return Item(bearer.row, first.label + second.label, bearer.values, bearer.header, bearer.labels)


def _parted(first: Item, second: Item) -> Item | None:
    """Return the row that a page break parts so that its label stands on one page, its numbers on the other."""
    if second.row.table.index != first.row.table.index + 1 or first.numbers == second.numbers:
        return None
    bearer, other = (first, second) if first.numbers else (second, first)
    if other.certain < SURE or _names_group(other.label) or any(cell.text.strip() for cell in other.values):
        return None
    only_group = bearer is first and _names_group(bearer.label) and len(bearer.labels) == 1
    if not other.values or (bearer.label and not only_group):
        return None
    return Item(bearer.row, other.label, bearer.values, bearer.header, other.labels)


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
