"""Finds the form's tables among lines of words, one after the other."""

from collections.abc import Iterable, Sequence

from pipelines.aligned.disclosure import find_disclosure
from pipelines.aligned.disputes import find_disputes
from pipelines.aligned.requests import Layout, find_requests
from pipelines.aligned.words import Found, Row
from pipelines.spelling import normalise

_KEYS = ("自然人", "信息内容", "行政复议", "申请人情况", "本年", "上一年", "法人")


def may_hold(texts: Iterable[str]) -> bool:
    """Whether lines hold words with which a table of the form begins: without, there is none to be looked for."""
    return any(key in normalise(text) for text in texts for key in ("自然人", "信息内容", "行政复议"))


def find_tables(rows: Sequence[Row], before: Layout | None = None) -> tuple[list[Found], Layout | None]:
    """Return the tables among lines of one page (or text), and the layout of one that may go on on the next page.

    `before` is that of the page before.
    """
    out: list[Found] = []
    at = 0
    if before is not None and rows:
        found = find_requests(rows, 0, before)
        if found is not None:
            out.append(found[0])
            at, before = found[0].end, found[1]
        else:
            before = None
    going_on = before
    while at < len(rows):
        table: Found | None = None
        if any(key in normalise(word.text) for word in rows[at] for key in _KEYS):
            requests = find_requests(rows, at, None)
            table = requests[0] if requests is not None else find_disclosure(rows, at) or find_disputes(rows, at)
            going_on = requests[1] if requests is not None else None if table is not None else going_on
        if table is not None:
            out.append(table)
        at = table.end if table is not None else at + 1
    return out, going_on
