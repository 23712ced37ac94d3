"""Turns a page upright: small slants by its lines, quarter turns by which of them can be read."""

import cv2
import numpy as np

from pipelines.ocr.images import Pixels

STEEPEST = 8.0  # degrees of slant that a scanner leaves
_LOOK = 700  # pixels of the longer side looked at
STRAIGHT = 0.02  # degrees below which a page is left as it is


def slant(mask: Pixels) -> float:
    """Return by how many degrees the lines of a page's ink climb to the right (against the clock), 0 for none."""
    size = (max(round(side * _LOOK / max(mask.shape)), 1) for side in mask.shape[::-1])
    small = cv2.resize(mask, tuple(size), interpolation=cv2.INTER_AREA)
    if not small.any():
        return 0.0
    half = tuple(max(side // 2, 1) for side in small.shape[::-1])
    coarse = cv2.resize(small, half, interpolation=cv2.INTER_AREA)
    best = _sharpest(coarse, 0.0, STEEPEST, 1.0)
    best = _sharpest(coarse, best, 1.0, 0.25)
    best = _sharpest(small, best, 0.25, 0.0625)
    best = _sharpest(small, best, 0.0625, 0.0156)
    return best if abs(best) <= STEEPEST else 0.0


def _sharpest(small: Pixels, middle: float, around: float, step: float) -> float:
    """Return the angle near a middle by which a page's rows are sharpest."""
    angles = np.arange(middle - around, middle + around + step / 2, step)
    return float(max(angles, key=lambda angle: (_sharpness(small, float(angle)), -abs(angle))))


def _sharpness(small: Pixels, angle: float) -> float:
    """Return how sharply a page's rows part ink from paper once it is turned by an angle."""
    height, width = small.shape
    # shearing moves columns as turning by a small angle does, and loses no corner
    shear = np.array([[1.0, 0.0, 0.0], [np.tan(np.radians(angle)), 1.0, -np.tan(np.radians(angle)) * width / 2]])
    sheared = cv2.warpAffine(small, shear, (width, height), flags=cv2.INTER_NEAREST)
    rows = sheared.sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def turned(page: Pixels, angle: float) -> Pixels:
    """Return a page turned by some degrees with the clock, of the same size, white at its corners."""
    if abs(angle) < STRAIGHT:
        return page
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    white = (255,) * (page.shape[2] if page.ndim == 3 else 1)
    out: Pixels = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
    return out
