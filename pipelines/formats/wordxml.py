"""Word documents saved as one XML file: Word 2003's through LibreOffice, today's flat form by the DOCX reader."""

from collections.abc import Sequence

from lxml import etree

from pipelines.document import Document, Unreadable
from pipelines.office import reading, wordxml
from pipelines.office.convert import SECONDS
from pipelines.xmlzip import local

FORMAT = "wordxml"
BATCH = 20


def read(data: bytes, digest: str) -> Document:
    """Read one document; see `read_many`."""
    return read_many([(data, digest)])[0]


def read_many(items: Sequence[tuple[bytes, str]], seconds: float = SECONDS) -> list[Document]:
    """Read documents given with their digests; `seconds` is what one may take.

    What cannot be read is a Document with a problem (truncated, unreadable, too_large, needs_libreoffice, timeout,
    crashed).
    """
    return reading.read_many(_WORD_2003, items, seconds)


def package(data: bytes) -> bytes:
    """Return the DOCX that a document is read as. Raises Unreadable."""
    return reading.package(_WORD_2003, data)


def _prepare(data: bytes) -> bytes:
    """Return what LibreOffice is given: parsed and written anew, so that both see the same text."""
    root = wordxml.parse(data)
    if wordxml.is_flat(root):
        return reading.Docx(wordxml.pack(root))
    if local(root) != "wordDocument":
        raise Unreadable("unknown_format", "XML that is no Word document; save it as .docx or PDF and import again")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


_WORD_2003 = reading.Legacy(FORMAT, ".xml", _prepare)
