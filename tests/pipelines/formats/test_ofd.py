import hashlib
from dataclasses import replace

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document, Paragraph
from pipelines.formats import ofd, read_document
from pipelines.ofd.text import offsets
from tests.generators import ofd as made_ofd
from tests.generators.accuracy import score
from tests.generators.documents import Generated
from tests.generators.documents.layout import lay_out
from tests.generators.documents.plan import plan_with
from tests.generators.documents.truth import truth_of
from tests.generators.ofd import Page, Style, draw_ofd, draw_pages, package

QUIRKS = (
    "none", "units", "blank_slash", "fullwidth", "typo_labels", "note_in_cell", "subtotals", "table_per_block",
    "all_in_one", "merged_zero", "metadata_table", "uneven_spans", "wrong_balance", "image_table", "landscape",
    "tiny_pages", "repeated_heads", "open_bottom", "page_border", "single_letters", "page_numbers", "embedded_font",
    "thin_rects", "no_outer_lines", "broken_header",
)  # fmt: skip
STYLES = {
    "no prefix": Style(prefix=""),
    "other prefix": Style(prefix="x:"),
    "plain offsets": Style(repeats=False),
    "text in points": Style(scaled=True),
    "filled bars": Style(rules="bars"),
    "rules on a template": Style(template=True),
    "absolute locations": Style(absolute=True, template=True),
}


def generated(quirk: str, form: str, style: Style | None = None) -> Generated:
    plan = plan_with(quirk, seed=6, format_="ofd", form=form)
    sheet = lay_out(plan)
    return Generated("made.ofd", draw_ofd(sheet, style), plan, truth_of(sheet, "made", "made.ofd"))


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_every_figure_of_a_report_is_read(quirk: str, form: str) -> None:
    result = score(generated(quirk, form))
    assert not result.bad(), result.details
    if quirk != "image_table":
        assert result.details == []
        assert result.counts["right"] + result.counts["blank"] >= 190
        assert not result.counts["flagged"]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_every_way_of_writing_gives_the_same(style: Style) -> None:
    usual, other = (read_document(generated("none", "F2021", s).data) for s in (None, style))
    assert [flat(block) for block in usual.blocks] == [flat(block) for block in other.blocks]
    assert other.pages == usual.pages
    assert not other.problems


def flat(block: object) -> object:
    if isinstance(block, Paragraph):
        return block.text
    return [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in getattr(block, "cells", ())]


def test_places_are_in_points_from_the_top_left() -> None:
    page = Page(210, 297, rules=[rule("20 30 100 40", "M 0 0 L 100 0 L 100 40 L 0 40 C M 50 0 L 50 40")])
    page.objects += [text("22 35 20 6", "甲"), text("72 35 20 6", "12", delta="2.5")]
    document = read([page])
    (table,) = document.tables()
    assert document.page_sizes == (pytest.approx((595.28, 841.89, 0.0), abs=0.01),)
    assert [cell.text for cell in table.cells] == ["甲", "12"]
    assert table.cells[0].box == pytest.approx((56.69, 85.04, 198.43, 198.43), abs=0.05)
    assert (document.pages, table.page) == (1, 1)


def rule(boundary: str, data: str, more: str = "") -> str:
    inside = f"<@AbbreviatedData>{data}</@AbbreviatedData>"
    return f'<@PathObject ID="1" Boundary="{boundary}" {more}>{inside}</@PathObject>'


def text(boundary: str, words: str, *, delta: str = "", more: str = "") -> str:
    across = f' DeltaX="{delta}"' if delta else ""
    code = f'<@TextCode X="0" Y="4"{across}>{words}</@TextCode>'
    return f'<@TextObject ID="2" Boundary="{boundary}" Font="1" Size="5" {more}>{code}</@TextObject>'


def read(pages: list[Page], **more: str) -> Document:
    data = package([pages], None, **more)
    return ofd.read(data, hashlib.sha256(data).hexdigest())


def texts(*objects: str) -> list[str]:
    return [paragraph.text for paragraph in read([Page(210, 297, list(objects))]).paragraphs()]


def test_text_is_placed_by_its_offsets_and_matrix() -> None:
    assert texts(text("20 30 60 6", "政府信息", delta="g 3 5")) == ["政府信息"]
    assert texts(text("20 30 60 6", "1102件")) == ["1102件"]  # no offsets given: no letter may cover another
    assert texts(text("20 30 60 6", "甲乙", delta="30")) == ["甲 乙"]
    backwards = '<@TextObject ID="2" Boundary="20 30 60 6" Font="1" Size="5">{}</@TextObject>'
    codes = '<@TextCode X="10" Y="4">乙</@TextCode><@TextCode X="5">甲</@TextCode>'
    assert texts(backwards.format(codes)) == ["甲乙"]
    assert texts(text("20 30 60 6", "政府", delta="10", more='CTM="0.5 0 0 0.5 0 0"')) == ["政府"]
    assert texts(text("20 30 60 6", "看", more='Visible="false"'), text("20 60 60 6", "见")) == ["见"]
    turned = text("20 200 6 60", "政府", delta="5", more='CTM="0 -1 1 0 0 60"')
    assert texts(turned) == ["政府"]


def test_offsets_with_repeats() -> None:
    assert offsets("g 3 2.5 1 g 2 4", 10) == [2.5, 2.5, 2.5, 1, 4, 4]
    assert offsets("g 999999999 1", 4) == [1, 1, 1, 1]
    assert offsets("x g", 4) == [0]


def test_composites_and_what_is_lacking() -> None:
    unit = f'<@CompositeGraphicUnit ID="7" Width="9" Height="9"><@Content>{text("1 1 9 9", "印")}</@Content>'
    unit += "</@CompositeGraphicUnit>"
    use = '<@CompositeObject ID="3" Boundary="20 20 9 9" ResourceID="{}"/>'
    root = '<@Document><@CommonData><@PublicRes>PublicRes.xml</@PublicRes></@CommonData><@Pages><@Page ID="1"'
    root += ' BaseLoc="Pages/Page_0/Content.xml"/>{}</@Pages></@Document>'
    resources = f"<@Res><@CompositeGraphicUnits>{unit}</@CompositeGraphicUnits></@Res>"
    parts = {"Doc_0__Document_DOT_xml": root.format(""), "Doc_0__PublicRes_DOT_xml": resources}
    document = read([Page(210, 297, [use.format(7)])], **parts)
    assert [p.text for p in document.paragraphs()] == ["印"]
    assert document.problems == ()
    lacking = read([Page(210, 297, [use.format(8), text("9 9 9 9", "字")])], **parts)
    assert [problem.kind for problem in lacking.problems] == ["truncated"]
    parts["Doc_0__Document_DOT_xml"] = root.format('<@Page ID="2" BaseLoc="Pages/Page_9/Content.xml"/>')
    assert read([Page(210, 297, [text("9 9 9 9", "字")])], **parts).problems[0].where == ("page 2",)


def test_several_documents_in_one_package_are_several_reports() -> None:
    first, second = (lay_out(plan_with("none", seed=seed, format_="ofd")) for seed in (1, 2))
    pages = [draw_pages(sheet, Style()) for sheet in (first, second)]
    document = read_document(package(pages))
    assert document.pages == sum(map(len, pages))
    assert [table.index for table in document.tables()] == list(range(len(list(document.tables()))))
    found = assemble(document, ReportContext())
    assert [report.about.body.value for report in found] == [first.plan.body, second.plan.body]
    for report, sheet in zip(found, (first, second), strict=True):
        truth = truth_of(sheet, "made", "made.ofd")["figures"]
        assert isinstance(truth, dict)
        assert {figure.code: figure.value for figure in report.figures if figure.sentence is None} == {
            code: value for code, value in truth.items() if not code.startswith("nar_")
        }


def test_a_title_of_the_document_is_a_hint() -> None:
    body = "<@OFD><@DocBody><@DocInfo><@Title>年度报告</@Title></@DocInfo><@DocRoot>Doc_0/Document.xml</@DocRoot>"
    document = read([Page(210, 297, [text("9 9 9 9", "字")])], OFD_DOT_xml=body + "</@DocBody></@OFD>")
    assert [(hint.kind, hint.text) for hint in document.hints] == [("title", "年度报告")]


def test_pages_of_pictures_are_named() -> None:
    image = '<@ImageObject ID="3" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="5"/>'
    assert [p.kind for p in read([Page(210, 297, [image])]).problems] == ["no_text_layer"]
    mixed = read([Page(210, 297, [image]), Page(210, 297, [text("9 9 9 9", "字")])])
    assert [(p.kind, p.where) for p in mixed.problems] == [("no_text_layer", ("page 1",))]


def nested(depth: int) -> Page:
    return Page(210, 297, ["<@PageBlock>" * depth + text("9 9 9 9", "字") + "</@PageBlock>" * depth])


RECURSIVE = (
    '<@Res><@CompositeGraphicUnit ID="7"><@Content>' + '<@CompositeObject Boundary="1 1 9 9" ResourceID="7"/>' * 9
    + "</@Content></@CompositeGraphicUnit></@Res>"
)  # fmt: skip
USING = (
    '<@Document><@CommonData><@PublicRes>PublicRes.xml</@PublicRes></@CommonData><@Pages><@Page ID="1"'
    ' BaseLoc="Pages/Page_0/Content.xml"/></@Pages></@Document>'
)
HOSTILE = {
    "cut off": ("truncated", package([[nested(1)]])[:-60]),
    "no document": ("unreadable", package([])),
    "document lacking": ("unreadable", package([], None, OFD_DOT_xml=(
        "<@OFD><@DocBody><@DocRoot>../../etc/passwd</@DocRoot></@DocBody></@OFD>"))),
    "protected": ("encrypted", package([[nested(1)]], None, Encryptions_DOT_xml="<@Encryptions/>")),
    "deep blocks": ("too_large", package([[nested(100)]])),
    "composites in themselves": ("too_large", package(
        [[Page(210, 297, [text("9 9 9 9", "字"), '<@CompositeObject Boundary="1 1 9 9" ResourceID="7"/>'])]],
        None, Doc_0__PublicRes_DOT_xml=RECURSIVE, Doc_0__Document_DOT_xml=USING)),
    "many overfull pages": ("too_large", package([[nested(100)] * 20])),
    "endless path": ("too_large", package(
        [[Page(210, 297, [text("9 9 9 9", "字"), rule("0 0 9 9", "L 1 1 " * 90_000)])]])),
    "numbers beyond sense": ("no_text_layer", package([[Page(210, 297, [text("9e5 9e99 9 9", "字", delta="nan x")])]])),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_advice(name: str) -> None:
    kind, data = HOSTILE[name]
    document = read_document(data)
    assert kind in [problem.kind for problem in document.problems], document
    assert document.format == "ofd"


def test_pages_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd, "MAX_PAGES", 2)
    document = read([replace(nested(1)) for _ in range(3)])
    assert (document.pages, len(document.page_sizes)) == (3, 2)
    assert document.problems[0].kind == "too_large"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.xmlzip.MAX_PART", 100_000)
    (problem,) = read_document(package([[Page(210, 297, [text("9 9 9 9", "0" * 5_000_000)])]])).problems
    assert problem.kind == "too_large"


def test_the_generator_writes_offsets_as_the_standard_does() -> None:
    assert made_ofd.offsets([5, 5, 5, 2, 2, 1]) == "g 3 5 2 2 1"
