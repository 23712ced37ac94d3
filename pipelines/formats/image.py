"""Pictures as documents (PNG, JPEG, TIFF of several pages, WEBP, BMP, GIF): named here, read by `pipelines.ocr`."""

from pipelines.document import Document, Picture, Problem
from pipelines.ocr.images import MAX_FRAMES, frame_sizes

FORMAT = "image"


def read(data: bytes, digest: str) -> Document:
    """Return a picture file as a document of pictures that wait for recognition. Raises Unreadable."""
    sizes = frame_sizes(data)
    problems: tuple[Problem, ...] = ()
    if len(sizes) == MAX_FRAMES:
        detail = f"Of this picture file {MAX_FRAMES} pages are read and no more; import the report alone."
        problems = (Problem(kind="too_large", detail=detail, where=(f"page {MAX_FRAMES + 1}",)),)
    detail = "This is a picture of a document; its figures need text recognition or another copy."
    return Document(
        format=FORMAT,
        digest=digest,
        blocks=(),
        problems=(Problem(kind="no_text_layer", detail=detail), *problems),
        pages=len(sizes),
        page_sizes=tuple((*size, 0.0) for size in sizes),
        pictures=tuple(Picture(page=number) for number in range(1, len(sizes) + 1)),
    )
