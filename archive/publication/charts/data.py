"""What goes into a chart and what comes out: figures with their absences and doubts, the drawing, its table."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from markupsafe import Markup

from archive.texts import Language

Say = Callable[..., str]  # a text of pages.toml by its key, in the reader's language
MOST_PLACES = 60  # categories of a chart; a longer list is the caller's to cut, and to say so
MOST_SERIES = 8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One figure. `value` None is no figure, never 0: `absent` says why. `signs`: "?" in doubt, "≠" fails a check."""

    value: float | None
    absent: str = ""
    signs: str = ""
    address: str | None = None  # of the page that shows the figure, with prefix


NOTHING = Point(value=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures of one kind, one for each category of the chart."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The category at `before` does not compare with the one left of it."""

    before: int
    label: str  # short, such as "F2021"
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around a drawing. `notes` are sentences below it; `source` names the archive and its build."""

    title: str
    say: Say
    language: Language
    unit: str = ""
    desc: str = ""  # of the whole, in words; made from the figures where empty
    notes: tuple[str, ...] = ()
    source: str = ""
    demonstration: bool = False  # the picture travels without its page, so it says so itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a chart's table."""

    label: str
    points: tuple[Point, ...]
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing and the same figures as a table.

    `svg` stands in a page (its shapes may be links); `address` without extension and prefix, with `query`, is where
    it is served as a file.
    """

    title: str
    desc: str
    svg: Markup
    alone: Callable[[], str]
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    address: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def standalone(self) -> str:
        """The drawing as a file: without links, on white; made when it is asked for."""
        return self.alone()

    @property
    def empty(self) -> bool:
        """Whether there is no figure at all."""
        return all(point.value is None for row in self.rows for point in row.points)

    def csv(self, marks: str) -> bytes:
        """Return the table as CSV for spreadsheets too: UTF-8 with a mark, words guarded from being formulas.

        A column named `marks` is added where a figure has signs or is absent with a reason.
        """
        marked = any(point.signs or (point.value is None and point.absent) for row in self.rows for point in row.points)
        out = StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([_guarded(word) for word in self.head] + ([marks] if marked else []))
        for row in self.rows:
            said = [
                f"{name} {_sign(point)}" for name, point in zip(self.head[1:], row.points, strict=True) if _sign(point)
            ]
            values = [_plain(point.value) for point in row.points]
            writer.writerow([_guarded(row.label), *values, *(["; ".join(map(_guarded, said))] if marked else [])])
        return out.getvalue().encode("utf-8-sig")


def _sign(point: Point) -> str:
    return point.signs or (point.absent if point.value is None else "")


def _plain(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(round(value, 6))


def _guarded(word: str) -> str:
    return f"'{word}" if word.startswith(_FORMULA) else word


def checked(labels: Sequence[str], series: Sequence[Series]) -> None:
    """Raise ValueError for a chart that cannot be drawn legibly, or whose series and categories differ in length."""
    if len(labels) > MOST_PLACES or len(series) > MOST_SERIES:
        raise ValueError(f"too much for one chart: {len(labels)} categories, {len(series)} series")
    if any(len(one.points) != len(labels) for one in series):
        raise ValueError("a series has another number of points than the chart has categories")


def rows_of(labels: Sequence[str], series: Sequence[Series]) -> tuple[Row, ...]:
    """Return the table of a chart whose columns are its series."""
    return tuple(Row(label=label, points=tuple(one.points[at] for one in series)) for at, label in enumerate(labels))
