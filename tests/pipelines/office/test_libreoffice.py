"""Legacy documents, made by LibreOffice from made reports, and read through it."""

import io
import itertools
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document as Docx

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document, Paragraph
from pipelines.formats import read_batch, read_document
from pipelines.report import Report
from pipelines.sandbox import run
from tests.generators.documents import make
from tests.generators.documents.plan import make_plan
from tests.libreoffice import converted, needs_libreoffice

pytestmark = needs_libreoffice
COUNT = 30
FORMS = ("F2019", "F2021")


@pytest.fixture(scope="session")
def modern() -> list[bytes]:
    """Reports as DOCX, with what may disturb their text and tables: merged and split cells, page breaks, typos.

    A row that lacks a cell is left out: LibreOffice writes it with a wider cell in its place.
    """
    plans = (make_plan(5, number) for number in itertools.count())
    wanted = (replace(plan, format="docx", quirks=plan.quirks - {"short_row"}) for plan in plans if plan.form in FORMS)
    return [make(plan, "made").data for plan in itertools.islice(wanted, COUNT)]


@pytest.fixture(scope="session")
def legacy(modern: list[bytes]) -> list[bytes]:
    return converted(modern, "docx", "doc:MS Word 97")


@pytest.fixture(scope="session")
def read(legacy: list[bytes]) -> list[Document]:
    """All of them in one call, with one among them that is damaged and one that is none."""
    broken = bytearray(legacy[0])
    dice = random.Random(1)  # noqa: S311 (repeatable damage)
    for at in range(512, len(broken) - 2048):
        broken[at] = dice.randrange(256)
    first, *others = legacy
    return read_batch("doc", [first, bytes(broken), legacy[1][:4000], *others], 60)


def report(document: Document) -> Report:
    (found,) = assemble(document, ReportContext())
    return found


def figures(document: Document) -> dict[str, tuple[object, ...]]:
    return {one.code: (one.value, "".join(one.text.split()), one.unit, one.flags) for one in report(document).figures}


def test_the_legacy_file_says_what_the_modern_one_says(read: Sequence[Document], modern: Sequence[bytes]) -> None:
    good = [read[0], *read[3:]]
    assert len(good) == COUNT
    for document, data in zip(good, modern, strict=True):
        expected = read_document(data)
        assert document.format == "doc"
        assert figures(document) == figures(expected)
        assert [one.kind for one in report(document).problems] == [one.kind for one in report(expected).problems]
        assert report(document).about == report(expected).about


def test_a_bad_one_among_them_has_a_problem_of_its_own(read: Sequence[Document]) -> None:
    assert [[problem.kind for problem in document.problems] for document in read[1:3]] in (
        [["unreadable"], ["truncated"]],
        [["truncated"], ["truncated"]],
    )
    assert not any(document.blocks for document in read[1:3])


def test_one_alone_is_read_as_among_many(read: Sequence[Document], legacy: Sequence[bytes]) -> None:
    assert read_document(legacy[0]) == read[0]


def test_a_protected_one_says_so(legacy: Sequence[bytes]) -> None:
    data = bytearray(legacy[0])
    at = data.index(b"\xec\xa5\x01\x01")
    data[at + 11] |= 1
    assert [problem.kind for problem in read_document(bytes(data)).problems] == ["encrypted"]


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_one_that_is_cut_off_is_never_half_read(legacy: Sequence[bytes], part: float) -> None:
    document = read_document(legacy[0][: int(len(legacy[0]) * part)])
    assert {problem.kind for problem in document.problems} <= {"truncated", "unknown_format"}
    assert document.problems
    assert document.blocks == ()


def test_word_2003_xml_is_read(modern: Sequence[bytes]) -> None:
    (data,) = converted(modern[:1], "docx", "xml:MS Word 2003 XML")
    document = read_document(data)
    assert document.format == "wordxml"
    assert figures(document) == figures(read_document(modern[0]))


def test_tables_inside_tables_say_the_same_as_in_the_modern_file() -> None:
    """As web editors paste them: a frame of one cell around the text and the tables."""
    word, out = Docx(), io.BytesIO()
    frame = word.add_table(rows=1, cols=1).cell(0, 0)
    frame.text = "示例县人民政府2022年政府信息公开工作年度报告"
    inner = frame.add_table(rows=3, cols=3)
    for number, cell in enumerate(inner._cells):
        cell.text = f"格{number}"
    innermost = inner.cell(1, 1).add_table(rows=2, cols=2)
    for number, cell in enumerate(innermost._cells):
        cell.text = f"内{number}"
    word.save(out)
    (data,) = converted([out.getvalue()], "docx", "doc:MS Word 97")
    found, expected = read_document(data), read_document(out.getvalue())
    assert found.format == "doc"
    # LibreOffice writes the innermost table as text
    assert said(found) == said(expected)
    assert {f"内{number}" for number in range(4)} <= set(said(found))
    assert [problem.kind for problem in found.problems] == [problem.kind for problem in expected.problems]


def said(document: Document) -> list[str]:
    """Return the words of a document in reading order."""
    texts = (
        block.text if isinstance(block, Paragraph) else " ".join(cell.text for cell in block.cells)
        for block in document.blocks
    )
    return " ".join(texts).split()


def test_two_at_once_and_odd_folders(
    legacy: Sequence[bytes], read: Sequence[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "年报 a'b"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    outcomes = [outcome for _, outcome in run(read_document, [legacy[0], *legacy[1:4]], workers=2)]
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert outcomes == [read[0], *read[3:6]]
    assert list(folder.iterdir()) == []
