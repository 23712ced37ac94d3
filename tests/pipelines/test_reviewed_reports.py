"""Real reports with reviewed figures, where they lie beside the checkout."""

import json
from pathlib import Path

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
TRUTHS = sorted((CORPUS / "truth").glob("*.json"))


@pytest.mark.skipif(not TRUTHS, reason="the folder of reviewed reports is not there")
@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_every_reviewed_figure_is_read(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    name = (truth.get("files") or [truth["file"]])[0]
    data = (CORPUS / "documents" / name).read_bytes()
    (report,) = assemble(read_document(data), ReportContext())
    if truth.get("expect") == "no_report":
        assert not report.is_report
        assert report.problems
        return
    assert {figure.code: figure.value for figure in report.figures} == truth["figures"]
    assert not any(figure.flags for figure in report.figures)
    assert (report.form, report.about.year.value) == (truth["form"], truth["year"])
