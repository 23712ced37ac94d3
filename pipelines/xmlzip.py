"""A document that is a ZIP of XML parts (DOCX, ODT, OFD), unpacked in memory within bounds, no entity resolved."""

import io
import lzma
import zipfile
import zlib

from lxml import etree

from pipelines.document import Unreadable

MAX_ENTRIES = 5_000
MAX_PART = 64 * 2**20  # bytes of one unpacked XML part; the longest report seen has 2 MB
MAX_TOTAL = 256 * 2**20  # bytes of all parts unpacked
# What Python's zipfile raises for archives that are cut off, damaged or packed in a way it does not know.
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace, which differs between strict and transitional files."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Return an attribute by its name without namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of child names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


class XmlZip:
    """An open ZIP of XML parts. Raises Unreadable for files that are none, are broken, protected or beyond the bounds.

    `kind` names the format in messages.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN_ZIP as error:
            raise Unreadable("truncated", f"The {kind}'s ZIP is cut off or broken ({error}); fetch it again.") from None
        self.names = self._zip.namelist()
        self._left = MAX_TOTAL
        if len(self.names) > MAX_ENTRIES:
            raise Unreadable("too_large", f"The {kind} holds {len(self.names)} parts, more than {MAX_ENTRIES}.")

    def part(self, name: str) -> etree._Element | None:
        """Return a part's root element, or None where the package has no such part."""
        if name not in self.names:
            return None
        raw = self._bytes(name)
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            root: etree._Element = etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as error:
            detail = f"The {self.kind}'s part {name} is no valid XML ({error}); save it anew."
            raise Unreadable("unreadable", detail) from None
        return root

    def file(self, name: str) -> bytes | None:
        """Return the bytes of a part that is no XML, such as a picture, or None. Raises Unreadable."""
        return self._bytes(name) if name in self.names else None

    def _bytes(self, name: str) -> bytes:
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise Unreadable("encrypted", f"The {self.kind}'s part {name} is encrypted; save it without a password.")
        limit = min(MAX_PART, self._left)
        try:
            with self._zip.open(info) as stream:
                raw = stream.read(limit + 1)
        except BROKEN_ZIP as error:
            raise Unreadable(
                "truncated", f"The {self.kind}'s part {name} is broken ({error}); fetch it again."
            ) from None
        if len(raw) > limit:
            raise Unreadable("too_large", f"The {self.kind}'s part {name} unpacks to more than {limit} bytes.")
        self._left -= len(raw)
        return raw
