"""The pictures of a Word text that are large enough to hold a table of a report."""

from collections.abc import Iterator, Mapping

from lxml import etree

from pipelines.document import Picture
from pipelines.xmlzip import attribute, child, local

_EMU = 12_700  # in a point
_WIDE, _HIGH = 200, 60  # points: the least that a table of the form needs
_READ = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")


def pictures_in(element: etree._Element, parts: Mapping[str, str]) -> Iterator[Picture]:
    """Yield the pictures anchored in an element, each once; `parts` are the names of parts by relationship."""
    seen: set[str] = set()
    if not parts:
        return
    for item in element.iter("{*}blip", "{*}imagedata"):
        name = parts.get(attribute(item, "embed") or attribute(item, "id") or "", "")
        if name.lower().endswith(_READ) and name not in seen and _is_large(item):
            seen.add(name)
            yield Picture(source=name, why="inline")


def _is_large(item: etree._Element) -> bool:
    """Whether a picture is shown large enough; one whose size is not stated in points may be."""
    for above in item.iterancestors():
        if local(above) in {"inline", "anchor"}:
            extent = child(above, "extent")
            wide, high = (attribute(extent, side) or "" for side in ("cx", "cy"))
            if wide.isdigit() and high.isdigit():
                return int(wide) >= _WIDE * _EMU and int(high) >= _HIGH * _EMU
            return True
        if local(above) == "p":
            break
    return True
