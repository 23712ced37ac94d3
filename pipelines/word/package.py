"""The package of a DOCX: which part is the text, which belong to it."""

import posixpath

from lxml import etree

from pipelines.document import Unreadable
from pipelines.xmlzip import XmlZip, child

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


class Package(XmlZip):
    """An open DOCX. Raises Unreadable for files that are none, are broken, protected or beyond the bounds."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            if _ENCRYPTED_STREAM in data:
                raise Unreadable("encrypted", "The DOCX is protected by a password; save it without and import again.")
            raise Unreadable("unknown_format", "The file is an old Word file, not a DOCX; save it as DOCX.")
        super().__init__(data, "DOCX")

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

    def media(self, main: str) -> dict[str, str]:
        """Return the names of the pictures that the main part relates to, by the name of the relationship."""
        folder, _, file = main.rpartition("/")
        root = self.part(f"{folder}/_rels/{file}.rels".lstrip("/"))
        found = {}
        for relation in root if root is not None else ():
            target = relation.get("Target") or ""
            if (relation.get("Type") or "").endswith("/image") and relation.get("TargetMode") != "External":
                name = target if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[relation.get("Id") or ""] = name.lstrip("/")
        return found

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
