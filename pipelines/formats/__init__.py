"""The readers: one module per document format, found by walking this package and chosen by content.

A reader module is named after the format that `archive.content.sniff` returns and defines `FORMAT` (that name) and
`read(data: bytes, digest: str) -> Document`, which raises `Unreadable` for hopeless input. A reader of plain bytes
of text also sets `TAKES_CHARSET = True` and gets the declared charset as a third argument. One that reads other
documents inside its own sets `HOLDS_DOCUMENTS = True`. Modules whose name begins with an underscore help the readers.
"""

import hashlib
import pkgutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from types import ModuleType

from archive.content import UNSUPPORTED, sniff
from pipelines.document import Document, Problem, Unreadable
from pipelines.formats._lost import lost_tables

MAX_BYTES = 256 * 2**20


@cache
def readers() -> frozenset[str]:
    """Return the names of the formats that can be read."""
    return frozenset(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


@cache
def _reader(name: str) -> ModuleType:
    module = import_module(f"{__name__}.{name}")
    if name != module.FORMAT:
        raise TypeError(f"reader {module.__name__} says FORMAT = {module.FORMAT!r}; name the module after its format")
    return module


def read_document(data: bytes, declared_charset: str | None = None) -> Document:
    """Return the document that the bytes hold. Never raises: what cannot be read is a Document with a problem."""
    digest = hashlib.sha256(data).hexdigest()
    name = sniff(data)
    try:
        document = _read(data, digest, name, declared_charset)
    except Unreadable as error:
        return _failed(name, digest, error.problem)
    except Exception as error:  # a reader's own fault or its library's must never stop the other documents
        detail = f"the {name} reader failed ({type(error).__name__}: {str(error)[:200]}); report it with the file"
        return _failed(name, digest, Problem(kind="crashed", detail=detail))
    return document


def batch_size(name: str | None) -> int:
    """Return how many documents of a format are best read at once; 1 for all that need no other program."""
    return getattr(_reader(name), "BATCH", 1) if name in readers() else 1


def uses_programs(name: str) -> bool:
    """Say whether a program outside Python may have a part in reading a format, itself or a document inside it."""
    return batch_size(name) > 1 or (name in readers() and getattr(_reader(name), "HOLDS_DOCUMENTS", False))


def read_batch(name: str, documents: Sequence[bytes], seconds: float) -> list[Document]:
    """Return what documents of a format with a batch size above 1 hold; `seconds` is what one may take."""
    items = [(data, hashlib.sha256(data).hexdigest()) for data in documents]
    return [_with_lost_tables(document) for document in _reader(name).read_many(items, seconds)]


def _read(data: bytes, digest: str, name: str | None, charset: str | None) -> Document:
    if name not in readers():
        raise _no_reader(data, name)
    if len(data) > MAX_BYTES:
        raise Unreadable(
            "too_large", f"the file has {len(data)} bytes, more than {MAX_BYTES}; split it or leave it out"
        )
    module = _reader(name)
    arguments = (data, digest, charset) if getattr(module, "TAKES_CHARSET", False) else (data, digest)
    document = module.read(*arguments)
    if not isinstance(document, Document):
        raise TypeError(f"reader {name} returned {type(document).__name__}, not a Document")
    if getattr(module, "HOLDS_DOCUMENTS", False):  # each of them has been looked at
        return document
    return _with_lost_tables(document)


def _with_lost_tables(document: Document) -> Document:
    lost = lost_tables(document.blocks)
    return replace(document, problems=(*document.problems, *lost)) if lost else document


def _no_reader(data: bytes, name: str | None) -> Unreadable:
    if name == "encrypted":
        return Unreadable("encrypted", "the Office file is protected by a password; save it without and import again")
    if name in UNSUPPORTED:
        return Unreadable("unknown_format", UNSUPPORTED[name])
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        size = f"{len(data)} bytes of nothing" if data else "no bytes"
        return Unreadable("empty_file", f"the file holds {size}; fetch or save it again")
    return Unreadable(
        "unknown_format", f"bytes of no known format (they begin with {data[:8].hex(' ')}); save as .docx or PDF"
    )


def _failed(name: str | None, digest: str, problem: Problem) -> Document:
    return Document(format=name or "unknown", digest=digest, blocks=(), problems=(problem,))
