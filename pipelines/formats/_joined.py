"""Puts several documents after one another into one: tables, pages and their sizes go on counting."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.document import Document, Paragraph, Picture, Table


def join(documents: Sequence[Document], name: str, digest: str) -> Document:
    """Return one document of the given format and digest with everything that the documents hold, in their order."""
    blocks: list[Paragraph | Table] = []
    sizes: list[tuple[float, float, float]] = []
    tables = pages = 0
    for document in documents:
        moved = [_moved(block, tables, pages) for block in document.blocks]
        blocks += moved
        tables += sum(isinstance(block, Table) for block in moved)
        pages += document.pages or 0
        if document.page_sizes:
            sizes += [(0.0, 0.0, 0.0)] * (pages - (document.pages or 0) - len(sizes))
            sizes += document.page_sizes
    return Document(
        format=name,
        digest=digest,
        blocks=tuple(blocks),
        hints=tuple(dict.fromkeys(hint for document in documents for hint in document.hints)),
        problems=tuple(dict.fromkeys(problem for document in documents for problem in document.problems)),
        pages=pages or None,
        page_sizes=tuple(sizes),
        links=tuple(dict.fromkeys(link for document in documents for link in document.links)),
        frames=tuple(dict.fromkeys(frame for document in documents for frame in document.frames)),
        images=tuple(dict.fromkeys(image for document in documents for image in document.images)),
        pictures=tuple(_pictures(documents)),
    )


def _pictures(documents: Sequence[Document]) -> Iterator[Picture]:
    """Yield the pictures that wait for recognition, placed in the joined document."""
    pages = blocks = 0
    for document in documents:
        for picture in document.pictures:
            yield replace(
                picture,
                page=picture.page + pages if picture.page is not None else None,
                at=picture.at + blocks if picture.at is not None else None,
            )
        pages += document.pages or 0
        blocks += len(document.blocks)


def _moved(block: Paragraph | Table, tables: int, pages: int) -> Paragraph | Table:
    """Return a block whose table index and page count from the documents before its own."""
    page = block.page + pages if block.page is not None else None
    if isinstance(block, Paragraph):
        return replace(block, page=page) if page != block.page else block
    if not tables and not pages:
        return block
    cells = tuple(
        replace(cell, page=cell.page + pages) if pages and cell.page is not None else cell for cell in block.cells
    )
    return replace(block, index=block.index + tables, page=page, cells=cells)
