"""Born-digital PDF: text and ruled tables, read with pypdfium2 and pdfplumber's table finder."""

import threading
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipelines.document import Document, Hint, Problem, Unreadable
from pipelines.pdf.blocks import page_blocks
from pipelines.pdf.drawings import MAX_DRAWINGS, is_endless
from pipelines.pdf.fonts import stand_in_fonts
from pipelines.pdf.pages import PageReading, read_page
from pipelines.pdf.scans import note_pictures

FORMAT = "pdf"
MAX_PAGES = 600  # the longest report seen has 40
DPI = 200  # of pages drawn for text recognition

_PDFIUM = threading.Lock()  # pdfium keeps state of its own and allows one caller at a time
_EMPTY_TITLES = {"untitled", "anonymous", "无标题", "(anonymous)"}


def read(data: bytes, digest: str) -> Document:
    """Read a PDF's text and tables.

    Raises Unreadable (encrypted, truncated, unreadable, too_large) where nothing can be read; what could be read
    only in part is named in the document's problems.
    """
    found = read_pages(data)
    return document_of(found, digest, _without_text(found.pages))


@dataclass(frozen=True, slots=True)
class Pages:
    """A PDF's pages as read, their number in the file, and what is said and wrong about the whole of it."""

    pages: list[PageReading]
    count: int
    hints: tuple[Hint, ...]
    problems: list[Problem]


def read_pages(data: bytes) -> Pages:
    """Return a PDF's pages, not yet settled into blocks. Raises Unreadable where nothing can be read."""
    with _PDFIUM, stand_in_fonts():
        pdf = _open(data)
        try:
            count = len(pdf)
            problems, hints = _missing_end(data), _hints(pdf)
            pages = _pages(pdf, min(count, MAX_PAGES), problems)
        finally:
            pdf.close()
    if count > MAX_PAGES:
        detail = f"The PDF has {count} pages; those after page {MAX_PAGES} were not read. Import the report alone."
        problems.append(Problem(kind="too_large", detail=detail, where=(f"page {MAX_PAGES + 1}",)))
    return Pages(pages, count, hints, problems)


def document_of(found: Pages, digest: str, unread: list[Problem]) -> Document:
    """Settle pages into a document; `unread` are the problems of pages whose pictures were not read."""
    sizes = {page.number: page.size for page in found.pages}
    blocks = tuple(page_blocks(found.pages))  # which may note what of a page cannot be put together
    inside = [problem for page in found.pages for problem in page.problems]
    return Document(
        format=FORMAT,
        digest=digest,
        blocks=blocks,
        hints=found.hints,
        problems=(*found.problems, *unread, *inside),
        pages=found.count,
        page_sizes=tuple(sizes.get(number, (0.0, 0.0, 0.0)) for number in range(1, max(sizes, default=0) + 1)),
        pictures=tuple(picture for page in found.pages for picture in page.waiting),
    )


def render(data: bytes, number: int, longest: int) -> Any:
    """Return page `number` (from 1) as an image of Pillow, at 200 dpi or `longest` pixels. Raises Unreadable."""
    with _PDFIUM, stand_in_fonts():
        pdf = _open(data)
        try:
            page = pdf[number - 1]
            scale = min(DPI / 72, longest / max(*page.get_size(), 1.0))
            return page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, IndexError, ValueError, MemoryError) as error:
            raise Unreadable("unreadable", f"Page {number} cannot be drawn ({error}); fetch the PDF again.") from None
        finally:
            pdf.close()


def _open(data: bytes) -> Any:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise Unreadable(
                "encrypted", "The PDF asks for a password; ask the publisher for an open copy and import it."
            ) from None
        if _missing_end(data):
            raise Unreadable(
                "truncated", f"The PDF breaks off after {len(data)} bytes and cannot be opened; fetch it again."
            ) from None
        raise Unreadable("unreadable", f"The PDF cannot be opened ({error}); fetch it again.") from None
    if not len(pdf):
        pdf.close()
        raise Unreadable("truncated", "The PDF holds no page that can be found; fetch it again.")
    if is_endless(data):
        pdf.close()
        detail = f"A drawing in the PDF draws others, or itself, more than {MAX_DRAWINGS} times; print it to a new PDF."
        raise Unreadable("too_large", detail)
    return pdf


def _missing_end(data: bytes) -> list[Problem]:
    if b"%%EOF" in data[-4096:]:
        return []
    detail = f"The PDF has no end mark after {len(data)} bytes, so pages or figures may be missing; fetch it again."
    return [Problem(kind="truncated", detail=detail)]


def _hints(pdf: Any) -> tuple[Hint, ...]:
    title = pdf.get_metadata_value("Title").strip("\x00 \t\r\n")
    if not title or title.lower() in _EMPTY_TITLES:
        return ()
    return (Hint(kind="title", text=title, source="pdf metadata title"),)


def _pages(pdf: Any, count: int, problems: list[Problem]) -> list[PageReading]:
    pages = []
    for index in range(count):
        try:
            page = pdf[index]
        except pypdfium2.PdfiumError as error:
            detail = f"Page {index + 1} cannot be read ({error}); compare another copy of the report."
            problems.append(Problem(kind="unreadable", detail=detail, where=(f"page {index + 1}",)))
            continue
        try:
            pages.append(read_page(page, index + 1))
            note_pictures(page, pages[-1])
        finally:
            page.close()
    return pages


def _without_text(pages: list[PageReading]) -> list[Problem]:
    """Name the pages that show pictures and hold no text."""
    scans = [page.number for page in pages if page.pictures and not page.characters]
    if not any(page.characters for page in pages):
        detail = "The PDF holds no text, only pictures of it; its figures need text recognition or another copy."
        return [Problem(kind="no_text_layer", detail=detail)]
    return [
        Problem(
            kind="no_text_layer",
            detail=f"Page {number} holds only a picture; what it prints was not read. Look at the page.",
            where=(f"page {number}",),
        )
        for number in scans
    ]
