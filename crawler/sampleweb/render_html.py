"""Renders a sample report's body as HTML, in the manner of text pasted from Word."""

from html import escape
from itertools import pairwise

from crawler.sampleweb.layout import Grid, GridCell
from crawler.sampleweb.reports import Heading, SampleReport

P = '<p style="text-indent: 2em"><span style="font-family: 仿宋">{}</span></p>'
HEAD = '<p style="text-indent: 2em"><span style="font-family: 黑体"><strong>{}</strong></span></p>'


def report_body(report: SampleReport) -> str:
    """Return the blocks as an HTML fragment."""
    parts = []
    for block in report.blocks:
        if isinstance(block, Grid):
            parts.append(table(block))
        elif isinstance(block, Heading):
            parts.append(HEAD.format(escape(block.text)))
        else:
            parts.append(P.format(escape(block)))
    return "\n".join(parts)


def table(grid: Grid) -> str:
    """Return one grid as an HTML table with its spans."""
    rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in grid.rows)
    return f'<table border="1" cellspacing="0" style="border-collapse: collapse"><tbody>\n{rows}\n</tbody></table>'


def _cell(cell: GridCell) -> str:
    spans = f' colspan="{cell.columns}"' * (cell.columns > 1) + f' rowspan="{cell.rows}"' * (cell.rows > 1)
    text = escape(cell.text) or "&nbsp;"
    return f'<td{spans}><p align="center"><span>{text}</span><o:p></o:p></p></td>'


def page(title: str, body: str, *, head: str = "") -> bytes:
    """Return a whole page as UTF-8; every page says that it is demonstration data."""
    banner = '<p class="demo">演示数据 / demonstration data</p>'
    html = (
        "<!DOCTYPE html>\n"
        f'<html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>\n'
        f"<body>{banner}\n{body}\n{banner}</body></html>\n"
    )
    return html.encode()


def list_items(links: list[tuple[str, str, str]]) -> str:
    """Return list entries from (address, title, ISO date)."""
    return "\n".join(
        f'<li><a href="{escape(address)}" title="{escape(title)}">{escape(title)}</a><span>{date}</span></li>'
        for address, title, date in links
    )


def slices(total: int, size: int) -> list[tuple[int, int]]:
    """Return the (start, end) of each list page; at least one."""
    edges = [*range(0, max(total, 1), size), max(total, 1)]
    return list(pairwise(edges))
