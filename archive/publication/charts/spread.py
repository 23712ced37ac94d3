"""How figures are spread: a histogram of classes, and boxes of quartiles side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.publication.charts.columns import bars, plot
from archive.publication.charts.data import Break, Chart, Frame, Point, Row, Series, checked
from archive.publication.charts.paper import COLOURS, INK, QUIET, Paper, described
from archive.publication.render import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The spread of one category: how many figures, and their quartiles; `greatest` may be left to the table."""

    count: int
    least: float
    lower: float
    median: float
    upper: float
    greatest: float


def histogram(frame: Frame, classes: Sequence[tuple[str, int]]) -> Chart:
    """Return how many figures fall into each class; a class is named by its bounds."""
    points = tuple(Point(value=number) for _, number in classes)
    return bars(frame, [label for label, _ in classes], [Series(name=frame.say("charts.count"), points=points)])


def boxes(
    frame: Frame, labels: Sequence[str], spread: Sequence[Box | None], breaks: Sequence[Break] = (),
    addresses: Sequence[str | None] = (),
) -> Chart:  # fmt: skip
    """Return for each category a box from quartile to quartile with the median across it.

    The scale ends near the highest upper quartile: the extremes of such figures, a hundred times as large, would
    press all boxes flat. They stand in the table. A category without figures (None) has a dash.
    """
    checked(labels, ())
    paper = Paper(frame)
    ground = plot(paper, labels, [one.upper for one in spread if one] + [one.lower for one in spread if one], breaks)
    for at, one in enumerate(spread):
        middle, half = ground.middles[at], ground.slot * 0.32
        if one is None:
            paper.text(middle, ground.scale(0) - 3, "–", anchor="middle", fill=QUIET)
            continue
        high, low = ground.scale(one.upper), ground.scale(one.lower)
        words = frame.say(
            "charts.box", label=labels[at], lower=number(one.lower), median=number(one.median), upper=number(one.upper),
            count=number(one.count),
        )  # fmt: skip
        address = addresses[at] if addresses else None
        paper.box((middle - half, high, 2 * half, low - high), 3, Point(value=one.median, address=address), words)
        across = ground.scale(one.median)
        paper.line((middle - half, across), (middle + half, across), INK, ' stroke-width="3"')
        paper.add(
            f'<circle cx="{middle:.1f}" cy="{across:.1f}" r="3" fill="#fff" stroke="{COLOURS[0]}" stroke-width="1.6"/>'
        )
    paper.note(frame.say("charts.box_key"))
    medians = [(label, Point(value=one.median if one else None)) for label, one in zip(labels, spread, strict=True)]
    head = tuple(
        frame.say(f"charts.{name}") for name in ("category", "count", "least", "lower", "median", "upper", "greatest")
    )
    return paper.finish(described(frame, labels, medians), head, tuple(map(_row, labels, spread)), breaks)


def _row(label: str, one: Box | None) -> Row:
    values = (one.count, one.least, one.lower, one.median, one.upper, one.greatest) if one else (None,) * 6
    return Row(label=label, points=tuple(Point(value=value) for value in values))
