"""Text whose tables are aligned by spaces, cell under cell, as a page's text is written out with its layout."""

import random
import unicodedata

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.formats._grid import lay_out
from pipelines.report import Report
from tests.pipelines.tables.printer import Line, Printed, figures, report
from tests.pipelines.test_mutations import assert_never_silent

WIDTHS = {"t2": [24, 22, 22, 22], "t3": [10, 16, 44, *[16] * 7], "t4": [10] * 15}


def wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def as_text(printed: Printed, align: str) -> bytes:
    kinds = iter(("t2", "t3", "t4"))
    parts = []
    for block in printed.blocks:
        if isinstance(block, str):
            parts.append(block)
        else:
            parts += written(block, WIDTHS[next(kinds)], align)
        parts.append("")
    return "\n".join(parts).encode()


def written(lines: list[Line], widths: list[int], align: str) -> list[str]:
    table = lay_out(lines, 0)
    edges = [sum(widths[:i]) for i in range(len(widths) + 1)]
    out = []
    for row in range(table.rows):
        line = ""
        for cell in sorted((c for c in table.cells if c.row == row), key=lambda c: c.column):
            room = edges[cell.column + cell.colspan] - edges[cell.column] - 2
            shift = {"left": 0, "centre": (room - wide(cell.text)) // 2, "right": room - wide(cell.text)}
            at = (
                edges[cell.column]
                + shift[align if cell.text.isdigit() or (cell.column and widths == WIDTHS["t2"]) else "left"]
            )
            line += " " * max(at - wide(line), 2 if line and cell.text else 0) + cell.text
        out.append(line.rstrip())
    return out


def read(printed: Printed, align: str) -> Report:
    (found,) = assemble(read_document(as_text(printed, align)), ReportContext())
    return found


@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_tables_two_and_four_are_read_by_where_their_words_stand(form: str, align: str) -> None:
    expected = figures(form, 8)
    found = read(report(form, {**expected}), align)
    got = {f.code: f.value for f in found.figures if f.sentence is None}
    assert got.items() >= {code: value for code, value in expected.items() if "." not in code}.items()
    assert not any(f.flags for f in found.figures)
    assert_never_silent(found, expected)


@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("align", ["left", "centre", "right"])
@pytest.mark.parametrize("seed", range(12))
def test_a_blank_moves_no_number(form: str, align: str, seed: int) -> None:
    values: dict[str, object] = {**figures(form, seed)}
    lost = random.Random(seed).choice(sorted(values))  # noqa: S311 (repeatable test data)
    found = read(report(form, values | {lost: ""}), align)
    assert_never_silent(found, values | {lost: None})


def test_table_four_that_does_not_add_up_is_named_not_read() -> None:
    values: dict[str, object] = {**figures("F2021", 8)}
    found = read(report("F2021", values | {"rev_total": 9999}), "centre")
    assert not any(f.code.startswith("rev_") for f in found.figures)
    assert "t4" in {code for problem in found.problems for code in problem.where}
