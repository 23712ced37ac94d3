"""Lying bars for rankings: each name stands above its bar, so that long names have room on a phone."""

from collections.abc import Sequence

from archive.publication.charts.data import Chart, Frame, Row, checked
from archive.publication.charts.paper import EDGE, QUIET, WIDTH, Paper, described, round_scale, width_of, wrapped
from archive.publication.render import number

BAR = 12


def ranked(frame: Frame, rows: Sequence[Row], names: tuple[str, str]) -> Chart:
    """Return one bar for each row in the order given; a row has one point. `names` head the table's two columns."""
    labels = [row.label for row in rows]
    checked(labels, ())
    paper = Paper(frame)
    values = [row.points[0].value for row in rows if row.points[0].value is not None]
    room = max((width_of(number(value), 11.5) for value in values), default=0) + 22
    place = round_scale(values, EDGE, WIDTH - EDGE - room)
    for row in rows:
        point = row.points[0]
        for line in wrapped(row.label, WIDTH - 2 * EDGE):
            paper.text(EDGE, paper.top + 13, line)
            paper.top += 16
        if point.value is None:
            paper.text(EDGE, paper.top + 10, f"– {point.absent}", fill=QUIET)
        else:
            left, right = sorted((place(0), place(point.value)))
            words = f"{row.label}{frame.say('frame.colon')}{number(point.value)} {frame.unit}{point.signs}"
            paper.box((left, paper.top + 1, right - left, BAR), 0, point, words)
            paper.text(right + 5, paper.top + 11, f"{number(point.value)} {point.signs}".strip(), size=11.5)
        paper.top += BAR + 6
    desc = described(frame, labels, ((row.label, row.points[0]) for row in rows))
    return paper.finish(desc, names, tuple(rows))
