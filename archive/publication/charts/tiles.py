"""The country at a glance: one tile of equal size for each province-level unit, its figure printed in it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import escape

from archive.publication.charts.data import Chart, Frame, Point, Row
from archive.publication.charts.paper import ALARM, EDGE, INK, QUIET, WIDTH, Paper, described, short, width_of
from archive.publication.render import number
from archive.texts import Language

COLUMNS = 8
TILE = (WIDTH - 2 * EDGE) / COLUMNS
HIGH = 38
SHADES = ("#e6eef6", "#b6cee5", "#7ba5cd", "#2f6ba3", "#083a66")
DARK = 3  # from this shade on, words are white


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One tile; see tiles.toml."""

    code: str
    column: int
    row: int
    zh: str
    en: str
    mark: str
    silent: bool = False

    def name(self, language: Language) -> str:
        """Return the name in full, as tables have it."""
        return self.zh if language == "zh" else self.en


@cache
def places() -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the tiles of the grid, and those that are shown only with a figure."""
    data = tomllib.loads(files("archive.publication.charts").joinpath("tiles.toml").read_text("utf-8"))
    return tuple(Place(**one) for one in data["places"]), tuple(Place(**one) for one in data["aside"])


def place_name(code: str, language: Language) -> str | None:
    """Return the name of a province-level unit by the first two digits of its region code."""
    return next((one.name(language) for group in places() for one in group if one.code == code), None)


def tiles(
    frame: Frame, values: Mapping[str, Point], beside: tuple[str, Mapping[str, float]] | None = None
) -> Chart:  # fmt: skip
    """Return the map; `values` by the first two digits of the region code. Figures fall into up to five classes.

    A class holds about as many places as another; equal figures share one. Places without a figure are hatched.
    `beside` is a further column of the table, with its heading.
    """
    paper = Paper(frame)
    grid, aside = places()
    shown = [*grid, *(one for one in aside if one.code in values)]
    points = {one.code: values.get(one.code, Point(value=None)) for one in shown}
    classes = _classes([point.value for point in points.values() if point.value is not None])
    top = paper.top
    for one in shown:
        _tile(paper, one, points[one.code], classes, top)
    paper.top = top + HIGH * (1 + max(one.row for one in shown)) + 6
    _legend(paper, classes)
    rows = tuple(
        Row(
            label=one.name(frame.language),
            points=(_said(frame, one, points[one.code]), *_beside(beside, one.code)),
            address=points[one.code].address,
        )
        for one in sorted(shown, key=lambda one: one.code)
    )
    desc = described(frame, [row.label for row in rows], ((row.label, row.points[0]) for row in rows))
    head = (frame.say("charts.place"), frame.unit or frame.title, *((beside[0],) if beside else ()))
    return paper.finish(desc, head, rows, sparse=True)


def _beside(beside: tuple[str, Mapping[str, float]] | None, code: str) -> tuple[Point, ...]:
    return (Point(value=beside[1].get(code)),) if beside else ()


def _said(frame: Frame, one: Place, point: Point) -> Point:
    if point.value is not None or point.absent:
        return point
    return Point(value=None, absent=frame.say("charts.silent" if one.silent else "charts.not_held"))


def _classes(values: Sequence[float]) -> list[tuple[float, float]]:
    """Return the classes as (least, greatest) of the figures that fall into each."""
    ordered = sorted(values)
    wanted = min(len(SHADES), len(set(ordered)))
    groups: list[list[float]] = []
    for position, value in enumerate(ordered):
        if not groups or (position * wanted >= len(groups) * len(ordered) and value != ordered[position - 1]):
            groups.append([])
        groups[-1].append(value)
    return [(group[0], group[-1]) for group in groups]


def _shade(value: float, classes: Sequence[tuple[float, float]]) -> int:
    at = next(number for number, (_, greatest) in enumerate(classes) if value <= greatest)
    return round(at * (len(SHADES) - 1) / max(len(classes) - 1, 1))


def _tile(paper: Paper, one: Place, point: Point, classes: Sequence[tuple[float, float]], top: float) -> None:
    frame = paper.frame
    x, y = EDGE + one.column * TILE, top + one.row * HIGH
    empty = point.value is None
    shade = _shade(point.value, classes) if point.value is not None else 0
    ink = "#fff" if shade >= DARK else INK
    said = number(point.value) + f" {frame.unit}" if not empty else _said(frame, one, point).absent
    words = f"{one.name(frame.language)}{frame.say('frame.colon')}{said}{point.signs}"
    before, after = paper.link(point.address, words)
    edge = ALARM if point.signs else QUIET if empty else SHADES[DARK]
    dash = ' stroke-dasharray="2 2"' if empty or point.signs else ""
    paper.add(
        f'{before}<g><title>{escape(words)}</title><rect x="{x + 1:.1f}" y="{y + 1:.1f}" width="{TILE - 2:.1f}"'
        f' height="{HIGH - 2}" fill="{"#fff" if empty else SHADES[shade]}" stroke="{edge}"{dash}/>'
    )
    name = one.zh if frame.language == "zh" else one.mark
    paper.text(x + TILE / 2, y + 16, name, anchor="middle", size=11.5, fill=QUIET if empty else ink)
    figure = "–" if point.value is None else short(point.value, frame.language) + point.signs
    paper.text(x + TILE / 2, y + 30, figure, anchor="middle", size=11, fill=QUIET if empty else ink)
    paper.add(f"</g>{after}")


def _legend(paper: Paper, classes: Sequence[tuple[float, float]]) -> None:
    x = float(EDGE)
    language = paper.frame.language
    entries = [
        (SHADES[_shade(high, classes)], short(low, language) + (f"–{short(high, language)}" if high != low else ""))
        for low, high in classes
    ]
    for fill, words in [*entries, ("", paper.frame.say("charts.not_held"))]:
        need = 18 + width_of(words, 11) + 12
        if x > EDGE and x + need > WIDTH:
            x, paper.top = float(EDGE), paper.top + 17
        dash = "" if fill else ' stroke-dasharray="2 2"'
        paper.add(
            f'<rect x="{x:.1f}" y="{paper.top + 2:.1f}" width="14" height="11" fill="{fill or "#fff"}"'
            f' stroke="{SHADES[DARK] if fill else QUIET}"{dash}/>'
        )
        paper.text(x + 18, paper.top + 12, words, size=11)
        x += need
    paper.top += 20
