"""Text recognition: reads the pictures of a document that a reader named in `Document.pictures`.

Readers only name pictures, which costs next to nothing; `recognise` looks at them, which takes seconds a page. Every
cell and paragraph it adds carries its confidence, and `pipelines.tables.confirmation` flags what no sum confirms.
"""

from dataclasses import replace

from pipelines.document import Document, Problem, Unreadable


def wanted(document: Document) -> int:
    """Return how many pictures of a document wait for recognition. Cheap: nothing heavy is imported."""
    return len(document.pictures)


def recognise(data: bytes, document: Document) -> Document:
    """Return the document with its pictures read, in their places; `data` are the bytes it was read from.

    Never raises for a picture that cannot be read: the document's problems name it. Without the recognition library
    the document comes back with its pictures and a problem that says how to install it.
    """
    if not document.pictures:
        return document
    if document.format == "zip":  # the pictures stand inside its files: each is read with its own
        from pipelines.formats import zip as archive  # noqa: PLC0415 (it imports every reader)

        return archive.read(data, document.digest, recognise)
    from pipelines.ocr.run import read_pictures  # noqa: PLC0415 (100 MB of libraries that most documents never need)

    if document.format not in ("doc", "wordxml"):
        return read_pictures(data, document)
    # LibreOffice made a DOCX of it, whose parts the pictures are; that is not kept, since few documents need it again.
    try:
        package = _package(data, document.format)
    except Unreadable as error:
        where = tuple(f"picture {picture.source}" for picture in document.pictures)
        named = Problem(kind=error.problem.kind, detail=f"its pictures: {error.problem.detail}", where=where)
        return replace(document, problems=(*document.problems, named))
    return replace(read_pictures(package, replace(document, format="docx")), format=document.format)


def _package(data: bytes, format_: str) -> bytes:
    from pipelines.formats import doc, wordxml  # noqa: PLC0415 (as above)

    return {doc.FORMAT: doc.package, wordxml.FORMAT: wordxml.package}[format_](data)
