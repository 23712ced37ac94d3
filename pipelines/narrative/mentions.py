"""Finds the figures of one sentence: quantities under their code, and statements that there was none."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from pipelines.narrative.guards import Context, Left, left_of, looked_through, platform, stated_fact
from pipelines.narrative.model import MARK, Stating, statings, statings_of
from pipelines.narrative.quantities import Quantity, quantities

_NONE = re.compile("未|没|无|零|不存在")
_OTHER_MATTER = re.compile("热线|工单|12345|建议|提案|留言|信箱|来信|来访|咨询|投诉|信访|诉求|许可|审批|服务事项")
_NO_REVIEW = re.compile(r"[^;]*(?:未|没有|无)[^,;]{0,30}复议[^,;]{0,8},(?=[^,;]*诉讼)")
_CONDITION = re.compile(r"如|若|凡|假如|一旦|是否|避免|防止|争取|确保|力争|将|部分|个别|有的|某些|少数")
_RECEIVED, _BOTH = "nar_req_received", {"nar_rev", "nar_lit"}
_AFTER = 24  # characters after a figure that speak of it


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
    lefts: dict[int, Left] = field(default_factory=dict)

    def left(self, number: int) -> Left:
        """Return the words before a quantity, made once."""
        if number not in self.lefts:
            self.lefts[number] = left_of(self.marked[: self.marks[number]])
        return self.lefts[number]

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
    bases = frozenset([quantity.base for quantity in one.quantities])
    none = _NONE.search(one.text) is not None
    previous = near[: len(near) - len(one.text)]
    for stating, counted in statings_of(bases, none=none):
        for core in stating.cores:
            if core in one.marked:
                break
        else:
            continue
        if context.section not in stating.sections and not _spoken_of(stating, one, near):
            continue
        if counted:
            _numbers(one, stating, context, previous)
        if none and stating.zero:
            _in_words(one, stating, context)
    _keep_one_code(one)


def _keep_one_code(one: Said) -> None:
    """Leave one code to each quantity: that of the matter spoken of last before it; none where nothing tells which.

    收到并办结 12件 is what was received. Only a 0 said of reviews and lawsuits together is a figure of both.
    """
    for number, several in list(one.coded.items()):
        codes = {mention.code for mention in several}
        if len(codes) > 1 and (one.quantities[number].value or codes != _BOTH):
            kept = _RECEIVED if _RECEIVED in codes else _spoken_of_last(one.left(number).text, codes)
            one.coded[number] = [mention for mention in several if mention.code == kept]


def _spoken_of_last(text: str, codes: set[str | None]) -> str | None:
    """Return the code of which a needed word stands last in a text; None where two stand equally far."""
    places = sorted(
        (max((match.end() for match in stating.need.finditer(text)), default=-1), stating.code)
        for stating in statings()
        if stating.code in codes and stating.need
    )
    return places[-1][1] if len(places) > 1 and places[-1][0] > places[-2][0] else None


def _spoken_of(stating: Stating, one: Said, near: str) -> bool:
    """Tell whether a matter is spoken of: in the sentence, or in the one before if this one begins with no other."""
    if stating.need is None or stating.need.search(one.marked):
        return True
    begin = one.marked[: one.marks[0]] if one.marks else one.marked
    return not _OTHER_MATTER.search(begin) and stating.need.search(near) is not None


def _numbers(one: Said, stating: Stating, context: Context, previous: str) -> None:
    text, last = one.marked, one.marks[-1]
    settled: set[int] = set()  # numbers of the quantities that another pattern would not judge otherwise
    for rank, pattern in enumerate(stating.patterns):
        match = pattern.search(text)
        while match:
            start = match.start(pattern.groups)
            number = bisect_left(one.marks, start)
            quantity = one.quantities[number]
            if number not in settled and quantity.base in stating.units:
                left, zero = one.left(number), quantity.value == 0
                meant = zero if rank >= stating.joint else _meant(one, stating, match, start, left)
                if meant and not _unclear(stating, context.section, left, match, previous):
                    settled.add(number)
                    if _own(one, stating, left, context, zero=zero):
                        one.coded.setdefault(number, []).append(_said_of(stating, quantity, rank, left))
            match = pattern.search(text, start + 1) if start < last else None  # matches may overlap behind the mark


def _meant(one: Said, stating: Stating, match: re.Match[str], start: int, left: Left) -> bool:
    """Tell whether the words around a quantity, whose mark is at `start`, are of no other matter."""
    if stating.unless is None:
        return True
    if match.re.groups > 1:
        begin = match.start(1)
    else:
        begin = min(_clause(one.marked, match.start()), start - len(left.segment))
    return stating.unless.search(_told_apart(one.marked[begin : match.end()])) is None


def _unclear(stating: Stating, section: int, left: Left, match: re.Match[str], previous: str) -> bool:
    """Tell whether what is counted may be another matter, as far as the sentence before and this one tell."""
    if stating.sure is None or section in stating.sections:
        return False
    if stating.vague and not stating.vague.search(left.text, left.text.rfind(";") + 1):
        return False
    return not stating.sure.search(previous + match.string[: match.end()])


def _own(one: Said, stating: Stating, left: Left, context: Context, *, zero: bool) -> bool:
    """Tell whether a quantity is the report's own of its year."""
    after = len(left.text) + 1
    right = one.marked[after : after + _AFTER]
    return stated_fact(stating, left, context, zero=zero) and not looked_through(left, right)


def _said_of(stating: Stating, quantity: Quantity, rank: int, left: Left) -> Mention:
    mention = mention_of(stating.code, quantity, rank)
    if stating.channel == "newmedia":
        mention.platform = platform(left.clause)
    return mention


def _clause(text: str, place: int) -> int:
    """Return where the clause begins in which a place is, or the words since the quantity before it."""
    commas = max(text.rfind(",", 0, place), text.rfind(";", 0, place))
    return max(commas, text.rfind(":", 0, place), text.rfind(MARK, 0, place)) + 1


def _told_apart(words: str) -> str:
    """Return the words without a statement before them that there was no review: what follows is said of lawsuits."""
    none = _NO_REVIEW.match(words) if "复议" in words else None
    return words[none.end() :] if none else words


def mention_of(code: str | None, quantity: Quantity, rank: int = 0) -> Mention:
    """Return a quantity as a figure of a code."""
    return Mention(
        code,
        quantity.start,
        quantity.end,
        quantity.value,
        quantity.unit,
        quantity.base,
        quantity.scaled,
        quantity.approx,
        rank=rank,
    )


def _in_words(one: Said, stating: Stating, context: Context) -> None:
    """Enter 0 where the sentence says in words that there was none of exactly this."""
    for pattern in stating.zero:
        for match in pattern.finditer(one.text):
            left = left_of(one.text[: match.start()])
            rest = re.split("[,;]", one.text[match.end() :], maxsplit=1)[0]
            if stating.zero_not and stating.zero_not.search(match[0] + rest):
                continue
            if _CONDITION.search(left.clause) or any(quantity.value for quantity in quantities(rest)):
                continue
            if not stated_fact(stating, left, context, zero=True):
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
