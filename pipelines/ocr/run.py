"""Reads the pictures of one document and puts what they print into its blocks."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec

import numpy as np

from pipelines.document import Box, Document, Paragraph, Picture, Problem, Table, Unreadable
from pipelines.formats import html, mhtml, pdf
from pipelines.formats._source import embedded_file
from pipelines.ocr.images import LONGEST, Pixels, decode
from pipelines.pdf.blocks import page_blocks
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import PageReading, Piece, top_of
from pipelines.word.package import Package

MAX_PICTURES = 60  # of one document
SHEET = 900.0  # points: a page whose shorter side is longer was measured in something else than points
_A4 = 595.0
_NEAR = 3.0  # points by which the outline of a cell may be off
_LEGIBLE = 0.6  # confidence of a line in a part of a page; what is less sure there is a photo's pattern
_LIBRARIES = ("onnxruntime", "rapidocr", "cv2")


def read_pictures(data: bytes, document: Document) -> Document:
    """Return the document with its pictures read; see `pipelines.ocr.recognise`."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        detail = f"text recognition needs {', '.join(missing)}; run `pip install rapidocr onnxruntime` and build again"
        return replace(document, problems=(*document.problems, Problem(kind="no_text_layer", detail=detail)))
    cut = document.pictures[MAX_PICTURES:]
    document = replace(document, pictures=document.pictures[:MAX_PICTURES])
    if document.format == pdf.FORMAT:
        read = _read_pdf(data, document)
    elif document.format == "image":
        read = _read_image(data, document)
    else:
        read = _read_inside(data, document)
    if not cut:
        return _sure(read)
    detail = f"the document has {len(cut)} pictures more than the {MAX_PICTURES} that are read; import the report alone"
    problem = Problem(kind="too_large", detail=detail, where=tuple(map(_where, cut))[:MAX_PICTURES])
    return _sure(replace(read, pictures=cut, problems=(*read.problems, problem)))


def _where(picture: Picture) -> str:
    return f"page {picture.page}" if picture.page is not None else f"picture {picture.source}"


def _sure(document: Document) -> Document:
    """Give the cells without ink in recognised tables their confidence: nothing is printed there."""
    return replace(document, blocks=tuple(_with_blanks(block) for block in document.blocks))


def _with_blanks(block: Paragraph | Table) -> Paragraph | Table:
    if isinstance(block, Paragraph) or all(cell.confidence is None for cell in block.cells):
        return block
    cells = (cell if cell.confidence is not None else replace(cell, confidence=1.0) for cell in block.cells)
    return replace(block, cells=tuple(cells))


def _unread(where: str, problem: Problem) -> Problem:
    return Problem(kind=problem.kind, detail=f"{where}: {problem.detail}", where=(where,))


# --- pages of a PDF -----------------------------------------------------------------------------------------------


def _read_pdf(data: bytes, document: Document) -> Document:
    found = pdf.read_pages(data)
    readings = {page.number: page for page in found.pages}
    unread: list[Problem] = []
    for picture in document.pictures:
        page = readings[picture.page or 1]
        try:
            image = pdf.render(data, page.number, LONGEST)
        except Unreadable as error:
            unread.append(_unread(_where(picture), error.problem))
            continue
        _fill(page, picture, np.asarray(image))
    settled = pdf.document_of(found, document.digest, unread)
    return replace(settled, pictures=())


def _fill(page: PageReading, picture: Picture, pixels: Pixels) -> None:
    """Put what a picture on a page prints into the page's reading."""
    scale = page.view.width / pixels.shape[1]
    if picture.why == "page":
        other = _recognised(pixels, scale, page.number)
        page.items, page.characters, page.view, page.turn = other.items, other.characters, other.view, other.turn
        page.problems += other.problems
        return
    x0, top, x1, bottom = picture.box or (0.0, 0.0, page.view.width, page.view.height)
    part = pixels[round(top / scale) : round(bottom / scale), round(x0 / scale) : round(x1 / scale)]
    if min(part.shape[:2]) < 8:
        return
    other = _recognised(part, scale, page.number)
    moved = [_moved(item, 1.0, x0, top) for item in other.items if isinstance(item, Piece) or _is_text(item)]
    if _strays(other):
        moved = [replace(item, placed=False) if isinstance(item, Piece) else item for item in moved]
    own = [line for item in page.items for line in (_lines(item))]
    page.items = sorted([*page.items, *(item for item in moved if not _printed_over(item, own))], key=top_of)


def _strays(part: PageReading) -> bool:
    """Whether a part of a page was turned so far that its places are not those of the page around it."""
    return abs(math.sin(math.radians(part.turn / 2))) * math.hypot(part.view.width, part.view.height) > _NEAR


def _recognised(pixels: Pixels, scale: float, number: int) -> PageReading:
    """Recognise a page or part of one as if it were a sheet of paper, and give its places back in the page's points."""
    from pipelines.ocr.page import read_page  # noqa: PLC0415 (only once the libraries are known to be there)

    shorter = min(pixels.shape[:2]) * scale
    stretch = shorter / _A4 if shorter > SHEET else 1.0
    reading = read_page(pixels, scale / stretch, number)
    if stretch != 1.0:
        reading.items = [_moved(item, stretch, 0.0, 0.0) for item in reading.items]
        view = reading.view
        reading.view = replace(view, width=view.width * stretch, height=view.height * stretch)
    return reading


def _moved(item: Line | Piece, stretch: float, across: float, down: float) -> Line | Piece:
    if isinstance(item, Line):
        x0, top, x1, bottom = _moved_box((item.x0, item.top, item.x1, item.bottom), stretch, across, down)
        return replace(item, x0=x0, top=top, x1=x1, bottom=bottom, size=item.size * stretch)
    grid = replace(
        item.grid,
        row_edges=[edge * stretch + down for edge in item.grid.row_edges],
        column_edges=[edge * stretch + across for edge in item.grid.column_edges],
    )
    lines = [[_moved_line(line, stretch, across, down) for line in cell] for cell in item.lines]
    return replace(item, grid=grid, lines=lines)


def _moved_line(line: Line, stretch: float, across: float, down: float) -> Line:
    x0, top, x1, bottom = _moved_box((line.x0, line.top, line.x1, line.bottom), stretch, across, down)
    return replace(line, x0=x0, top=top, x1=x1, bottom=bottom, size=line.size * stretch)


def _moved_box(box: Box, stretch: float, across: float, down: float) -> Box:
    x0, top, x1, bottom = box
    return x0 * stretch + across, top * stretch + down, x1 * stretch + across, bottom * stretch + down


def _lines(item: Line | Piece) -> list[Line]:
    return [item] if isinstance(item, Line) else [line for cell in item.lines for line in cell]


def _is_text(line: Line) -> bool:
    return (line.confidence or 0.0) >= _LEGIBLE


def _printed_over(item: Line | Piece, own: Iterable[Line]) -> bool:
    """Whether a recognised line is one that the page's text prints too."""
    if isinstance(item, Piece):
        return False
    middle = (item.x0 + item.x1) / 2
    return any(line.x0 <= middle <= line.x1 and line.top <= item.middle <= line.bottom for line in own)


# --- picture files and pictures inside other files ----------------------------------------------------------------


def _read_image(data: bytes, document: Document) -> Document:
    pages, problems = [], [problem for problem in document.problems if problem.kind != "no_text_layer"]
    wanted = {picture.page for picture in document.pictures}
    frames = decode(data)
    number = 0
    try:
        for number, (pixels, scale) in enumerate(frames, 1):
            if number in wanted:
                pages.append(_recognised(pixels, scale, number))
    except Unreadable as error:
        problems.append(_unread(f"page {number + 1}", error.problem))
    sizes = {page.number: page.size for page in pages}
    known = enumerate(document.page_sizes, 1)
    return replace(
        document,
        blocks=tuple(page_blocks(pages)),
        problems=(*problems, *(problem for page in pages for problem in page.problems)),
        page_sizes=tuple(sizes.get(page, size) for page, size in known),
        pictures=(),
    )


def _read_inside(data: bytes, document: Document) -> Document:
    """Read the pictures inside a file without pages, each in its place among the blocks."""
    blocks: list[Paragraph | Table] = []
    problems = list(document.problems)
    done = 0
    for picture in sorted(document.pictures, key=lambda picture: picture.at or 0):
        at = min(max(picture.at or 0, done), len(document.blocks))
        blocks += document.blocks[done:at]
        done = at
        try:
            pages = list(_pages_of(_bytes_of(data, document, picture)))
        except Unreadable as error:
            problems.append(_unread(_where(picture), error.problem))
            continue
        blocks += _unplaced(page_blocks(pages))
        problems += [_unread(_where(picture), problem) for page in pages for problem in page.problems]
    blocks += document.blocks[done:]
    return replace(document, blocks=tuple(_numbered(blocks)), problems=tuple(problems), pictures=())


def _bytes_of(data: bytes, document: Document, picture: Picture) -> bytes:
    source = picture.source or ""
    found = None
    if document.format == html.FORMAT and source.isdigit():
        found = embedded_file(data, document.encoding, int(source))
    elif document.format == "docx":
        found = Package(data).file(source)
    elif document.format == mhtml.FORMAT:
        found = mhtml.picture(data, source)
    if found is None:
        raise Unreadable("no_text_layer", "the picture is not in the file or cannot be taken out; look at the original")
    return found


def _pages_of(data: bytes) -> Iterator[PageReading]:
    """Yield what the pages of a picture print, as far as it is legible: it may be a photo."""
    for number, (pixels, scale) in enumerate(decode(data), 1):
        page = _recognised(pixels, scale, number)
        page.items = [item for item in page.items if isinstance(item, Piece) or _is_text(item)]
        yield page


def _unplaced(blocks: Iterable[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """Yield blocks without their places: a file without pages has none."""
    for block in blocks:
        if isinstance(block, Table):
            cells = tuple(replace(cell, box=None) for cell in block.cells)
            yield replace(block, cells=cells, page=None, row_edges=(), column_edges=())
        else:
            yield replace(block, page=None)


def _numbered(blocks: Iterable[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    index = 0
    for block in blocks:
        if isinstance(block, Table):
            yield replace(block, index=index)
            index += 1
        else:
            yield block
