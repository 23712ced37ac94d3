"""What every reader makes of a document's bytes: text and tables in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.record import record

Box = tuple[float, float, float, float]  # x0, top, x1, bottom, in points from the upright page's top left


@record(frozen=True, slots=True)  # named arguments take twice as long
class Cell:
    """One cell as printed. A merged cell occurs once, at its top left, with its spans.

    `text` is the raw text; line breaks inside the cell are kept as newlines. `confidence` (0 to 1) is set where the
    text was recognised in a picture: how sure its least certain character is, 1 for a cell that shows no ink.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    box: Box | None = None
    page: int | None = None  # only where it differs from the table's (a table joined over pages)
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A printed table on a grid of `rows` x `columns`; `index` counts the document's tables from 0.

    A table that goes over pages stays one Table per page here (its parts share no index); the table
    reading joins them. `page` counts from 1 and is None where the format has no pages. The edges
    (page coordinates, `rows`+1 and `columns`+1 numbers) are empty where the format has no geometry.
    """

    index: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    page: int | None = None
    row_edges: tuple[float, ...] = ()
    column_edges: tuple[float, ...] = ()
    # True where this table cannot stand alone: the previous table's last row goes on in its first row, which may
    # stand behind a repeated header.
    continues: bool = False

    def grid(self) -> list[list[Cell | None]]:
        """Return rows x columns with each spanned position holding the cell that covers it."""
        out: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.rowspan, self.rows)):
                for c in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    out[r][c] = cell
        return out


@record(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line or paragraph of running text outside tables; `heading` where the markup says so.

    `confidence` (0 to 1) is that of its least certain line where it was recognised in a picture.
    """

    text: str
    page: int | None = None
    heading: bool = False
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that may print what the document's text does not say; text recognition reads it.

    `page` (from 1) where the format has pages. `source` names the picture inside the file: the part of a package, or
    the number of a `data:` address. `at` is the number of blocks that stand before it, where it has no page. `why` is
    page (the whole page is a picture), region (a part of one), file (the document is a picture) or inline.
    """

    page: int | None = None
    source: str | None = None
    at: int | None = None
    box: Box | None = None
    why: str = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A statement about the document made outside its running text.

    `kind`: title, body, published, column (the site's column), url, source (来源), made (成文日期), site (the site's
    name), link (text of a link on a list page). `source` names where it stood, such as
    "meta PubDate", "html title", "metadata table 公开日期", "docx core properties".
    """

    kind: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read or is doubtful, named as exactly as possible.

    `kind` is one of the keys of `archive/texts/problems.toml`; `where` names codes (`req_new.natural`) or a
    form table (`t3`) or a place (`page 3`); `detail` is a sentence in English that says what and what to do.
    """

    kind: str
    detail: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A document inside the document (a file of a ZIP): which tables, by index, and which pages are its own.

    Both ranges end before their second number; where it equals the first, the member has none.
    """

    name: str  # its path in the archive
    format: str
    digest: str
    tables: tuple[int, int]
    pages: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as read; `blocks` are in reading order. The same bytes give the same Document."""

    format: str  # html, pdf, docx, text
    digest: str  # hex SHA-256 of the bytes
    blocks: tuple[Paragraph | Table, ...]
    hints: tuple[Hint, ...] = ()
    problems: tuple[Problem, ...] = ()
    pages: int | None = None
    # Of each page, where it has any, width and height in points as it stands upright, and by how many degrees it was
    # turned clockwise for that; places on it are those of the upright page.
    page_sizes: tuple[tuple[float, float, float], ...] = ()
    encoding: str | None = None
    links: tuple[tuple[str, str], ...] = field(default=())  # (address, link text) of attachments
    frames: tuple[str, ...] = ()  # addresses of pages shown inside the article
    images: tuple[str, ...] = ()  # addresses of pictures in the article that may print a page of the report
    members: tuple[Member, ...] = ()  # in the order of their blocks
    pictures: tuple[Picture, ...] = ()  # not recognised yet

    def tables(self) -> Iterator[Table]:
        """Yield the tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


class Unreadable(Exception):
    """A reader gives up on a document; `problem` says why and what to do. Never leaves `pipelines.formats`."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = Problem(kind=kind, detail=detail)
