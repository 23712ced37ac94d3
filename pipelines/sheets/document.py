"""From sheets to a Document."""

from collections.abc import Iterable

from pipelines.document import Document, Hint, Paragraph, Problem, Table
from pipelines.sheets.grid import Sheet, blocks

MOST_DOUBTS = 20  # cells named one by one


def to_document(
    format_: str, digest: str, sheets: Iterable[Sheet], problems: Iterable[Problem], hints: tuple[Hint, ...] = ()
) -> Document:
    """Return the document of sheets in their order. Raises Unreadable for a grid beyond all tables."""
    found: list[Paragraph | Table] = []
    doubts: list[Problem] = []
    for sheet in sheets:
        index = sum(isinstance(block, Table) for block in found)
        found += blocks(sheet, index)
        for (row, column), detail in sheet.doubts[:MOST_DOUBTS]:
            place = f"sheet {sheet.name!r}, row {row + 1}, column {column + 1}"
            doubts.append(Problem(kind="ambiguous", detail=f"{place}: {detail}", where=(f"sheet {sheet.name}",)))
        if len(sheet.doubts) > MOST_DOUBTS:
            detail = f"Sheet {sheet.name!r} has {len(sheet.doubts)} cells whose look is not sure; compare the sheet."
            doubts.append(Problem(kind="ambiguous", detail=detail, where=(f"sheet {sheet.name}",)))
    return Document(format=format_, digest=digest, blocks=tuple(found), hints=hints, problems=(*problems, *doubts))
