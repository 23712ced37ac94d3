"""Table 2: cells are known by row and column, whatever the form and the print."""

import pytest

from pipelines.report import Flag
from tests.pipelines.tables.printer import Line, RawCell, cells, figures, report, table2
from tests.pipelines.tables.reading_of import assert_exactly, assert_never_silent, has, plain, read, replaced, values

FORMS = ("F2021", "F2019")


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("行政规范性文件", "规范性文件"),
        ("规范性文件", "规范性文件（行政机关制定发布的决定、公告，以及标题采用“规定”“办法”等字样的公文）"),
        ("规章", "规章（设区的市、自治州人民政府应提供相关数据）"),
        ("其他对外管理服务事项", "其他对外管理服务事项（含行政确认、行政处罚、行政强制）"),
        ("行政事业性收费", "行政事业型收费"),
        ("现行有效件数", "现行有效件"),
        ("本年新制作数量", "本年新"),
        ("本年新公开数量", "本年新制作数量"),
        ("第二十条第（一）项", "（一）项"),
        ("第", ""),
        ("信息内容", "信 息 内 容"),
        ("本年收费金额（单位：万元）", "本年收费金额\n(单位：万元)"),
        ("本年增/减", "本年增／减（指增加或减少的事项数，减用负值表示，如-8）"),
        ("处理决定数量", "处理决定\n数量"),
    ],
)
def test_other_wordings_are_known(form_id: str, old: str, new: str) -> None:
    expected = figures(form_id, 7)
    printed = report(form_id, expected)
    printed.blocks[2] = replaced(old, new)(printed.blocks[2])
    assert_exactly(read(printed), expected)


def heads_at_the_left(lines: list[Line]) -> list[Line]:
    blocks: list[tuple[str, list[Line]]] = []
    for line in lines:
        if "第二十条" in line[0].text:
            blocks.append((line[0].text, []))
        else:
            blocks[-1][1].append(line)
    return [
        [RawCell(head, len(rows)), *line] if place == 0 else line
        for head, rows in blocks
        for place, line in enumerate(rows)
    ]


def heads_on_two_rows(lines: list[Line]) -> list[Line]:
    out: list[Line] = []
    for line in lines:
        if line[0].text == "信息内容" and len(line) == 4:
            out.append([line[0]._replace(rowspan=2), *(RawCell(c.text[:3]) for c in line[1:])])
            out.append([RawCell(c.text[3:]) for c in line[1:]])
        else:
            out.append(line)
    return out


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [plain(line) for line in lines],
        lambda lines: [[*plain(line), *[RawCell("")] * (4 - len(line))] for line in lines],
        lambda lines: [line for line in lines if "第二十条" not in line[0].text],
        lambda lines: [[*line, RawCell("")] for line in lines],
        heads_at_the_left,
        heads_on_two_rows,
    ],
    ids=["no spans", "padded", "no heads", "trailing column", "heads at the left", "two header rows"],
)
def test_layouts(form_id: str, change: object) -> None:
    expected = figures(form_id, 7)
    printed = report(form_id, expected)
    printed.blocks[2] = change(printed.blocks[2])  # type: ignore[operator]
    assert_exactly(read(printed), expected)


@pytest.mark.parametrize("form_id", FORMS)
def test_each_block_may_be_a_table(form_id: str) -> None:
    expected = figures(form_id, 7)
    printed = report(form_id, expected)
    printed.blocks[2:3] = [*table2(form_id, expected)]
    assert_exactly(read(printed), expected)


def test_a_table_about_the_page_is_not_table_two() -> None:
    expected = figures("F2021", 7)
    printed = report("F2021", expected)
    about = [cells("索引号", "001", "发布机构", "示例县人民政府"), cells("公开日期", "2023-01-20", "文号", "无")]
    printed.blocks.insert(1, about)
    reading = read(printed)
    assert_exactly(reading, expected)
    assert reading.other_tables == (0,)


def test_a_table_with_words_of_the_form_is_not_table_two() -> None:
    expected = figures("F2021", 7)
    printed = report("F2021", expected)
    printed.blocks.insert(
        1, [cells("年度", "行政许可", "行政处罚"), cells("2022", "15", "17"), cells("2021", "1", "7")]
    )
    reading = read(printed)
    assert_exactly(reading, expected)
    assert {cell.text for cell in reading.unknown} >= {"15", "17"} or reading.other_tables == (0,)


def test_a_local_row_is_kept_and_reported() -> None:
    expected = figures("F2019", 7)
    printed = report("F2019", expected)
    printed.blocks[2].insert(4, cells("其他主动公开文件(含以本单位名义签发的文件)", 186, 86, 255))
    reading = read(printed)
    assert_exactly(reading, expected)
    assert [cell.text for cell in reading.unknown] == ["186", "86", "255"]
    assert [problem.kind for problem in reading.problems] == ["row_unknown"]


def test_signs_units_and_notes_are_kept() -> None:
    numbers = figures("F2019", 7)
    printed: dict[str, object] = {**numbers, "licence_items_change": "减4", "penalty_items_change": "-139 条"}
    printed |= {"procurement_amount": "960 万", "normdoc_made": "22（其中修订16件）"}
    reading = read(report("F2019", printed))
    found = {figure.code: figure for figure in reading.figures}
    assert (found["licence_items_change"].value, found["licence_items_change"].unit) == (-4, "项")
    assert (found["penalty_items_change"].value, found["penalty_items_change"].unit) == (-139, "条")
    assert (found["procurement_amount"].value, found["procurement_amount"].unit) == (960, "万")
    assert (found["normdoc_made"].value, found["normdoc_made"].note) == (22, "其中修订16件")
    assert not any(figure.flags for figure in reading.figures)


def test_an_amount_without_unit_has_none() -> None:
    found = {figure.code: figure for figure in read(report("F2019", figures("F2019", 7))).figures}
    assert found["procurement_amount"].unit is None


def test_rows_without_any_header_are_doubtful() -> None:
    expected = figures("F2021", 7)
    printed = report("F2021", expected)
    printed.blocks[2] = [line for line in printed.blocks[2] if line[0].text != "信息内容"]
    reading = read(printed)
    assert values(reading) == expected
    assert has(reading, Flag.MISALIGNED, "rule_made")


def test_a_row_that_lost_a_cell_is_doubtful() -> None:
    expected = figures("F2021", 7)
    printed = report("F2021", expected)
    rule = next(line for line in printed.blocks[2] if line[0].text == "规章")
    del rule[2]
    rule[-1] = RawCell(rule[-1].text)
    reading = read(printed)
    assert_never_silent(reading, expected)
    assert has(reading, Flag.MISALIGNED, "rule_made")


def test_a_hybrid_is_named() -> None:
    new, old = figures("F2021", 7), figures("F2019", 7)
    printed = report("F2019", old)
    printed.blocks[2] = report("F2021", new).blocks[2]
    reading = read(printed)
    expected = {c: v for c, v in new.items() if "." not in c and c.split("_")[0] not in ("rev", "litd", "lita")}
    assert_exactly(reading, expected | {c: v for c, v in old.items() if "." in c or c[:3] in ("rev", "lit")})
    assert (reading.form, reading.form_variant, reading.problems) == ("F2021", "single_other", ())


def test_cells_missing_at_the_end_are_named() -> None:
    expected = figures("F2021", 7)
    printed = report("F2021", expected)
    printed.blocks[2] = printed.blocks[2][:5]
    named = {code for problem in read(printed).problems for code in problem.where}
    assert named == {"licence_decisions", "penalty_decisions", "coercion_decisions", "admin_fee_wan"}
