"""Word documents as one XML file: the flat form of a DOCX, and the XML of Word 2003."""

import base64
import binascii
import io
import zipfile

from lxml import etree

from pipelines.document import Unreadable
from pipelines.xmlzip import MAX_TOTAL, child, local

_PARTS = 5_000


def parse(data: bytes) -> etree._Element:
    """Return the root element; no entity is resolved. Raises Unreadable for what is no XML, or defines entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(
            "truncated", f"the Word XML is cut off or broken ({error}); fetch it again or save it as .docx"
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("unreadable", "the Word XML defines entities of its own; save it as .docx and import again")
    return root


def is_flat(root: etree._Element) -> bool:
    """Say whether an XML file is a DOCX whose parts were put into one file."""
    return local(root) == "package"


def pack(root: etree._Element) -> bytes:
    """Return the DOCX that a flat file stands for. Raises Unreadable beyond the bounds of a DOCX."""
    parts = [part for part in root if local(part) == "part"]
    if len(parts) > _PARTS:
        raise Unreadable("too_large", f"the Word XML holds {len(parts)} parts, more than {_PARTS}")
    out = io.BytesIO()
    size = 0
    with zipfile.ZipFile(out, "w") as package:
        for part in parts:
            content = _content(part)
            size += len(content)
            if size > MAX_TOTAL:
                raise Unreadable("too_large", f"the Word XML's parts have more than {MAX_TOTAL} bytes")
            name = next((str(value) for key, value in part.attrib.items() if str(key).endswith("}name")), "")
            if name.startswith("/"):
                package.writestr(zipfile.ZipInfo(name[1:]), content)
    return out.getvalue()


def _content(part: etree._Element) -> bytes:
    inner = child(part, "xmlData")
    if inner is not None:
        return etree.tostring(inner[0], encoding="utf-8") if len(inner) else b""
    binary = child(part, "binaryData")
    try:
        return base64.b64decode((binary.text or "") if binary is not None else "")
    except (binascii.Error, ValueError):
        return b""  # a picture that is broken hinders nothing
