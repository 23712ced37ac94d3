"""Puts pictures that show one page of a report each together, as the pages of one document."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.document import Document, Member, Paragraph, Table
from pipelines.formats._joined import join
from pipelines.pdf.grid import Grid
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import Piece
from pipelines.pdf.stitch import row_goes_on

_HEAD = 60  # characters of a running head or foot, at most
_SENTENCE = 25  # characters; a shorter line at the end of a page is a heading or a list's item
_ENDED = re.compile(r"[。！？；：…!?;:.][”’」』）)\"']*\s*$")
_BEGINS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．]\D|第[一二三四五六七八九十]+|[①-⑳])"
)
_DIGITS = re.compile(r"[0-9０-９]+")


class PictureRead(NamedTuple):
    """One picture: its address, and what was read from it."""

    name: str
    document: Document


def join_pictures(pictures: Sequence[PictureRead], digest: str) -> Document:
    """Return one document with the pictures as its pages, in their order; its members say which block is whose.

    What was broken between two pictures is put together as between the pages of a PDF: a sentence, and a table's row.
    """
    documents = _without_running_heads([picture.document for picture in pictures])
    joined = join(documents, documents[0].format if documents else "image", digest)
    members, starts, table, page = [], set(), 0, 1
    for picture, document in zip(pictures, documents, strict=True):
        tables, pages = sum(1 for _ in document.tables()), document.pages or 0
        members.append(
            Member(
                name=picture.name,
                format=document.format,
                digest=picture.document.digest,
                tables=(table, table + tables),
                pages=(page, page + pages),
            )
        )
        table, page = table + tables, page + pages
        starts.add(sum(len(one.blocks) for one in documents[: len(members)]))
    return replace(joined, blocks=tuple(_mended(joined.blocks, starts)), members=tuple(members))


def _without_running_heads(documents: Sequence[Document]) -> list[Document]:
    """Return the documents without the heads and feet that the picture before prints in the same place."""
    kept = []
    before: Document | None = None
    for document in documents:
        blocks = list(document.blocks)
        if before is not None and before.blocks:
            for end in (0, -1):
                if len(blocks) > 1 and _same_head(blocks[end], before.blocks[end]):
                    del blocks[end]
        kept.append(replace(document, blocks=tuple(blocks)))
        before = document
    return kept


def _same_head(one: Paragraph | Table, other: Paragraph | Table) -> bool:
    if not (isinstance(one, Paragraph) and isinstance(other, Paragraph)) or len(one.text) > _HEAD:
        return False
    return _DIGITS.sub("0", one.text.strip()) == _DIGITS.sub("0", other.text.strip())


def _mended(blocks: Sequence[Paragraph | Table], starts: set[int]) -> list[Paragraph | Table]:
    """Return the blocks with those mended that go on over a picture's end; `starts` are where pictures begin."""
    mended: list[Paragraph | Table] = []
    for position, block in enumerate(blocks):
        last = mended[-1] if mended and position in starts else None
        if isinstance(last, Paragraph) and isinstance(block, Paragraph) and _sentence_goes_on(last, block):
            sure = [one.confidence for one in (last, block) if one.confidence is not None]
            mended[-1] = replace(last, text=last.text + block.text, confidence=min(sure, default=None))
        elif isinstance(last, Table) and isinstance(block, Table) and _row_goes_on(last, block):
            mended.append(replace(block, continues=True))
        else:
            mended.append(block)
    return mended


def _sentence_goes_on(upper: Paragraph, lower: Paragraph) -> bool:
    if upper.heading or lower.heading or len(upper.text.strip()) < _SENTENCE:
        return False
    return not _ENDED.search(upper.text) and not _BEGINS.match(lower.text)


def _row_goes_on(upper: Table, lower: Table) -> bool:
    if min(len(upper.column_edges), len(upper.row_edges), len(lower.column_edges), len(lower.row_edges)) < 2:
        return False  # without their lines nothing tells
    before, after = _piece(upper), _piece(lower)
    left, right = before.grid.column_edges[0], before.grid.column_edges[-1]
    first, last = after.grid.column_edges[0], after.grid.column_edges[-1]
    if last > first:  # no two pictures have the same margins and scale
        after.grid.column_edges = [
            left + (edge - first) / (last - first) * (right - left) for edge in after.grid.column_edges
        ]
    return row_goes_on(before, after)


def _piece(table: Table) -> Piece:
    cells = [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells]
    lines = [[Line(cell.text, 0.0, 0.0, 0.0, 0.0, 0.0)] for cell in table.cells]
    return Piece(Grid(list(table.row_edges), list(table.column_edges), cells), lines, table.page or 1)
