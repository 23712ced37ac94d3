import datetime
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
import xlwt

from pipelines.document import Document, Paragraph, Table
from pipelines.formats import read_document
from pipelines.sheets.shown import Shown, shown
from tests.generators.accuracy import score
from tests.generators.documents import make
from tests.generators.documents.plan import plan_with

QUIRKS = (
    "none", "units", "spaced_cells", "blank_slash", "fullwidth", "typo_labels", "note_in_cell", "subtotals",
    "table_per_block", "all_in_one", "merged_zero", "metadata_table", "uneven_spans", "wrong_balance", "image_table",
)  # fmt: skip


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("format_", ["xlsx", "xls"])
def test_every_figure_of_a_report_is_read(quirk: str, form: str, format_: str) -> None:
    made = make(plan_with(quirk, seed=5, format_=format_, form=form), "made")
    result = score(made)
    assert not result.bad(), result.details
    if quirk != "image_table":
        assert result.details == []
        assert result.counts["right"] + result.counts["blank"] >= 190
        assert not result.counts["flagged"]


def book(fill: Callable[[Any, Any], None]) -> Document:
    return read_document(made_book(fill))


def made_book(fill: Callable[[Any, Any], None]) -> bytes:
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(file, file.add_worksheet("表"))
    file.close()
    return out.getvalue()


def rows(found: Table) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in found.grid()]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("12.0", "General", "12"), ("12.5", "General", "12.5"), ("0.1", "General", "0.1"), ("1E3", "General", "1000"),
        ("0.30000000000000004", "General", "0.3"), ("-7", "General", "-7"), ("12", "0.00", "12.00"),
        ("12.6", "0", "13"), ("12.5", "0", "13"), ("1234567.8", "#,##0.0", "1,234,567.8"), ("960", '0"万"', "960万"),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"), ("-5", '#,##0;(#,##0);"-"', "(5)"),
        ("0.996", "0.0%", "99.6%"), ("3", "000", "003"), ("0", "#", ""),
        ("5", '[Red]0"件"', "5件"), ("7", "0_);(0)", "7"),
        ("45292", "yyyy-mm-dd", "2024-01-01"), ("1.50", "0.##", "1.5"), ("1000", "\\¥#,##0", "¥1,000"),
        ("12", "[$￥-804]0.00", "￥12.00"), ("x", "0", "x"),
    ],
)  # fmt: skip
def test_numbers_stand_as_they_are_shown(value: str, code: str, text: str) -> None:
    assert shown(value, code) == Shown(text)


@pytest.mark.parametrize("code", ["0.00E+00", "# ?/?", "#,##0,", "[>100]0;0.0", "0-0"])
def test_a_format_that_is_not_rendered_is_not_sure(code: str) -> None:
    assert shown("1234.5", code) == Shown("1234.5", sure=False)


def test_lines_around_the_grid_are_paragraphs() -> None:
    def fill(file: Any, page: Any) -> None:
        ruled = file.add_format({"border": 1})
        page.merge_range("A1:C1", "示例县2023年度报告")
        page.write("A2", "单位：件")
        page.merge_range("A3:C3", "第二十条", ruled)
        for column, text in enumerate(("信息内容", "本年制发", "现行有效")):
            page.write(3, column, text, ruled)
            page.write(4, column, text and (column or "规章"), ruled)
        page.write("A6", "注：无")

    blocks = book(fill).blocks
    texts = [block.text if isinstance(block, Paragraph) else rows(block) for block in blocks]
    assert texts[0] == "示例县2023年度报告"
    assert texts[1] == "单位：件"
    assert texts[-2:] == [[["第二十条"] * 3, ["信息内容", "本年制发", "现行有效"], ["规章", "1", "2"]], "注：无"]


def test_sheets_follow_one_another_and_hidden_things_are_named() -> None:
    def fill(file: Any, page: Any) -> None:
        second, hidden = file.add_worksheet("二"), file.add_worksheet("隐")
        for sheet in (page, second, hidden):
            sheet.write_row(0, 0, ["甲", "乙"])
            sheet.write_row(1, 0, ["a", 1])
        hidden.hide()
        second.write_row(2, 0, ["b", 2])
        second.set_row(2, None, None, {"hidden": True})

    document = book(fill)
    assert [(t.index, rows(t)) for t in document.tables()] == [
        (0, [["甲", "乙"], ["a", "1"]]), (1, [["甲", "乙"], ["a", "1"]])
    ]  # fmt: skip
    details = " ".join(problem.detail for problem in document.problems)
    assert {problem.kind for problem in document.problems} == {"ambiguous"}
    assert "'隐' is hidden" in details
    assert "row 3, column 2" in details


def test_values_of_all_kinds() -> None:
    def fill(file: Any, page: Any) -> None:
        page.write_row(0, 0, ["甲", "12 ", True])
        page.write_datetime(1, 0, datetime.datetime(2024, 1, 2), file.add_format({"num_format": "yyyy/m/d"}))
        page.write_formula(1, 1, "=1+2", None, 3)
        page.write_rich_string(1, 2, "22", file.add_format({"font_script": 1}), "3", "x")

    (found,) = book(fill).tables()
    assert rows(found) == [["甲", "12", "TRUE"], ["2024-01-02", "3", "22 3 x"]]


def test_a_formula_without_a_result_is_not_a_blank() -> None:
    def fill(file: Any, page: Any) -> None:
        del file
        page.write_row(0, 0, ["甲", "乙"])
        page.write_row(1, 0, ["a", 1])
        page.write_formula(1, 1, "=SUM(A1:A9)", None, "")

    data = made_book(fill)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b' t="str"', b"").replace(b"<v></v>", b"")
    document = read_document(repacked(parts))
    (found,) = document.tables()
    assert rows(found)[1] == ["a", "=SUM(A1:A9)"]
    assert "without a stored result" in document.problems[0].detail


def repacked(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


def minimal(cells: str, more: str = "") -> bytes:
    rels = '<R><Relationship Id="r1" Target="worksheets/s.xml"/></R>'
    workbook = '<w xmlns:r="x"><sheets><sheet name="S" r:id="r1"/></sheets></w>'
    sheet = f"<worksheet><sheetData>{cells}</sheetData>{more}</worksheet>"
    return repacked({
        "xl/workbook.xml": workbook.encode(), "xl/_rels/workbook.xml.rels": rels.encode(),
        "xl/worksheets/s.xml": sheet.encode(),
    })  # fmt: skip


def test_cells_far_apart_take_no_room() -> None:
    data = minimal('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    document = read_document(data)
    assert [p.text for p in document.paragraphs()] == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (minimal("".join(f'<row><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 9))),
         "too_large"),
        (minimal('<row r="1"><c r="A1"><v>1</v></c></row><row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>',
                 '<mergeCells><mergeCell ref="A1:ZZZ9999999"/></mergeCells>'), "too_large"),
        (minimal("x")[:-40], "truncated"),
        (repacked({"xl/workbook.bin": b"x"}), "unreadable"),
        (repacked({"xl/workbook.xml": b"<w><sheets>"}), "unreadable"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_with_advice(data: bytes, kind: str) -> None:
    document = read_document(data)
    assert [problem.kind for problem in document.problems] == [kind]
    assert document.format == "xlsx"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.xmlzip.MAX_PART", 100_000)
    (problem,) = read_document(minimal("<row/>" * 100_000)).problems
    assert problem.kind == "too_large"


def old_book(fill: Callable[[Any, Any], None]) -> bytes:
    file, out = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    fill(file, file.add_sheet("表"))
    file.save(out)
    return out.getvalue()


def test_an_xls_is_shown_in_its_formats_without_hidden_rows() -> None:
    def fill(file: Any, page: Any) -> None:
        del file
        for column, (value, code) in enumerate(
            [("甲", "General"), (960, '0"万"'), (0, '0;-0;"-"'), (12.6, "0"), (5, "0.00E+00")]
        ):
            page.write(0, column, value, xlwt.easyxf(num_format_str=code))
            page.write(1, column, column)
            page.write(2, column, "x")
        page.row(2).hidden = True
        page.col(1).width = 3000

    document = read_document(old_book(fill))
    (found,) = document.tables()
    assert rows(found) == [["甲", "960万", "-", "13", "5"], ["0", "1", "2", "3", "4"]]
    assert len(document.problems) == 6  # five hidden cells, and a format that is not rendered


def test_an_xls_without_borders_keeps_its_heading_apart() -> None:
    def fill(file: Any, page: Any) -> None:
        del file
        page.write(0, 0, "示例县年度报告")
        page.write_merge(1, 1, 0, 1, "第二十条")
        page.write(2, 0, "规章")
        page.write(2, 1, 3)

    blocks = read_document(old_book(fill)).blocks
    assert [b.text if isinstance(b, Paragraph) else rows(b) for b in blocks] == [
        "示例县年度报告", "第二十条", [["第二十条", "第二十条"], ["规章", "3"]],
    ]  # fmt: skip


def damaged(offset: int, value: bytes) -> bytes:
    """Return an XLS with bytes replaced behind the record that states the sheet's size."""
    data = make(plan_with("none", format_="xls"), "made").data
    start = data.index(b"\x00\x02\x0e\x00") + 4 + offset
    return data[:start] + value + data[start + len(value) :]


@pytest.mark.parametrize(
    "data",
    [damaged(4, b"\xff\xff\xff\x7f"), damaged(0, b"\x00\x00\x01\x00\x00\x00\x00\x00")],
    ids=["a sheet without end", "a sheet that ends before it begins"],
)
def test_an_xls_that_claims_too_much_is_refused_before_it_takes_the_memory(data: bytes) -> None:
    document = read_document(data)
    assert document.problems
    assert "crashed" not in [problem.kind for problem in document.problems]


def test_a_protected_or_broken_xls_says_so() -> None:
    data = make(plan_with("none", format_="xls"), "made").data
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    locked = data[: start + 20] + b"\x2f\x00" + data[start + 22 :]  # the record behind the first is FILEPASS now
    assert [problem.kind for problem in read_document(locked).problems] == ["encrypted"]
    for size in (530, 600, len(data) // 2):
        cut = read_document(data[:size])
        assert cut.problems
        assert "crashed" not in [problem.kind for problem in cut.problems]
    circle = bytearray(data)
    fat = 512 * (1 + int.from_bytes(data[76:80], "little"))
    circle[fat : fat + 4] = b"\x00\x00\x00\x00"  # a sector that follows itself
    assert read_document(bytes(circle)).problems


class PanicException(BaseException):
    """Named and derived as the one that a panic of Rust code raises."""


def test_a_panic_inside_the_library_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(source: object) -> None:
        raise PanicException(f"range end index 4 out of range in {source}")

    monkeypatch.setattr("pipelines.formats.xls.calamine.load_workbook", panic)
    document = read_document(make(plan_with("none", format_="xls"), "made").data)
    assert [problem.kind for problem in document.problems] == ["unreadable"]

    def stop(source: object) -> None:
        raise KeyboardInterrupt(source)

    monkeypatch.setattr("pipelines.formats.xls.calamine.load_workbook", stop)
    with pytest.raises(KeyboardInterrupt):
        read_document(make(plan_with("none", format_="xls"), "made").data)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_never_crash(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 (damage is to be repeatable)
    data = bytearray(make(plan_with("none", format_="xls"), "made").data)
    for _ in range(dice.randrange(1, 30)):
        data[dice.randrange(8, len(data))] = dice.choice((0, 255, dice.randrange(256)))
    document = read_document(bytes(data))
    assert document.blocks or document.problems
    assert "crashed" not in [problem.kind for problem in document.problems]
