"""Reads plain text and Markdown: paragraphs, and tables separated by tabs, pipes or, where sums prove it, spaces."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from archive.content import decode_text
from pipelines.document import Document, Hint, Paragraph, Problem, Table, Unreadable
from pipelines.formats._aligned import aligned
from pipelines.formats._grid import lay_out
from pipelines.formats._parse import pieces_of
from pipelines.formats._returns import tabbed_returns
from pipelines.formats._rows import TextTable, is_table, plain, table_of
from pipelines.formats._spaced import tabbed
from pipelines.formats._stacked import unstack

FORMAT = "text"
TAKES_CHARSET = True
MAX_BYTES = 16 * 2**20

_DASHES = r"\s*(?::-+:?|-+:|-{3,})\s*"  # one dash without a colon is a blank cell
_RULE = re.compile(rf"\|?{_DASHES}(?:\|{_DASHES})*\|?")
_END = r"</table\s*>(?:\s*</body>)?(?:\s*</html>)?"
_TABLE_END = re.compile(_END, re.IGNORECASE)
_HTML_TABLE = re.compile(rf"((?:<html>\s*(?:<body>\s*)?)?<table\b.*?{_END})", re.DOTALL | re.IGNORECASE)
_MOST_CELLS = 400  # in one line; more separators than that part no cells
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_ZERO_WIDTH = str.maketrans(dict.fromkeys("\x00\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_BREAKS = re.compile(r"\r\n?|\f|\v|\u2028|\u2029|\u0085")


def read(data: bytes, digest: str, charset: str | None = None) -> Document:
    """Return the text's paragraphs and tables. Raises Unreadable for a text beyond the limits."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", f"the text has {len(data)} bytes, more than {MAX_BYTES}; split it")
    text, encoding = decode_text(data, charset)
    problems = []
    if lost := text.count("\ufffd"):
        detail = f"{lost} characters could not be decoded as {encoding}; compare with the original"
        problems.append(Problem(kind="undecodable", detail=detail))
    blocks = tuple(_numbered(_parts(_BREAKS.sub("\n", text.translate(_ZERO_WIDTH)))))
    headings = [block.text for block in blocks if isinstance(block, Paragraph) and block.heading]
    hints = tuple(Hint(kind="title", text=text, source="first heading") for text in headings[:1])
    return Document(
        format=FORMAT, digest=digest, blocks=blocks, hints=hints, problems=tuple(problems), encoding=encoding
    )


def _parts(text: str) -> Iterator[Paragraph | Table]:
    """Yield the blocks of a text; tables that a converter left as HTML are read as such."""
    # behind the last end tag no table ends, and searching there would take the square of the length
    last = text.lower().rfind("</table")
    end = _TABLE_END.match(text, last) if last >= 0 else None
    bound = end.end() if end else 0
    parts = _HTML_TABLE.split(text[:bound]) if bound else [""]
    for number, part in enumerate([*parts[:-1], parts[-1] + text[bound:]]):
        if number % 2 == 0:
            lines = part.replace("｜", "|").split("\n")
            yield from _blocks(_groups(unstack(tabbed_returns(aligned(tabbed(list(_joined(lines))[:-1]))))))
            continue
        for piece in pieces_of(part):
            yield lay_out(piece.rows, 0) if piece.rows else Paragraph(text=piece.text)


def _numbered(blocks: Iterable[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    index = 0
    for block in blocks:
        if isinstance(block, Table):
            yield replace(block, index=index)
            index += 1
        else:
            yield block


def _joined(lines: list[str]) -> Iterator[str]:
    """Join rows that stand one cell per line, each row begun by a line that is a pipe and nothing else."""
    run: list[str] = []
    for line in [*lines, "end"]:
        if "|" in line or (run and not line.strip()):
            run.append(line)
            continue
        yield from _rows_of(run)
        run = []
        yield line


def _rows_of(run: list[str]) -> Iterator[str]:
    filled = [line.strip() for line in run if line.strip()]
    starts = [number for number, text in enumerate(filled) if text == "|"]
    if len(starts) < 2 or starts[0] != 0:
        yield from run
        return
    for begin, end in zip(starts, [*starts[1:], len(filled)], strict=True):
        yield "| " + " ".join(filled[begin + 1 : end])
    yield ""


def _groups(lines: Iterable[str]) -> Iterator[str | TextTable]:
    """Group lines: neighbouring lines with the same separator make a table, any other line stands alone."""
    rows: list[str] = []
    kind, gap, after_gap = "", False, False
    for line in lines:
        now = _kind(line)
        if now in {"blank", "rule"}:
            gap = gap or now == "blank"
            continue
        if rows and (now != kind or gap):
            yield TextTable(kind, tuple(rows), after_gap)
            after_gap = now == kind
            rows = []
        elif not rows:
            after_gap = False
        if now == "text":
            yield line
        else:
            rows.append(line)
        kind, gap = now, False
    if rows:
        yield TextTable(kind, tuple(rows), after_gap)


def _kind(line: str) -> str:
    stripped = line.strip()
    if not stripped:
        return "blank"
    if _RULE.fullmatch(stripped) and ("|" in stripped or "-" in stripped):
        return "rule"
    if "|" in stripped:
        return "pipes" if stripped.count("|") <= _MOST_CELLS else "text"
    return (
        "tabs"
        if line.count("\t") <= _MOST_CELLS and "\t" in line.strip(" \u3000\r") and stripped.strip("\t")
        else "text"
    )


def _blocks(groups: Iterable[str | TextTable]) -> Iterator[Paragraph | Table]:
    previous: Table | None = None
    for group in groups:
        if isinstance(group, TextTable) and (is_table(group) or (group.after_gap and previous is not None)):
            previous = table_of(group, previous)
            yield previous
            continue
        previous = None
        for line in (group,) if isinstance(group, str) else group.lines:
            yield _paragraph(line)


def _paragraph(line: str) -> Paragraph:
    heading = _HEADING.fullmatch(line.strip())
    return Paragraph(text=plain(heading[2] if heading else line), heading=bool(heading))
