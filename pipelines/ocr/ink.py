"""From a page's pixels to ink: what is printed dark on the paper, without stamps, and where its letters stand."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.ocr.images import Pixels

_RED = 45  # by how much red outweighs the other colours in a seal's ink
_DARK_RED = 150  # red light below this is dark ink under a seal
_BLOCK = 12.0  # points around a pixel that say how bright its paper is
_CONTRAST, _MOST_CONTRAST = 18.0, 60.0  # by which ink is darker than its paper, of 255
_CLEAR = 4.5  # times the paper's noise by which ink stands out from it


@dataclass(slots=True)
class Ink:
    """A page in grey without red, its ink (255 where there is), and its red ink; `scale` is points per pixel."""

    grey: Pixels
    mask: Pixels
    red: Pixels
    scale: float

    def pixels(self, points: float) -> int:
        """Return a length in pixels, at least one."""
        return max(round(points / self.scale), 1)


def ink_of(page: Pixels, scale: float) -> Ink:
    """Return the ink of a page of RGB pixels."""
    red, green, blue = cv2.split(page)
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    reddish = cv2.subtract(red, cv2.max(green, blue)) > _RED
    stamp = np.zeros_like(grey)
    if reddish.any():
        # where a seal covers letters they are dark in the red light too
        stamp[reddish & (red > _DARK_RED)] = 255
        near = cv2.dilate(stamp, np.ones((3, 3), np.uint8)) > 0
        grey = np.where(near & (red > _DARK_RED), np.uint8(255), np.where(reddish, red, grey))
    return Ink(grey, binarised(grey, scale), stamp, scale)


def binarised(grey: Pixels, scale: float) -> Pixels:
    """Return 255 where a pixel is darker than the paper around it."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    block = max(round(_BLOCK / scale) | 1, 15)
    least = min(max(_CONTRAST, _CLEAR * _noise(smooth)), _MOST_CONTRAST)
    mask: Pixels = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, least)
    return mask


def _noise(grey: Pixels) -> float:
    """Return how far the brightness of paper strays, as a standard deviation: most of a page is paper."""
    rough = cv2.absdiff(grey, cv2.blur(grey, (5, 5)))
    return 1.5 * float(np.median(rough[::3, ::3]))
