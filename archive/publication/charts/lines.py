"""Lines over the years, broken where figures are absent or do not compare."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markupsafe import escape

from archive.publication.charts.columns import plot
from archive.publication.charts.data import Break, Chart, Frame, Point, Series, checked, rows_of
from archive.publication.charts.paper import ALARM, COLOURS, EDGE, WIDTH, Paper, Spot, described, width_of, wrapped
from archive.publication.render import number

DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 3", "12 4", "6 2 1 2")
# The signs of the series around (0, 0): told apart by their shape.
SIGNS = (
    '<circle r="3.6"/>', '<rect x="-3.4" y="-3.4" width="6.8" height="6.8"/>', '<path d="M0 -4.6L4.4 3.6H-4.4Z"/>',
    '<path d="M0 -4.8L4.8 0L0 4.8L-4.8 0Z"/>', '<path d="M0 4.6L4.4 -3.6H-4.4Z"/>', '<circle r="3.2" fill="#fff"/>',
    '<rect x="-3" y="-3" width="6" height="6" fill="#fff"/>', '<path d="M-4 -4L4 4M-4 4L4 -4"/>',
)  # fmt: skip


def lines(frame: Frame, labels: Sequence[str], series: Sequence[Series], breaks: Sequence[Break] = ()) -> Chart:
    """Return lines over categories in their order. Nothing joins two figures across an absent one or a break."""
    checked(labels, series)
    paper = Paper(frame)
    _legend(paper, [one.name for one in series])
    values = [point.value for one in series for point in one.points if point.value is not None]
    ground = plot(paper, labels, values, breaks)
    parted = {one.before for one in breaks}
    for nth, one in enumerate(series):
        for run in _runs(one.points, parted):
            for start, end in pairwise((ground.middles[at], ground.scale(value)) for at, value in run):
                paper.line(start, end, COLOURS[nth], _stroke(nth))
        for at, point in enumerate(one.points):
            if point.value is not None:
                words = f"{labels[at]} · {one.name}{frame.say('frame.colon')}{number(point.value)} {frame.unit}"
                _sign(paper, (ground.middles[at], ground.scale(point.value)), nth, point, words + point.signs)
    desc = described(frame, labels, ((labels[at], point) for one in series for at, point in enumerate(one.points)))
    head = (frame.say("charts.category"), *(one.name for one in series))
    return paper.finish(desc, head, rows_of(labels, series), breaks)


def _stroke(nth: int) -> str:
    return f' stroke-width="2" stroke-dasharray="{DASHES[nth]}"' if DASHES[nth] else ' stroke-width="2"'


def _runs(points: Sequence[Point], parted: set[int]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for at, point in enumerate(points):
        if run and (at in parted or point.value is None):
            yield run
            run = []
        if point.value is not None:
            run.append((at, point.value))
    if run:
        yield run


def _sign(paper: Paper, spot: Spot, nth: int, point: Point, words: str) -> None:
    before, after = paper.link(point.address, words)
    paper.add(
        f'{before}<g transform="translate({spot[0]:.1f} {spot[1]:.1f})" fill="{COLOURS[nth]}" stroke="{COLOURS[nth]}">'
        f"{SIGNS[nth]}<title>{escape(words)}</title></g>{after}"
    )
    if point.signs:
        paper.text(spot[0] + 5, spot[1] - 5, point.signs, fill=ALARM, bold=True)


def _legend(paper: Paper, names: Sequence[str]) -> None:
    if len(names) < 2:
        return
    x = float(EDGE)
    for nth, name in enumerate(names):
        words = wrapped(name, WIDTH - 2 * EDGE - 30)
        need = 30 + max(width_of(line) for line in words) + 10
        if x > EDGE and x + need > WIDTH:
            x, paper.top = float(EDGE), paper.top + 18
        middle, colour = paper.top + 8, COLOURS[nth]
        paper.line((x, middle), (x + 24, middle), colour, _stroke(nth))
        paper.add(
            f'<g transform="translate({x + 12:.1f} {middle:.1f})" fill="{colour}" stroke="{colour}">{SIGNS[nth]}</g>'
        )
        for down, line in enumerate(words):
            paper.text(x + 29, paper.top + 12 + 16 * down, line)
        paper.top += 16 * (len(words) - 1)
        x += need
    paper.top += 20
