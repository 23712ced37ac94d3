"""A page changed in ways that change nothing printed gives the same figures, unflagged."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from tests.pipelines.tables.printer import figures, report

VALUES: dict[str, Any] = dict(figures("F2021", 6))
PAGE = report("F2021", VALUES).html().decode()
_PAIRS = (
    "规規 条條 项項 数數 单單 处處 强強 业業 务務 开開 请請 与與 报報 关關 为為 机機 构構 组組 织織 会會 种種 类類 属屬"
    " 国國 权權 执執 检檢 没沒 补補 确確 认認 获獲 据據 转轉 结結 继繼 续續 办辦 议議 诉訴"
    " 讼訟 经經 审審 维維 纠糾 余餘"
)
_TRADITIONAL = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
_WIDE = {48 + digit: 0xFF10 + digit for digit in range(10)}
_ABOUT = (
    "<table><tr><td>索引号</td><td>014/2023-00001</td><td>发布机构</td><td>示例县人民政府</td></tr>"
    "<tr><td>发布日期</td><td>2023-01-20</td><td>文号</td><td></td></tr></table>"
)


def cells(change: Callable[[str], str]) -> str:
    """Return the page with the text of every cell that is a label changed."""
    return re.sub(r">([^<>]*[一-鿿][^<>]*)</td>", lambda found: f">{change(found[1])}</td>", PAGE)


CHANGES: dict[str, bytes] = {
    "labels in spans": cells(lambda text: "".join(f"<span>{letter}</span>" for letter in text)).encode(),
    "labels broken by br": cells(lambda text: f"{text[:2]}<br>{text[2:]}").encode(),
    "labels in two paragraphs": cells(lambda text: f"<p>{text[:3]}</p><p>{text[3:]}</p>").encode(),
    "labels in bold with spaces": cells(lambda text: f"<b>&nbsp;{text}　</b>").encode(),
    "numbers in paragraphs": re.sub(
        r">(\d+)</td>", r"><p class=MsoNormal><span lang=EN-US>\1</span></p></td>", PAGE
    ).encode(),
    "a row of text above": PAGE.replace(
        "<table border='1'>", "<table border='1'><tr><td colspan='12'>（单位：件）</td></tr>"
    ).encode(),
    "text between heading and table": PAGE.replace("<table", "<p>该部分以表格形式报告。表格如下：</p><table").encode(),
    "layout tables around": PAGE.replace("<table border='1'>", "<table><tr><td><table><tr><td><table border='1'>")
    .replace("</table>", "</table></td></tr></table></td></tr></table>")
    .encode(),
    "a table about the document": PAGE.replace("<body>", f"<body>{_ABOUT}").encode(),
    "upper case markup": re.sub(r"</?[a-z]+", lambda found: found[0].upper(), PAGE).encode(),
    "GBK": PAGE.replace("utf-8", "gbk").encode("gbk"),
    "GB18030 said to be UTF-8": PAGE.encode("gb18030"),
    "Big5": PAGE.translate(_TRADITIONAL).replace("utf-8", "big5").encode("big5", "xmlcharrefreplace"),
    "UTF-16 with mark": b"\xff\xfe" + PAGE.encode("utf-16-le"),
    "UTF-16 without mark": PAGE.encode("utf-16-be"),
    "traditional characters": PAGE.translate(_TRADITIONAL).encode(),
    "pinyin in brackets": cells(
        lambda text: text.replace("件数", "件(jiàn)数(shù)").replace("自然", "自(zì)然")
    ).encode(),
    "pinyin as ruby": cells(lambda text: text.replace("件数", "<ruby>件<rt>jiàn</rt></ruby>数")).encode(),
    "numeric references": PAGE.encode("ascii", "xmlcharrefreplace"),
    "full-width digits": re.sub(r">(\d+)</td>", lambda found: f">{found[1].translate(_WIDE)}</td>", PAGE).encode(),
}


def read(page: bytes) -> tuple[dict[str, object], set[str], list[str]]:
    (found,) = assemble(read_document(page), ReportContext())
    flagged = {figure.code for figure in found.figures if figure.flags}
    return (
        {figure.code: figure.value for figure in found.figures},
        flagged,
        [problem.kind for problem in found.problems],
    )


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_what_changes_nothing_printed_changes_no_figure(name: str) -> None:
    assert CHANGES[name] != PAGE.encode()
    values, flagged, problems = read(CHANGES[name])
    assert values == VALUES
    # what a row of text says is told, since it is no row of the form
    assert (flagged, problems) == (set(), ["row_unknown"] if name == "a row of text above" else [])


@pytest.mark.parametrize("row", range(6, 26))
def test_a_table_split_at_any_row_gives_the_same_figures(row: int) -> None:
    before, table, after = PAGE.partition("三、收到和处理")
    rows = after.split("</tr>")
    broken = "</tr>".join(rows[:row]) + "</tr></table><table border='1'>" + "</tr>".join(rows[row:])
    values, _, _ = read((before + table + broken).encode())
    # a span over the cut reaches into the first piece only, so rows may be told missing, but none is read wrongly
    assert {code: value for code, value in values.items() if VALUES[code] != value} == {}
