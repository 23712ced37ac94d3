"""Writes a laid-out document as the bytes of a web page."""

from collections.abc import Callable
from html import escape

from PIL.Image import Image

from tests.generators.documents.grids import Cell, Grid, Line
from tests.generators.documents.layout import Sheet
from tests.generators.documents.plan import Plan
from tests.generators.documents.render_scan import data_address

_SOUP = (
    "<p class=MsoNormal align=center style='text-align:center;mso-pagination:widow-orphan'><span lang=EN-US "
    'style=\'font-size:12.0pt;font-family:"仿宋","serif";mso-bidi-font-family:宋体\'>{}<o:p></o:p></span></p>'
)
_RUBY = {"数": "shù", "件": "jiàn", "总": "zǒng", "计": "jì"}


def render_html(sheet: Sheet, pictures: Callable[[Grid], Image] | None = None) -> bytes:
    """Return the page in the encoding of its plan; `pictures` draws the tables that are images inside it."""
    plan = sheet.plan
    metas = "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in sheet.metadata.items())
    body = "\n".join(_part(plan, part, pictures) for part in sheet.parts)
    if plan.has("nested_layout"):
        inner = f"<table><tr><td>{body}</td></tr></table>"
        body = f"<table width='100%'><tr><td width='200'>政务公开<br>首页</td><td>{inner}</td></tr></table>"
    elif plan.has("div_page"):
        body = (
            "<div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/xxgk/'>政府信息公开</a></li></ul></div>"
            f"<div class='content'><div class='TRS_Editor'>{body}</div></div>"
            "<div class='footer'>主办：本网 电话：12345</div>"
        )
    return _encoded(plan, sheet.page_title, metas, body)


def _encoded(plan: Plan, title: str, metas: str, body: str) -> bytes:
    charset, codec = "<meta charset='utf-8'>", "utf-8"
    if plan.has("gbk"):
        charset, codec = "", "gb18030"
    elif plan.has("gbk_lying"):
        codec = "gb18030"
    elif plan.has("big5_lying"):
        charset = "<meta http-equiv='Content-Type' content='text/html; charset=big5'>"
    elif plan.has("utf16"):
        charset, codec = "", "utf-16"
    head = f"<head>{charset}<title>{escape(title)}</title>{metas}</head>"
    page = f"<!DOCTYPE html>\n<html>{head}\n<body>{body}</body></html>"
    return page.encode(codec)


def _part(plan: Plan, part: Grid | Line, pictures: Callable[[Grid], Image] | None) -> str:
    if isinstance(part, Grid):
        if part.image and pictures is not None:
            return f'<p><img src="{data_address(pictures(part))}" alt=""></p>'
        return "<p><img src='table3.png' alt=''></p>" if part.image else _table(plan, part)
    text = _text(plan, part.text)
    if part.role == "title":
        return f"<h1 align='center'>{text}</h1>"
    if part.role == "heading" and not plan.has("word_soup"):
        return f"<p><strong>{text}</strong></p>"
    align = " style='text-align:right'" if part.role == "signature" else ""
    return _SOUP.format(text) if plan.has("word_soup") else f"<p{align}>{text}</p>"


def _text(plan: Plan, text: str) -> str:
    if plan.has("entities"):
        return "".join(f"&#{ord(letter)};" if ord(letter) > 127 else escape(letter) for letter in text)
    return escape(text).replace("\n", "<br />")


def _table(plan: Plan, grid: Grid) -> str:
    head = "".join(_row(plan, row, head=True) for row in grid.rows[: grid.heads])
    rest = "".join(_row(plan, row, head=False) for row in grid.rows[grid.heads :])
    style = " style='display:none'" if grid.hidden else ""
    if plan.has("th_cells"):
        return f"<table{style}><thead>{head}</thead><tbody>{rest}</tbody></table>"
    return f"<table border='1' cellspacing='0'{style}>{head}{rest}</table>"


def _row(plan: Plan, row: list[Cell], *, head: bool) -> str:
    end = "" if plan.has("unclosed_cells") else "</tr>"
    return f"<tr>{''.join(_cell(plan, cell, head=head) for cell in row)}{end}\n"


def _cell(plan: Plan, cell: Cell, *, head: bool) -> str:
    name = "th" if head and plan.has("th_cells") else "td"
    spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    text = _text(plan, cell.text)
    if plan.has("word_soup"):
        half = len(cell.text) // 2
        text = _SOUP.format(f"{_text(plan, cell.text[:half])}</span><span>{_text(plan, cell.text[half:])}")
    elif plan.has("cell_paragraphs"):
        text = "".join(f"<p>{_text(plan, piece)}</p>" for piece in _pieces(cell.text))
    elif plan.has("ruby_markup"):
        text = "".join(f"<ruby>{x}<rp>(</rp><rt>{_RUBY[x]}</rt><rp>)</rp></ruby>" if x in _RUBY else x for x in text)
    return f"<{name}{spans}>{text}" + ("" if plan.has("unclosed_cells") else f"</{name}>")


def _pieces(text: str) -> list[str]:
    """Cut a label in two; numbers stay whole."""
    return [text] if len(text) < 4 or text[0].isdigit() else [text[:2], text[2:]]
