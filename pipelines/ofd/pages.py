"""What a page of an OFD shows, in the PDF reader's terms: characters and rules in points from the top left."""

from dataclasses import dataclass, field

from lxml import etree

from pipelines.document import Problem
from pipelines.ofd.geometry import POINTS, box, hull, placed
from pipelines.ofd.package import OfdPage
from pipelines.ofd.paths import add_path
from pipelines.ofd.text import characters, is_unmapped
from pipelines.pdf.characters import MAX_CHARACTERS, Char
from pipelines.pdf.pages import PageReading, arrange
from pipelines.pdf.rules import Drawn, add_image
from pipelines.pdf.view import Affine, View
from pipelines.xmlzip import attribute, local

MAX_DEPTH = 30  # blocks and composites inside one another


@dataclass(slots=True)
class _Sight:
    """What has been seen of a page so far."""

    page: OfdPage
    view: View
    chars: list[Char] = field(default_factory=list)
    drawn: Drawn = field(default_factory=Drawn)
    cut: bool = False

    def look(self, container: etree._Element, matrix: Affine, depth: int = 0) -> None:
        """Take in a content, layer, block or composite."""
        if depth > MAX_DEPTH:
            self.cut = True
            return
        for item in container:
            self.drawn.objects += 1
            if self.drawn.cut:
                return
            if attribute(item, "Visible") in {"false", "0"}:
                continue
            self._object(item, matrix, depth)

    def _object(self, item: etree._Element, matrix: Affine, depth: int) -> None:
        match local(item):
            case "TextObject":
                self._text(item, placed(item, matrix))
            case "PathObject":
                add_path(item, placed(item, matrix), self.view, self.drawn)
            case "ImageObject":
                left, top, width, height = box(attribute(item, "Boundary")) or (0.0, 0.0, 0.0, 0.0)
                add_image(hull(matrix, left, top, left + width, top + height), self.view, self.drawn)
            case "CompositeObject":
                name = attribute(item, "ResourceID") or ""
                if (unit := self.page.composites.get(name)) is not None:
                    self.look(unit, placed(item, matrix), depth + 1)
                else:
                    self.page.missing.append(f"graphic {name}")
            case "Layer" | "PageBlock" | "Content":
                self.look(item, matrix, depth + 1)

    def _text(self, item: etree._Element, matrix: Affine) -> None:
        room = MAX_CHARACTERS - len(self.chars)
        if room <= 0:
            self.cut = True
            return
        for char in characters(item, matrix, room):
            inside = char.x1 > 0 and char.bottom > 0 and char.x0 < self.view.width and char.top < self.view.height
            if inside:
                self.chars.append(char)


def read_page(page: OfdPage, number: int) -> PageReading:
    """Read a page, counted from 1."""
    left, top, width, height = page.area
    view = View(width * POINTS, height * POINTS, 0, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    sight = _Sight(page, view)
    for content in page.contents:
        sight.look(content, (POINTS, 0.0, 0.0, POINTS, -left * POINTS, -top * POINTS))
    unmapped = sum(map(is_unmapped, sight.chars))
    reading = arrange(PageReading(number, view), sight.chars, sight.drawn, unmapped=unmapped, cut=sight.cut)
    if page.missing:
        detail = f"Page {number} uses {', '.join(page.missing[:5])}, which the OFD lacks; fetch it again."
        reading.problems.append(Problem(kind="truncated", detail=detail, where=(f"page {number}",)))
    return reading
