"""Recognises lines of text with the PP-OCR model that rapidocr's wheel carries, on onnxruntime, offline.

rapidocr's own pipeline is not used: it looks for text on the whole page first, which takes longer than reading it, and
a page's lines and cells are found here from its ink. Only its recognition model is run, on one thread, so that two
workers are twice as fast as one.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime
import rapidocr
from numpy.typing import NDArray

from pipelines.ocr.images import Pixels

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48  # pixels of a line as the model takes it
WIDEST = 3_200  # pixels of a line; longer ones are pressed together
_NARROWEST = 64  # a narrower crop is padded: the model sees one letter for each 8 pixels
_LONG = 5 * HEIGHT  # pixels: running text, which is read as well
_SQUEEZED = 0.8  # of its width, in that much less time
_BATCH = 4_000  # pixels of the lines recognised at once, which bounds the memory


class Read(NamedTuple):
    """A recognised line: its text, and how sure its least certain character is (0 to 1; 0 for no text)."""

    text: str
    confidence: float


def read_lines(crops: Sequence[Pixels]) -> list[Read]:
    """Return the text of each crop (grey, dark letters on white, one line of text each)."""
    if not crops:
        return []
    session, letters = _model()
    inputs = [_prepared(crop) for crop in crops]
    out = [Read("", 0.0)] * len(crops)
    for group in _batches([line.shape[1] for line in inputs]):
        width = max(inputs[i].shape[1] for i in group)
        batch = np.zeros((len(group), 3, HEIGHT, width), dtype=np.float32)
        for place, i in enumerate(group):
            batch[place, :, :, : inputs[i].shape[1]] = inputs[i]
        scores = session.run(None, {session.get_inputs()[0].name: batch})[0]
        for place, i in enumerate(group):
            out[i] = _decoded(scores[place], letters)
    return out


@cache
def _model() -> tuple[Any, list[str]]:
    cv2.setNumThreads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    with as_file(files(rapidocr) / "models" / MODEL) as path:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    letters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ["", *letters, " "]


def _prepared(crop: Pixels) -> NDArray[np.float32]:
    """Return a crop as the model takes it: HEIGHT high, from -1 (black) to 1 (white)."""
    height, width = crop.shape
    wide = min(max(math.ceil(width * HEIGHT / height), 8), WIDEST)
    wide = round(wide * _SQUEEZED) if wide > _LONG else wide
    if height < HEIGHT:
        # small letters are enlarged smoothly: the model takes ragged edges for strokes (1 in noise for I or 7)
        large = cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        crop = cv2.GaussianBlur(large, (5, 5), 0)
    line: NDArray[np.float32] = cv2.resize(crop, (wide, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    line = line / 127.5 - 1
    if wide < _NARROWEST:
        line = np.pad(line, ((0, 0), (0, _NARROWEST - wide)), constant_values=1.0)
    return line


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Yield groups of lines of nearly one width: what is padded is paid for."""
    group: list[int] = []
    for i in sorted(range(len(widths)), key=widths.__getitem__):
        if group and (widths[i] > 1.15 * widths[group[0]] + 8 or widths[i] * (len(group) + 1) > _BATCH):
            yield group
            group = []
        group.append(i)
    if group:
        yield group


def _decoded(scores: NDArray[np.float32], letters: Sequence[str]) -> Read:
    """Return the text that the model's letter for each 8 pixels spells: repeats are one letter, 0 is none."""
    best = scores.argmax(axis=1)
    chosen = scores[np.arange(len(best)), best]
    keep = (best != 0) & (best != np.concatenate(([0], best[:-1])))
    text = "".join(letters[index] for index in best[keep])
    return Read(text, float(chosen[keep].min()) if text.strip() else 0.0)
