"""The text of a report by the sections of the national form, without its tables."""

import re

from pipelines.document import Document, Paragraph
from pipelines.report import Section
from pipelines.spelling import fold

_NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十]{1,2}(?:部分)?\s*[、.,:\s]\s*)(.*)$", re.DOTALL)
_MAX_HEADING = 48
# By their words, not their numbers: many reports begin with a section of their own or leave one out.
_KINDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (4, re.compile(r"复议|诉讼")),
    (3, re.compile(r"依申请|申请(?:情况|的?办理|的?处理)|收到和处理|受理.{0,8}申请|信息公开申请")),
    (2, re.compile(r"主动公开")),
    (5, re.compile(r"(?:问题|不足|困难).{0,14}|改进(?:措施|情况)|整改")),
    (6, re.compile(r"其他(?:需要|应当|需|有关)?.{0,6}(?:报告|说明|事项)|需要(?:报告|说明)的|其它.{0,8}事项")),
    (1, re.compile(r"总体(?:情况|工作)|基本情况|工作情况|概述|概况|总体")),
)
# Rows of table 3 that read like headings where a table was printed as lines.
_ROWS = re.compile(r"本年新收|上年结转|办理结果|结转下年度|本年度办理")


def read_sections(document: Document) -> tuple[Section, ...]:
    """Return the sections in order of their first heading; number 0 holds what stands before the first."""
    found: dict[int, _Open] = {0: _Open("", None)}
    current = 0
    for paragraph in document.paragraphs():
        heading = _heading(paragraph)
        number, title, rest = heading or (0, "", "")
        if heading and number >= current:
            if number not in found:
                found[number] = _Open(title, paragraph.page)
            current = number
            if rest:
                found[current].lines.append(rest)
        else:
            found[current].lines.append(paragraph.text)
    return tuple(
        Section(number=number, heading=part.heading, text="\n".join(part.lines).strip(), page=part.page)
        for number, part in sorted(found.items())
        if part.heading or part.lines
    )


class _Open:
    def __init__(self, heading: str, page: int | None) -> None:
        self.heading = heading
        self.page = page
        self.lines: list[str] = []


def _heading(paragraph: Paragraph) -> tuple[int, str, str] | None:
    """Return (section, heading, text after it on the same line) for a heading of one of the six sections."""
    text = paragraph.text
    start = text[: _MAX_HEADING * 2]
    numbered = _NUMBERED.match(start.lstrip())
    if not numbered and not (paragraph.heading and not start.startswith(("（", "("))):
        return None
    title = re.split(r"[。；;]|(?<=[况项题施])\s*[:：.]", text, maxsplit=1)[0].strip()
    if len(title) > _MAX_HEADING:
        return None
    plain = re.sub(r"\s", "", fold(title))
    if _ROWS.search(plain):
        return None
    for number, words in _KINDS:
        if words.search(plain):
            return number, title, text.strip()[len(title) :].lstrip("。；;:：. ")
    return None
