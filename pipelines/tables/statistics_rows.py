"""Finds the tables of a document that are statistics returns, and their rows with the labels they print."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipelines.document import Cell, Document, Paragraph, Table
from pipelines.forms import statistics_forms
from pipelines.spelling import normalise
from pipelines.tables.rows import Row, table_rows
from pipelines.tables.statistics_header import Header, infer_header, is_header, is_unit, read_header, role_of
from pipelines.tables.statistics_labels import LIKELY, SURE, is_own, plain_label, scores

# Names and telephone numbers of persons are never data; 主要负责人参加…次数 is a row of the form.
_FOOTER = re.compile(
    r"^(?:(?:单位|主要|分管|部门)*(?:负责人|领导)|(?:审核|审批|填报|填表|制表|联系|经办)人(?:员|姓名)?|联系电话|电话|手机"
    r"|填报日期|填表日期|日期)(?:签字|签名|签章|姓名)?(?:[:(/,]|$)"
)
_OWN_LABELS = 3  # rows in the form's own words from which a table without a header is a return
_HEAD_ROWS = 4  # rows of a table among which its header begins
_MOST_ROWS = 2_000  # of one table; a return has seventy
_NONE: tuple[int, float] = (-1, 0.0)


@dataclass
class Piece:
    """One table of a return: its header, and the rows below it."""

    table: Table
    rows: list[Row]
    heads: list[Row] = field(default_factory=list)
    above: list[Row] = field(
        default_factory=list
    )  # above the header: titles, or the rest of a label of the page before


@dataclass(frozen=True)
class Entry:
    """A printed label with the row in which its values stand; `group` for a heading beside rows of its own.

    `doubtful` where the row was put together from two rows of one table.
    """

    row: Row
    label: Cell
    text: str
    header: Header
    group: bool = False
    doubtful: bool = False
    title: bool = False  # above a header: a title unless the rest of a label


def copies_of(document: Document) -> Iterator[list[Piece]]:
    """Yield the returns of a document in reading order, each with its pieces: pages, or tables one after another."""
    copy: list[Piece] = []
    seen: set[str] = set()
    waiting: Piece | None = None  # a header, alone on its page or above labels too damaged to tell
    for table in (part for whole in document.tables() for part in _side_by_side(whole)):
        if not copy and waiting is None and not _may_begin(table):
            continue
        piece = _piece(table)
        own = [label for row in piece.rows for label in _own_labels(row)]
        piece.rows = piece.rows[:_MOST_ROWS]
        before = waiting if waiting is not None and _adjacent(waiting.table, table) else None
        waiting = None
        if not _is_return(piece, own, before or (copy[-1] if copy else None)):
            waiting = piece if piece.heads or (own and _has_units(piece)) else None
            if copy and table.index > copy[-1].table.index + 1:
                yield copy
                copy, seen = [], set()
            continue
        single = {label for label in own if all(len(scores(form, label)) < 2 for form in statistics_forms())}
        long = sum(len(one.rows) for one in copy) > _MOST_ROWS
        if copy and (single & seen or long):  # the form begins again
            yield copy
            copy, seen = [], set()
        copy += [piece] if before is None else [before, piece]
        seen |= single
    if copy:
        yield copy


def _adjacent(before: Table, table: Table) -> bool:
    return table.index - before.index in (0, 1)


def _side_by_side(table: Table) -> Iterator[Table]:
    """Yield the halves of a table that prints the return in columns side by side, each under the same headings."""
    heads = [cell for cell in table.cells if cell.row < _HEAD_ROWS and role_of(cell.text)[0] == "label"]
    starts = sorted(cell.column for cell in heads if cell.row == heads[0].row)
    line = sorted((cell.column, cell.text) for cell in table.cells if heads and cell.row == heads[0].row)
    first = [role_of(text)[0] for _, text in line]
    count = len(starts)
    if count < 2 or starts[0] != 0 or len(first) % count or first != first[: len(first) // count] * count:
        yield table
        return
    for start, end in zip(starts, [*starts[1:], table.columns], strict=True):
        yield replace(table, cells=tuple(cell for cell in table.cells if start <= cell.column < end))


def _may_begin(table: Table) -> bool:
    """Say whether a table holds a heading or a label of a return: most tables do not, which is soon seen."""
    return any(map(_begins, [cell.text for cell in table.cells]))


@lru_cache(maxsize=1 << 14)
def _begins(text: str) -> bool:
    return is_own(text) or role_of(text)[0] in ("label", "unit")


def _piece(table: Table) -> Piece:
    """Return a table's header rows and the rows below; titles above the header and a header printed again go."""
    heads: list[Row] = []
    body: list[Row] = []
    above: list[Row] = []
    begun = False
    for row in table_rows(table, (), footers=True):
        if _is_footer(row) or not any(cell.text.strip() for cell in row.cells):
            continue
        if is_header(row):
            if not begun:
                heads, above, body = [row], body, []
        elif heads and not body and not begun and _goes_on(heads[0], row):
            heads.append(row)
        else:
            body.append(row)
            begun = begun or bool(row.numbers) or any(True for _ in _own_labels(row))
    return Piece(table, body, heads, above)


def _goes_on(head: Row, row: Row) -> bool:
    """Say whether a row below a header still belongs to it: no number in it, and nothing below the labels' heading."""
    labels = [cell for cell in head.cells if role_of(cell.text)[0] == "label"]
    under = any(
        cell.text.strip() and cell.column < label.column + label.colspan and label.column < cell.column + cell.colspan
        for cell in row.cells
        for label in labels
    )
    return bool(labels) and not under and not row.numbers


def _is_footer(row: Row) -> bool:
    """Say whether a row names who filled the form: its first words say so."""
    first = next((c.text for c, item in zip(row.cells, row.senses, strict=True) if not item.number.valued), "")
    return bool(_FOOTER.search(normalise(first[:60])))


def _own_labels(row: Row) -> Iterator[str]:
    for cell, item in zip(row.cells, row.senses, strict=True):
        if item.is_label and is_own(cell.text):
            yield plain_label(cell.text)


def _is_return(piece: Piece, own: Sequence[str], before: Piece | None) -> bool:
    if len(set(own)) >= _OWN_LABELS or (piece.heads and own):
        return True
    follows = before is not None and _adjacent(before.table, piece.table)
    if follows and piece.rows and (own or piece.table.continues):
        return True
    beside = follows and before is not None and piece.table.columns == before.table.columns
    if beside and before is not None and before.rows and (piece.heads or _has_units(piece)):
        return True  # a page that holds no whole label
    if not (piece.heads or beside):
        return False
    likely = sum(any(best(form, cell.text)[1] >= SURE for form in statistics_forms()) for cell in _own(piece))
    return likely >= _OWN_LABELS or (beside and likely > 0)


def _has_units(piece: Piece) -> bool:
    return any(is_unit(cell.text) for row in piece.rows for cell in row.cells)


def _own(piece: Piece) -> Iterator[Cell]:
    """Yield the labels that no row of a later form has."""
    for row in piece.rows:
        for cell, item in zip(row.cells, row.senses, strict=True):
            if item.is_label and item.table is None:
                yield cell


def _labels(piece: Piece) -> Iterator[Cell]:
    for row in piece.rows:
        for cell, item in zip(row.cells, row.senses, strict=True):
            if item.is_label:
                yield cell


def best(form: str, text: str) -> tuple[int, float]:
    """Return the row of the form a text is most like, and how much; (-1, 0.0) for none."""
    found = scores(form, plain_label(text))
    return found[0] if found else _NONE


def form_of(copy: Sequence[Piece]) -> str:
    """Return the form whose labels the rows are most like; of two alike the newer one."""
    forms = sorted(statistics_forms().values(), key=lambda form: -form.first_year)
    votes = {
        form.id: sum(best(form.id, cell.text)[1] ** 2 for piece in copy for cell in _labels(piece)) for form in forms
    }
    return max(votes, key=lambda form: votes[form])


def entries_of(form: str, copy: Sequence[Piece], year: int | None) -> list[Entry]:
    """Return the labels of a return in printed order, each with its row and the header that holds for it."""
    entries: list[Entry] = []
    header: Header | None = None
    for piece in copy:
        labelled = [(row, _label_cells(form, row, header)) for row in piece.rows]
        if header is not None:
            rest = [(row, _label_cells(form, row, header)) for row in piece.above]
            entries.extend(Entry(row, cells[-1], cells[-1].text, header, title=True) for row, cells in rest if cells)
        if piece.heads:
            header = read_header(piece.heads, year)
            labelled = [(row, _label_cells(form, row, header)) for row in piece.rows]
        elif header is None or header.width != piece.table.columns or not _fits(header, labelled):
            inferred = infer_header([(row, cells[-1]) for row, cells in labelled if cells])
            header = inferred if header is None or header.value is not None else replace(inferred, value=None)
        for row, cells in labelled:
            entries.extend(Entry(row, cell, cell.text, header, group=True) for cell in cells[:-1])
            label = cells[-1] if cells else next((c for c in row.cells), None)
            if label is not None:
                entries.append(Entry(row, label, cells[-1].text if cells else "", header))
    return _joined(form, entries)


def _label_cells(form: str, row: Row, header: Header | None) -> list[Cell]:
    """Return the cells of a row that are labels: the last one its own, those before it of the group it stands in."""
    labels = header.columns if header is not None and header.width == row.table.columns else ()
    beyond = max((column.end for column in labels if column.role == "label"), default=row.table.columns)
    words = [
        cell
        for cell, item in zip(row.cells, row.senses, strict=True)
        if item.is_label and not is_unit(cell.text) and cell.column < beyond
    ]
    known = [cell for cell in words if best(form, cell.text)[1] >= SURE]
    return known or words[-1:]


def _fits(header: Header, labelled: Sequence[tuple[Row, Sequence[Cell]]]) -> bool:
    """Say whether rows without a header stand under the columns of the page before: units where units were."""
    unit = header.role("unit")
    if unit is None:
        return True
    return not any(
        unit.holds(cell) and item.number.state == "number"
        for row, _ in labelled
        for cell, item in zip(row.cells, row.senses, strict=True)
    )


def _joined(form: str, entries: list[Entry]) -> list[Entry]:
    """Put together rows that a page break or a reader has broken in two: label here, the rest of it or values there."""
    out: list[Entry] = []
    for entry in entries:
        above = out[-1] if out and not out[-1].group and not entry.group else None
        if above is None or not _goes_together(form, above, entry):
            out.append(entry)
            continue
        holder = entry if _has_values(entry) or not _has_values(above) else above
        apart = above.row.table is entry.row.table and not entry.text.strip()
        text = above.text + entry.text
        out[-1] = replace(holder, label=above.label if holder is above else holder.label, text=text, doubtful=apart)
    return out


def _goes_together(form: str, above: Entry, entry: Entry) -> bool:
    if _has_values(above) and _has_values(entry):
        return False
    if not entry.text.strip():
        return _has_values(entry) and not _has_values(above) and best(form, above.text)[1] >= LIKELY
    first, second = best(form, above.text)[1], best(form, entry.text)[1]
    whole = best(form, above.text + entry.text)[1]
    if _has_values(above) and not plain_label(above.text) and second >= SURE:
        return True  # only the number of the label stands with the values
    if whole < SURE or second >= LIKELY:
        return whole > max(first, second) and whole >= SURE and min(first, second) < LIKELY
    return whole > first or (whole == first and "(" in normalise(above.text) and not _has_values(above))


def _has_values(entry: Entry) -> bool:
    """Say whether anything stands in the row beside its label: a unit or a value."""
    return any(cell is not entry.label and cell.text.strip() for cell in entry.row.cells)


def run_together(document: Document) -> bool:
    """Say whether the text holds the header of such a return outside any table, its cells run together."""
    text = "".join(normalise(block.text[:20_000]) for block in document.blocks if isinstance(block, Paragraph))
    return bool(_SQUEEZED.search(text.replace("|", "")))


_SQUEEZED = re.compile(r"(?:统计指标|指标名称)(?:计量)?单位(?:代码|序号)?(?:统计数|20\d\d年度?|本年|本期实际|年度)")
