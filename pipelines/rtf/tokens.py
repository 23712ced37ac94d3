"""From an RTF's bytes to its tokens: groups, control words, symbols and bytes of text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.document import Unreadable

MAX_TOKENS = 2_000_000  # a report of 1 MB has about 150,000

OPEN, CLOSE, WORD, SYMBOL, BYTES = range(5)

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)


class Token(NamedTuple):
    """One token: `text` is a control word's or symbol's name, `data` are bytes of text."""

    kind: int
    text: str = ""
    number: int | None = None
    data: bytes = b""


_OPEN, _CLOSE = Token(OPEN), Token(CLOSE)


def tokens(data: bytes) -> Iterator[Token]:
    """Yield the tokens of an RTF; binary data are jumped over. Raises Unreadable for more tokens than a text needs."""
    position = 0
    for _ in range(MAX_TOKENS):
        match = _TOKEN.match(data, position)
        if match is None:
            return
        position = match.end()
        word, number, code, symbol, brace, text = match.groups()
        if text is not None:
            yield Token(BYTES, data=text)
        elif word is not None:
            value = int(number) if number else None
            if word == b"bin":
                position += max(value or 0, 0)
            yield Token(WORD, word.decode("ascii"), value)
        elif code is not None:
            yield Token(BYTES, data=bytes([int(code, 16)]))
        elif brace is not None:
            yield _OPEN if brace == b"{" else _CLOSE
        elif symbol is not None:
            yield Token(SYMBOL, symbol.decode("latin-1"))
    raise Unreadable("too_large", f"The RTF has more than {MAX_TOKENS} tokens; save it as DOCX and import again.")
