"""What a binary Word document says of itself before anyone opens it: protected, cut off, or of another kind."""

import struct

from pipelines.document import Unreadable
from pipelines.sheets.ole import stream

_MARKS = {0xA5EC, 0xA5DC, 0xA697, 0xA698, 0xA699}  # Word 97 and later; 6 and 95; the Eastern editions of 6
_FIRST_WITH_TABLE_STREAM = 193  # Word 97
_ENCRYPTED = 0x0100
_SECOND_TABLE = 0x0200


def checked(data: bytes) -> bytes:
    """Return a Word document that can be read whole, as it is. Raises Unreadable (encrypted, truncated, unreadable).

    LibreOffice would ask for a password, and silently read what is left of a file that was cut off.
    """
    text = _whole(data, "WordDocument")
    if len(text) < 32:
        raise Unreadable("truncated", "the Word file is cut off; fetch it again or save it as .docx")
    mark, version, flags = struct.unpack_from("<HH6xH", text)
    if mark not in _MARKS:
        raise Unreadable(
            "unreadable",
            "the Office file holds no text of Microsoft Word or today's WPS; save it as .docx or PDF and import again",
        )
    if flags & _ENCRYPTED:
        raise Unreadable("encrypted", "the Word file is protected by a password; save it without and import again")
    if version >= _FIRST_WITH_TABLE_STREAM:
        _whole(data, "1Table" if flags & _SECOND_TABLE else "0Table")
    return data


def _whole(data: bytes, name: str) -> bytes:
    found = stream(data, {name})
    if found is None or len(found.content) < found.size:
        raise Unreadable(
            "truncated", f"the Word file is cut off or broken (its part {name}); fetch it again or save it as .docx"
        )
    return found.content
