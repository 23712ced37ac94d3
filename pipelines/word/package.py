"""The ZIP package of a DOCX: its parts, bounded, as parsed XML. Nothing is written to disk, no entity resolved."""

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from pipelines.document import Unreadable

MAX_ENTRIES = 5_000
MAX_PART = 64 * 2**20  # bytes of one unpacked XML part; the longest report seen has 2 MB

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


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


class Package:
    """An open DOCX. Raises Unreadable for files that are none, are broken, protected or beyond the bounds."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            if _ENCRYPTED_STREAM in data:
                raise Unreadable("encrypted", "The DOCX is protected by a password; save it without and import again.")
            raise Unreadable("unknown_format", "The file is an old Word file, not a DOCX; save it as DOCX.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Unreadable("truncated", f"The DOCX's ZIP is cut off or broken ({error}); fetch it again.") from None
        self._names = self._zip.namelist()
        if len(self._names) > MAX_ENTRIES:
            raise Unreadable("too_large", f"The DOCX holds {len(self._names)} parts, more than {MAX_ENTRIES}.")

    def part(self, name: str) -> etree._Element | None:
        """Return a part's root element, or None where the package has no such part."""
        if name not in self._names:
            return None
        raw = self._bytes(name)
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            root: etree._Element = etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable("unreadable", f"The DOCX's part {name} is no valid XML ({error}); save it anew.") from None
        return root

    def _bytes(self, name: str) -> bytes:
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise Unreadable("encrypted", f"The DOCX's part {name} is encrypted; save it without a password.")
        try:
            with self._zip.open(info) as stream:
                raw = stream.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Unreadable("truncated", f"The DOCX's part {name} is broken ({error}); fetch it again.") from None
        if len(raw) > MAX_PART:
            raise Unreadable("too_large", f"The DOCX's part {name} unpacks to more than {MAX_PART} bytes.")
        return raw

    def main(self) -> tuple[str, etree._Element]:
        """Return the name and root of the document's main part."""
        name = self._target("_rels/.rels", "", "/officeDocument") or "word/document.xml"
        root = self.part(name)
        if root is None or child(root, "body") is None:
            raise Unreadable("unreadable", f"The DOCX has no text ({name} is missing); save it anew from Word or WPS.")
        return name, root

    def related(self, main: str, kind: str) -> etree._Element | None:
        """Return the part that the main part relates to as styles, numbering and so on."""
        folder, _, file = main.rpartition("/")
        name = self._target(f"{folder}/_rels/{file}.rels".lstrip("/"), folder, f"/{kind}")
        return self.part(name) if name else None

    def core(self) -> etree._Element | None:
        """Return the core properties, which hold the title."""
        return self.part(self._target("_rels/.rels", "", "/core-properties") or "docProps/core.xml")

    def _target(self, relations: str, folder: str, kind: str) -> str | None:
        root = self.part(relations)
        for relation in root if root is not None else ():
            if (relation.get("Type") or "").endswith(kind) and relation.get("TargetMode") != "External":
                target = relation.get("Target") or ""
                return (
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.normpath(f"{folder}/{target}").lstrip("/")
                )
        return None
