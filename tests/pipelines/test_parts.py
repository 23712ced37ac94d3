import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.parts import split_parts
from tests.pipelines.tables.printer import Printed, figures, report

TITLE = "示例县人民政府2022年政府信息公开工作年度报告"


def two_reports() -> Printed:
    printed = report("F2021", figures("F2021", 1))
    second = report("F2019", figures("F2019", 2))
    second.blocks[0] = "示例区人民政府2020年政府信息公开工作年度报告"
    printed.blocks = [*printed.blocks, "五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", *second.blocks]
    return printed


def test_a_document_with_one_report_stays_whole() -> None:
    document = report("F2021", figures("F2021", 1)).document()
    assert split_parts(document) == (document,)


def test_two_reports_keep_their_own_title_year_and_figures() -> None:
    reports = assemble(read_document(two_reports().html()), ReportContext())
    assert [(r.part, r.about.body.value, r.about.year.value, r.form) for r in reports] == [
        (0, "示例县人民政府", 2022, "F2021"),
        (1, "示例区人民政府", 2020, "F2019"),
    ]
    for found, form_id, seed in zip(reports, ("F2021", "F2019"), (1, 2), strict=True):
        assert {f.code: f.value for f in found.figures} == figures(form_id, seed)
        assert not any(f.flags for f in found.figures)


def test_a_report_printed_twice_is_one_report() -> None:
    printed = report("F2021", figures("F2021", 1))
    printed.blocks = [*printed.blocks, *printed.blocks]
    assert len(split_parts(printed.document())) == 1


def test_two_reports_under_one_title_contradict_each_other_aloud() -> None:
    first, second = figures("F2021", 1), figures("F2021", 2)
    printed = report("F2021", first)
    printed.blocks = [*printed.blocks, *report("F2021", second).blocks]
    (found,) = assemble(read_document(printed.html()), ReportContext())
    contradicted = {code for code in first if first[code] != second[code]}
    assert contradicted
    assert contradicted <= {figure.code for figure in found.figures if figure.flags}


@pytest.mark.parametrize(
    "head", [TITLE, "2022年政府信息公开工作年度报告", "示例县人民政府 2022年政府信息公开工作年度报告"]
)
def test_a_running_head_begins_no_report(head: str) -> None:
    printed = report("F2021", figures("F2021", 1))
    other = report("F2021", figures("F2021", 2)).blocks[4]
    first, *rest = printed.blocks
    printed.blocks = [first, *(block for item in rest for block in (head, item)), head, "对比", head, other]
    document = printed.document()
    assert split_parts(document) == (document,)


def test_running_heads_of_two_reports_leave_them_two() -> None:
    printed = two_reports()
    title = ""
    blocks = []
    for block in printed.blocks:
        title = block if isinstance(block, str) and block.endswith("年度报告") else title
        blocks.extend([title, block])
    printed.blocks = blocks
    reports = assemble(read_document(printed.html()), ReportContext())
    assert [(r.about.body.value, r.about.year.value, r.form) for r in reports] == [
        ("示例县人民政府", 2022, "F2021"),
        ("示例区人民政府", 2020, "F2019"),
    ]


def prose_of(year: int, count: int) -> list[str]:
    text = f"{year}年，示例县人民政府主动公开政府信息{count}条。" + "继续推进政府信息公开，办理依申请公开。" * 12
    return [f"示例县人民政府{year}年政府信息公开工作年度报告", "一、总体情况", text, "二、主动公开情况", "按时公开。"]


def test_prose_reports_of_several_years_are_several_reports() -> None:
    blocks = [block for year, count in ((2017, 31), (2016, 22), (2015, 13)) for block in prose_of(year, count)]
    reports = assemble(read_document(Printed(list(blocks)).html()), ReportContext())
    assert [(r.is_report, r.about.body.value, r.about.year.value) for r in reports] == [
        (True, "示例县人民政府", year) for year in (2017, 2016, 2015)
    ]
    for found, count in zip(reports, (31, 22, 13), strict=True):
        assert str(count) in "".join(section.text for section in found.sections)
        others = {31, 22, 13} - {count}
        assert not any(f"{other}条" in section.text for other in others for section in found.sections)


def test_prose_and_tables_of_several_years_are_kept_apart() -> None:
    later = report("F2021", figures("F2021", 1))
    reports = assemble(read_document(Printed([*later.blocks, *prose_of(2016, 22)]).html()), ReportContext())
    assert [(r.about.year.value, r.form) for r in reports] == [(2022, "F2021"), (2016, None)]
    assert {f.code: f.value for f in reports[0].figures} == figures("F2021", 1)
    assert reports[1].figures == ()


def test_a_list_of_titles_or_years_begins_no_report() -> None:
    titles = [f"示例县人民政府{year}年政府信息公开工作年度报告" for year in (2019, 2020, 2021)]
    printed = report("F2021", figures("F2021", 1))
    printed.blocks = ["2021年", "2020年", *printed.blocks, "相关报告", *titles, "2020年"]
    document = printed.document()
    assert split_parts(document) == (document,)


@pytest.mark.parametrize("hiding", ["style='display:none'", "hidden", 'style="DISPLAY: none"'])
def test_reports_in_hidden_tabs_are_reports_and_copies_are_not(hiding: str) -> None:
    first, second = report("F2021", figures("F2021", 1)), report("F2019", figures("F2019", 2))
    second.blocks[0] = "示例县人民政府2020年政府信息公开工作年度报告"
    inner = [printed.html().decode().partition("<body>")[2].partition("</body>")[0] for printed in (first, second)]
    page = (
        f"<html><body><div>{inner[0]}</div><div {hiding}>{inner[1]}</div><div {hiding}>{inner[0]}</div></body></html>"
    )
    reports = assemble(read_document(page.encode()), ReportContext())
    assert [r.about.year.value for r in reports] == [2022, 2020]
    for found, form_id, seed in zip(reports, ("F2021", "F2019"), (1, 2), strict=True):
        assert {f.code: f.value for f in found.figures} == figures(form_id, seed)
        assert not any(f.flags for f in found.figures)
