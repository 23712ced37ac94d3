"""Mutations of a picture that leave it a picture: parts erased, doubled, turned, inverted, blurred, cut."""

import random
from io import BytesIO

from PIL import Image, ImageFilter, ImageOps


def repaint(data: bytes, dice: random.Random) -> bytes:
    """Change what a picture shows; bytes that are no picture any more stay as they are."""
    try:
        image = Image.open(BytesIO(data))
        kind = image.format or "PNG"
        page = image.convert("L")
    except (OSError, ValueError, SyntaxError):
        return data
    for _ in range(dice.choice((1, 2, 4))):
        page = _changed(page, dice)
    out = BytesIO()
    page.save(out, kind)
    return out.getvalue()


def _changed(page: Image.Image, dice: random.Random) -> Image.Image:
    width, height = page.size
    left, top = dice.randrange(width), dice.randrange(height)
    right, bottom = dice.randrange(left, width) + 1, dice.randrange(top, height) + 1
    match dice.randrange(7):
        case 0:
            page.paste(dice.randrange(256), (left, top, right, bottom))
        case 1:
            page.paste(page.crop((left, top, right, bottom)), (dice.randrange(width), dice.randrange(height)))
        case 2:
            return page.rotate(dice.choice((90, 180, 270, 3, -7, 45)), expand=True, fillcolor=255)
        case 3:
            return ImageOps.invert(page)
        case 4:
            return page.filter(ImageFilter.GaussianBlur(dice.choice((0.7, 2, 6))))
        case 5:
            return page.crop((left, top, right, bottom))
        case _:
            noise = Image.frombytes("L", page.size, dice.randbytes(width * height))
            return Image.blend(page, noise, dice.choice((0.1, 0.3, 0.8)))
    return page
