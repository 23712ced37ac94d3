"""The made-up report as an HTML page, for Chromium to print and for the reading benchmark."""

from tests.generators.pdfs.form import HEADER_ROWS, NUMBERS, ROWS, Box, header, labels

_HEAD = '<html lang="zh"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head><body>'
TITLE = "示例市人民政府2023年政府信息公开工作年度报告"
_SENTENCE = "本年度示例市主动公开各类政府信息{n}条，其中网站公开{m}条，均为演示数据，不代表任何机关。"


def page(*, style: str = "", cell_style: str = "", repeat_header: bool = True, shift: int = 0) -> str:
    """Return the whole page; `cell_style` goes into every cell, as word processors write it."""
    return "".join(
        (
            _HEAD.format(title=TITLE, style=style),
            f"<h1>{TITLE}</h1>",
            "<h2>一、总体情况</h2>",
            *(f"<p>{_SENTENCE.format(n=400 + i + shift, m=100 + i)}</p>" for i in range(6)),
            "<h2>二、主动公开政府信息情况</h2>",
            _table(_disclosure(shift), cell_style, 0),
            "<h2>三、收到和处理政府信息公开申请情况</h2>",
            _table(_requests(shift), cell_style, 3 if repeat_header else 0),
            "<h2>四、政府信息公开行政复议、行政诉讼情况</h2>",
            _table(_disputes(shift), cell_style, 0),
            "<h2>五、存在的主要问题及改进情况</h2>",
            *(f"<p>{_SENTENCE.format(n=900 + i, m=300 + i)}</p>" for i in range(6)),
            "<h2>六、其他需要报告的事项</h2><p>全年收取信息处理费0元。</p></body></html>",
        )
    )


def _requests(shift: int) -> list[Box]:
    """Return table 3 with figures that add up, as those of nearly all reports do."""
    figures = _balanced(shift)
    rows = [Box(b.row + HEADER_ROWS, b.column, b.rowspan, b.colspan, b.text) for b in labels()]
    rows += [Box(r + HEADER_ROWS, 3 + c, 1, 1, str(figures[r][c])) for r in range(ROWS) for c in range(NUMBERS)]
    return [*header(), *rows]


def _balanced(shift: int) -> list[list[int]]:
    """Return 25 rows of seven figures: new + carried in = results + carried out, applicants add to the total."""
    new, carried_in, results, carried_out = 0, 1, 23, 24
    rows = [[(r * 7 + c * 3 + shift) % 10 for c in range(NUMBERS - 1)] for r in range(ROWS)]
    rows[results] = [sum(column) for column in zip(*rows[2:results], strict=True)]
    rows[new] = [
        done + left - before
        for done, left, before in zip(rows[results], rows[carried_out], rows[carried_in], strict=True)
    ]
    return [[*row, sum(row)] for row in rows]


def _disclosure(shift: int) -> list[Box]:
    rows: list[tuple[str, ...]] = [
        ("第二十条第（一）项",),
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "1", "0", "11"),
        ("行政规范性文件", str(8 + shift), "26", "66"),
        ("第二十条第（五）项",),
        ("信息内容", "本年处理决定数量"),
        ("行政许可", str(4472 + shift)),
        ("第二十条第（六）项",),
        ("信息内容", "本年处理决定数量"),
        ("行政处罚", str(3985 + shift)),
        ("行政强制", "883"),
        ("第二十条第（八）项",),
        ("信息内容", "本年收费金额（单位：万元）"),
        ("行政事业性收费", "961.6"),
    ]
    boxes = []
    for r, texts in enumerate(rows):
        for c, text in enumerate(texts):
            boxes.append(Box(r, c, 1, 4 - c if c == len(texts) - 1 else 1, text))
    return boxes


def _disputes(shift: int) -> list[Box]:
    leaves = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    boxes = [Box(0, 0, 1, 5, "行政复议"), Box(0, 5, 1, 10, "行政诉讼")]
    boxes += [Box(1, i, 2, 1, text) for i, text in enumerate(leaves)]
    boxes += [Box(1, 5, 1, 5, "未经复议直接起诉"), Box(1, 10, 1, 5, "复议后起诉")]
    boxes += [Box(2, 5 + i, 1, 1, text) for i, text in enumerate(leaves * 2)]
    for route in range(3):
        parts = [(shift + route + i) % 5 for i in range(4)]
        boxes += [Box(3, route * 5 + i, 1, 1, str(value)) for i, value in enumerate([*parts, sum(parts)])]
    return boxes


def _table(boxes: list[Box], cell_style: str, header_rows: int) -> str:
    parts = ["<table>"]
    for row in sorted({box.row for box in boxes}):
        if row == 0 and header_rows:
            parts.append("<thead>")
        cells = "".join(_cell(box, cell_style) for box in sorted(boxes, key=lambda b: b.column) if box.row == row)
        parts.append(f"<tr>{cells}</tr>")
        if header_rows and row == header_rows - 1:
            parts.append("</thead>")
    return "".join([*parts, "</table>"])


def _cell(box: Box, style: str) -> str:
    spans = f' rowspan="{box.rowspan}"' * (box.rowspan > 1) + f' colspan="{box.colspan}"' * (box.colspan > 1)
    if not style:
        return f"<td{spans}>{box.text}</td>"
    return f'<td{spans} style="{style}"><p style="{style}"><span style="{style}">{box.text}</span></p></td>'
