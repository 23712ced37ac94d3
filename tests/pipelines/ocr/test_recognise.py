"""Scans from bytes to figures, through the recognition model: nothing may be wrong without a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageDraw

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.ocr import recognise, wanted
from pipelines.report import Figure, Flag, Place, Report
from tests.generators.documents import make
from tests.generators.documents.plan import plan_with
from tests.pipelines.ocr.sheets import degraded, file_of, pages_of, scan_of


@dataclass(frozen=True, slots=True)
class Sample:
    """A made report: its figures as printed, and its pages as pictures."""

    figures: dict[str, int | float | None]
    errors: tuple[str, ...]
    pages: tuple[Image.Image, ...]


@cache
def _sample(quirk: str, dpi: int = 200) -> Sample:
    made = make(plan_with(quirk, format_="pdf", seed=3), "sample")
    truth = made.truth["figures"]
    errors = made.truth["printed_errors"]
    assert isinstance(truth, dict)
    assert isinstance(errors, list)
    tables = {code: value for code, value in truth.items() if not code.startswith("nar_")}
    return Sample(tables, tuple(errors), tuple(pages_of(made.data, dpi)))


def _read(data: bytes) -> Report:
    document = read_document(data)
    assert wanted(document)
    (report,) = assemble(recognise(data, document), ReportContext())
    return report


def _silent(figures: dict[str, int | float | None], report: Report) -> list[str]:
    """Return the codes of figures that are wrong or missing without a flag, a problem or a hard finding about them."""
    read = {figure.code: figure for figure in report.figures}
    named = {where for problem in report.problems for where in problem.where}
    named |= {code for finding in report.findings if finding.severity == "hard" for code in finding.where}
    named |= {code for code, figure in read.items() if figure.flags}
    return [code for code, value in figures.items() if _value(read.get(code)) != value and code not in named]


def _value(figure: Figure | None) -> int | float | None:
    return figure.value if figure is not None else None


def _right(figures: dict[str, int | float | None], report: Report) -> float:
    read = {figure.code: figure.value for figure in report.figures}
    return sum(code in read and read[code] == value for code, value in figures.items()) / len(figures)


@pytest.fixture(scope="module")
def clean() -> Report:
    return _read(scan_of(_sample("no_corner").pages))


def test_a_clean_scan_is_read_whole(clean: Report) -> None:
    sample = _sample("no_corner")
    assert clean.is_report
    assert clean.form == "F2021"
    assert _right(sample.figures, clean) == 1.0


def test_every_recognised_figure_keeps_its_confidence_and_place(clean: Report) -> None:
    assert all(figure.confidence is not None and figure.confidence > 0.5 for figure in clean.figures)
    assert all(figure.place is not None and figure.place.box is not None for figure in clean.figures)


def test_only_figures_without_a_sum_are_flagged_on_a_clean_scan(clean: Report) -> None:
    flagged = {figure.code for figure in clean.figures if Flag.OCR_UNCONFIRMED in figure.flags}
    assert flagged == {figure.code for figure in clean.figures if "." not in figure.code and "_" in figure.code
                       and not figure.code.startswith(("rev_", "litd_", "lita_"))}  # fmt: skip
    assert all(Flag.OCR_UNCONFIRMED in stated.flags for stated in clean.narrative)


def test_a_bad_scan_is_read_without_a_silent_error() -> None:
    sample = _sample("no_corner", 150)
    report = _read(scan_of([degraded(page) for page in sample.pages], 150))
    assert _silent(sample.figures, report) == []
    assert _right(sample.figures, report) >= 0.99


def test_a_misprinted_sum_is_found_and_flagged() -> None:
    sample = _sample("wrong_row_total")
    report = _read(file_of(sample.pages, "TIFF"))
    found = {finding.check for finding in report.findings if finding.severity == "hard"}
    assert found >= set(sample.errors)
    assert _right(sample.figures, report) == 1.0
    failing = {code for f in report.findings if f.severity == "hard" for code in f.where}
    assert any(f.code in failing and Flag.OCR_UNCONFIRMED in f.flags for f in report.figures if "." in f.code)


def _tables(document: Document) -> list[list[str]]:
    return [[cell.text for cell in table.cells] for table in document.tables()]


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180])
def test_a_turned_page_is_read_upright(turn: Image.Transpose) -> None:
    page = _lower_half()
    data = file_of([page.transpose(turn)], "PNG")
    turned = recognise(data, read_document(data))
    assert wanted(turned) == 0
    texts = _tables(turned)[-1]
    assert texts[:2] == ["行政复议", "行政诉讼"]
    assert texts[-15:] == _disputes()


def _lower_half() -> Image.Image:
    """Return the part of the last page that holds table 4 and the text after it."""
    page = _sample("no_corner").pages[-1]
    return page.crop((0, page.height // 3, page.width, page.height))


def _disputes() -> list[str]:
    figures = _sample("no_corner").figures
    codes = [code for code in figures if code.startswith(("rev_", "litd_", "lita_"))]
    return [str(figures[code]) for code in codes]


def _stamped(pages: Sequence[Image.Image], blots: Sequence[Place]) -> list[Image.Image]:
    out = []
    for number, page in enumerate(pages, 1):
        seal = Image.new("RGB", page.size, "white")
        draw = ImageDraw.Draw(seal)
        draw.ellipse([900, 250, 1400, 750], outline=(230, 60, 60), width=14)
        draw.ellipse([1040, 420, 1160, 560], fill=(230, 60, 60))
        for place in blots:
            if place.page == number and place.box is not None:
                x0, top, x1, bottom = (edge * 200 / 72 for edge in place.box)
                draw.rectangle([x0 + 9, top + 6, (x0 + x1) / 2 + 2, bottom - 6], fill="black")  # over half of the cell
        out.append(ImageChops.multiply(page, seal))
    return out


def test_what_a_seal_or_a_blot_covers_is_never_wrong_in_silence(clean: Report) -> None:
    sample = _sample("no_corner")
    blotted = {"normdoc_made", "req_new.total", "res_total.natural", "rev_total"}
    blots = [figure.place for figure in clean.figures if figure.code in blotted and figure.place is not None]
    assert len(blots) == len(blotted)
    report = _read(scan_of(_stamped(sample.pages, blots)))
    assert _silent(sample.figures, report) == []
    assert _right(sample.figures, report) >= 0.95
