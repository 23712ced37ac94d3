"""Traces of a site's own conversion that lost characters beside digits: 2018年11日至2018年1231日, 20221月1日."""

import re

from pipelines.about.context import Evidence

_YEAR = r"(?:19|20)\d\d"
_TRACES = (
    re.compile(rf"(?<!\d){_YEAR}(?:0?[1-9]|1[0-2])月\d{{1,2}}日"),  # the 年 is lost
    re.compile(rf"(?<!\d){_YEAR}年(?:\d{{2}}|\d{{3,4}})日(?!\d)"),  # the 月 is lost
    re.compile(rf"(?<!\d){_YEAR}\d{{2,4}}日"),  # both are lost
    re.compile(r"[至到起自从]\d{3,4}日"),
    re.compile(r"[至到起自从](?:\d*)年(?:月|\d+月日|月\d*日)"),  # digits are lost
    re.compile(r"等个(?:部分|方面|章节)"),
    re.compile(r"[》>]第条"),
)
_MARKS = ("日", "月", "等个", "第条")  # every trace holds one of them
_LOST_YEAR = re.compile(rf"(?<!\d)({_YEAR})(?:年?\d{{2,4}}日|\d{{1,2}}月\d{{1,2}}日)")
_SEARCHED = 120  # paragraphs


def lost_characters(evidence: Evidence) -> str | None:
    """Return the words that show that characters beside digits were lost, or None for a sound text."""
    for text in evidence.squeezed[:_SEARCHED]:
        for pattern in _TRACES if any(mark in text for mark in _MARKS) else ():
            if match := pattern.search(text):
                return text[max(0, match.start() - 8) : match.end() + 8]
    return None


def damaged_year(evidence: Evidence) -> int | None:
    """Return the year of a damaged period; its digits stand, what separated them from the month is lost."""
    for text in evidence.squeezed[:_SEARCHED]:
        if match := _LOST_YEAR.search(text):
            return int(match[1])
    return None
