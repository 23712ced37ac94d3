import hashlib
import random

import pytest

from pipelines.document import Document, Hint, Paragraph, Table, Unreadable
from pipelines.formats import read_document, rtf
from tests.generators.accuracy import score
from tests.generators.documents import make
from tests.generators.documents.plan import plan_with
from tests.generators.documents.render_rtf import rtf as package
from tests.generators.documents.render_rtf import shown

QUIRKS = (
    "none", "units", "spaced_cells", "blank_slash", "fullwidth", "typo_labels", "note_in_cell", "subtotals",
    "nested_tables", "split_runs", "tracked_changes", "hidden_runs", "table_per_block", "all_in_one", "merged_zero",
    "metadata_table", "uneven_spans", "wrong_balance", "image_table", "traditional",
)  # fmt: skip


def read_bytes(data: bytes) -> Document:
    return rtf.read(data, hashlib.sha256(data).hexdigest())


def read(body: str) -> Document:
    return read_bytes(package(body))


def texts(body: str) -> list[str]:
    return [paragraph.text for paragraph in read(body).paragraphs()]


def cells(*values: str) -> str:
    return "".join(rf"\pard\intbl {shown(value)}\cell" for value in values)


def placed(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in found.cells]


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_every_figure_of_a_report_is_read(quirk: str, form: str) -> None:
    made = make(plan_with(quirk, seed=4, format_="rtf", form=form), "made")
    result = score(made)
    assert not result.bad(), result.details
    if quirk != "image_table":
        assert result.details == []
        assert result.counts["right"] + result.counts["blank"] >= 190
        assert not result.counts["flagged"]


def test_columns_come_from_edges_and_merges() -> None:
    body = (
        r"\trowd\clvmgf\cellx2000\cellx3000" + cells("甲", "乙") + r"\row"
        r"\trowd\clvmrg\cellx2010\cellx2995" + cells("", "1") + r"\row"
        r"\trowd\cellx1000\cellx2000\cellx3000" + cells("丙", "丁", "2") + r"\row"
        r"\trowd\clmgf\cellx1000\clmrg\cellx2000\cellx3000" + cells("戊", "", "3") + r"\row"
    )
    (found,) = read(body).tables()
    assert placed(found) == [
        (0, 0, 2, 2, "甲"), (0, 2, 1, 1, "乙"), (1, 2, 1, 1, "1"), (2, 0, 1, 1, "丙"), (2, 1, 1, 1, "丁"),
        (2, 2, 1, 1, "2"), (3, 0, 1, 2, "戊"), (3, 2, 1, 1, "3"),
    ]  # fmt: skip


def test_odd_rows_lose_no_cell() -> None:
    body = (
        r"\trowd\cellx1000\cellx2000" + cells("甲", "1", "2") + r"\row"  # more cells than edges
        r"\trowd\cellx1000\cellx2000" + cells("乙") + r"\row"  # fewer
        r"\trowd\cellx2000\cellx1000" + cells("丙") + r"\pard\intbl 3\row"  # edges that run back, no cell mark
    )
    (found,) = read(body).tables()
    assert [c.text for c in found.cells if c.text] == ["甲", "1", "2", "乙", "丙", "3"]


def test_text_hidden_by_a_merge_is_reported() -> None:
    body = r"\trowd\clmgf\cellx1000\clmrg\cellx2000\cellx3000" + cells("甲", "隐", "1") + r"\row"
    body += r"\trowd\cellx1000\cellx2000\cellx3000" + cells("a", "b", "2") + r"\row"
    (problem,) = read(body).problems
    assert problem.kind == "ambiguous"
    assert "隐" in problem.detail


def test_a_layout_table_is_dissolved() -> None:
    inner = r"\pard\intbl\itap2 a\nestcell\pard\intbl\itap2 1\nestcell"
    inner += r"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
    body = (
        rf"\trowd\cellx1000\cellx2000\pard\intbl L\par {inner}\pard\intbl after\cell\pard\intbl R\cell\row\pard end\par"
    )
    blocks = read(body).blocks
    assert [b.text if isinstance(b, Paragraph) else placed(b)[1][4] for b in blocks] == ["L", "1", "after", "R", "end"]
    framed = read(r"\trowd\cellx1000" + cells("甲") + r"\row\trowd\cellx1000" + cells("乙") + r"\row")
    assert framed.blocks == (Paragraph(text="甲"), Paragraph(text="乙"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\'d5\'fe\'b8\'ae", "政府"),
        (r"\'b0a", "癮"),  # the second byte of a character may be a plain letter
        (r"\u25919?\u24220?", "政府"),
        (r"\uc2\u25919\'d5\'fe\u24220\'b8\'ae", "政府"),
        (r"{\uc0\u25919 \u24220 }x", "政府x"),
        (r"\u25919\par?", "政"),
        (r"\u-10187?\u-9129?", "\U0001d457"),
        (r"\f1\'d5\'fe\f0", "政"),  # a western font over Chinese bytes
        (r"1\~2\_3\-4\emdash 5\tab 6\{\}\\", "1\u00a02-34—5\t6{}\\"),
        (r"12{\super 3}4", "12 3 4"),
        (r"1{\v 2}3{\deleted 4}5{\strike 6}", "135 6"),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 7}}{\*\unknown 8}{\footnote 9}{\header 1}", "7"),
        (r"{\listtext\pard\plain 1.\tab}x", "1.\tx"),
        (r"a{\pict\bin5 }}}}}00}c", "ac"),
        (r"\u8212\emdash 5", "—5"),
    ],
)
def test_text_as_shown(source: str, text: str) -> None:
    assert texts(source + r"\par")[0] == text


def test_a_text_box_follows_its_paragraph_and_stays_in_its_cell() -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt \pard\plain box\par}}{\shprslt twice}}"
    assert texts(rf"\pard a{box}b\par") == ["box", "ab"]
    (found,) = read(rf"\trowd\cellx1000\cellx2000\pard\intbl a{box}\cell\pard\intbl 1\cell\row").tables()
    assert [c.text for c in found.cells] == ["box\na", "1"]


def test_headings_and_title() -> None:
    document = read(r"{\info{\title \'c4\'ea\'b1\'a8}{\author x}}\pard\s1 A\par\pard B\par\pard\outlinelevel1 C\par")
    assert [(p.text, p.heading) for p in document.paragraphs()] == [("A", True), ("B", False), ("C", True)]
    assert document.hints == (Hint(kind="title", text="年报", source="rtf info title"),)


def test_a_picture_in_a_cell_is_no_blank() -> None:
    (found,) = read(r"\trowd\cellx1000\cellx2000\pard\intbl a\cell\pard\intbl{\pict 00}\cell\row").tables()
    assert found.cells[1].text == "\ufffc"


def test_what_cannot_be_decoded_is_reported() -> None:
    assert [problem.kind for problem in read(r"x\'ff\'ff\par").problems] == ["undecodable"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (package("x" * 50 + r"\par")[:-1], "truncated"),
        (package(r"\trowd\cellx1000\cellx2000\pard\intbl a\cell\pard\intbl 1"), "truncated"),
        (b"{\\rtf1\\ansi{\\fonttbl", "truncated"),
        (b"{\\rtf1 " + b"{" * 100_000, "too_large"),
        (package("".join(rf"\pard\itap{n} x\nestcell" for n in range(1, 60))), "too_large"),
    ],
)
def test_broken_files_say_so(data: bytes, kind: str) -> None:
    document = read_document(data)
    assert kind in [problem.kind for problem in document.problems]
    assert document.format == "rtf"


def test_tokens_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.rtf.tokens.MAX_TOKENS", 1000)
    with pytest.raises(Unreadable) as error:
        read("{}" * 1000)
    assert error.value.problem.kind == "too_large"


@pytest.mark.parametrize("seed", range(30))
def test_damaged_files_never_crash(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 (damage is to be repeatable)
    data = bytearray(make(plan_with("nested_tables", format_="rtf"), "made").data)
    for _ in range(dice.randrange(1, 40)):
        data[dice.randrange(20, len(data))] = dice.choice(b"{}\\'\n x0")
    document = read_document(bytes(data[: dice.randrange(100, len(data))]))
    assert "crashed" not in [problem.kind for problem in document.problems]
    assert document.blocks or document.problems
