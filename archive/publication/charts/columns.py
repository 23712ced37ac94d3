"""Upright bars over categories, mostly years: side by side, or stacked as counts or shares."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.publication.charts.data import Break, Chart, Frame, Point, Series, checked, rows_of
from archive.publication.charts.paper import (
    EDGE,
    INK,
    QUIET,
    WIDTH,
    Area,
    Paper,
    Scale,
    described,
    round_scale,
    short,
    width_of,
)
from archive.publication.render import number

HEIGHT = 150
HEAD = 18  # room for the figures above the highest bar


def bars(frame: Frame, labels: Sequence[str], series: Sequence[Series], breaks: Sequence[Break] = ()) -> Chart:
    """Return bars side by side, those of one category in a group. A figure that is absent has a dash and no bar."""
    checked(labels, series)
    paper = Paper(frame)
    paper.legend([one.name for one in series])
    values = [point.value for one in series for point in one.points if point.value is not None]
    ground = plot(paper, labels, values, breaks)
    wide = ground.slot * 0.8 / max(len(series), 1)
    shown = _fits(frame, values, wide if len(series) > 1 else ground.slot)
    for nth, one in enumerate(series):
        for at, point in enumerate(one.points):
            left = ground.middles[at] - ground.slot * 0.4 + nth * wide + 1
            words = (
                f"{labels[at]} · {one.name}{frame.say('frame.colon')}{number(point.value)} {frame.unit}{point.signs}"
            )
            area = _area(ground.scale, left, wide - 2, point.value)
            if point.value is None:
                paper.text(left + wide / 2, area[1] - 3, "–", anchor="middle", fill=QUIET)
                continue
            paper.box(area, nth, point, words)
            label = (short(point.value, frame.language) if shown else "") + point.signs
            paper.text(left + wide / 2, area[1] - 4, label, anchor="middle", size=10.5)
    desc = described(frame, labels, ((labels[at], point) for one in series for at, point in enumerate(one.points)))
    return paper.finish(desc, (frame.say("charts.category"), *(one.name for one in series)),
                        rows_of(labels, series), breaks)  # fmt: skip


def stacked(
    frame: Frame, labels: Sequence[str], series: Sequence[Series], breaks: Sequence[Break] = (), *, shares: bool = False
) -> Chart:  # fmt: skip
    """Return bars whose parts stand upon each other; with `shares` each bar is 100 per cent of its own parts.

    A category all of whose parts are absent has a dash; a part that is absent is left out and named in the table. So
    is a negative one, which has no place in a stack.
    """
    checked(labels, series)
    paper = Paper(frame)
    paper.legend([one.name for one in series])
    sums = [sum(max(one.points[at].value or 0, 0) for one in series) for at in range(len(labels))]
    ground = plot(paper, labels, [100.0] if shares else list(sums), breaks, percent=shares)
    for at, total in enumerate(sums):
        held = [(nth, one.points[at]) for nth, one in enumerate(series) if one.points[at].value is not None]
        left, below = ground.middles[at] - ground.slot * 0.38, 0.0
        if not held:
            paper.text(ground.middles[at], ground.scale(0) - 3, "–", anchor="middle", fill=QUIET)
        for nth, point in held:
            part = max(float(point.value or 0), 0.0)
            size = (100 * part / total if total else 0) if shares else part
            words = f"{labels[at]} · {series[nth].name}{frame.say('frame.colon')}{number(part)} {frame.unit}"
            words += f" ({100 * part / total:.1f}%){point.signs}" if total else point.signs
            high, low = ground.scale(below + size), ground.scale(below)
            if size:
                paper.box((left, high, ground.slot * 0.76, low - high), nth, point, words)
            below += size
        signs = "".join(sorted({sign for _, point in held for sign in point.signs}))
        if signs:
            paper.text(ground.middles[at], ground.scale(below) - 4, signs, anchor="middle", bold=True)
    if any((point.value or 0) < 0 for one in series for point in one.points):
        paper.note(frame.say("charts.negative"))
    held_at = [any(one.points[at].value is not None for one in series) for at in range(len(labels))]
    wholes = (Point(value=total if held else None) for total, held in zip(sums, held_at, strict=True))
    desc = described(frame, labels, zip(labels, wholes, strict=True))
    return paper.finish(desc, (frame.say("charts.category"), *(one.name for one in series)),
                        rows_of(labels, series), breaks)  # fmt: skip


def _area(place: Scale, left: float, wide: float, value: float | None) -> Area:
    ends = (place(value or 0), place(0))
    return left, min(ends), wide, abs(ends[0] - ends[1])


def _fits(frame: Frame, values: Sequence[float], wide: float) -> bool:
    return all(width_of(short(value, frame.language), 10.5) <= wide for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Where the figures go: `slot` is the width of a category, `middles` where each has its middle."""

    scale: Scale
    slot: float
    middles: tuple[float, ...]


def plot(
    paper: Paper, labels: Sequence[str], values: Sequence[float], breaks: Sequence[Break], *, percent: bool = False
) -> Plot:  # fmt: skip
    """Draw the axes of a chart over categories and return its places; the paper's top moves below it."""
    top = paper.top + HEAD + (14 if breaks else 0)
    place = round_scale(values, top + HEIGHT, top)
    written = [(at, f"{at:g}%" if percent else short(at, paper.frame.language)) for at in place.ticks()]
    left = EDGE + max((width_of(words, 11) for _, words in written), default=0) + 6
    for at, words in written:
        paper.line((left, place(at)), (WIDTH - EDGE, place(at)))
        paper.text(left - 5, place(at) + 4, words, anchor="end", fill=QUIET, size=11)
    slot = (WIDTH - EDGE - left) / max(len(labels), 1)
    middles = tuple(left + slot * (at + 0.5) for at in range(len(labels)))
    every = _every(labels, slot)
    for at, label in enumerate(labels):
        if at % every == (len(labels) - 1) % every:
            half = width_of(label, 11) / 2
            paper.text(min(middles[at], WIDTH - 3 - half), top + HEIGHT + 15, label, anchor="middle", size=11)
    paper.line((left, place(0)), (WIDTH - EDGE, place(0)), INK)
    paper.breaks(breaks, middles, top - 17, top + HEIGHT)
    paper.top = top + HEIGHT + 20
    return Plot(scale=place, slot=slot, middles=middles)


def _every(labels: Sequence[str], slot: float) -> int:
    """Return how many categories share one label so that labels do not touch."""
    widest = max((width_of(label, 11) for label in labels), default=0)
    return max(1, -int(-(widest + 4) // slot)) if slot else 1
