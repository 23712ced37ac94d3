"""The body whose report it is."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from archive.bodies import Body, resolve
from archive.regions import UNKNOWN
from pipelines.about.context import Evidence, Statement
from pipelines.about.names import agree, extends, full_name, is_above, is_organ, organ_in_title, publishes_for
from pipelines.about.years import date_in
from pipelines.report import Sourced

FIRST_SENTENCE = "first sentence"
COLUMN = "column that the text names"
STATISTICS = "heading of the statistics table"
REGION_BY = "region by "
_INTRODUCED = "introduction of the report"
_NAME = r"([\u3400-\u9fff·()]{3,40}?)"
_INTRO = (
    re.compile(rf"(?:本|此|该)(?:年度)?(?:报告|年报)(?:是|系)?由{_NAME}(?:根据|按照|依据|编制|依照|遵照|负责|牵头|,)"),
    re.compile(rf"要求,由{_NAME}编制"),
    re.compile(rf"^{_NAME}(?:根据|按照|依据)(?:修订的|新修订的|国务院)?[《<\"]"),
    re.compile(rf"与{_NAME}联系"),
)
# "We publish the report of …" says whose report it is, and often whose report was copied.
_PUBLISHED = re.compile(
    rf"(?:现|特|兹)将?(?:向社会)?(?:(?:公布|公开|发布)(?:如下)?[:,]?[《<\"]?|[《<\"]){_NAME}(?:关于)?(?:19|20)\d\d年"
)
_WEAKER = (
    (COLUMN, re.compile(rf"[“”\"「]{_NAME}[”“\"」](?:的)?(?:板块|栏目|专栏|专题|子站)")),
    (
        STATISTICS,
        re.compile(
            rf"^(?:[一二三四五六七八九十]+、|附[件表]?\d*[:、]?)?{_NAME}(?:政府)?信息公开(?:工作)?情况统计报?表"
        ),
    ),
)
# A sentence that begins with the year and the body tells something only where nothing else names it.
_SUBJECT = re.compile(
    rf"(?:19|20)\d\d年(?:\d+月\d+日|度|底|以来)?+,?+(?:我|本)?+{_NAME}"
    r"(?:通过|认真|深入|共|积极|依申请|主动|全面|严格|坚持|紧紧|高度|按照|政府信息|始终|不断|切实|在)"
)
_WE = re.compile(r"[我本](局|委|厅|院|镇|乡|街道|苏木|中心)")
_OFFICE = re.compile(r"(?:党政|政务公开|综合)?(?:办公室|办公厅)$")


def read_body(evidence: Evidence, titles: list[Statement]) -> Sourced:
    """Return the full name of the body, as printed, from the source that says it best; disagreements are named."""
    found = list(_candidates(evidence, titles))
    if not found:
        return Sourced(value=None)
    weight, chosen = found[0]
    name, source = full_name(chosen.text), chosen.source
    for _, other in found[1:]:
        longer = full_name(other.text)
        if extends(longer, name) or extends(longer, chosen.text):
            name, source = longer, f"{source}; {other.source}"
            break
    differs = {
        (other.source, other.text)
        for strength, other in found
        if min(strength, weight) >= 2 and _contradicts(other, name)
    }
    placed = _placed(evidence, name)
    if placed:
        name, source = placed[0], f"{source}; {REGION_BY}{placed[1]}"
    return Sourced(value=name, source=source, differs=tuple(sorted(differs)))


def _contradicts(other: Statement, name: str) -> bool:
    """Say whether a statement names another body. A site or a page may well be run by the government above."""
    if publishes_for(other.text, name):
        return False
    return not agree(other.text, name) or (other.source == _INTRODUCED and is_above(full_name(other.text), name))


def _placed(evidence: Evidence, name: str) -> tuple[str, str] | None:
    """Return the name with the region that only the name of the site tells, and which statement told it.

    The registry's entry tells more than a site's name, so where there is one, this leaves it to the entry.
    """
    body = None if evidence.context.body else _resolved(name, None)
    if body is None or body.region != UNKNOWN:
        return None
    for item in evidence.said("site"):
        site = re.sub(r"(?:门户|公众)?(?:网站?|信息网)$", "", re.sub(r"\s", "", item.text))
        place = _resolved(site, None) if is_organ(site) else None
        if place is None or place.doubt or place.level != "county":
            continue
        found = _resolved(name, place.region)
        if found and not found.doubt:
            return found.name, item.source
    return None


@lru_cache(maxsize=4096)
def _resolved(name: str, region: str | None) -> Body | None:
    return resolve(name, region)


def _candidates(evidence: Evidence, titles: list[Statement]) -> Iterator[tuple[int, Statement]]:
    """Yield (weight, name) with the most telling first."""
    for title in titles:
        organ = organ_in_title(title.text)
        if organ:
            yield 3, Statement(organ, title.source)
    entry = re.sub(r"\s", "", evidence.context.body or "")
    speaker = _speaker(evidence)
    stated = [Statement(_organ(item.text), item.source) for item in evidence.said("body") if _organ(item.text)]
    for item in stated:
        yield 2, item
    for item in _signatures(evidence):
        yield 2, item
    yield from _intro(evidence)
    if entry and speaker in entry:
        yield 2, Statement(entry, "the site's entry")
    yield from _subject(evidence, speaker)
    yield from _weaker(evidence, speaker)
    for kind in ("source", "site"):
        for item in evidence.said(kind):
            name = _organ(re.sub(r"(?:门户)?网站?$", "", item.text))
            if name and speaker in name:
                yield 1, Statement(name, item.source)


def _speaker(evidence: Evidence) -> str:
    """Return what kind of body the text calls itself (局 where it says 我局), or nothing.

    A site is often a county's while the report is a bureau's, so a site's name must be of the kind that speaks.
    """
    for text in evidence.texts[:30]:
        if match := _WE.search(text):
            return match[1]
    return ""


def _organ(text: str) -> str:
    name = re.sub(r"\s", "", text).strip(":,.;-")
    return name if is_organ(name) else ""


def _signatures(evidence: Evidence) -> Iterator[Statement]:
    """Yield a body's name on a line of its own beside a date: under the text, or under the title."""
    lines = evidence.tail
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if len(line) < 46 and _organ(line) and (number + 2 >= len(lines) or date_in(after)):
            yield Statement(_organ(line), "signature")
    front = evidence.front[:12]
    for line, after in pairwise(front):
        if len(line) < 46 and len(after) < 30 and _organ(line) and date_in(after):
            yield Statement(_organ(line), "line under the title")


def _intro(evidence: Evidence) -> Iterator[tuple[int, Statement]]:
    for squeezed in evidence.squeezed[:30]:
        match = _PUBLISHED.search(squeezed[:400])
        if match and is_organ(match[1]):
            yield 2, Statement(match[1], _INTRODUCED)
            break
    for text in evidence.texts[:30]:
        if len(text) < 12:
            continue
        squeezed = "".join(text[:400].split())
        for pattern in _INTRO:
            match = pattern.search(squeezed)
            if match and is_organ(match[1]):
                # an office compiles the report for its government
                name = _OFFICE.sub("", match[1]) if "政府" in _OFFICE.sub("", match[1]) else match[1]
                yield 1, Statement(name, "introduction")
                return


def _weaker(evidence: Evidence, speaker: str) -> Iterator[tuple[int, Statement]]:
    for squeezed in evidence.squeezed[:30]:
        for source, pattern in _WEAKER:
            match = pattern.search(squeezed[:400])
            if match and is_organ(match[1]) and speaker in match[1]:
                yield 1, Statement(match[1], source)


def _subject(evidence: Evidence, speaker: str) -> Iterator[tuple[int, Statement]]:
    for text in evidence.texts[:30]:
        match = _SUBJECT.search("".join(text[:200].split())) if len(text) > 12 else None
        if match and is_organ(match[1]) and speaker in match[1]:
            yield 1, Statement(match[1], FIRST_SENTENCE)
            return
