"""Finds tables of the form that a document holds only as running text, so that none is missed in silence."""

import re
from collections.abc import Iterable

from pipelines.document import Paragraph, Problem, Table
from pipelines.spelling import bare, normalise

_LABELS: dict[str, tuple[str, ...]] = {
    "t2": ("信息内容", "规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费", "政府集中采购"),
    "t3": (
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "(一)予以公开",
        "1.属于国家秘密",
        "2.重复申请",
    ),
    "t4": ("结果维持", "结果纠正", "其他结果", "尚未审结"),
}
_RUN_TOGETHER: dict[str, re.Pattern[str]] = {
    "t2": re.compile(
        r"(?:规章|规范性文件|行政许可|行政处罚|行政强制|行政事业性收费)-?\d{3,}(?![\d,.]*[余多]?[件条项宗起个次份部万亿元])"
        r"|信息内容本年[新制处]|信息内容上一年"  # a number with its unit behind it stands in a sentence
    ),
    "t3": re.compile(r"自然人法人或其他组织|商业企业科研机构|属于国家秘密\d{3,}|予以公开\d{3,}"),
    "t4": re.compile(r"结果维持结果纠正|尚未审结总计"),
}
_MIN_LABELS = 3
_EXPLAINED = frozenset(("规章", "规范性文件"))  # labels that some print with an explanation in brackets
_LONGEST = 100  # characters of a label with its explanation


def lost_tables(blocks: Iterable[Paragraph | Table]) -> list[Problem]:
    """Return a problem for each table of the form that stands in paragraphs: one cell a line, or run together."""
    texts = [block.text for block in blocks if isinstance(block, Paragraph) and not block.heading]
    short = {normalise(text).strip("|") for text in texts if len(text) <= 24}
    short |= {label for text in texts if len(text) <= _LONGEST and (label := bare(text)) in _EXPLAINED}
    long = [text for text in map(_squeezed, texts) if len(text) > 12]
    problems = []
    for table, labels in _LABELS.items():
        if len(short.intersection(labels)) >= min(_MIN_LABELS, len(labels)):
            problems.append(_lost(table, "one cell to a line, so which number belongs to which row is not certain"))
        elif any(_RUN_TOGETHER[table].search(text) for text in long):
            problems.append(_lost(table, "with its cells run together, so where one number ends is not certain"))
    return problems


def _squeezed(text: str) -> str:
    return "".join(text[:20_000].split()).replace("－", "-")


def _lost(table: str, how: str) -> Problem:
    detail = f"the text holds this table {how}; no figure is read from it; import the original page or file"
    return Problem(kind="table_unknown", detail=detail, where=(table,))
