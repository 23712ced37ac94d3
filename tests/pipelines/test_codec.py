import pytest

from pipelines import codec
from pipelines.document import Cell, Document, Hint, Paragraph, Problem, Table
from pipelines.report import About, Figure, Finding, Flag, Place, Printed, Report, Section, Sourced, UnknownCell

DOCUMENT = Document(
    format="pdf",
    digest="a" * 64,
    blocks=(
        Paragraph(text="一、总体情况\n\ud800", page=1, heading=True),
        Table(
            index=0,
            rows=2,
            columns=1,
            cells=(
                Cell(row=0, column=0, text="0", box=(0.1, 1 / 3, 2.0, 1e-7)),
                Cell(row=1, column=0, text="", rowspan=2),
            ),
            page=2,
            row_edges=(1.0, 2.5),
        ),
    ),
    hints=(Hint(kind="title", text="t", source="s"),),
    problems=(Problem(kind="truncated", detail="d", where=("t3",)),),
    pages=2,
    page_sizes=((595.3, 841.9, 0.5),),
    links=(("a.pdf", "附件"),),
)
SOURCED = Sourced(value=2024, source="title", differs=(("meta", "2023"),))
REPORT = Report(
    digest="a" * 64,
    part=0,
    is_report=True,
    form="F2021",
    form_variant=None,
    about=About(
        title=SOURCED,
        body=SOURCED,
        year=SOURCED,
        published=SOURCED,
        period_from=SOURCED,
        period_to=SOURCED,
        scope=SOURCED,
    ),
    figures=(
        Figure(code="x", value=1.5, text="1.5", unit=None, place=None, flags=(Flag.DERIVED,)),
        Figure(
            code="y", value=None, text="/", unit="件", place=Place(table=1, row=2, column=3, box=(1.0, 2.0, 3.0, 4.0))
        ),
    ),
    printed=(
        Printed(
            form_table="t2",
            piece=0,
            table=1,
            page=None,
            row_edges=(1.0,),
            column_edges=(),
            rows={"a": 1},
            cells={"x": (1, 2)},
        ),
    ),
    unknown=(UnknownCell(form_table="t2", table=1, row=1, column=2, label="l", text="t"),),
    sections=(Section(number=1, heading="h", text="t"),),
    findings=(Finding(check="c", severity="hard", where=("x",), found=1, expected=2.5),),
)


def test_a_document_comes_back_equal() -> None:
    assert codec.load(Document, codec.dump(DOCUMENT)) == DOCUMENT


def test_reports_come_back_equal() -> None:
    back = codec.load(tuple[Report, ...], codec.dump((REPORT, REPORT)))
    assert back == (REPORT, REPORT)
    assert isinstance(back[0].figures[0].flags[0], Flag)
    assert isinstance(back[0].printed[0].cells["x"], tuple)


def test_the_same_record_gives_the_same_bytes() -> None:
    assert codec.dump(DOCUMENT) == codec.dump(codec.load(Document, codec.dump(DOCUMENT)))


@pytest.mark.parametrize("data", [b"", b"junk", codec.dump((1, 2)), codec.dump(SOURCED)])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="these bytes are no"):
        codec.load(Document, data)
