"""Writes a laid-out document as scanned pages: drawn, turned into pixels, then worn as paper and scanners do."""

import base64
import random
from collections.abc import Callable
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops, ImageEnhance, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.generators.documents.grids import Grid
from tests.generators.documents.layout import Sheet
from tests.generators.documents.plan import Plan
from tests.generators.documents.render_pdf import draw, pdf_fonts

Picture = Image.Image
_LONG = 4000.0  # points: more than any report's length; what stays empty is cut off


def render_scan(sheet: Sheet) -> bytes:
    """Return a PDF whose pages are images."""
    pages = _pages(sheet)
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in pages:
        canvas.drawImage(ImageReader(_as_stored(sheet.plan, page)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def render_picture(sheet: Sheet) -> bytes:
    """Return the whole report as one long PNG or JPEG, or as a TIFF of pages."""
    out = BytesIO()
    if sheet.plan.format == "tiff":
        first, *rest = _pages(sheet)
        first.save(out, "TIFF", save_all=True, append_images=rest, compression="tiff_lzw", dpi=(_dpi(sheet.plan),) * 2)
        return out.getvalue()
    width = A4[0]
    free = 0.0

    def paint(canvas: Canvas) -> None:
        nonlocal free
        free = draw(sheet, canvas, width, _LONG)

    (page,) = _pixels(paint, (width, _LONG), _dpi(sheet.plan))
    page = page.crop((0, 0, page.width, int(page.height * (1 - (free - 40) / _LONG))))
    page = _worn(sheet.plan, page)
    kind = "JPEG" if sheet.plan.format == "jpg" else "PNG"
    page.save(out, kind, quality=_quality(sheet.plan), dpi=(_dpi(sheet.plan),) * 2)
    return out.getvalue()


def picture_of(sheet: Sheet) -> Callable[[Grid], Picture]:
    """Return what draws one table of a document as an image, worn as its plan says."""

    def paint_table(grid: Grid) -> Picture:
        shown = Grid(grid.rows, grid.kind, grid.heads)
        only = Sheet(sheet.plan, sheet.values, [shown], "", {})
        free = 0.0

        def paint(canvas: Canvas) -> None:
            nonlocal free
            free = draw(only, canvas, A4[0], _LONG)

        (page,) = _pixels(paint, (A4[0], _LONG), _dpi(sheet.plan))
        page = page.crop((0, 0, page.width, int(page.height * (1 - (free - 20) / _LONG))))
        return _as_stored(sheet.plan, _worn(sheet.plan, page))

    return paint_table


def data_address(picture: Picture) -> str:
    """Return a picture as the address of an image inside a web page."""
    out = BytesIO()
    picture.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"


def _pages(sheet: Sheet) -> list[Picture]:
    def paint(canvas: Canvas) -> None:
        draw(sheet, canvas, *A4)

    return [_worn(sheet.plan, page) for page in _pixels(paint, A4, _dpi(sheet.plan))]


def _dpi(plan: Plan) -> int:
    return 200 if plan.has("clean_scan", "skewed_scan") else 150


def _quality(plan: Plan) -> int:
    return 40 if plan.has("jpeg_scan") else 85


def _pixels(paint: Callable[[Canvas], None], size: tuple[float, float], dpi: int) -> list[Picture]:
    pdf_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    paint(canvas)
    canvas.save()
    document = pypdfium2.PdfDocument(out.getvalue())
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def _worn(plan: Plan, page: Picture) -> Picture:
    """Return the page as a scanner gives it."""
    dice = plan.dice("scanner")
    if plan.has("skewed_scan", "noisy_scan"):
        angle = dice.choice((-1, 1)) * dice.uniform(0.3, 1.2)
        page = page.rotate(angle, Image.Resampling.BICUBIC, expand=False, fillcolor=255)
    if plan.has("faint_scan"):
        page = ImageEnhance.Contrast(page).enhance(0.55)
        page = page.filter(ImageFilter.GaussianBlur(0.5))
    if plan.has("noisy_scan"):
        page = ImageChops.subtract(page, _speckles(dice, page.size), scale=1.0)
    return page


def _speckles(dice: random.Random, size: tuple[int, int]) -> Picture:
    noise = Image.frombytes("L", size, dice.randbytes(size[0] * size[1]))
    return noise.point([value // 6 for value in range(256)])


def _as_stored(plan: Plan, page: Picture) -> Picture:
    """Return the page with the losses of JPEG where the scanner stores it so."""
    if not plan.has("jpeg_scan"):
        return page
    out = BytesIO()
    page.save(out, "JPEG", quality=_quality(plan))
    out.seek(0)
    return Image.open(out).convert("L")
