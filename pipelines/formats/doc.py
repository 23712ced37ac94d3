"""DOC: Word 6 to 2003, and WPS, which writes the same; read through LibreOffice, many in one call."""

from collections.abc import Sequence

from pipelines.document import Document
from pipelines.office import reading, word
from pipelines.office.convert import SECONDS

FORMAT = "doc"
BATCH = 80  # LibreOffice takes longer to start than to convert ten usual reports
_WORD = reading.Legacy(FORMAT, ".doc", word.checked)


def read(data: bytes, digest: str) -> Document:
    """Read one document; see `read_many`."""
    return read_many([(data, digest)])[0]


def read_many(items: Sequence[tuple[bytes, str]], seconds: float = SECONDS) -> list[Document]:
    """Read documents given with their digests; `seconds` is what one may take.

    What cannot be read is a Document with a problem (encrypted, truncated, unreadable, needs_libreoffice, timeout,
    crashed, too_large).
    """
    return reading.read_many(_WORD, items, seconds)


def package(data: bytes) -> bytes:
    """Return the DOCX that LibreOffice makes of a document. Raises Unreadable."""
    return reading.package(_WORD, data)
