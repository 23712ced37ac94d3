"""Finds the figures of one sentence: quantities under their code, and statements that there was none."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.narrative.guards import Context, platform, stated_fact
from pipelines.narrative.model import MARK, Stating, statings
from pipelines.narrative.quantities import Quantity, quantities

_NONE = re.compile("未|没|无|零|不存在")
_OTHER_MATTER = re.compile("热线|工单|12345|建议|提案|留言|信箱|来信|来访|咨询|投诉|信访|诉求|许可|审批|服务事项")
_NO_REVIEW = re.compile(r"[^;]*(?:未|没有|无)[^,;]{0,30}复议[^,;]{0,8},(?=[^,;]*诉讼)")
_CONDITION = re.compile(r"如|若|凡|假如|一旦|是否|避免|防止|争取|确保|力争|将|部分|个别|有的|某些|少数")


@dataclass(slots=True)
class Mention:
    """A figure as said. Offsets are those of the sentence; `whole` is the mention that this one is a part of."""

    code: str | None
    start: int
    end: int
    value: int | float
    unit: str | None
    base: str
    scaled: int | float
    approx: bool
    words: bool = False  # said in words, without a number
    rank: int = 0
    role: str = "total"
    note: str | None = None
    label: str | None = None
    platform: str | None = None  # the one social medium it counts
    whole: "Mention | None" = None
    complete: bool = False


@dataclass(slots=True)
class Said:
    """A sentence with its quantities replaced by marks, and what was found in it."""

    text: str
    quantities: list[Quantity]
    marked: str
    marks: list[int]  # where the marks stand in `marked`
    coded: dict[int, list[Mention]] = field(default_factory=dict)  # by number of the quantity
    in_words: list[Mention] = field(default_factory=list)

    def between(self, first: int, second: int) -> str:
        """Return the words between two quantities that follow each other."""
        return self.marked[self.marks[first] + 1 : self.marks[second]]


def said(text: str) -> Said | None:
    """Return a sentence with its quantities marked; None where it can state no figure."""
    found = quantities(text)
    if not found and not _NONE.search(text):
        return None
    pieces, marks, last, length = [], [], 0, 0
    for quantity in found:
        pieces.append(text[last : quantity.start])
        length += quantity.start - last
        marks.append(length)
        length += 1
        last = quantity.end
    pieces.append(text[last:])
    return Said(text, found, MARK.join(pieces), marks)


def find(one: Said, context: Context, near: str) -> None:
    """Enter every figure of a sentence under its code; `near` is the sentence before it and the sentence itself."""
    bases = {quantity.base for quantity in one.quantities}
    for stating in statings():
        counted = not stating.units.isdisjoint(bases)
        if not (counted or stating.zero):
            continue
        for core in stating.cores:
            if core in one.marked:
                break
        else:
            continue
        if context.section not in stating.sections and not _spoken_of(stating, one, near):
            continue
        if counted:
            _numbers(one, stating, context)
        if stating.zero:
            _in_words(one, stating, context)


def _spoken_of(stating: Stating, one: Said, near: str) -> bool:
    """Tell whether a matter is spoken of: in the sentence, or in the one before if this one begins with no other."""
    if stating.need is None or stating.need.search(one.marked):
        return True
    begin = one.marked[: one.marks[0]] if one.marks else one.marked
    return not _OTHER_MATTER.search(begin) and stating.need.search(near) is not None


def _numbers(one: Said, stating: Stating, context: Context) -> None:
    for rank, pattern in enumerate((*stating.patterns, *stating.only_zero)):
        for begin, start, end in _matches(pattern, one.marked):
            number = bisect_left(one.marks, start)
            quantity = one.quantities[number]
            if quantity.base not in stating.units or any(m.code == stating.code for m in one.coded.get(number, ())):
                continue
            here = _at(context, one.marked[:start])
            joint = rank >= len(stating.patterns)
            if joint and quantity.value != 0:
                continue
            said_here = _told_apart(one.marked[min(_clause(one.marked, begin), start - len(here.segment)) : end])
            if not joint and stating.unless and stating.unless.search(said_here):
                continue
            if stated_fact(stating, here, zero=quantity.value == 0):
                mention = _mention(stating, quantity, rank)
                mention.platform = platform(stating, here.clause)
                one.coded.setdefault(number, []).append(mention)


def _clause(text: str, place: int) -> int:
    """Return where the clause begins in which a place is, or the words since the quantity before it."""
    return max(text.rfind(mark, 0, place) for mark in f",;:{MARK}") + 1


def _told_apart(words: str) -> str:
    """Return the words without a statement before them that there was no review: what follows is said of lawsuits."""
    none = _NO_REVIEW.match(words)
    return words[none.end() :] if none else words


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where a match begins, where the figure's mark stands, and the end; matches may overlap behind the mark."""
    match = pattern.search(text)
    while match:
        yield match.start(), match.start(1), match.end()
        match = pattern.search(text, match.start(1) + 1)


def _at(context: Context, left: str) -> Context:
    return Context(left, context.topic_year, context.before, context.section, context.year, context.body)


def _mention(stating: Stating, quantity: Quantity, rank: int) -> Mention:
    return Mention(
        code=stating.code,
        start=quantity.start,
        end=quantity.end,
        value=quantity.value,
        unit=quantity.unit,
        base=quantity.base,
        scaled=quantity.scaled,
        approx=quantity.approx,
        rank=rank,
    )


def _in_words(one: Said, stating: Stating, context: Context) -> None:
    """Enter 0 where the sentence says in words that there was none of exactly this."""
    for pattern in stating.zero:
        for match in pattern.finditer(one.text):
            left = one.text[: match.start()]
            rest = re.split("[,;]", one.text[match.end() :], maxsplit=1)[0]
            here = _at(context, left)
            if stating.zero_not and stating.zero_not.search(match[0] + rest):
                continue
            if _CONDITION.search(here.clause) or any(quantity.value for quantity in quantities(rest)):
                continue
            if not stated_fact(stating, here, zero=True):
                continue
            one.in_words.append(
                Mention(
                    code=stating.code,
                    start=match.start(),
                    end=match.end(),
                    value=0,
                    unit=stating.unit,
                    base=stating.unit,
                    scaled=0,
                    approx=False,
                    words=True,
                )
            )
            return
