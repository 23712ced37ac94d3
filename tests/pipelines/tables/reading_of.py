"""Helpers that compare a reading of invented tables with what was printed."""

from collections.abc import Callable, Mapping

from pipelines.document import Document
from pipelines.report import Flag
from pipelines.tables import TableReading, read_tables
from tests.pipelines.tables.printer import Line, Printed, RawCell

Change = Callable[[list[Line]], list[Line]]


def read(printed: Printed | Document) -> TableReading:
    return read_tables(printed.document() if isinstance(printed, Printed) else printed)


def values(reading: TableReading) -> dict[str, object]:
    return {figure.code: figure.value for figure in reading.figures}


def flagged(reading: TableReading) -> set[str]:
    return {figure.code for figure in reading.figures if figure.flags}


def told(reading: TableReading) -> set[str]:
    """Every code with a flag, or named by a problem; the whole table where only its name is given."""
    named = {code for problem in reading.problems for code in problem.where}
    return flagged(reading) | named


def assert_exactly(reading: TableReading, expected: Mapping[str, object]) -> None:
    """All figures right, none doubted."""
    assert {code: value for code, value in values(reading).items() if expected.get(code, "absent") != value} == {}
    assert set(expected) - set(values(reading)) == set()
    assert flagged(reading) == set()


def assert_never_silent(reading: TableReading, expected: Mapping[str, object]) -> None:
    """Every figure is right, or flagged, or named by a problem."""
    got = values(reading)
    wrong = {code for code, value in expected.items() if got.get(code, "absent") != value}
    tables = {
        "t3" if "." in code else "t4" if code.split("_")[0] in ("rev", "litd", "lita") else "t2" for code in wrong
    }
    silent = {code for code in wrong if code not in told(reading)}
    if tables <= told(reading):
        return
    assert silent == set()


def replaced(old: str, new: str) -> Change:
    """Return a change of every cell's text."""
    return lambda lines: [[c._replace(text=c.text.replace(old, new)) for c in line] for line in lines]


def plain(line: Line) -> Line:
    """Return a line without spans."""
    return [RawCell(c.text) for c in line]


def has(reading: TableReading, flag: Flag, code: str) -> bool:
    return any(figure.code == code and flag in figure.flags for figure in reading.figures)
