"""Makes the pictures that the tests of text recognition look at: drawn grids, and scans of made documents."""

import io
from collections.abc import Sequence

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Pixels = NDArray[np.uint8]
SCALE = 72 / 200  # points per pixel of a scan at 200 dpi


def paper(width: int = 1000, height: int = 1400) -> Image.Image:
    """Return an empty sheet."""
    return Image.new("RGB", (width, height), "white")


def rule_table(sheet: Image.Image, across: Sequence[int], down: Sequence[int], thick: int = 3) -> None:
    """Draw a table's rules at places in pixels."""
    draw = ImageDraw.Draw(sheet)
    for x in across:
        draw.line([(x, down[0]), (x, down[-1])], "black", thick)
    for y in down:
        draw.line([(across[0], y), (across[-1], y)], "black", thick)


def write(sheet: Image.Image, x: int, y: int, text: str, *, size: int = 28, colour: str = "black") -> None:
    """Write a text of digits and Latin letters with its middle at a place."""
    ImageDraw.Draw(sheet).text((x, y), text, colour, ImageFont.load_default(size), anchor="mm")


def pixels_of(sheet: Image.Image) -> Pixels:
    """Return a sheet's pixels."""
    return np.asarray(sheet.convert("RGB"))


def pages_of(data: bytes, dpi: int = 200) -> list[Image.Image]:
    """Draw the pages of a PDF."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in pdf]
    finally:
        pdf.close()


def degraded(sheet: Image.Image, *, slant: float = 0.8, noise: float = 12, quality: int = 45) -> Image.Image:
    """Return a sheet as a bad scanner gives it: aslant, grey, with noise, and saved as a small JPEG."""
    pixels = np.asarray(sheet)
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), slant, 1)
    pixels = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    dirt = np.random.default_rng(5).normal(0, noise, pixels.shape[:2])[..., None]
    out = io.BytesIO()
    grey = np.clip(pixels * 0.93 + 8 + dirt, 0, 255).astype(np.uint8)
    Image.fromarray(grey).save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def scan_of(sheets: Sequence[Image.Image], dpi: int = 200) -> bytes:
    """Return a PDF whose pages are pictures."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for sheet in sheets:
        width, height = sheet.width * 72 / dpi, sheet.height * 72 / dpi
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(sheet), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def file_of(sheets: Sequence[Image.Image], kind: str, dpi: int = 200) -> bytes:
    """Return a picture file; one of several pages if it is a TIFF."""
    out = io.BytesIO()
    more = {"save_all": True, "append_images": list(sheets[1:])} if kind == "TIFF" else {}
    sheets[0].save(out, kind, dpi=(dpi, dpi), **more)
    return out.getvalue()
