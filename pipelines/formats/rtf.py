"""RTF: paragraphs and tables in the order of the text."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipelines.document import Cell, Document, Hint, Paragraph, Problem, Table, Unreadable
from pipelines.rtf.content import Para, RawTable
from pipelines.rtf.reader import PICTURE, Reader
from pipelines.rtf.tables import Placed, lay_out
from pipelines.rtf.tokens import tokens

FORMAT = "rtf"


def read(data: bytes, digest: str) -> Document:
    """Read an RTF's text and tables. Raises Unreadable (truncated, too_large)."""
    reader = Reader()
    reader.read(tokens(data[data.find(b"{\\rtf") :]))
    blocks = _Blocks()
    found = tuple(blocks.of(reader.content.finish()))
    problems = [*_cut(reader, len(data)), *blocks.problems]
    if lost := sum(_text_of(block).count("\ufffd") for block in found):
        detail = f"{lost} characters of the RTF are valid in none of its code pages; compare with the original."
        problems.append(Problem(kind="undecodable", detail=detail))
    if not found and problems:
        raise Unreadable("truncated", f"The RTF breaks off after {len(data)} bytes before any text; fetch it again.")
    title = reader.title.strip()
    hints = (Hint(kind="title", text=title, source="rtf info title"),) if title else ()
    return Document(
        format=FORMAT,
        digest=digest,
        blocks=found,
        hints=hints,
        problems=tuple(problems),
        encoding=reader.charsets.file,
    )


def _cut(reader: Reader, size: int) -> list[Problem]:
    if not reader.open_groups and not reader.content.cut:
        return []
    detail = f"The RTF breaks off after {size} bytes, so text or figures may be missing; fetch it again."
    return [Problem(kind="truncated", detail=detail)]


def _text_of(block: Paragraph | Table) -> str:
    return block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)


@dataclass(slots=True)
class _Blocks:
    problems: list[Problem] = field(default_factory=list)
    tables: int = 0

    def of(self, items: Iterable[Para | RawTable]) -> Iterator[Paragraph | Table]:
        """Yield the blocks of a text or cell; layout tables are dissolved."""
        for item in items:
            if isinstance(item, RawTable):
                yield from self.table(item)
            elif text := item.text.replace(PICTURE, "").strip():
                yield Paragraph(text=text, heading=item.heading)

    def table(self, raw: RawTable) -> Iterator[Paragraph | Table]:
        """Yield a table, or what it holds if it only lays out text or other tables."""
        cells = lay_out(raw)
        starts = sorted({cell.column for cell in cells})
        if len(starts) <= 1 or any(_holds_table(cell) for cell in cells):
            for cell in cells:
                yield from self.of(cell.items)
            return
        index = self.tables
        self.tables += 1
        place = {column: number for number, column in enumerate(starts)}
        for cell in cells:
            self.note_hidden(cell, index)
        yield Table(
            index=index,
            rows=len(raw.rows),
            columns=len(starts),
            cells=tuple(
                Cell(
                    row=cell.row,
                    column=place[cell.column],
                    text=_cell_text(cell.items),
                    rowspan=cell.rowspan,
                    colspan=bisect_left(starts, cell.column + cell.colspan) - place[cell.column],
                )
                for cell in cells
            ),
        )

    def note_hidden(self, cell: Placed, index: int) -> None:
        """Report text in a cell that a merge hides: programs differ in whether they show it."""
        if hidden := _cell_text(cell.hidden):
            detail = (
                f"Table {index}, row {cell.row}, column {cell.column}: the merged cell hides the text "
                f"{hidden[:40]!r}; compare how Word shows it."
            )
            self.problems.append(Problem(kind="ambiguous", detail=detail, where=(f"table {index}",)))


def _cell_text(items: Iterable[Para | RawTable]) -> str:
    """Return a cell's text, one line per paragraph; a cell that shows only a picture is not blank."""
    lines = [item.text if isinstance(item, Para) else _frame_text(item) for item in items]
    text = "\n".join(line.replace(PICTURE, "").strip() for line in lines).strip()
    return text or (PICTURE if any(PICTURE in line for line in lines) else "")


def _frame_text(table: RawTable) -> str:
    return "\n".join(_cell_text(cell.items) for cell in lay_out(table))


def _holds_table(cell: Placed) -> bool:
    """Whether a cell holds a table of its own that is more than a frame around text."""
    return any(
        len({inner.column for inner in inside}) > 1 or any(_holds_table(inner) for inner in inside)
        for item in cell.items
        if isinstance(item, RawTable)
        for inside in [lay_out(item)]
    )
