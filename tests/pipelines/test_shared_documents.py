"""What the readers make of the real documents of the optional shared folder."""

import json
from pathlib import Path

import pytest

from pipelines.about import Evidence, ReportContext, read_about
from pipelines.formats import read_document
from pipelines.sections import read_sections

SHARED = Path(__file__).parents[2] / ".." / "shared" / "corpus"
TRUTH = sorted((SHARED / "truth").glob("*.json"))


@pytest.mark.skipif(not TRUTH, reason="the optional shared folder is absent")
@pytest.mark.parametrize("path", TRUTH, ids=lambda path: path.stem)
def test_body_and_year_are_those_of_the_reviewed_truth(path):
    truth = json.loads(path.read_text("utf-8"))
    for name in truth["files"]:
        document = read_document((SHARED / "documents" / name).read_bytes())
        assert document.problems == ()
        about = read_about(Evidence(document, ReportContext()))
        if truth.get("expect") == "no_report":
            assert about.title.value is None
            continue
        assert about.body.value in truth["body_alts"]
        assert about.year.value == truth["year"]
        assert about.body.differs == about.year.differs == ()
        assert {2, 3, 4, 5} <= {section.number for section in read_sections(document)}
