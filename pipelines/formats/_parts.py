"""Puts the pages of an article together: what each repeats around its text stands once."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.document import Document, Paragraph, Problem, Table
from pipelines.formats._pictures import PictureRead, join_pictures

_DIGITS = re.compile(r"\d+")
_COUNTER = re.compile(r"浏览|点击|阅读|访问|查看|人气|热度|第\s*\d{1,3}\s*页")  # a line that no two visits show alike
_LINE = 120
_PAGER = re.compile(
    r"(?:[\s\[\]()（）<>《》«»‹›|·.…/]|[上下前后]一?页|首页|尾页|末页|第|共|页|当前|\d{1,3}){2,80}", re.IGNORECASE
)
_PAGER_WORD = re.compile(r"[上下前后]一?页|首页|尾页|末页|第\s*\d{1,3}\s*页|共\s*\d{1,3}\s*页")


def join_parts(parts: Sequence[PictureRead], digest: str) -> Document:
    """Return one document with the pages of an article in their order; its members say which block is whose.

    The title and what else stands above the text on each page is kept from the first one, what stands below it from
    the last one, the pager from none. A page that repeats another whole is left out: some servers know no second page
    and send the first one again. Where a different one comes after it, what it should show is missing, and named.
    """
    parts, missing = _different([part._replace(document=_without_pager(part.document)) for part in parts])
    documents = [part.document for part in parts]
    for number in range(len(documents) - 1, 0, -1):
        documents[number] = _cut(documents[number], _same(documents[0].blocks, documents[number].blocks), 0)
    for number in range(len(documents) - 1):
        upper, lower = documents[number].blocks[::-1], documents[number + 1].blocks[::-1]
        documents[number] = _cut(documents[number], 0, _same(upper, lower))
    cleaned = [PictureRead(part.name, document) for part, document in zip(parts, documents, strict=True)]
    joined = join_pictures(cleaned, digest)
    return replace(joined, problems=(*joined.problems, *missing)) if missing else joined


def _different(parts: Sequence[PictureRead]) -> tuple[list[PictureRead], list[Problem]]:
    """Return the pages that show something of their own, and a problem for each other one between them."""
    kept: list[PictureRead] = []
    repeated: list[tuple[int, str]] = []
    known: set[tuple[object, ...]] = set()
    for part in parts:
        shown = part.document
        own = shown.digest if shown.pictures else None  # what a picture in the page itself shows is not known here
        said = (*map(_said, shown.blocks), shown.images, shown.frames, shown.links, own)
        if not shown.blocks or said not in known:
            kept.append(part)
        else:
            repeated.append((len(kept), part.name))
        known.add(said)
    return kept, [_repeats(name) for before, name in repeated if 1 < len(kept) != before]


def _repeats(name: str) -> Problem:
    detail = f"{name} shows what another page of the article shows; look at it: what it should print is missing"
    return Problem(kind="part_missing", detail=detail, where=("page",))


def _said(block: Paragraph | Table) -> object:
    if isinstance(block, Paragraph):
        text = block.text.strip()
        return _DIGITS.sub("0", text) if len(text) < _LINE and _COUNTER.search(text) else text
    return tuple((cell.row, cell.column, cell.text) for cell in block.cells)


def _without_pager(document: Document) -> Document:
    blocks = tuple(block for block in document.blocks if not (isinstance(block, Paragraph) and _is_pager(block.text)))
    return document if len(blocks) == len(document.blocks) else replace(document, blocks=blocks)


def _is_pager(text: str) -> bool:
    return bool(_PAGER.fullmatch(text.strip()) and _PAGER_WORD.search(text))


def _same(one: Sequence[Paragraph | Table], other: Sequence[Paragraph | Table]) -> int:
    """Return how many paragraphs two pages begin with in common; the number of visitors does not count."""
    count = 0
    for upper, lower in zip(one, other, strict=False):
        if not (isinstance(upper, Paragraph) and isinstance(lower, Paragraph)):
            break
        if _said(upper) != _said(lower):
            break
        count += 1
    return min(count, len(one) - 1, len(other) - 1) if one and other else 0  # no page is left with nothing at all


def _cut(document: Document, head: int, foot: int) -> Document:
    if not (head or foot):
        return document
    blocks = document.blocks[head : len(document.blocks) - foot]
    pictures = tuple(
        replace(one, at=max(0, min(one.at - head, len(blocks)))) if one.at is not None else one
        for one in document.pictures
    )
    return replace(document, blocks=blocks, pictures=pictures)
