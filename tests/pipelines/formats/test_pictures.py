"""Pictures of a report's pages as one document: what was broken between two of them is whole again."""

from collections.abc import Sequence

import pytest

from pipelines.document import Cell, Document, Paragraph, Table
from pipelines.formats._pictures import PictureRead, join_pictures


def table(*rows: Sequence[str], wide: float = 400.0, index: int = 0) -> Table:
    columns = len(rows[0])
    cells = tuple(Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row))
    edges = tuple(50 + wide * number / columns for number in range(columns + 1))
    heights = tuple(float(20 * number) for number in range(len(rows) + 1))
    return Table(
        index=index,
        rows=len(rows),
        columns=columns,
        cells=cells,
        page=1,
        row_edges=heights,
        column_edges=edges,
    )


def joined(*pages: Sequence[Paragraph | Table]) -> Document:
    return join_pictures(
        [
            PictureRead(
                f"p{number}.png",
                Document(
                    format="image", digest=str(number), blocks=tuple(blocks), pages=1, page_sizes=((595.0, 842.0, 0.0),)
                ),
            )
            for number, blocks in enumerate(pages)
        ],
        "0",
    )


def says(text: str) -> Paragraph:
    return Paragraph(text=text, page=1)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def test_tables_and_pages_are_counted_through_and_each_picture_has_its_own() -> None:
    document = joined(
        [says("一、总体情况"), table(["甲", "1"])], [says("图")], [table(["乙", "2"]), table(["丙", "3"], index=1)]
    )
    assert [one.index for one in document.tables()] == [0, 1, 2]
    assert [block.page for block in document.blocks] == [1, 1, 2, 3, 3]
    assert (document.pages, len(document.page_sizes)) == (3, 3)
    found = [(one.name, one.digest, one.tables, one.pages) for one in document.members]
    assert found == [
        ("p0.png", "0", (0, 1), (1, 2)),
        ("p1.png", "1", (1, 1), (2, 3)),
        ("p2.png", "2", (1, 3), (3, 4)),
    ]


def test_a_row_broken_between_pictures_of_two_sizes_is_known_as_one() -> None:
    upper = [table(["项目", "合计"], ["新收申请", "12"], ["其他情形按照有关规", "3"])]
    lower = [table(["定处理", ""], ["结转", "4"], wide=330.0)]
    assert [one.continues for one in joined(upper, lower).tables()] == [False, True]
    whole = [table(["结转", "4"], ["上年结转", "5"], wide=330.0)]
    assert [one.continues for one in joined(upper, whole).tables()] == [False, False]
    between = [says("三、收到和处理情况"), *lower]
    assert [one.continues for one in joined(upper, between).tables()] == [False, False]


SENTENCE = "全年共收到政府信息公开申请并且全部按时答复完毕，其中收到"


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        (SENTENCE, "123件。", True),
        (SENTENCE + "。", "123件。", False),
        (SENTENCE, "二、主动公开情况", False),
        ("示例县人民政府年度报告", "根据条例编制本报告。", False),
    ],
    ids=["broken", "ended", "heading", "title"],
)
def test_a_sentence_broken_between_pictures_is_whole(upper: str, lower: str, whole: bool) -> None:
    assert texts(joined([says(upper)], [says(lower)])) == ([upper + lower] if whole else [upper, lower])


def test_a_running_head_parts_no_sentence() -> None:
    head, foot = "示例县人民政府", "第1页"
    found = joined([says(head), says(SENTENCE), says(foot)], [says(head), says("123件。"), says("第2页")])
    assert texts(found) == [head, SENTENCE, foot, "123件。"]
