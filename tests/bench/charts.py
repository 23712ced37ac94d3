"""Charts drawn by the server, each in CPU time: with as much in each as our pages ever give it."""

from collections.abc import Callable, Iterator
from functools import partial

from archive.publication.charts import (
    Box,
    Break,
    Chart,
    Frame,
    Point,
    Row,
    Series,
    bars,
    boxes,
    histogram,
    lines,
    places,
    ranked,
    stacked,
    tiles,
)  # fmt: skip
from archive.texts import text
from tests.bench.timing import interleaved

BOUND = 5.0  # milliseconds
YEARS = [str(year) for year in range(2008, 2028)]
BREAKS = [
    Break(before=6, label="F2014"),
    Break(before=11, label="F2019"),
    Break(before=13, label="F2021", why="口径不同。"),
]


def frame(title: str) -> Frame:
    return Frame(
        title=title, say=lambda key, **values: text(f"pages.{key}", "zh", **values), language="zh", unit="件",
        source="来源：年报档案", demonstration=True,
    )  # fmt: skip


def point(at: int, series: int) -> Point:
    return Point(
        value=None if at % 7 == 3 else 37 * (at + 1) * (series + 2) % 9973, signs="?" if at % 5 == 1 else "",
        address=f"/zh/figure/110000-00000000/{at}/req_new.total",
    )  # fmt: skip


def series(count: int) -> list[Series]:
    return [
        Series(name=f"第{one + 1}种办理结果", points=tuple(point(at, one) for at in range(len(YEARS))))
        for one in range(count)
    ]


def gallery() -> dict[str, Callable[[], Chart]]:
    """Return one chart of each kind, as large as they get, by name."""
    spread = [Box(count=900, least=0, lower=3, median=9 + at, upper=40 + at, greatest=99999) for at in range(20)]
    rows = [Row(label=f"某某市某某区人民政府办公室{at}", points=(point(at, 1),)) for at in range(20)]
    return {
        "bars": partial(bars, frame("本年新收申请"), YEARS, series(3), BREAKS),
        "stacked": partial(stacked, frame("办理结果"), YEARS, series(6), BREAKS, shares=True),
        "lines": partial(lines, frame("复议和诉讼"), YEARS, series(4), BREAKS),
        "boxes": partial(boxes, frame("各年度分布"), YEARS, spread, BREAKS),
        "histogram": partial(
            histogram, frame("本年分布"), [(f"{at:,}–{at + 99:,}", at * 31 % 17) for at in range(0, 1600, 100)]
        ),
        "ranked": partial(ranked, frame("申请最多的机关"), rows, ("机关", "件")),
        "tiles": partial(tiles, frame("各省新收申请"), {one.code: point(at, 0) for at, one in enumerate(places()[0])}),
    }


def run() -> Iterator[str]:
    """Yield a line for each kind of chart."""
    for name, taken in interleaved(gallery(), repeats=25).items():
        word = "reached" if taken * 1000 <= BOUND else "MISSED"
        yield f"{word}: {name} {taken * 1000:.2f} ms (at most {BOUND:g}), {len(gallery()[name]().svg) / 1000:.0f} kB"
