"""Drawings that draw one another without end: told before pdfium is asked for a page that it would never load."""

import pypdfium2
import pytest

from pipelines.document import Problem, Unreadable
from pipelines.formats import pdf, read_document
from pipelines.pdf.drawings import is_endless
from pipelines.sandbox import Limits, run
from tests.fuzz.hostile import FILES, pdf_of

_PAGES = "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"


def drawing(content: str, *inner: int) -> str:
    named = "".join(f"/F{number} {number} 0 R" for number in inner)
    head = f"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<<{named}>>>>"
    return f"{head}/Length {len(content)}>>stream\n{content}\nendstream"


def page_of(*drawings: str) -> bytes:
    """Return a PDF whose page draws the first of these drawings, which are numbered from 5."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F5 5 0 R>>>>>>"
    return pdf_of(*_PAGES, page, "<</Length 6>>stream\n/F5 Do\nendstream", *drawings)


def many(levels: int, times: int) -> bytes:
    """Return drawings each of which draws the next so many times; the last draws a line."""
    inside = [drawing(f"/F{5 + n} Do " * times, 5 + n) for n in range(1, levels)]
    return page_of(*inside, drawing("0 0 m 9 9 l S"))


ENDLESS = {
    "itself twice": FILES["pdf whose drawing holds itself"],
    "each other": lambda: page_of(drawing("/F6 Do /F6 Do", 6), drawing("/F5 Do", 5)),
    "ten times ten times ten": lambda: many(12, 10),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_drawings_without_end_are_refused_with_their_reason(name: str) -> None:
    (problem,) = read_document(ENDLESS[name]()).problems
    assert problem.kind == "too_large"
    assert "50000" in problem.detail


def test_pages_of_such_a_file_are_not_drawn_either() -> None:
    with pytest.raises(Unreadable, match="draws others"):
        pdf.render(ENDLESS["itself twice"](), 1, 100)


@pytest.mark.parametrize(
    "data", [many(12, 1), many(4, 10), page_of(drawing("/F5 Do", 5))], ids=["deep", "many", "itself once"]
)
def test_drawings_within_drawings_are_read(data: bytes) -> None:
    assert not is_endless(data)
    assert {problem.kind for problem in read_document(data).problems} <= {"no_text_layer"}


def test_a_file_too_broken_to_tell_is_left_to_pdfium() -> None:
    broken = ENDLESS["itself twice"]().replace(b"trailer", b"trialer").replace(b"4 0 obj", b"4 0 jbo")
    assert not is_endless(broken[: len(broken) // 2])


def load(name: str) -> int:
    return int(pypdfium2.PdfDocument(ENDLESS[name]())[0].get_width())


def test_what_is_not_told_beforehand_ends_with_its_worker() -> None:
    """pdfium keeps Python from running while it loads a page, so only the end of the process helps."""
    ((_, outcome),) = run(load, ["itself twice"], workers=1, limits=Limits(seconds=1.5))
    assert isinstance(outcome, Problem)
    assert outcome.kind == "timeout"
