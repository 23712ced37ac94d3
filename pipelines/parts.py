"""Cuts a document that holds several reports, one after the other, into one document per report."""

import re
from dataclasses import replace

from pipelines.document import Document, Paragraph, Table
from pipelines.spelling import normalise
from pipelines.tables.rows import table_rows
from pipelines.tables.vocabulary import T2, T3, request_rows

_TITLE_WORDS = ("年度报告", "工作报告", "年报")
_LONGEST_TITLE = 80
_LEAST_TEXT = 150  # characters of a report in prose
_LONGEST_ORGAN = 30
_ORGAN = ("政府", "局", "办公室", "委员会", "厅", "办事处", "委", "办")
_YEAR = re.compile(r"(20\d\d)年")
_YEAR_ALONE = re.compile(r"20\d\d年(?:度)?(?:政府信息公开)?(?:工作)?(?:年度)?(?:报告|年报)?")
_FIRST_SECTION = re.compile(r"\s*(?:一\s*[、.．:：]|[（(]一[)）]|第一部分)")
_FIRST_ROW = "新收"  # of 本年新收, the same in traditional characters; tells the tables worth a closer look


def split_parts(document: Document) -> tuple[Document, ...]:
    """Return the document itself, or one document per report where a second title and table 3 or text follow the first.

    A page that prints one report twice (for screens of two sizes) stays whole: its figures agree.
    """
    starts = sorted({*_by_tables(document), *_by_years(document)})
    starts = [
        start
        for start, end in zip(starts, [*starts[1:], None], strict=True)
        if not start or _holds(document, start, end)
    ]
    if len(starts) == 1:
        return (document,)
    ends = [*starts[1:], len(document.blocks)]
    return tuple(
        replace(
            document,
            blocks=document.blocks[start:end],
            hints=document.hints if part == 0 else (),
            problems=document.problems if part == 0 else (),
        )
        for part, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def _by_tables(document: Document) -> list[int]:
    """Return where reports begin whose table 3 follows a title of their own."""
    heads = [table for table in document.tables() if any(_FIRST_ROW in cell.text for cell in table.cells)]
    starts = [0]
    if len(heads) < 2:
        return starts
    seen: list[tuple[str, ...]] = []
    for position, block in enumerate(document.blocks):
        if not isinstance(block, Table) or block not in heads or not _begins_requests(block):
            continue
        content = tuple(cell.text for cell in block.cells)
        title = _title_before(document, starts[-1], position) if seen else None
        if title is not None and content not in seen:
            starts.append(title)
        seen.append(content)
    return starts


def _by_years(document: Document) -> list[int]:
    """Return where reports of other years begin: at a title, or a year alone, that a whole report follows.

    A list of titles, or a year that is merely spoken of, heads nothing.
    """
    found = [
        (position, year)
        for position, block in enumerate(document.blocks)
        if isinstance(block, Paragraph) and (year := _headed_year(block.text)) is not None
    ]
    if len({year for _, year in found}) < 2:
        return []
    ends = [*(position for position, _ in found[1:]), len(document.blocks)]
    starts: list[int] = []
    met: set[str] = set()
    for (position, year), end in zip(found, ends, strict=True):
        if year not in met and _holds(document, position, end):
            if met:
                starts.append(_with_organ(document, position))
            met.add(year)
    return starts


def _headed_year(text: str) -> str | None:
    """Return the year that a title, or a line with nothing else, names."""
    if len(text) > _LONGEST_TITLE or "年" not in text:
        return None
    label = normalise(text)
    found = _YEAR.search(label)
    return found[1] if found and (_YEAR_ALONE.fullmatch(label) or _is_title(text)) else None


def _holds(document: Document, start: int, end: int | None) -> bool:
    """Say whether a report's worth of content stands here: a first section with text, or table 3."""
    headed, length = False, 0
    for block in document.blocks[start:end]:
        if isinstance(block, Table):
            if any(_FIRST_ROW in cell.text for cell in block.cells):
                return True
            continue
        headed = headed or bool(_FIRST_SECTION.match(block.text))
        length += len(block.text)
    return headed and length >= _LEAST_TEXT


def _with_organ(document: Document, position: int) -> int:
    """Return where a title begins whose body stands on the line before."""
    before = document.blocks[position - 1] if position else None
    organ = isinstance(before, Paragraph) and len(before.text) < _LONGEST_ORGAN and before.text.strip().endswith(_ORGAN)
    return position - 1 if organ else position


def _begins_requests(table: Table) -> bool:
    """Whether table 3 begins here: its first row is there, with a number or blank beside it."""
    if table.columns < 7:
        return False
    for row in table_rows(table, ()):
        scores = [request_rows(item.label) for item in row.senses if item.is_label]
        if any(found and found[0] == ("req_new", 1.0) for found in scores):
            return True
    return False


def _title_before(document: Document, first: int, table: int) -> int | None:
    """Return where the title of the report around a table stands: after the last form table before it, if at all."""
    title = None
    passed = False
    new = _new_titles(document, first, table)
    for position in range(table - 1, first, -1):
        block = document.blocks[position]
        if isinstance(block, Paragraph):
            if position in new:
                title = position
        elif any(row.form_table == T3 for row in table_rows(block, ())):
            break
        elif any(row.form_table == T2 for row in table_rows(block, ())):
            passed = True
            title = None
        elif passed:
            break
    return title


def _new_titles(document: Document, first: int, end: int) -> set[int]:
    """Return where titles stand that say something new; a running head repeats one, or part of it, on every page."""
    known: set[str] = set()
    new = set()
    for position, block in enumerate(document.blocks[first:end], first):
        if not isinstance(block, Paragraph) or not _is_title(block.text):
            continue
        label = normalise(block.text)
        if label not in known and not any(label in title for title in known):
            new.add(position)
        known.add(label)
    return new


def _is_title(text: str) -> bool:
    label = normalise(text)
    return len(label) <= _LONGEST_TITLE and "公开" in label and label.endswith(_TITLE_WORDS)
