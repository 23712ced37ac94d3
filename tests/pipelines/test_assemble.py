from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from tests.pipelines.tables.printer import figures, report


def test_a_report_has_figures_findings_and_sections() -> None:
    values = figures("F2021", 1)
    values["rev_total"] += 1
    (found,) = assemble(read_document(report("F2021", values).html()), ReportContext())
    assert found.is_report
    assert len(found.figures) == 200
    assert [
        (finding.check, finding.found, finding.expected) for finding in found.findings if finding.severity == "hard"
    ] == [("t4_rev_sum", values["rev_total"], values["rev_total"] - 1)]
    assert {section.number for section in found.sections} >= {2, 3, 4}
    assert not any(figure.flags for figure in found.figures)


def test_a_document_that_is_no_report_has_no_figures_and_says_why() -> None:
    (found,) = assemble(read_document("<p>关于召开会议的通知</p>".encode()), ReportContext())
    assert (found.is_report, found.figures) == (False, ())
    assert "no_report" in {problem.kind for problem in found.problems}


def test_an_unreadable_document_says_why_without_a_guess() -> None:
    (found,) = assemble(read_document(b""), ReportContext())
    assert (found.is_report, found.figures) == (False, ())
    assert [problem.kind for problem in found.problems] == ["empty_file"]


def test_assembling_is_a_function_of_the_document() -> None:
    document = read_document(report("F2019", figures("F2019", 5)).html())
    assert assemble(document, ReportContext()) == assemble(document, ReportContext())
