"""Legacy Word documents, many at once: to DOCX by LibreOffice, then by the DOCX reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipelines.document import Document, Problem, Unreadable
from pipelines.formats import docx
from pipelines.office.convert import SECONDS, Runner, to_docx

Item = tuple[bytes, str]  # a document and its digest


class Docx(bytes):
    """A document that turned out to need no LibreOffice."""


@dataclass(frozen=True, slots=True)
class Legacy:
    """A format that LibreOffice reads for us: its name, the extension LibreOffice knows it by, and what it is given.

    `prepare` returns the bytes for LibreOffice, or a Docx that is read without it; it raises Unreadable for
    documents that LibreOffice is not to be asked for.
    """

    format: str
    suffix: str
    prepare: Callable[[bytes], bytes]


def read_many(
    legacy: Legacy, items: Sequence[Item], seconds: float = SECONDS, runner: Runner | None = None
) -> list[Document]:
    """Return a Document for each item; what cannot be read has a problem. Never raises for bad input.

    `seconds` is what one document may take.
    """
    prepared = [_prepared(legacy, data) for data, _ in items]
    asked = [data for data in prepared if not isinstance(data, Problem | Docx)]
    converted = iter(to_docx(asked, legacy.suffix, seconds, runner) if asked else ())
    return [
        _document(legacy.format, digest, data if isinstance(data, Problem | Docx) else next(converted))
        for data, (_, digest) in zip(prepared, items, strict=True)
    ]


def package(legacy: Legacy, data: bytes, seconds: float = SECONDS, runner: Runner | None = None) -> bytes:
    """Return the DOCX that a document is read as. Raises Unreadable as the problems of `read_many` say."""
    prepared = legacy.prepare(data)
    if isinstance(prepared, Docx):
        return prepared
    (found,) = to_docx([prepared], legacy.suffix, seconds, runner)
    if isinstance(found, Problem):
        raise Unreadable(found.kind, found.detail)
    return found


def _prepared(legacy: Legacy, data: bytes) -> bytes | Problem:
    try:
        return legacy.prepare(data)
    except Unreadable as error:
        return error.problem


def _document(format_: str, digest: str, found: bytes | Problem) -> Document:
    if not isinstance(found, Problem):
        try:
            return replace(docx.read(found, digest), format=format_)
        except Unreadable as error:
            found = error.problem
        except Exception as error:  # one document's fault must not cost the others of its batch
            detail = (
                f"the {format_} reader failed ({type(error).__name__}: {str(error)[:200]}); report it with the file"
            )
            found = Problem(kind="crashed", detail=detail)
    return Document(format=format_, digest=digest, blocks=(), problems=(found,))
