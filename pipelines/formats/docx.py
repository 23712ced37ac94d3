"""DOCX: paragraphs and tables in the order of the text, from the package's XML."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from pipelines.document import Document, Hint, Paragraph, Picture, Problem, Table, Unreadable
from pipelines.word.package import Package
from pipelines.word.pictures import pictures_in
from pipelines.word.styles import Numbering, Styles
from pipelines.word.tables import GridCell, lay_out, to_table
from pipelines.word.text import PICTURE, paragraph_text, text_boxes
from pipelines.xmlzip import child, local

FORMAT = "docx"
MAX_NESTING = 20  # tables inside tables and text boxes inside text boxes


def read(data: bytes, digest: str) -> Document:
    """Read a DOCX's text and tables. Raises Unreadable (encrypted, truncated, unreadable, too_large)."""
    package = Package(data)
    name, root = package.main()
    styles = Styles(package.related(name, "styles"))
    reader = _Reader(styles, Numbering(package.related(name, "numbering"), styles), package.media(name))
    body = child(root, "body")
    blocks: list[Paragraph | Table] = []
    pictures: list[Picture] = []
    for block in reader.blocks(body) if body is not None else ():
        if isinstance(block, Picture):
            if all(block.source != known.source for known in pictures):  # a text box is met inside its paragraph too
                pictures.append(replace(block, at=len(blocks)))
        else:
            blocks.append(block)
    return Document(
        format=FORMAT,
        digest=digest,
        blocks=tuple(blocks),
        hints=_hints(package),
        problems=tuple(reader.problems),
        pictures=tuple(pictures),
    )


def _hints(package: Package) -> tuple[Hint, ...]:
    try:
        title = child(package.core(), "title")
    except Unreadable:  # broken properties do not hinder the reading of the text
        return ()
    text = (title.text or "").strip() if title is not None else ""
    return (Hint(kind="title", text=text, source="docx core properties"),) if text else ()


@dataclass(slots=True)
class _Reader:
    styles: Styles
    numbering: Numbering
    media: dict[str, str]  # parts that are pictures, by relationship
    problems: list[Problem] = field(default_factory=list)
    tables: int = 0

    def blocks(self, container: etree._Element, depth: int = 0) -> Iterator[Paragraph | Table | Picture]:
        """Yield the blocks of a body, cell or text box and its pictures; frames and layout tables are dissolved."""
        if depth > MAX_NESTING:
            raise Unreadable("too_large", f"The DOCX nests tables or text boxes more than {MAX_NESTING} deep.")
        carried = ""
        for element in container:
            name = local(element)
            if name == "p":
                properties = child(element, "pPr")
                text = carried + self.text(element, properties)
                carried = ""
                if child(properties, "rPr", "del") is not None:  # the mark's deletion joins it with the next
                    carried = text
                elif text.strip():
                    yield Paragraph(text=text.strip(), heading=self.styles.is_heading(properties))
                yield from pictures_in(element, self.media)
                for box in text_boxes(element):
                    yield from self.blocks(box, depth + 1)
            elif name == "tbl":
                yield from self.table(element, depth)
            elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
                yield from self.blocks(element, depth + 1)
        if carried.strip():
            yield Paragraph(text=carried.strip())

    def text(self, paragraph: etree._Element, properties: etree._Element | None = None) -> str:
        """Return a paragraph's text behind the number that Word shows before it."""
        properties = child(paragraph, "pPr") if properties is None else properties
        return self.numbering.label(properties) + paragraph_text(paragraph).replace(PICTURE, "")

    def table(self, element: etree._Element, depth: int) -> Iterator[Paragraph | Table | Picture]:
        """Yield a table, or what it holds if it only lays out text or other tables."""
        cells = lay_out(element)
        if not cells:
            return
        columns = len({cell.column for cell in cells})
        if columns == 1 or any(_holds_table(cell.element) for cell in cells):
            for cell in cells:
                yield from self.blocks(cell.element, depth + 1)
            return
        index = self.tables
        self.tables += 1
        texts = [self.cell_text(cell) for cell in cells]
        for cell in cells:
            self.note_hidden(cell, index)
        yield to_table(cells, texts, index)
        yield from pictures_in(element, self.media)

    def cell_text(self, cell: GridCell) -> str:
        """Return a cell's text, one line per paragraph; a cell that shows only a picture is not blank."""
        lines, picture = [], False
        for paragraph in _paragraphs(cell.element):
            lines.append(self.text(paragraph))
            picture = picture or PICTURE in paragraph_text(paragraph)
            lines += [self.text(inner) for box in text_boxes(paragraph) for inner in _paragraphs(box)]
        text = "\n".join(line.strip() for line in lines).strip()
        return text or (PICTURE if picture else "")

    def note_hidden(self, cell: GridCell, index: int) -> None:
        """Report text in a cell that a merge hides: programs differ in whether they show it."""
        hidden = " ".join(paragraph_text(p).strip() for element in cell.hidden for p in _paragraphs(element)).strip()
        if hidden:
            detail = (
                f"Table {index}, row {cell.row}, column {cell.column}: the merged cell hides the text "
                f"{hidden[:40]!r}; compare how Word shows it."
            )
            self.problems.append(Problem(kind="ambiguous", detail=detail, where=(f"table {index}",)))


def _paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs of a cell or text box, not those of text boxes inside them."""
    for item in element:
        name = local(item)
        if name == "p":
            yield item
        elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "tbl", "tr", "tc"}:
            yield from _paragraphs(item)


def _holds_table(element: etree._Element) -> bool:
    """Whether a cell holds a table of its own that is more than a frame around text."""
    return any(len({cell.column for cell in lay_out(inner)}) > 1 for inner in element.iter("{*}tbl"))
