"""Kept documents behind the reports: their captures, their bytes, their tables as rebuilt, their pages as images."""

import json
import sqlite3
import threading
import zlib
from dataclasses import dataclass, fields, replace
from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

from archive.content import sniff
from archive.datadir import DataDir
from archive.publication.answers import Ask, Missing
from archive.records import Capture, Context, Outcome, Role
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes

# Wide enough to read a cell on a large screen; a page larger than A4 is scaled down to it.
IMAGE_WIDTH = 1400
PICTURES = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")
HEADING = 3  # rows and columns in which the tables of the form have their headings
MAX_PIXELS = 40_000_000  # of a picture that is drawn; A4 at 600 dpi has 35 million
_QUARTERS = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}  # clockwise
_PDFIUM = threading.Lock()  # pdfium is not safe for threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row of `captures`, as far as pages show it."""

    capture: str
    url: str
    time: str
    status: int | None
    outcome: str | None
    reason: str | None
    content_type: str | None
    digest: str | None
    length_bytes: int | None
    site: str | None
    role: str | None
    crawl: str | None
    parent: str | None
    link_text: str | None
    listed_title: str | None
    listed_date: str | None
    tls: str | None
    warc: str | None
    warc_offset: int | None


_CONTEXT = Context(crawl="", role=Role.OTHER, outcome=Outcome.KEPT)  # of no meaning to a reader of bytes
_COLUMNS = ", ".join(field.name for field in fields(Kept))


def capture_by_id(db: sqlite3.Connection, capture: str) -> Kept:
    """Return one capture. Raises Missing."""
    row = db.execute(f"SELECT {_COLUMNS} FROM captures WHERE capture = ?", (capture,)).fetchone()  # noqa: S608 (own names)
    if row is None:
        raise Missing("missing.capture")
    return Kept(**dict(row))


def captures_of(db: sqlite3.Connection, document: str) -> list[Kept]:
    """Return the captures of a document, the latest first."""
    query = f"SELECT {_COLUMNS} FROM captures WHERE digest = ? ORDER BY time DESC"  # noqa: S608 (own names)
    return [Kept(**dict(row)) for row in db.execute(query, (document,))]


def withheld(ask: Ask, document: str | None) -> str | None:
    """Return the reason why a document is not shown, or None.

    The build knows the documents it read; withheld.csv also names others, and those withheld since.
    """
    if document is not None and document in ask.site.withheld:
        return ask.site.withheld[document]
    row = ask.db.execute("SELECT withheld FROM documents WHERE document = ?", (document,)).fetchone()
    return (row["withheld"] or None) if row else None


def refuse_if_withheld(ask: Ask, document: str | None) -> None:
    """Raise Missing (410) where a document is withheld."""
    reason = withheld(ask, document)
    if reason:
        raise Missing("missing.withheld", 410, reason=reason)


def document_bytes(data: DataDir, captures: list[Kept]) -> bytes:
    """Return a document's bytes from the first of its captures that can be read. Raises Missing.

    The build says where each record lies; the index is asked only where nothing is there, for files may have moved and
    a newer program's index is empty until the next crawl or build fills it.
    """
    for kept in captures:
        if kept.warc is not None and kept.warc_offset is not None:
            try:
                return read_document_bytes(data, _as_captured(kept, kept.warc, kept.warc_offset))
            except (StoreError, OSError):
                continue  # a revisit, whose bytes lie elsewhere; another capture of the same bytes may be whole
    with CaptureIndex(data, to_look=True) as index:
        for kept in captures:
            capture = index.by_id(kept.capture)
            if capture is None:
                continue
            try:
                return read_document_bytes(data, capture, index)
            except (StoreError, OSError):
                continue
    raise Missing("missing.bytes")


def _as_captured(kept: Kept, warc: str, offset: int) -> Capture:
    """Return a row of the build as the store's reader takes it: its place, its id and the digest it must have."""
    return Capture(
        id=kept.capture,
        url=kept.url,
        time=kept.time,
        status=kept.status,
        content_type=kept.content_type,
        digest=kept.digest,
        payload_digest=None,
        length=kept.length_bytes or 0,
        etag=None,
        last_modified=None,
        refers_to=None,
        warc=warc,
        offset=offset,
        context=_CONTEXT,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A cell of a rebuilt table."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    here: bool = False  # the cell that an excerpt is around

    def covers(self, row: int | None, column: int | None) -> bool:
        """Tell whether the cell stands at a position of the grid."""
        if row is None or column is None:
            return False
        return self.row <= row < self.row + self.rowspan and self.column <= column < self.column + self.colspan


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of a document, rebuilt from what was read: cells, spans and text, no markup."""

    page: int | None
    rows: tuple[tuple[GridCell, ...], ...]

    def around(self, row: int | None, column: int | None) -> "Grid":
        """Return the headings and the cells next to a place, without the rows and columns between."""
        if row is None or column is None:
            return self
        rows = sorted({*range(HEADING), *range(row - 1, row + 2)} & set(range(len(self.rows))))
        columns = {*range(HEADING), *range(column - 1, column + 2)}
        kept: dict[int, list[GridCell]] = {one: [] for one in rows}
        for cell in (cell for line in self.rows for cell in line):
            down = [one for one in rows if cell.row <= one < cell.row + cell.rowspan]
            across = [one for one in sorted(columns) if cell.column <= one < cell.column + cell.colspan]
            if down and across:
                here = cell.covers(row, column)
                part = replace(cell, row=down[0], column=across[0], rowspan=len(down), colspan=len(across), here=here)
                kept[down[0]].append(part)
        lines = (tuple(sorted(line, key=lambda cell: cell.column)) for line in kept.values())
        return Grid(page=self.page, rows=tuple(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The document that a table stands in, and its index there; `name` where a report is made of several documents."""

    document: str
    table: int
    name: str | None = None


def origin_of(db: sqlite3.Connection, report: int, document: str, table_index: int) -> Origin:
    """Return where a table of a report stands: in its own document, a file inside it, or one of its attachments."""
    query = """SELECT m.name, m.document, m.first_table,
                 EXISTS (SELECT 1 FROM report_sources AS s WHERE s.report = m.report AND s.document = m.document)
               FROM report_members AS m
               WHERE m.report = ? AND ? BETWEEN m.first_table AND m.first_table + m.tables - 1"""
    row = db.execute(query, (report, table_index)).fetchone()
    if row is None:
        return Origin(document=document, table=table_index)
    name, of, first, captured = row
    # the files of a ZIP were captured as one document, whose tables are counted through
    return (
        Origin(document=of, table=table_index - first, name=name)
        if captured
        else Origin(document=document, table=table_index, name=name)
    )


def grid_of(db: sqlite3.Connection, document: str, table_index: int) -> Grid | None:
    """Return a document's table by its index, or None where the build kept none."""
    query = "SELECT page, grid FROM originals.printed_grids WHERE document = ? AND table_index = ?"
    row = _optional(db, query, (document, table_index))
    if row is None:
        return None
    raw: dict[str, Any] = json.loads(zlib.decompress(row["grid"]))
    rows: list[list[GridCell]] = [[] for _ in range(int(raw["rows"]))]
    for top, left, rowspan, colspan, words in raw["cells"]:
        rows[top].append(GridCell(row=top, column=left, rowspan=rowspan, colspan=colspan, text=words))
    return Grid(page=row["page"], rows=tuple(tuple(sorted(line, key=lambda cell: cell.column)) for line in rows))


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page in points as it was read, and by how many degrees it was turned clockwise for that."""

    width: float
    height: float
    turned: float


def page_size(db: sqlite3.Connection, document: str, page: int) -> PageSize | None:
    """Return the size of a page as it was read, or None for a document that cannot be drawn page by page."""
    query = """SELECT p.width, p.height, p.turned
               FROM originals.pages AS p JOIN documents AS d ON d.document = p.document
               WHERE p.document = ? AND p.page = ? AND d.format IN ('pdf', 'image')"""
    row = _optional(db, query, (document, page))
    return PageSize(**dict(row)) if row else None


def _optional(db: sqlite3.Connection, query: str, values: tuple[object, ...]) -> sqlite3.Row | None:
    attached = {row["name"] for row in db.execute("PRAGMA database_list")}
    row: sqlite3.Row | None = db.execute(query, values).fetchone() if "originals" in attached else None
    return row


def page_image(data: bytes, page: int, turned: float = 0.0) -> bytes:
    """Return a page (counted from 1) of a PDF or a picture file as PNG. Raises Missing where there is none.

    `turned` are the degrees by which the page is turned clockwise, as it was to be read; places on it are then right.
    """
    picture = _picture_page(data, page) if sniff(data) == "image" else _pdf_page(data, page)
    out = BytesIO()
    _upright(picture, turned).convert("L" if picture.mode == "L" else "P").save(out, "PNG", optimize=False)
    return out.getvalue()


def _upright(picture: Image.Image, turned: float) -> Image.Image:
    """Return a picture turned clockwise; a slant keeps its size, as it does for the reader, a quarter changes it."""
    quarters = round(turned / 90)
    slant = turned - 90 * quarters
    if slant:
        ground = 255 if picture.mode == "L" else "white"
        picture = picture.rotate(-slant, Image.Resampling.BICUBIC, fillcolor=ground)
    return picture.transpose(_QUARTERS[quarters % 4]) if quarters % 4 else picture


def _picture_page(data: bytes, page: int) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=PICTURES) as image:
            image.seek(page - 1)
            if image.width * image.height > MAX_PIXELS:
                raise Missing("missing.image")
            turned = ImageOps.exif_transpose(image)
            small = turned.convert("L" if turned.mode in {"1", "L"} else "RGBA")
            small.thumbnail((round(IMAGE_WIDTH * 1.25),) * 2)
            picture = small.convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, Image.DecompressionBombError) as error:
        raise Missing("missing.image") from error
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture).convert("RGB")


def _pdf_page(data: bytes, page: int) -> Image.Image:
    with _PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(data)
            try:
                if not 1 <= page <= len(pdf):
                    raise Missing("missing.image")
                sheet = pdf[page - 1]
                # the longer side decides, so that no page of any size makes a large picture
                scale = IMAGE_WIDTH / max(*sheet.get_size(), 1.0) * 1.25
                picture = sheet.render(scale=scale).to_pil()
            finally:
                pdf.close()
        except pypdfium2.PdfiumError as error:
            raise Missing("missing.image") from error
    drawn: Image.Image = picture
    return drawn
