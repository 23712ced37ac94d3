"""Finds the ruling lines of a page in its ink, as the rules that the grid code of PDFs takes."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.ocr.images import Pixels
from pipelines.ocr.ink import Ink
from pipelines.pdf.rules import THIN, Rule

_ACROSS = 24.0  # points: no stroke of a letter in running text is as long
_DOWN = 11.0  # points: the lowest rows are higher; taller letters touch no rule
_SURE = 40.0  # points: an upright rule this long need not end at others
_TOUCH = 1.5  # points between the end of an upright rule and the level one it ends at
MAX_RULES = 4_000


@dataclass(slots=True)
class Ruling:
    """A page's rules in points, and its ink (255) that belongs to them."""

    rules: list[Rule]
    mask: Pixels


def ruling_of(ink: Ink) -> Ruling:
    """Return the rules drawn on a page that stands upright."""
    level = _opened(ink.mask, (ink.pixels(_ACROSS), 1), (1, 3))
    upright = _opened(ink.mask, (1, ink.pixels(_DOWN)), (3, 1))
    mask = np.zeros_like(ink.mask)
    rules = []
    for x, y, width, height in _boxes(level, mask, ink.pixels(THIN), across=True):
        rules.append(Rule(x * ink.scale, (y + height / 2) * ink.scale, (x + width) * ink.scale,
                          (y + height / 2) * ink.scale))  # fmt: skip
    reach = ink.pixels(_TOUCH)
    near_level = cv2.dilate(mask, np.ones((2 * reach + 1, 3), np.uint8))
    held = np.zeros_like(mask)
    for x, y, width, height in _boxes(upright, held, ink.pixels(THIN), across=False):
        ends = near_level[y, x : x + width].any() and near_level[y + height - 1, x : x + width].any()
        if ends or height >= ink.pixels(_SURE):
            middle = (x + width / 2) * ink.scale
            rules.append(Rule(middle, y * ink.scale, middle, (y + height) * ink.scale))
            mask[y : y + height, x : x + width] |= held[y : y + height, x : x + width]
    return Ruling(rules[:MAX_RULES], mask)


def _opened(mask: Pixels, length: tuple[int, int], swell: tuple[int, int]) -> Pixels:
    """Return the ink that forms strokes of a length; `swell` forgives ragged edges and a slight slant."""
    swollen = cv2.dilate(mask, np.ones(swell[::-1], np.uint8))
    strokes: Pixels = cv2.morphologyEx(swollen, cv2.MORPH_OPEN, np.ones(length[::-1], np.uint8))
    return strokes


def _boxes(strokes: Pixels, kept: Pixels, thickest: int, *, across: bool) -> list[tuple[int, int, int, int]]:
    """Return the boxes of strokes that are thin enough for rules, and mark these in `kept`."""
    outlines, _ = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for outline in outlines[: 4 * MAX_RULES]:
        x, y, width, height = cv2.boundingRect(outline)
        long, thick = (width, height) if across else (height, width)
        part = strokes[y : y + height, x : x + width]
        # a rule may wander over a warped page, but its ink is thin everywhere
        if thick > 3 * thickest or np.count_nonzero(part) > long * thickest:
            continue
        kept[y : y + height, x : x + width] |= part
        boxes.append((x, y, width, height))
    return boxes
