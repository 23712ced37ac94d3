"""From a document's running text to the figures stated in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipelines.document import Document
from pipelines.narrative.guards import CHANNELS, WHOLE_AGAIN, Context, topic_year
from pipelines.narrative.lists import CHANNEL_CODES, find_lists
from pipelines.narrative.mentions import Mention, Said, find, said
from pipelines.narrative.passages import Passage, Sentence, passages
from pipelines.narrative.rates import find_joint, find_rates
from pipelines.report import Flag, Section, Stated

MOST = 400  # figures of one report; more are no report's text
_CONSISTENT = 0.1  # approximate figures that differ less than this say the same
_ITEMS, _WEBSITE, _MEDIA = "nar_pub_items", "nar_pub_website", "nar_pub_newmedia"
_STAFF = ("nar_staff_full", "nar_staff_part")
_BEFORE = 400  # characters of a passage that are kept in mind
WEBSITE_ONLY = "website"
_ALSO = re.compile(
    "(?:微信|微博|公众号|新媒体|两微|抖音|头条|客户端|公开栏|公示栏|电子屏|显示屏|广播|电视|报刊)[^,;。，；]{0,12}"
    "(?:发布|推送|公开|公布|更新|刊发|宣传)"
    "|(?:通过|利用|借助|依托|运用)[^,;。，；]{0,16}(?:微信|微博|公众号|新媒体|两微|抖音|头条|客户端|公开栏|公示栏|电子屏|广播|电视)"
    "|(?:部门|乡镇|镇街|街道|其[他它]|下属|子)的?(?:政府|门户)*网站"
)
_APART = re.compile(r"\d[\d,，.．]*(?:\s+\d[\d,，.．]*)+")


@dataclass(slots=True, eq=False)
class _Found:
    """A mention with the place it stands at."""

    mention: Mention
    text: str
    sentence: str
    around: str
    section: int
    paragraph: int
    start: int
    end: int
    page: int | None


def read_narrative(document: Document, sections: Sequence[Section], year: int | None, body: str) -> tuple[Stated, ...]:
    """Return the figures that the running text states, a code's own total before its parts.

    `year` and `body` are those of the report: figures of other years and bodies are left out.
    """
    found: list[_Found] = []
    for passage in passages(document):
        found += islice(_in_passage(passage, sections, year, body), MOST - len(found))
        if len(found) >= MOST:
            break
    return _stated(_ordered(_settled(found)))


def _in_passage(passage: Passage, sections: Sequence[Section], year: int | None, body: str) -> Iterator[_Found]:
    section: int | None = None
    topic: int | None = None
    before, previous = "", ""
    items: Mention | None = None  # the whole that a later sentence may divide by channels
    for sentence in passage.sentences():
        one = said(sentence.text)
        if one is not None:
            if section is None:
                section = _section_of(passage, sections)
            context = Context(topic, before, section, year, body)
            mentions = _mentions(one, context, previous + sentence.text, items)
            words = _words(passage, sentence) if mentions else ""
            for mention in mentions:
                if mention.code == _ITEMS and mention.role == "total":
                    items = mention
                found = _place(passage, sentence.start, mention, words, section)
                if found is not None:
                    yield found
        topic = topic_year(sentence.text) or topic
        before, previous = (before + sentence.text)[-_BEFORE:], sentence.text


def _mentions(one: Said, context: Context, near: str, items: Mention | None) -> list[Mention]:
    find(one, context, near)
    parts = find_lists(one)
    coded = [mention for mentions in one.coded.values() for mention in mentions]
    if "其中" in one.text:
        coded = [mention for mention in coded if not _stray(one, mention, items)]
    found = [*coded, *parts, *find_joint(one, near)]
    found += [*one.in_words, *find_rates(one, found)]
    found.sort(key=lambda mention: mention.start)
    return found


def _stray(one: Said, mention: Mention, items: Mention | None) -> bool:
    """Tell whether a figure after 其中 is a part of nothing that is known; one of a channel is a part of `items`.

    Staff is full-time or part-time of a whole that has no code.
    """
    if mention.whole is not None or mention.code in _STAFF:
        return False
    segment = one.text[_segment_start(one, mention) : mention.start]
    if "其中" not in segment or WHOLE_AGAIN.search(segment):
        return False
    if items is None or mention.code not in CHANNEL_CODES or mention.base != items.base:
        return True
    mention.whole, mention.role = items, "part"
    return False


def _segment_start(one: Said, mention: Mention) -> int:
    return max((quantity.end for quantity in one.quantities if quantity.end <= mention.start), default=0)


def _section_of(passage: Passage, sections: Sequence[Section]) -> int:
    text = passage.paragraphs[0][1].text.strip()
    for part in (text, text[-30:]):
        for section in sections:
            if part in section.text:
                return section.number
    return 0


def _words(passage: Passage, sentence: Sentence) -> str:
    """Return a sentence as it is printed."""
    first, last = passage.raw_span(sentence.start, sentence.end)
    return passage.raw[first:last].strip()


def _place(passage: Passage, offset: int, mention: Mention, words: str, section: int) -> _Found | None:
    """Return where a mention stands; None where its digits may be those of two numbers."""
    start, end = passage.raw_span(offset + mention.start, offset + mention.end)
    if not mention.words and (passage.breaks_digits(start, end) or not _one_number(passage.raw[start:end])):
        return None
    paragraph, from_, to, page = passage.place(start, end)
    around = passage.text_of(paragraph)
    return _Found(mention, passage.raw[start:end], words, around, section, paragraph, from_, to, page)


def _settled(found: list[_Found]) -> list[_Found]:
    """Drop repetitions and what a better pattern says otherwise; add the items told of the website only."""
    _split_platforms([item.mention for item in found if item.mention.code == _MEDIA])
    best: dict[str, int] = {}
    for item in found:
        mention = item.mention
        if mention.code and mention.role == "total":
            best[mention.code] = min(best.get(mention.code, mention.rank), mention.rank)
    kept: list[_Found] = []
    seen: set[tuple[str | None, int | float, bool]] = set()
    for item in found:
        mention = item.mention
        if mention.code and mention.role == "total":
            key = (mention.code, mention.scaled, mention.approx)
            if mention.rank > best[mention.code] or key in seen:
                continue
            seen.add(key)
        kept.append(item)
    there = {id(item.mention) for item in kept}
    kept = [item for item in kept if item.mention.whole is None or id(item.mention.whole) in there]
    return _with_items(kept)


def _split_platforms(mentions: list[Mention]) -> None:
    """Make parts of counts of one social medium each, where the text counts several or all of them."""
    if len({mention.platform for mention in mentions}) > 1:
        for mention in mentions:
            if mention.platform is not None:
                mention.role, mention.note = "part", "part"


def _one_number(text: str) -> bool:
    """Tell whether the spaces inside a number are those of typesetting: 2 848, 1 2 3, or a line's end; not 12 34."""
    apart = _APART.search(text)
    if apart is None or "\n" in apart[0]:
        return True
    first, *others = apart[0].split()
    thousands = len(first) <= 3 and all(len(piece) == 3 for piece in others)
    return thousands or all(len(piece) == 1 for piece in (first, *others))


def _with_items(found: list[_Found]) -> list[_Found]:
    """Where the text counts only what the website disclosed, let that count stand for all items, and say so."""
    if any(item.mention.code in (_ITEMS, _MEDIA) for item in found):
        return found
    sites = [item for item in found if item.mention.code == _WEBSITE and item.mention.role == "total"]
    if not sites or sites[0].mention.rank > 1 or any(not _alone(item) for item in sites):
        return found
    if any(item.mention.scaled != sites[0].mention.scaled for item in sites):
        return found  # of several sites
    site = sites[0]
    whole = replace(site.mention, code=_ITEMS, note=WEBSITE_ONLY)
    for other in found:
        if other.mention.whole is site.mention:
            other.mention.whole = whole
            other.mention.code = _ITEMS if other.mention.code == _WEBSITE else other.mention.code
    place = found.index(site)
    copy = _Found(whole, *[getattr(site, name) for name in _Found.__slots__[1:]])
    return [*found[:place], copy, *found[place:]]


def _alone(item: _Found) -> bool:
    """Tell whether the sentence of a website's count names no other channel, nor its paragraph one that publishes."""
    return not (
        any(CHANNELS[name].search(item.sentence) for name in ("newmedia", "other")) or _ALSO.search(item.around)
    )


def _ordered(found: list[_Found]) -> list[_Found]:
    """Order by code as they occur first, own totals before parts; rates and joint figures last."""
    first: dict[str | None, int] = {}
    for place, item in enumerate(found):
        first.setdefault(item.mention.code, place)
    first[None] = len(found)
    return sorted(found, key=lambda item: (first[item.mention.code], item.mention.note == "part"))


def _stated(found: list[_Found]) -> tuple[Stated, ...]:
    positions = {id(item.mention): place for place, item in enumerate(found)}
    differing = _differing(found)
    return tuple(
        Stated(
            code=item.mention.code,
            role=item.mention.role,
            value=item.mention.value,
            unit=item.mention.unit,
            scaled=item.mention.scaled,
            text=item.text,
            approx=item.mention.approx,
            note=item.mention.note,
            label=item.mention.label,
            whole=positions[id(item.mention.whole)] if item.mention.whole else None,
            complete=item.mention.complete,
            sentence=item.sentence,
            section=item.section,
            paragraph=item.paragraph,
            start=item.start,
            end=item.end,
            page=item.page,
            flags=(Flag.SOURCES_DIFFER,) if item.mention.role == "total" and item.mention.code in differing else (),
        )
        for item in found
    )


def _differing(found: list[_Found]) -> set[str]:
    """Return the codes of which the text gives totals that cannot both be meant."""
    totals: dict[str, list[Mention]] = {}
    for item in found:
        if item.mention.code and item.mention.role == "total":
            totals.setdefault(item.mention.code, []).append(item.mention)
    return {code for code, mentions in totals.items() if not all(_agree(mentions[0], other) for other in mentions[1:])}


def _agree(one: Mention, other: Mention) -> bool:
    if one.approx or other.approx:
        return abs(one.scaled - other.scaled) <= _CONSISTENT * max(one.scaled, other.scaled)
    return one.scaled == other.scaled
