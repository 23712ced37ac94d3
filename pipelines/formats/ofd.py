"""OFD (GB/T 33190): text and ruled tables, found by the same code as those of a PDF. Signatures are left alone."""

from pipelines.document import Document, Hint, Paragraph, Problem, Table, Unreadable
from pipelines.ofd.package import OfdDocument, documents
from pipelines.ofd.pages import read_page
from pipelines.pdf.blocks import page_blocks
from pipelines.pdf.pages import PageReading
from pipelines.xmlzip import XmlZip

FORMAT = "ofd"
MAX_PAGES = 600  # of all documents in the package
MAX_OVERFULL = 5  # pages that hold more than is read of a page


def read(data: bytes, digest: str) -> Document:
    """Read an OFD's text and tables; the documents of one package follow one another, their pages counted on.

    Raises Unreadable (encrypted, truncated, unreadable, too_large) where nothing can be read; what could be read only
    in part is named in the document's problems.
    """
    package = XmlZip(data, "OFD")
    pages: list[PageReading] = []
    blocks: list[Paragraph | Table] = []
    hints: list[Hint] = []
    total = 0
    for found, title in documents(package):
        own = _read(found, len(pages))
        total += len(found)
        pages += own
        tables = sum(isinstance(block, Table) for block in blocks)
        blocks += page_blocks(own, first_index=tables)
        hints += [Hint(kind="title", text=title, source="ofd DocInfo title")] if title else []
    if not pages:
        raise Unreadable("unreadable", "The OFD holds no page; fetch it again.")
    return Document(
        format=FORMAT,
        digest=digest,
        blocks=tuple(blocks),
        hints=tuple(hints) if len(hints) == 1 else (),  # the titles of several documents say nothing about each part
        problems=(*_bounds(total), *_without_text(pages), *(problem for page in pages for problem in page.problems)),
        pages=total,
        page_sizes=tuple(page.size for page in pages),
    )


def _read(found: OfdDocument, before: int) -> list[PageReading]:
    """Read a document's pages; gives up on one whose pages hold more than pages do, again and again."""
    out: list[PageReading] = []
    overfull = 0
    for page in found.pages(MAX_PAGES - before):
        out.append(read_page(page, before + len(out) + 1))
        overfull += any(problem.kind == "too_large" for problem in out[-1].problems)
        if overfull > MAX_OVERFULL:
            detail = f"More than {MAX_OVERFULL} pages of the OFD hold more than is read of a page; import another copy."
            raise Unreadable("too_large", detail)
    return out


def _bounds(total: int) -> list[Problem]:
    if total <= MAX_PAGES:
        return []
    detail = f"The OFD has {total} pages; those after page {MAX_PAGES} were not read. Import the report alone."
    return [Problem(kind="too_large", detail=detail, where=(f"page {MAX_PAGES + 1}",))]


def _without_text(pages: list[PageReading]) -> list[Problem]:
    """Name the pages that show pictures and hold no text."""
    if not any(page.characters for page in pages):
        detail = "The OFD holds no text, only pictures of it; its figures need text recognition or another copy."
        return [Problem(kind="no_text_layer", detail=detail)]
    return [
        Problem(
            kind="no_text_layer",
            detail=f"Page {page.number} holds only a picture; what it prints was not read. Look at the page.",
            where=(f"page {page.number}",),
        )
        for page in pages
        if page.pictures and not page.characters
    ]
