"""Writes OFD packages (GB/T 33190) with raw XML, and draws laid-out documents into them."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics

from tests.generators.documents.layout import Sheet
from tests.generators.documents.render_pdf import draw, page_size

MM = 25.4 / 72  # to a point
SPACE = "http://www.ofdspec.org/2016"


@dataclass(frozen=True, slots=True)
class Style:
    """How a package is written; `template` puts every page's rules on a template page."""

    prefix: str = "ofd:"
    repeats: bool = True  # offsets as "g n v"
    scaled: bool = False  # text in points under a CTM
    rules: str = "lines"  # or bars (thin filled boxes)
    template: bool = False
    absolute: bool = False  # locations from the package's root


@dataclass(slots=True)
class Page:
    """A page's objects, in order, without prefixes: `<@TextObject …>`."""

    width: float  # millimetres
    height: float
    objects: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Canvas:
    """Draws as reportlab's canvas does, on OFD pages; x and y are in points from the bottom left."""

    width: float
    height: float
    style: Style
    pages: list[Page] = field(default_factory=list)
    _font: tuple[str, float] = ("STSong-Light", 10.0)
    _page: Page | None = None

    @property
    def page(self) -> Page:
        """The page being drawn."""
        if self._page is None:
            self._page = Page(self.width * MM, self.height * MM)
        return self._page

    def setFont(self, name: str, size: float) -> None:  # noqa: N802 (reportlab's name)
        """Choose a font."""
        self._font = (name, size)

    def setLineWidth(self, width: float) -> None:  # noqa: N802 (reportlab's name)
        """Take a width that nothing depends on."""

    def getPageNumber(self) -> int:  # noqa: N802 (reportlab's name)
        """Return the number of the page being drawn."""
        return len(self.pages) + 1

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        """End the page."""
        self.pages.append(self.page)
        self._page = None

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802 (reportlab's name)
        """Draw a text as one object whose boundary begins at its first letter."""
        if text:
            name, size = self._font
            widths = [pdfmetrics.stringWidth(letter, name, size) for letter in text]
            self.page.objects.append(text_object((x, self.height - y), size, text, widths, self.style))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a rule."""
        self._rule(x0, self.height - y0, x1, self.height - y1)

    def rect(self, x: float, y: float, width: float, height: float, *, stroke: int = 1, fill: int = 0) -> None:
        """Draw a box."""
        top, bottom = self.height - y - height, self.height - y
        data = _closed(0, 0, width * MM, (bottom - top) * MM)
        attributes = f'Stroke="{bool(stroke)}" Fill="{bool(fill)}"'.lower().replace("stroke", "Stroke")
        attributes = attributes.replace("fill", "Fill")
        self.page.rules.append(_path((x * MM, top * MM, width * MM, height * MM), data, attributes))

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, top, width, height = min(x0, x1) * MM, min(y0, y1) * MM, abs(x1 - x0) * MM, abs(y1 - y0) * MM
        if self.style.rules == "bars":
            thick = 0.2
            data = _closed(0, 0, max(width, thick), max(height, thick))
            self.page.rules.append(_path((left, top, width, height), data, 'Stroke="false" Fill="true"'))
        else:
            self.page.rules.append(_path((left, top, width, height), f"M 0 0 L {width:.4f} {height:.4f}"))


def text_object(at: tuple[float, float], size: float, text: str, widths: Sequence[float], style: Style) -> str:
    """Return a TextObject at a point from the top left, all in points."""
    x, y = at
    unit = 1.0 if style.scaled else MM
    matrix = f' CTM="{MM:.6f} 0 0 {MM:.6f} 0 0"' if style.scaled else ""
    steps = [round(width * unit, 4) for width in widths[:-1]]
    boundary = f"{x * MM:.4f} {(y - size) * MM:.4f} {sum(widths) * MM:.4f} {1.3 * size * MM:.4f}"
    delta = f' DeltaX="{offsets(steps) if style.repeats else " ".join(map(str, steps))}"' if steps else ""
    code = f'<@TextCode X="0" Y="{size * unit:.4f}"{delta}>{escape(text)}</@TextCode>'
    return f'<@TextObject ID="9" Boundary="{boundary}"{matrix} Font="3" Size="{size * unit:.4f}">{code}</@TextObject>'


def offsets(steps: Sequence[float]) -> str:
    """Write offsets with equal neighbours gathered as "g n v"."""
    out: list[str] = []
    index = 0
    while index < len(steps):
        count = 1
        while index + count < len(steps) and steps[index + count] == steps[index]:
            count += 1
        out.append(f"g {count} {steps[index]}" if count > 2 else " ".join([str(steps[index])] * count))
        index += count
    return " ".join(out)


def _closed(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"M {x0:.4f} {y0:.4f} L {x1:.4f} {y0:.4f} L {x1:.4f} {y1:.4f} L {x0:.4f} {y1:.4f} C"


def _path(box: tuple[float, float, float, float], data: str, attributes: str = "") -> str:
    left, top, width, height = box
    boundary = f"{left:.4f} {top:.4f} {max(width, 0.2):.4f} {max(height, 0.2):.4f}"
    inside = f"<@AbbreviatedData>{data}</@AbbreviatedData>"
    return f'<@PathObject ID="8" Boundary="{boundary}" LineWidth="0.18" {attributes}>{inside}</@PathObject>'


def draw_ofd(sheet: Sheet, style: Style | None = None) -> bytes:
    """Return the package of a laid-out document."""
    return package([draw_pages(sheet, style or Style())], style or Style())


def draw_pages(sheet: Sheet, style: Style) -> list[Page]:
    """Return the pages of a laid-out document."""
    canvas = Canvas(*page_size(sheet.plan), style)
    pdf_fonts()
    draw(sheet, canvas, canvas.width, canvas.height)
    return canvas.pages


def pdf_fonts() -> None:
    """Make the widths of letters known."""
    from tests.generators.documents.render_pdf import pdf_fonts as fonts  # noqa: PLC0415 (the one place that registers them)

    fonts()


def package(documents: Sequence[Sequence[Page]], style: Style | None = None, **more: str) -> bytes:
    """Return an OFD of documents; `more` adds or replaces parts, "__" stands for a slash, "_DOT_" for a dot."""
    style = style or Style()
    parts: dict[str, str] = {}
    bodies = ""
    for number, pages in enumerate(documents):
        folder = f"Doc_{number}"
        at = f"/{folder}/" if style.absolute else ""
        bodies += (
            f"<@DocBody><@DocInfo><@DocID>{number:032x}</@DocID></@DocInfo>"
            f"<@DocRoot>{'/' if style.absolute else ''}{folder}/Document.xml</@DocRoot></@DocBody>"
        )
        listed = templates = ""
        for index, page in enumerate(pages):
            listed += f'<@Page ID="{index + 100}" BaseLoc="{at}Pages/Page_{index}/Content.xml"/>'
            use = ""
            rules, objects = "".join(page.rules), "".join(page.objects)
            if style.template:
                templates += f'<@TemplatePage ID="{index + 900}" BaseLoc="{at}Tpls/Tpl_{index}/Content.xml"/>'
                use = f'<@Template TemplateID="{index + 900}" ZOrder="Background"/>'
                parts[f"{folder}/Tpls/Tpl_{index}/Content.xml"] = _page(page, "", rules)
                rules = ""
            parts[f"{folder}/Pages/Page_{index}/Content.xml"] = _page(page, use, rules + objects)
        area = "<@PageArea><@PhysicalBox>0 0 210 297</@PhysicalBox></@PageArea>"
        parts[f"{folder}/Document.xml"] = (
            f"<@Document><@CommonData><@MaxUnitID>999</@MaxUnitID>{area}{templates}</@CommonData>"
            f"<@Pages>{listed}</@Pages></@Document>"
        )
    parts["OFD.xml"] = f'<@OFD Version="1.0" DocType="OFD">{bodies}</@OFD>'
    parts |= {name.replace("__", "/").replace("_DOT_", "."): text for name, text in more.items()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), _written(text, style), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _page(page: Page, before: str, objects: str) -> str:
    box = f"<@PhysicalBox>0 0 {page.width:.4f} {page.height:.4f}</@PhysicalBox>"
    layer = f'<@Layer ID="5" Type="Body"><@PageBlock ID="6">{objects}</@PageBlock></@Layer>'
    return f"<@Page>{before}<@Area>{box}</@Area><@Content>{layer}</@Content></@Page>"


def _written(text: str, style: Style) -> str:
    """Put the prefix before every name and declare it at the root."""
    name = style.prefix.rstrip(":")
    space = f' xmlns{":" + name if name else ""}="{SPACE}"'
    text = text.replace("<@", f"<{style.prefix}").replace("</@", f"</{style.prefix}")
    end = min(text.find(mark) for mark in (" ", ">") if mark in text)
    return f'<?xml version="1.0" encoding="UTF-8"?>{text[:end]}{space}{text[end:]}'
