"""One report, written in every format, gives the same figures."""

from dataclasses import replace

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document, readers
from tests.generators.documents import make
from tests.generators.documents.layout import lay_out
from tests.generators.documents.plan import Plan, make_plan, quirks_of
from tests.generators.ofd import draw_ofd
from tests.generators.wrapped import packed, web_archive

FORMATS = ("html", "pdf", "docx", "text", "odt", "rtf", "xlsx", "xls", "ofd")
WRAPPED = ("mhtml", "zip")
COMMON = frozenset.intersection(*(frozenset(q for names in quirks_of(f).values() for q in names) for f in FORMATS))


def figures(plan: Plan, format_: str) -> dict[str, tuple[object, str]]:
    inner = {"mhtml": "html", "zip": "docx"}.get(format_, format_)
    plan = replace(plan, format=inner, quirks=plan.quirks & COMMON)
    data = draw_ofd(lay_out(plan)) if format_ == "ofd" else make(plan, "made").data
    if format_ == "mhtml":
        data = web_archive(data)
    elif format_ == "zip":
        data = packed({"报告.docx": data})
    document = read_document(data)
    assert document.format == format_
    (report,) = assemble(document, ReportContext())
    return {figure.code: (figure.value, "".join(figure.text.split())) for figure in report.figures}


def test_every_reader_is_compared() -> None:
    assert readers() <= {*FORMATS, *WRAPPED}


@pytest.mark.parametrize("number", range(10))
def test_one_report_gives_the_same_figures_in_every_format(number: int) -> None:
    plan = make_plan(11, number)
    expected = figures(plan, "html")
    assert len(expected) > 100
    for format_ in (*FORMATS[1:], *WRAPPED):
        assert figures(plan, format_) == expected, format_
