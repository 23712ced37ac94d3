"""Writes a laid-out document as RTF: Chinese as bytes of code page 936 or as Unicode, rows with their edges."""

from tests.generators.documents.grids import Cell, Grid, Line
from tests.generators.documents.layout import Sheet
from tests.generators.documents.plan import Plan

_HEAD = (
    r"{\rtf1\ansi\ansicpg936\deff0\uc1{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fswiss\fcharset0 Arial;}}"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}{\*\generator made;}"
)
_WIDTH = 9000


def render_rtf(sheet: Sheet) -> bytes:
    """Return the bytes of an RTF file."""
    return rtf("\n".join(_part(sheet.plan, part) for part in sheet.parts))


def rtf(body: str) -> bytes:
    """Return an RTF whose text is `body`."""
    return f"{_HEAD}{body}}}".encode("ascii")


def shown(text: str, *, unicode: bool = False) -> str:
    """Write a text with escapes: as bytes of the code page, or as Unicode with a byte for old programs."""
    out = []
    for letter in text:
        if letter == "\n":
            out.append(r"\line ")
        elif letter in "\\{}":
            out.append("\\" + letter)
        elif letter.isascii():
            out.append(letter)
        elif unicode:
            code = ord(letter)
            out.append(rf"\u{code - 65536 if code > 32767 else code}?")
        else:
            out.append("".join(rf"\'{byte:02x}" for byte in letter.encode("gb18030")))
    return "".join(out)


def _part(plan: Plan, part: Grid | Line) -> str:
    if isinstance(part, Grid):
        if part.image:
            return r"\pard{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict 00}}\par"
        rows = "\n".join(_rows(plan, part, nested=plan.has("nested_tables")))
        if plan.has("nested_tables"):
            rows += rf"\trowd\cellx{_WIDTH}\pard\intbl\itap1 \cell\row"
        return rows + r"\pard\par"
    style = r"\s1\outlinelevel0" if part.role in ("title", "heading") else r"\s0"
    return rf"\pard\plain{style} {_text(plan, part.text)}\par"


def _text(plan: Plan, text: str) -> str:
    unicode = plan.has("split_runs", "traditional", "ruby")
    if plan.has("tracked_changes") and text:
        return rf"{{\deleted 8}}{{\revised {shown(text)}}}"
    if plan.has("hidden_runs") and text:
        return rf"{shown(text)}{{\v 7}}"
    if plan.has("split_runs"):
        return "".join(rf"{{\f1 {shown(letter, unicode=True)}}}" for letter in text)
    return shown(text, unicode=unicode)


def _rows(plan: Plan, grid: Grid, *, nested: bool) -> list[str]:
    """Return the rows; a merged cell goes on in every row below and, in some rows, across."""
    width = grid.width()
    rows: list[list[tuple[int, Cell, int]]] = [[] for _ in grid.rows]
    for row, column, cell in grid.placed():
        for down in range(min(cell.rows, len(grid.rows) - row)):
            rows[row + down].append((column, cell, down))
    return [_row(plan, sorted(row, key=lambda item: item[0]), width, nested=nested, odd=number % 2 == 1)
            for number, row in enumerate(rows)]  # fmt: skip


def _row(plan: Plan, cells: list[tuple[int, Cell, int]], width: int, *, nested: bool, odd: bool) -> str:
    shape, inside = [], []
    end = r"\nestcell{\nonesttables\par}" if nested else r"\cell"
    start = r"\pard\intbl\itap2 " if nested else r"\pard\intbl "
    for column, cell, down in cells:
        merge = "" if cell.rows == 1 else r"\clvmrg" if down else r"\clvmgf"
        text = start + ("" if down else _text(plan, cell.text)) + end
        inside.append(text)
        if odd and cell.columns > 1:  # the older way to merge across
            for number in range(cell.columns):
                across = r"\clmrg" if number else r"\clmgf"
                shape.append(rf"{merge}{across}\cellx{_WIDTH * (column + number + 1) // width}")
                inside += [start + end] if number else []
        else:
            shape.append(rf"{merge}\clbrdrt\brdrs\cellx{_WIDTH * (column + cell.columns) // width}")
    definition = rf"\trowd\trgaph108{''.join(shape)}"
    if nested:
        return "".join(inside) + rf"{{\*\nesttableprops{definition}\nestrow}}"
    return definition + "".join(inside) + r"\row"
