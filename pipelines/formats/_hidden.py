"""What a page hides of the form's tables: reports of other years in tabs are read, other figures are told."""

import re
from collections.abc import Iterator, Sequence

from pipelines.document import Problem
from pipelines.formats._walk import Piece, Walked, unfold
from pipelines.spelling import normalise

MAX_TABS = 30
_TITLE = re.compile(r"(?:19|20)\d\d\s*年.{0,40}(?:报告|報告|年报|年報)")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_LABELS = {
    "t2": frozenset({"信息内容", "规章", "规范性文件", "行政规范性文件", "行政许可", "行政处罚", "行政强制"}),
    "t3": frozenset({"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "(一)予以公开"}),
    "t4": frozenset({"结果维持", "结果纠正", "其他结果", "尚未审结"}),
    "t14": frozenset({"统计指标", "指标名称"}),
}  # fmt: skip
_FEWEST = {"t2": 2, "t3": 2, "t4": 2, "t14": 1}


def unfolded(walked: Walked, shown: Sequence[Piece], problems: list[Problem]) -> list[Piece]:
    """Return what hidden tabs hold: reports of other years, each under its title.

    Copies of what is shown are left out; of other hidden tables with other figures a problem is said.
    """
    known = {_content(piece) for piece in shown if piece.form} if walked.folded else set()
    if not known:
        return []
    printed = _numbers(shown)
    more: list[Piece] = []
    told: list[str] = []
    for element in walked.folded[:MAX_TABS]:
        pieces = unfold(element)
        tables = {_content(piece) for piece in pieces if piece.form}
        if tables and not tables & known and any(_TITLE.search(piece.text) for piece in pieces[:6]):
            more += pieces
            known |= tables
            continue
        told += (
            name
            for piece in pieces
            if piece.form and (name := _table(piece)) and not _within(_numbers([piece]), printed)
        )
    problems += (_hidden(name) for name in dict.fromkeys(told))
    if len(walked.folded) > MAX_TABS:
        detail = f"the page hides more than {MAX_TABS} parts with tables of the form; the further ones are not read"
        problems.append(Problem(kind="too_large", detail=detail))
    return more


def _hidden(name: str) -> Problem:
    detail = (
        "the page hides another table of this kind with other figures and without a title; those shown are read; "
        "look at the page in a browser"
    )
    return Problem(kind="table_unknown", detail=detail, where=(name,))


def _content(piece: Piece) -> str:
    return "|".join("".join(cell.text.split()) for row in piece.rows for cell in row)


def _numbers(pieces: Sequence[Piece]) -> list[str]:
    """Return the figures of tables in their order; what is blank or a word prints none."""
    return [text for piece in pieces for text in _texts(piece) if _NUMBER.fullmatch(text)]


def _texts(piece: Piece) -> Iterator[str]:
    return (normalise(cell.text) for row in piece.rows for cell in row)


def _within(some: list[str], all_: list[str]) -> bool:
    """Say whether figures stand in this order among others: a copy may be parted, or set in other rows."""
    return f"|{'|'.join(some)}|" in f"|{'|'.join(all_)}|" if some else True


def _table(piece: Piece) -> str | None:
    """Return which table of the form a piece is by its labels, None for a table that only shares a word with it."""
    texts = set(_texts(piece))
    return next((name for name, labels in _LABELS.items() if len(texts & labels) >= _FEWEST[name]), None)
