import pytest

from pipelines.document import Document, Paragraph, Table
from pipelines.sections import read_sections


def sections(*lines: str | Paragraph | Table) -> list[tuple[int, str, str]]:
    blocks = tuple(Paragraph(text=line) if isinstance(line, str) else line for line in lines)
    read = read_sections(Document(format="text", digest="0" * 64, blocks=blocks))
    return [(section.number, section.heading, section.text) for section in read]


def test_the_six_sections_and_what_stands_before_them():
    table = Table(index=0, rows=1, columns=1, cells=())
    assert sections(
        "标题", "一、总体情况", "甲", "乙", "二、主动公开政府信息情况", table, "三、收到和处理政府信息公开申请情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "注：含结转。", "五、存在的主要问题及改进情况", "丙",
        "六、其他需要报告的事项", "无。",
    ) == [
        (0, "", "标题"),
        (1, "一、总体情况", "甲\n乙"),
        (2, "二、主动公开政府信息情况", ""),
        (3, "三、收到和处理政府信息公开申请情况", ""),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "注：含结转。"),
        (5, "五、存在的主要问题及改进情况", "丙"),
        (6, "六、其他需要报告的事项", "无。"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("一、2023年政府信息公开工作的总体情况", 1),
        ("一、工作基本情况", 1),
        ("一 、概述", 1),
        ("二、行政机关主动公开政府信息情况", 2),
        ("三、政府信息依申请公开办理情况", 3),
        ("四、复议、诉讼和申诉情况", 4),
        ("五、政府信息公开工作存在的主要问题及整改措施", 5),
        ("五、存在不足及改进措施", 5),
        ("六、其他需要说明的事项", 6),
        ("第六部分 其他有关事项", 6),
        ("四、政府信息公開行政複議、行政訴訟情況", 4),
    ],
)
def test_heading_variants(heading, number):
    assert sections(heading, "正文") == [(number, heading, "正文")]


def test_text_on_the_heading_line_is_kept():
    assert sections("一、总体情况。2023年发布信息3条。") == [(1, "一、总体情况", "2023年发布信息3条。")]


@pytest.mark.parametrize(
    "line",
    [
        "（二）依申请公开情况。收到申请3件。",
        "一、本年新收政府信息公开申请数量",
        "四、结转下年度继续办理",
        "一是主动公开不够及时。",
        "1.主动公开情况",
    ],
)
def test_other_lines_are_text(line):
    assert sections("一、总体情况", line) == [(1, "一、总体情况", line)]


def test_numbers_are_not_trusted_and_sections_do_not_go_back():
    read = sections("一、主动公开情况", "甲", "二、存在的问题", "乙", "三、主动公开的下一步", "丙")
    assert read == [(2, "一、主动公开情况", "甲"), (5, "二、存在的问题", "乙\n三、主动公开的下一步\n丙")]


def test_a_heading_of_the_markup_needs_no_number():
    assert sections(Paragraph(text="总体情况", heading=True), "甲") == [(1, "总体情况", "甲")]
