"""Decodes picture files into pages of pixels, within bounds, whatever their colours."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from pipelines.document import Unreadable

MAX_FRAMES = 60  # pages of a TIFF
MAX_PIXELS = 120_000_000  # of one page as stored; A3 at 600 dpi has 70 million
MAX_SIDE = 65_535  # pixels; no JPEG has more, and strips of a point's width take memory out of all proportion
LONGEST = 2_600  # pixels of the longer side as read: A4 at 220 dpi
POINTS = 72.0
SQRT_2 = 2**0.5  # the longer side of a sheet of paper to the shorter
PAPER = 1.6  # no sheet of paper is longer than so many times its width
MOST_READ = 15_000_000  # pixels of a picture longer than paper as read: three pages
_A4 = (595.0, 842.0)

Pixels = NDArray[np.uint8]


def frame_sizes(data: bytes) -> list[tuple[float, float]]:
    """Return width and height in points of each page of a picture file, from its headers. Raises Unreadable."""
    with _quiet(), _opened(data) as image:
        count = min(int(getattr(image, "n_frames", 1)), MAX_FRAMES)
        sizes = []
        try:
            for number in range(count if image.format == "TIFF" else 1):
                image.seek(number)
                _bound(image)
                sizes.append(_points(image))
        except (EOFError, OSError, ValueError, SyntaxError, KeyError, TypeError, OverflowError) as error:
            if not sizes:
                raise Unreadable("truncated", f"the picture is cut off or damaged ({error}); fetch it again") from None
        return sizes


def decode(data: bytes) -> Iterator[tuple[Pixels, float]]:
    """Yield each page of a picture file as RGB pixels, as `shrink` leaves them, and the points a pixel stands for.

    Raises Unreadable where a page is damaged or beyond the bounds.
    """
    with _quiet(), _opened(data) as image:
        frames = ImageSequence.Iterator(image) if image.format == "TIFF" else iter([image])
        try:
            for number, frame in enumerate(frames):
                if number >= MAX_FRAMES:
                    return
                _bound(frame)
                width, _ = _points(frame)
                pixels = _rgb(frame)
                # a picture that its camera turned has its width where its height was
                across = _points(frame)[0] if pixels.shape[1] >= pixels.shape[0] else width
                yield pixels, across / pixels.shape[1]
        except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError, OverflowError) as error:
            raise Unreadable("truncated", f"the picture is cut off or damaged ({error}); fetch it again") from None


def shrink(pixels: Pixels) -> Pixels:
    """Return pixels with no more than a page has at LONGEST; a page longer than paper keeps its letters' size."""
    longer, shorter = max(pixels.shape[:2]), max(min(pixels.shape[:2]), 1)
    part = LONGEST / longer
    if longer > PAPER * shorter:
        part = max(part, min(LONGEST / SQRT_2 / shorter, (MOST_READ / (longer * shorter)) ** 0.5))
    if part >= 1:
        return pixels
    size = (round(pixels.shape[1] * part) or 1, round(pixels.shape[0] * part) or 1)
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX, reducing_gap=2.0))


def _quiet() -> Any:
    """Silence Pillow's warnings: sizes are bounded here, and odd metadata does not matter."""
    return warnings.catch_warnings(action="ignore")


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"))
    except Image.DecompressionBombError:
        raise Unreadable("too_large", f"the picture has more than {MAX_PIXELS} pixels; save it smaller") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, TypeError, OverflowError) as error:
        raise Unreadable("unreadable", f"the picture cannot be opened ({error}); fetch or save it again") from None


def _bound(image: Image.Image) -> None:
    if max(image.size) > MAX_SIDE:
        detail = f"the picture has {image.width} x {image.height} pixels, more than {MAX_SIDE} a side; cut it in pieces"
        raise Unreadable("too_large", detail)
    if image.width * image.height > MAX_PIXELS:
        detail = f"the picture has {image.width} x {image.height} pixels, more than {MAX_PIXELS}; save it smaller"
        raise Unreadable("too_large", detail)


def _points(image: Image.Image) -> tuple[float, float]:
    """Return the size of a page in points: by its resolution if that makes a sheet of paper, else as wide as A4."""
    dots = image.info.get("dpi")
    try:
        across, down = float(dots[0]), float(dots[1])  # type: ignore[index]
        width, height = image.width / across * POINTS, image.height / down * POINTS
        if min(width, height) >= 250 and max(width, height) <= 1_800 and abs(across - down) <= 1:
            return width, height
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        pass
    wide = _A4[0] if image.width <= image.height else _A4[1]
    return wide, wide * image.height / max(image.width, 1)


def _rgb(image: Image.Image) -> Pixels:
    """Return an image's pixels as red, green and blue, on white where it is transparent, turned as its camera says."""
    if image.mode.startswith(("I", "F")):
        values = np.nan_to_num(np.asarray(image, dtype=np.float32))
        top = float(values.max(initial=0.0))
        full = 65535.0 if 255 < top <= 65535 else max(top, 255.0)
        image = Image.fromarray((values.clip(0, full) * (255.0 / full)).astype(np.uint8))
    else:
        if image.format == "JPEG":
            part = LONGEST / SQRT_2 / max(min(image.size), 1)  # of the shorter side: long pictures keep their letters
            image.draft("RGB", (round(image.width * part) or 1, round(image.height * part) or 1))
        image = ImageOps.exif_transpose(image)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    return shrink(np.asarray(image.convert("RGB")))
