import hashlib

import pytest

from pipelines.document import Document, Hint, Paragraph, Table, Unreadable
from pipelines.formats import odt, read_document
from tests.generators.accuracy import score
from tests.generators.documents import make
from tests.generators.documents.plan import plan_with
from tests.generators.documents.render_odt import package

QUIRKS = (
    "none", "units", "spaced_cells", "blank_slash", "fullwidth", "typo_labels", "note_in_cell", "subtotals",
    "nested_tables", "split_runs", "tracked_changes", "hidden_runs", "table_per_block", "all_in_one", "merged_zero",
    "metadata_table", "uneven_spans", "wrong_balance", "image_table",
)  # fmt: skip


def read(body: str, automatic: str = "", **parts: str) -> Document:
    data = package(body, automatic, **parts)
    return odt.read(data, hashlib.sha256(data).hexdigest())


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def cell(text: str, across: int = 1, down: int = 1, **more: str) -> str:
    spans = f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"'
    spans += "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f"<table:table-cell{spans}>{p(text)}</table:table-cell>"


def covered(text: str = "", count: int = 1) -> str:
    inside = p(text) if text else ""
    repeated = f' table:number-columns-repeated="{count}"'
    return f"<table:covered-table-cell{repeated}>{inside}</table:covered-table-cell>"


def table(*rows: str) -> str:
    return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"


def placed(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in found.cells]


def texts(body: str, automatic: str = "") -> list[str]:
    return [paragraph.text for paragraph in read(body, automatic).paragraphs()]


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_every_figure_of_a_report_is_read(quirk: str, form: str) -> None:
    made = make(plan_with(quirk, seed=3, format_="odt", form=form), "made")
    result = score(made)
    assert not result.bad(), result.details
    if quirk != "image_table":
        assert result.details == []
        assert result.counts["right"] + result.counts["blank"] >= 190
        assert not result.counts["flagged"]


def test_spans_and_their_covered_cells() -> None:
    body = table(
        cell("甲", 2, 2) + covered() + cell("乙"),
        covered(count=2) + cell("1"),
        cell("丙") + cell("丁") + cell("2"),
    )
    (found,) = read(body).tables()
    assert placed(found) == [
        (0, 0, 2, 2, "甲"), (0, 2, 1, 1, "乙"), (1, 2, 1, 1, "1"),
        (2, 0, 1, 1, "丙"), (2, 1, 1, 1, "丁"), (2, 2, 1, 1, "2"),
    ]  # fmt: skip


def test_a_program_that_leaves_covered_cells_out() -> None:
    (found,) = read(table(cell("甲", 1, 2) + cell("乙"), cell("1"))).tables()
    assert placed(found) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 1, 1, 1, "1")]


def test_repeated_cells_and_rows_are_written_out_and_bounded() -> None:
    row = cell("甲") + cell("0", number_columns_repeated="3")
    (found,) = read(
        f'<table:table><table:table-row table:number-rows-repeated="2">{row}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
    ).tables()
    assert [c.text for c in found.cells if c.row < 2 and c.column < 4] == ["甲", "0", "0", "0"] * 2
    assert found.rows == 3
    with pytest.raises(Unreadable) as error:
        read(table(cell("1", number_columns_repeated="9000000")))
    assert error.value.problem.kind == "too_large"
    with pytest.raises(Unreadable) as error:
        read(
            f'<table:table><table:table-row table:number-rows-repeated="9000000">{row}</table:table-row></table:table>'
        )
    assert error.value.problem.kind == "too_large"


def test_text_hidden_by_a_merge_is_reported() -> None:
    document = read(table(cell("甲", 2) + covered("隐") + cell("1"), cell("a") + cell("b") + cell("2")))
    assert [problem.kind for problem in document.problems] == ["ambiguous"]
    assert "隐" in document.problems[0].detail


def test_layout_tables_and_frames_are_dissolved() -> None:
    inner = table(cell("规章") + cell("1"))
    outer = f"<table:table-cell>{p('左')}{inner}{p('后')}</table:table-cell>"
    blocks = read(table(outer + cell("右"))).blocks
    assert [b.text if isinstance(b, Paragraph) else placed(b)[1][4] for b in blocks] == ["左", "1", "后", "右"]
    assert texts(table(cell("甲"), cell("乙"))) == ["甲", "乙"]
    box = f"<draw:frame><draw:text-box>{p('标题')}</draw:text-box></draw:frame>"
    assert texts(p(f"前{box}后")) == ["前后", "标题"]


def test_blanks_tabs_and_breaks() -> None:
    assert texts(p('  共\n  <text:s text:c="3"/>3<text:tab/>件<text:line-break/>完')) == ["共    3\t件\n完"]


def test_what_is_not_shown_is_not_read() -> None:
    styles = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="C" style:family="text" style:parent-style-name="H"/>'
        '<style:style style:name="S" style:family="text"><style:text-properties style:text-position="super 58%"/>'
        "</style:style>"
    )
    deleted = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{p('9')}</text:deletion></text:changed-region>"
    )
    body = (
        f"{deleted}</text:tracked-changes>"
        + p('1<text:span text:style-name="C">2</text:span>3<text:note><text:note-body>4</text:note-body></text:note>')
        + p('12<text:span text:style-name="S">3</text:span>')
    )
    assert texts(body, styles) == ["13", "12 3"]
    assert texts(f'<text:section text:display="none">{p("隐")}</text:section>') == []


def test_numbers_before_items_are_written_out() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1"'
        ' style:num-format="一, 二, 三, ..." style:num-prefix="（" style:num-suffix="）"/>'
        '<text:list-level-style-number text:level="2"'
        ' style:num-format="1" style:num-suffix="." text:start-value="3"/></text:list-style>'
    )
    item = "<text:list-item>{}</text:list-item>"
    inner = f"<text:list>{item.format(p('丙'))}</text:list>"
    first = f'<text:list text:style-name="L">{item.format(p("甲") + inner)}{item.format(p("乙"))}</text:list>'
    second = f'<text:list text:style-name="L" text:continue-numbering="true">{item.format(p("丁"))}</text:list>'
    assert texts(first + p("间") + second, styles) == ["（一）甲", "3.丙", "（二）乙", "间", "（三）丁"]
    (found,) = read(table(f"<table:table-cell>{first}</table:table-cell>" + cell("1")), styles).tables()
    assert found.cells[0].text == "（一）甲\n3.丙\n（二）乙"


def test_headings_and_title() -> None:
    meta = (
        '<m xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:office="o"><office:meta><dc:title>年度报告</dc:title>'
        "</office:meta></m>"
    )
    document = read("<text:h>一、总体情况</text:h>", meta=meta)
    assert document.blocks == (Paragraph(text="一、总体情况", heading=True),)
    assert document.hints == (Hint(kind="title", text="年度报告", source="odt metadata title"),)


def test_a_picture_in_a_cell_is_no_blank() -> None:
    picture = "<draw:frame><draw:image/></draw:frame>"
    (found,) = read(table(cell("甲") + cell(picture))).tables()
    assert found.cells[1].text == "\ufffc"


HOSTILE = {
    "encrypted": (
        "encrypted",
        package(p("x"), **{"META-INF__manifest": "<m:a xmlns:m='n'><m:b><m:encryption-data/></m:b></m:a>"}),
    ),
    "nested lists": ("too_large", package("<text:list><text:list-item>" * 60 + "</text:list-item></text:list>" * 60)),
    "nested sections": ("too_large", package("<text:section>" * 100 + p("x") + "</text:section>" * 100)),
    "deep xml": ("unreadable", package("<text:span>" * 9000)),
    "cut off": ("truncated", package(p("x" * 5000))[:-300]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_advice(name: str) -> None:
    kind, data = HOSTILE[name]
    document = read_document(data)
    assert [problem.kind for problem in document.problems] == [kind]
    assert document.format == "odt"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.xmlzip.MAX_PART", 100_000)
    (problem,) = read_document(package(p("0" * 5_000_000))).problems
    assert problem.kind == "too_large"
