"""Tells PDFs whose drawings (Form XObjects) draw one another, or themselves, so often that no page ever loads.

pdfium follows drawings within drawings many levels deep without counting how many that makes: two draws of itself
in one drawing are 2 to the power of the depth.
"""

import io
import re
from collections import Counter
from typing import Any

import pdfplumber
from pdfplumber.utils import resolve

MAX_DRAWINGS = 50_000  # inside one drawing; on the pages of reports there are some dozens
_DEPTH = 40  # levels that pdfium follows
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_MAY_DRAW = re.compile(rb"/XObject\s*(?:<<|\d)|/Resources\s+\d")
_DRAWS = re.compile(rb"/([^\s/<>()\[\]{}%]+)\s+Do\b")
_NEAR = 4_096  # bytes around the word Form in which a drawing's dictionary stands

Draws = dict[int, Counter[int]]  # drawing → the drawings in it and how often each is drawn


def is_endless(data: bytes) -> bool:
    """Return whether a drawing of a PDF holds more than MAX_DRAWINGS others, those inside others counted.

    False where that cannot be told, as in a file that is too broken for it.
    """
    if not any(_MAY_DRAW.search(_dictionary(data, found.start())) for found in _FORM.finditer(data)):
        return False
    try:
        draws = _draws(data)
    except Exception:  # pdfminer raises anything on a broken file, which pdfium may still read
        return False
    return _most(draws) > MAX_DRAWINGS


def _dictionary(data: bytes, place: int) -> bytes:
    start = data.rfind(b"obj", max(place - _NEAR, 0), place)
    end = data.find(b"stream", place, place + _NEAR)
    return data[max(start, 0) : end if end > 0 else place + _NEAR]


def _draws(data: bytes) -> Draws:
    document = pdfplumber.open(io.BytesIO(data)).doc  # pdfium shows no object that is not drawn
    out: Draws = {}
    for number in {number for xref in document.xrefs for number in xref.get_objids()}:
        item = document.getobj(number)
        if hasattr(item, "get_data") and _name(item.attrs.get("Subtype")) == "Form":
            out[number] = _drawn(item)
    return out


def _name(item: Any) -> str:
    return str(getattr(resolve(item), "name", ""))


def _drawn(form: Any) -> Counter[int]:
    resources = resolve(form.attrs.get("Resources")) or {}
    named = resolve(resources.get("XObject")) or {}
    names = Counter(found[1].decode("latin-1") for found in _DRAWS.finditer(form.get_data()))
    return Counter({named[name].objid: times for name, times in names.items() if name in named})


def _most(draws: Draws) -> int:
    """Return how many drawings the fullest one holds, as far down as pdfium goes; more than enough is not counted."""
    held = dict.fromkeys(draws, 0)
    for _ in range(_DEPTH):
        deeper = {
            form: min(sum(times * (1 + held.get(inner, 0)) for inner, times in inside.items()), MAX_DRAWINGS + 1)
            for form, inside in draws.items()
        }
        if deeper == held:
            break
        held = deeper
    return max(held.values(), default=0)
