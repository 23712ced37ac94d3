"""From pages as read to a document's blocks: frames dissolved, paragraphs joined, tables numbered."""

from pipelines.document import Paragraph, Table
from pipelines.pdf.flow import drop_furniture, flow
from pipelines.pdf.frames import dissolve_frames
from pipelines.pdf.pages import PageReading, Piece
from pipelines.pdf.returns import put_returns_together
from pipelines.pdf.stitch import row_goes_on
from pipelines.pdf.unruled import put_unruled_together


def page_blocks(pages: list[PageReading], first_index: int = 0) -> list[Paragraph | Table]:
    """Return the blocks of pages in their order; the pages' items are settled on the way."""
    dissolve_frames(pages)
    drop_furniture(pages)
    put_returns_together(pages)
    put_unruled_together(pages)
    blocks: list[Paragraph | Table] = []
    index, last = first_index, None
    for item in flow(pages):
        if isinstance(item, Paragraph):
            blocks.append(item)
            last = None
            continue
        continues = isinstance(last, Piece) and item.page == last.page + 1 and row_goes_on(last, item)
        blocks.append(item.table(index, continues=continues))
        index, last = index + 1, item
    return blocks
