"""ODT: paragraphs and tables of OpenDocument text in the order of the text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.document import Document, Hint, Paragraph, Problem, Table, Unreadable
from pipelines.opendocument.styles import Numbering, Styles
from pipelines.opendocument.tables import lay_out
from pipelines.opendocument.text import PICTURE, boxes, paragraph_text
from pipelines.word.tables import GridCell, to_table
from pipelines.xmlzip import XmlZip, attribute, child, local

FORMAT = "odt"
MAX_NESTING = 20  # tables, lists, sections and text boxes inside one another

_INSIDE = {"section", "index-body", "table-of-content", "index-title", "text-box", "list-header", "numbered-paragraph"}
_TEXT = {"p", "h"}


def read(data: bytes, digest: str) -> Document:
    """Read an ODT's text and tables. Raises Unreadable (encrypted, truncated, unreadable, too_large)."""
    package = XmlZip(data, "ODT")
    _refuse_encrypted(package)
    root = package.part("content.xml")
    body = child(root, "body", "text")
    if body is None:
        raise Unreadable("unreadable", "The ODT has no text (content.xml lacks it); save it anew from its program.")
    styles = Styles(package.part("styles.xml"), root)
    reader = _Reader(styles, Numbering(styles))
    blocks = tuple(reader.blocks(body))
    return Document(format=FORMAT, digest=digest, blocks=blocks, hints=_hints(package), problems=tuple(reader.problems))


def _refuse_encrypted(package: XmlZip) -> None:
    manifest = package.part("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise Unreadable("encrypted", "The ODT is protected by a password; save it without and import again.")


def _hints(package: XmlZip) -> tuple[Hint, ...]:
    try:
        title = child(package.part("meta.xml"), "meta", "title")
    except Unreadable:  # broken metadata do not hinder the reading of the text
        return ()
    text = (title.text or "").strip() if title is not None else ""
    return (Hint(kind="title", text=text, source="odt metadata title"),) if text else ()


@dataclass(slots=True)
class _Reader:
    styles: Styles
    numbering: Numbering
    problems: list[Problem] = field(default_factory=list)
    tables: int = 0

    def blocks(self, container: Iterable[etree._Element], depth: int = 0) -> Iterator[Paragraph | Table]:
        """Yield the blocks of a body, section, cell, list item or text box; layout tables are dissolved."""
        if depth > MAX_NESTING:
            raise Unreadable("too_large", f"The ODT nests tables, lists or text boxes more than {MAX_NESTING} deep.")
        for element in container:
            name = local(element)
            if name in _TEXT:
                yield from self.paragraph(element, depth)
            elif name == "table":
                yield from self.table(element, depth)
            elif name == "list":
                yield from self.items(element, depth)
            elif name in _INSIDE and attribute(element, "display") != "none":
                yield from self.blocks(element, depth + 1)
            elif name == "frame":  # anchored to the page
                for box in boxes(element):
                    yield from self.blocks(box, depth + 1)

    def paragraph(self, element: etree._Element, depth: int, label: str = "") -> Iterator[Paragraph | Table]:
        """Yield a paragraph behind its label, then what its text boxes hold."""
        text = paragraph_text(element, self.styles).replace(PICTURE, "").strip()
        if text:
            yield Paragraph(text=label + text, heading=local(element) == "h")
        for box in boxes(element):
            yield from self.blocks(box, depth + 1)

    def items(self, element: etree._Element, depth: int) -> Iterator[Paragraph | Table]:
        """Yield a list's items with the labels that are shown before them."""
        for label, item in self.labelled(element):
            if local(item) in _TEXT:
                yield from self.paragraph(item, depth + 1, label)
            else:
                yield from self.blocks((item,), depth + 1)

    def labelled(
        self, element: etree._Element, style: str = "", level: int = 1
    ) -> Iterator[tuple[str, etree._Element]]:
        """Yield what a list and the lists in it hold, each item's first paragraph with its label."""
        style = attribute(element, "style-name") or style
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list") is not None
        self.numbering.begin(style, level, goes_on=goes_on)
        for item in element:
            if local(item) not in {"list-item", "list-header"}:
                continue
            start = attribute(item, "start-value") or ""
            fresh = local(item) == "list-item"
            for inner in item:
                if local(inner) == "list":
                    if level > MAX_NESTING:
                        raise Unreadable("too_large", f"The ODT nests lists more than {MAX_NESTING} deep.")
                    yield from self.labelled(inner, style, level + 1)
                    continue
                label = ""
                if fresh and local(inner) in _TEXT:
                    label = self.numbering.label(style, level, int(start) if start.isdecimal() else None)
                    fresh = False
                yield label, inner

    def table(self, element: etree._Element, depth: int) -> Iterator[Paragraph | Table]:
        """Yield a table, or what it holds if it only lays out text or other tables."""
        cells = lay_out(element)
        if not cells:
            return
        if len({cell.column for cell in cells}) == 1 or any(_holds_table(cell.element) for cell in cells):
            for cell in cells:
                yield from self.blocks(cell.element, depth + 1)
            return
        index = self.tables
        self.tables += 1
        texts = [self.cell_text(cell.element) for cell in cells]
        for cell in cells:
            self.note_hidden(cell, index)
        yield to_table(cells, texts, index)

    def cell_text(self, element: etree._Element) -> str:
        """Return a cell's text, one line per paragraph; a cell that shows only a picture is not blank."""
        lines = list(self.lines(element))
        text = "\n".join(line.replace(PICTURE, "").strip() for line in lines).strip()
        return text or (PICTURE if any(PICTURE in line for line in lines) else "")

    def lines(self, element: etree._Element, depth: int = 0) -> Iterator[str]:
        """Yield the lines of a cell, those in its lists, one-column tables and text boxes included."""
        for item in element if depth <= MAX_NESTING else ():
            name = local(item)
            if name in _TEXT:
                yield paragraph_text(item, self.styles)
                for box in boxes(item):
                    yield from self.lines(box, depth + 1)
            elif name == "list":
                for label, inner in self.labelled(item):
                    texts = [paragraph_text(inner, self.styles)] if local(inner) in _TEXT else self.lines(inner)
                    yield from (label + text if number == 0 else text for number, text in enumerate(texts))
            elif name in _INSIDE or name in {"table", "table-row", "table-cell", "table-rows", "table-header-rows"}:
                yield from self.lines(item, depth + 1)

    def note_hidden(self, cell: GridCell, index: int) -> None:
        """Report text in a cell that a merge hides: programs differ in whether they show it."""
        hidden = " ".join(text for element in cell.hidden if (text := self.cell_text(element)))
        if hidden:
            detail = (
                f"Table {index}, row {cell.row}, column {cell.column}: the merged cell hides the text "
                f"{hidden[:40]!r}; compare how its program shows it."
            )
            self.problems.append(Problem(kind="ambiguous", detail=detail, where=(f"table {index}",)))


def _holds_table(element: etree._Element) -> bool:
    """Whether a cell holds a table of its own that is more than a frame around text."""
    return any(len({cell.column for cell in lay_out(inner)}) > 1 for inner in element.iter("{*}table"))
