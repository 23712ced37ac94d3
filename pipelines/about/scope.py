"""Whom a report speaks for: its own office, its own level, or the whole area; read from its wording."""

import re
from collections.abc import Sequence

from pipelines.about.context import Evidence
from pipelines.report import Sourced

_AREA = r"全[省市州县区旗盟]"
_WHOLE = (
    re.compile(rf"{_AREA}各?(?:级|乡镇|镇街|街道|[市县区旗]|部门|单位|行政机关|有关)[^.;]{{0,40}}(?:基础上|汇总|编制)"),
    re.compile(rf"汇总[^.;]{{0,20}}(?:各(?:乡镇|县区|区县|部门|单位|级)|{_AREA})"),
)
# "不含各县区" and "包括各县区" say it outright.
_BELOW = r"(?:(?:各|所辖|下辖)[市县区旗乡镇街]|[市县区旗]{2}|乡镇|镇街)"
_WITHOUT = re.compile(rf"(?:不含|不包括|不包含)(?:其)?{_BELOW}")
_WITH = re.compile(rf"(?:数据|统计|范围)[^.;]{{0,16}}(?:包括|包含|涵盖)[^.;]{{0,16}}{_BELOW}")
_REQUESTS = re.compile(r"(?:受理|收到|收办|接收|办理).*申请")
_SENTENCES = re.compile(r"[^.;]+")
_WHOLE_REQUESTS = re.compile(_AREA)
_COUNT = re.compile(r"申请[^\d]{0,6}(\d+)(?:件|条|宗|份|次)")
_LEVEL = re.compile(r"[省市州县区旗盟]本级")
_OFFICE = re.compile(
    r"(?:办公室|办公厅|政府办)(?:代表|共|全年|收到|受理)|(?:我|本)(?:局|委|办|厅|院|处|镇|乡|街道|苏木|机关(?!不掌握)|单位|中心|部门|行)"
)
_OWN = re.compile(r"(?:我|本)(?:局|委|办|厅|院|处|镇|乡|街道|苏木|机关(?!不掌握)|单位|中心)")
_SMALL = re.compile(r"(?:[镇乡]|苏木|街道)(?:人民政府|办事处)?$|[局委厅处院]$|(?<!管理)委员会$")


def read_scope(evidence: Evidence, body: Sourced) -> Sourced:
    """Return own_office, own_level, whole_area or unknown, with the words that say so."""
    texts = evidence.squeezed[:40]
    name = re.sub(r"\([^()]*\)$", "", str(body.value or ""))
    if _SMALL.search(name):
        return _first(texts, (("own_office", _OFFICE), ("own_office", _OWN)))
    outright = _outright(texts)
    if outright is not None:
        return outright
    for text in texts:
        for sentence in _SENTENCES.findall(text) if "申请" in text else ():
            if not _REQUESTS.search(sentence):
                continue
            for scope, pattern in (("own_office", _OFFICE), ("own_level", _LEVEL), ("whole_area", _WHOLE_REQUESTS)):
                if pattern.search(sentence):
                    return _said(scope, sentence)
    return Sourced(value="unknown")


def _outright(texts: Sequence[str]) -> Sourced | None:
    """Return the scope of a text that says what its numbers cover, or None."""
    tests = (("own_level", _WITHOUT), ("whole_area", _WITH), *(("whole_area", pattern) for pattern in _WHOLE))
    for scope, pattern in tests:
        for text in texts:
            if match := pattern.search(text):
                return _said(scope, match[0])
    return None


def _first(texts: Sequence[str], tests: tuple[tuple[str, re.Pattern[str]], ...]) -> Sourced:
    for scope, pattern in tests:
        for text in texts:
            if match := pattern.search(text):
                return _said(scope, text[max(0, match.start() - 10) : match.end() + 10])
    return Sourced(value="unknown")


def _said(scope: str, words: str) -> Sourced:
    return Sourced(value=scope, source=f"text: {words[:120]}")


def confirm_scope(scope: Sourced, counts: Sequence[int | float]) -> Sourced:
    """Return the scope if it can be that of the tables, else unknown with the words that do not fit them.

    `counts` are the numbers of requests that table 3 gives. A sentence such as "the office received 17 requests"
    tells the scope of the tables only where 17 is among them; a table that says 95 covers something else.
    """
    stated = [int(number) for number in _COUNT.findall(scope.source or "")]
    if not stated or not counts or set(stated) & set(counts):
        return scope
    return Sourced(value="unknown", differs=((scope.source or "", str(scope.value)),))
