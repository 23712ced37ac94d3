"""The sheet that charts are drawn on: text that wraps, fills that differ without colour, scales, the frame around.

Presentation attributes only: no style, no script, nothing from elsewhere, so the same markup stands in a page under
its policy and alone in a file.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil, floor, log10

from markupsafe import Markup, escape

from archive.publication.charts.data import Break, Chart, Frame, Point, Row
from archive.publication.render import number
from archive.texts import Language

WIDTH = 380  # narrow, so that its words stay legible on a phone of 360 px
EDGE = 8
WORDS = 12  # font size
LINE = 16
INK, QUIET, FAINT, ALARM = "#1d2430", "#59626f", "#d9dde3", "#9d2933"
FONTS = "system-ui, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
# Each series has a colour and a pattern of its own; neither is needed to tell the other apart.
COLOURS = ("#0b4f8a", "#b06f00", "#9d2933", "#3f7d4e", "#6b5a95", "#59626f", "#00798c", "#7a4b00")
HATCHES = (
    "",  # plain
    '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="{c}" stroke-width="2"/>',
    '<circle cx="2" cy="2" r="1.5" fill="{c}"/><circle cx="6" cy="6" r="1.5" fill="{c}"/>',
    '<path d="M0 2H8M0 6H8" stroke="{c}" stroke-width="1.6"/>',
    '<path d="M2 0V8M6 0V8" stroke="{c}" stroke-width="1.6"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="{c}" stroke-width="1.3"/>',
    '<path d="M0 0L8 8M-2 6L2 10M6 -2L10 2" stroke="{c}" stroke-width="2.6"/>',
    '<path d="M0 4H8M4 0V8" stroke="{c}" stroke-width="1.4"/>',
)
_UNITS: dict[Language, tuple[tuple[float, float, str], ...]] = {
    "zh": ((1e8, 1e8, "亿"), (1e4, 1e4, "万")),
    "en": ((1e9, 1e9, "bn"), (1e6, 1e6, "m"), (1e4, 1e3, "k")),
}
Spot = tuple[float, float]  # from the left and the top
Area = tuple[float, float, float, float]  # left, top, width, height
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")  # no XML may hold them
# What a line may end after; a mark that closes never begins a line.
_CLOSING = "，。、；：？！）”》％"
_PIECES = re.compile(rf"[^\s\u2e80-\uffef]+[{_CLOSING}]*\s*|[\u2e80-\uffef][{_CLOSING}]*\s*|\s+")
_LINKS = re.compile(r"<a [^>]*>|</a>")
_KEY = "\ue000"  # stands for the drawing's own name until it is finished


def width_of(words: str, size: float = WORDS) -> float:
    """Return about how wide words are at most: which font a reader has is not known, and some are wide."""
    return size * sum(1.0 if ord(char) > 0x2E7F else 0.72 if char.isupper() or char in "mw%" else 0.6 for char in words)


def wrapped(words: str, width: float, size: float = WORDS) -> list[str]:
    """Return words as lines no wider than `width`: broken at spaces, and anywhere between Chinese characters."""
    lines, line = [], ""
    for piece in _PIECES.findall(words):
        if line and width_of(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def short(value: float, language: Language) -> str:
    """Return a figure in at most six characters, for axes and tiles: 1.2万 or 12k."""
    for step, unit, word in _UNITS[language]:
        if abs(value) >= step:
            return _three(value / unit) + word
    return _three(value) if abs(value) < 100 else f"{value:,.0f}"


def _three(value: float) -> str:
    """Return three figures of a number, fewer where the rest is nothing."""
    digits = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    words = f"{value:,.{digits}f}"
    return words.rstrip("0").rstrip(".") if digits else words


def described(frame: Frame, labels: Sequence[str], points: Iterable[tuple[str, Point]]) -> str:
    """Return a chart in words: how many figures, the greatest and the least with their places, what is absent."""
    if frame.desc:
        return frame.desc
    held = [(point.value, label) for label, point in points if point.value is not None]
    if not held:
        return frame.say("charts.no_figures")
    low, high = min(held, key=lambda one: one[0]), max(held, key=lambda one: one[0])
    return frame.say(
        "charts.described", count=len(held), first=labels[0], last=labels[-1], high=number(high[0]), at=high[1],
        low=number(low[0]), where=low[1], unit=frame.unit,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """From figures to places: `low` lies at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a figure."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def ticks(self) -> Iterator[float]:
        """Yield about four round figures."""
        step = _step(self.high - self.low)
        at = ceil(self.low / step - 1e-9)
        while at * step <= self.high + step * 1e-6:
            yield round(at * step, 10)
            at += 1


def round_scale(values: Sequence[float], start: float, end: float) -> Scale:
    """Return a scale that holds 0 and all values, and ends on round figures."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        high = 1.0
    step = _step(high - low)
    return Scale(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, start, end)


def _step(span: float) -> float:
    rough = span / 4
    power = 10.0 ** floor(log10(rough))
    return float(next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999))


class Paper:
    """A sheet that grows downwards: `top` is where the next thing goes."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.top = float(EDGE)
        self._parts: list[str] = []
        self._fills: dict[int, str] = {}
        self._linked = False
        for line in wrapped(frame.title, WIDTH - 2 * EDGE, 14):
            self.text(EDGE, self.top + 12, line, size=14, bold=True)
            self.top += 19
        if frame.unit:
            self.text(EDGE, self.top + 11, frame.unit, fill=QUIET, size=11)
            self.top += LINE

    def add(self, markup: str) -> None:
        """Draw markup. Words from outside must have been escaped by the caller; all else is numbers and constants."""
        self._parts.append(markup)

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", fill: str = INK, size: float = WORDS,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Write words with their baseline at y."""
        weight = ' font-weight="700"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}"{place}{weight}>{escape(words)}</text>'
        )

    def line(self, start: Spot, end: Spot, colour: str = FAINT, more: str = "") -> None:
        """Draw a straight line; `more` are further attributes."""
        self._parts.append(
            f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
            f' stroke="{colour}"{more}/>'
        )

    def fill(self, series: int) -> str:
        """Return the fill of a series: plain for the first, a pattern for each other."""
        hatch = HATCHES[series]
        if not hatch:
            return COLOURS[series]
        name = f"{_KEY}p{series}"
        if series in self._fills:
            return f"url(#{name})"
        self._fills[series] = (
            f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8"'
            f' fill="#fff"/>{hatch.replace("{c}", COLOURS[series])}</pattern>'
        )
        return f"url(#{name})"

    def link(self, address: str | None, words: str) -> tuple[str, str]:
        """Return what stands before and after a shape that leads to an address; nothing for no address."""
        if address is None:
            return "", ""
        self._linked = True
        return f'<a href="{escape(address)}" aria-label="{escape(words)}">', "</a>"

    def box(self, area: Area, series: int, point: Point, words: str) -> None:
        """Draw the shape of one figure, a link where it has an address; `words` appear when it is pointed at."""
        x, y, width, height = area
        colour = f'{ALARM}" stroke-dasharray="3 2' if point.signs else COLOURS[series]
        before, after = self.link(point.address, words)
        self._parts.append(
            f'{before}<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="{max(height, 1):.1f}"'
            f' fill="{self.fill(series)}" stroke="{colour}"><title>{escape(words)}</title></rect>{after}'
        )

    def legend(self, names: Sequence[str]) -> None:
        """Write the series' names with their fills, if there is more than one."""
        if len(names) < 2:
            return
        x = float(EDGE)
        for position, name in enumerate(names):
            words = wrapped(name, WIDTH - 2 * EDGE - 18)
            need = 18 + max(width_of(line) for line in words) + 12
            if x > EDGE and x + need > WIDTH:
                x, self.top = float(EDGE), self.top + LINE + 2
            self.box((x, self.top + 2, 12, 11), position, Point(value=None), name)
            for down, line in enumerate(words):
                self.text(x + 17, self.top + 12 + down * LINE, line)
            self.top += (len(words) - 1) * LINE
            x += need
        self.top += LINE + 4

    def note(self, words: str, fill: str = QUIET) -> None:
        """Write a sentence below what is drawn."""
        for line in wrapped(words, WIDTH - 2 * EDGE, 11):
            self.text(EDGE, self.top + 12, line, size=11, fill=fill)
            self.top += 15

    def breaks(self, breaks: Sequence[Break], places: Sequence[float], top: float, bottom: float) -> None:
        """Draw the double line of each break between the categories' middles."""
        for one in breaks:
            x = (places[one.before - 1] + places[one.before]) / 2
            for aside in (-1.5, 1.5):
                self.line((x + aside, top), (x + aside, bottom), ALARM, ' stroke-dasharray="4 3"')
            self.text(x, top - 3, one.label, anchor="middle", size=10, fill=ALARM)

    def finish(
        self, desc: str, head: tuple[str, ...], rows: tuple[Row, ...], breaks: Sequence[Break] = (),
        *, sparse: bool = False,
    ) -> Chart:  # fmt: skip
        """Write the notes and return the chart. `sparse` charts leave absent figures without a mark."""
        frame = self.frame
        notes = [*_notes(frame, rows, breaks, sparse=sparse), *frame.notes]
        self.top += 4
        if frame.demonstration:
            self.note(frame.say("charts.demonstration"), ALARM)
        for words in notes:
            self.note(words)
        if frame.source:
            self.note(frame.source)
        height = round(self.top + EDGE)
        return Chart(
            title=frame.title, desc=desc, head=head, rows=rows, notes=tuple(notes),
            svg=Markup(self._sheet(desc, height)),  # noqa: S704 (escaped where words come in)
            alone=lambda: self._sheet(desc, height, alone=True),
        )  # fmt: skip

    def _sheet(self, desc: str, height: int, *, alone: bool = False) -> str:
        parts = "".join(self._parts)
        fills = f"<defs>{''.join(self._fills.values())}</defs>" if self._fills else ""
        size = f'width="{WIDTH * 2}" height="{height * 2}"' if alone else 'class="chart"'
        ground = f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>' if alone else ""
        # what an image holds is one thing to a reader of screens, so a drawing with links is a group of them
        role = "group" if self._linked and not alone else "img"
        drawn = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {size} role="{role}"'
            f' aria-labelledby="{_KEY}t {_KEY}d" font-family="{escape(FONTS)}" font-size="12"'
            f' lang="{"zh-CN" if self.frame.language == "zh" else "en"}"><title id="{_KEY}t">{escape(self.frame.title)}'
            f'</title><desc id="{_KEY}d">{escape(desc)}</desc>{fills}{ground}{parts}</svg>'
        )
        drawn = _CONTROLS.sub("", drawn)
        if alone:
            drawn = _LINKS.sub("", drawn)
        # names that no other drawing of the page has
        return drawn.replace(_KEY, "c" + sha256(drawn.encode("utf-8", "replace")).hexdigest()[:10])


def _notes(frame: Frame, rows: Sequence[Row], breaks: Sequence[Break], *, sparse: bool) -> Iterator[str]:
    points = [point for row in rows for point in row.points]
    if any("≠" in point.signs for point in points):
        yield frame.say("charts.fails")
    if any("?" in point.signs for point in points):
        yield frame.say("charts.doubt")
    if not sparse and any(point.value is None for point in points):
        yield frame.say("charts.absent")
    if breaks:
        yield " ".join([frame.say("charts.broken"), *dict.fromkeys(one.why for one in breaks if one.why)])
