"""Styles are taken out of a page before it is parsed; what a page says must not depend on it."""

import re

import pytest

from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.formats._source import strip
from tests.generators.pdfs import html

STYLE = "margin:0;padding:0 5px;border:solid 1px;font-family:仿宋_GB2312"
ROW = '<tr><td style="{0}"><p style="{0}"><span style="{0}">自然人</span></p></td><td style="{0}">1</td></tr>'
TABLE = f"<table>{ROW}{ROW.replace('自然人', '商业企业')}</table>".format(STYLE)


def read(markup: str) -> Document:
    return read_document(markup.encode())


def grid(document: Document) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for table in document.tables() for row in table.grid()]


def test_a_page_without_its_styles_says_the_same() -> None:
    plain, styled = read(html.page()), read(html.page(cell_style=STYLE))
    assert styled.blocks == plain.blocks
    assert b"style=" not in strip(html.page(cell_style=STYLE))[0]


@pytest.mark.parametrize("quote", ["'", ""])
def test_other_quotes_are_left_to_the_parser(quote: str) -> None:
    page = re.sub(r'"[^"]*"', f"{quote}color:red{quote}", TABLE)
    assert grid(read(page)) == grid(read(TABLE)) == [["自然人", "1"], ["商业企业", "1"]]


def test_a_missing_quotation_mark_takes_no_cell_away() -> None:
    page = TABLE.replace("1</td>", '1<br style="clear:both></td><td>2</td>', 1)
    assert strip(page)[0].count(b"<td") == page.count("<td")


def test_styles_that_hide_are_obeyed() -> None:
    page = TABLE.replace("</table>", '<tr style="display:none"><td>科研机构</td><td>9</td></tr></table>')
    assert grid(read(page)) == grid(read(TABLE))


def test_what_looks_like_a_style_in_a_script_stays() -> None:
    content = '<p>一、总体情况</p><p title=\\"a style=\\">本年公开信息一条。</p>'
    page = f'<script>window._CONFIG = {{"DETAIL": {{"source": "a style=", "content": "{content}"}}}}</script>'
    assert [paragraph.text for paragraph in read(page).paragraphs()] == ["一、总体情况", "本年公开信息一条。"]
