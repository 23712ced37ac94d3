"""Text of a page written out with its layout, as `pdftotext -layout` does: wrapped labels, numbers that drift.

Each letter counts as one place, so Chinese labels push the numbers of their own rows to and fro; a label of several
lines has its numbers beside the middle one or on a line of their own.
"""

import random
import re
from collections.abc import Callable

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.formats._aligned import aligned
from pipelines.formats._grid import lay_out
from pipelines.report import Report
from tests.pipelines.pdf.test_unruled import DAMAGE, T3
from tests.pipelines.tables.printer import Line, Printed, figures, report
from tests.pipelines.test_mutations import assert_never_silent

LEAF, VALUES, STEP = 15, 44, 9
HEADS = (("自然人", "", ""), ("", "商业企", "业"), ("", "科研机", "构"), ("", "社会公", "益组织"),
         ("", "法律服", "务机构"), ("", "其他", ""), ("总计", "", ""))  # fmt: skip


def wrapped(label: str, room: int) -> list[str]:
    return [label[i : i + room] for i in range(0, len(label), room)] or [""]


def values_line(texts: list[str], drift: int) -> str:
    line = ""
    for i, text in enumerate(texts):
        if text:
            line = line.ljust(max(VALUES - drift + STEP * i, len(line) + 2)) + text
    return line


def row(group: str, label: str, texts: list[str], room: int, dice: random.Random) -> list[str]:
    """Return the lines of one row: its label's lines, its numbers beside or between them."""
    parts = wrapped(label, room)
    start = LEAF if re.match(r"\d\.", label) else 5 if label.startswith("（") else 0
    lines = [" " * start + part for part in parts]
    if group:
        lines[0] = f"     {group}".ljust(LEAF) + parts[0]
    numbers = values_line(texts, dice.randrange(6))
    middle = len(lines) // 2
    if len(lines) % 2 == 0:
        lines.insert(middle, numbers)
    elif numbers:
        lines[middle] = lines[middle].ljust(numbers.index(numbers.split()[0]) - 2) + "  " + numbers.lstrip()
    return lines


def heads(texts: list[str]) -> list[str]:
    """Return the lines of the heads; a name that is not the form's is written whole."""
    parts = [next((p for p in HEADS if "".join(p) == text), ("", text, "")) for text in texts]
    out = [" " * (VALUES + 2 * STEP) + "法人或其他组织"]
    for level in range(3):
        line = "".join(part[level].ljust(STEP) for part in parts)
        out.append(" " * VALUES + line.rstrip())
    return out


def as_layout(printed: Printed, room: int, seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311 (repeatable test data)
    block = printed.blocks[T3]
    assert not isinstance(block, str)
    table = lay_out(block, 0)
    out = [text for text in printed.blocks[:2] if isinstance(text, str)] + ["三、收到和处理政府信息公开申请情况", ""]
    names = {cell.column: cell.text for cell in table.cells if cell.row in {1, 2} and cell.column >= 3}
    names |= {cell.column: cell.text for cell in table.cells if cell.row == 2 and cell.column >= 3 and cell.text}
    out += [*heads([names.get(column, "") for column in range(3, table.columns)]), ""]
    for number in range(3, table.rows):
        cells = sorted((c for c in table.cells if c.row == number), key=lambda c: c.column)
        texts = {c.column: c.text for c in cells}
        labels = [c.text for c in cells if c.column < 3 and "本年度办理结果" not in c.text]
        group, label = labels if len(labels) == 2 else ("", *labels) if labels else ("", "")
        out += row(group, label, [texts.get(column, "") for column in range(3, table.columns)], room, dice)
        out += [""] * dice.randrange(2)
    return "\n".join([*out, "", "五、存在的主要问题及改进情况", "无。"])


def read(text: str) -> Report:
    (found,) = assemble(read_document(text.encode()), ReportContext())
    return found


@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("room", [12, 18, 30])
@pytest.mark.parametrize("seed", range(3))
def test_table_three_is_read_though_its_labels_are_wrapped_and_its_numbers_drift(
    form: str, room: int, seed: int
) -> None:
    expected = {code: value for code, value in figures(form, seed).items() if "." in code}
    found = read(as_layout(report(form, {**figures(form, seed)}), room, seed))
    assert {f.code: f.value for f in found.figures if "." in f.code} == expected
    assert not any(f.flags for f in found.figures)


def test_a_page_number_inside_the_table_parts_nothing() -> None:
    text = as_layout(report("F2021", {**figures("F2021", 1)}), 18, 1)
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if "2.没有现成信息" in line)
    lines[at:at] = ["", "          - 3 -", "\f"]
    assert {f.code: f.value for f in read("\n".join(lines)).figures} == {f.code: f.value for f in read(text).figures}


def value_lost(page: Printed, dice: random.Random) -> None:
    line = _line(page, dice)
    line[-1 - dice.randrange(7)] = line[-1]._replace(text="")


def value_wrong(page: Printed, dice: random.Random) -> None:
    line = _line(page, dice)
    place = -1 - dice.randrange(7)
    line[place] = line[place]._replace(text=str(int(line[place].text) + 1))


def _line(page: Printed, dice: random.Random) -> Line:
    block = page.blocks[T3]
    assert not isinstance(block, str)
    return dice.choice(block[3:])


@pytest.mark.parametrize("room", [12, 18])
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("damage", [*DAMAGE, value_lost, value_wrong], ids=lambda function: function.__name__)
def test_what_the_sums_do_not_prove_is_never_silently_read(
    damage: Callable[[Printed, random.Random], None], seed: int, room: int
) -> None:
    form = ("F2021", "F2019")[seed % 2]
    values: dict[str, object] = {**figures(form, seed)}
    page = report(form, values)
    damage(page, random.Random(seed))  # noqa: S311 (repeatable test data)
    truth = {code: value for code, value in values.items() if "." in code}
    assert_never_silent(read(as_layout(page, room, seed)), truth)


def test_long_lines_and_many_heads_are_left_alone_in_time() -> None:
    head = heads(["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"])
    body = ["一、本年新收政府信息公开申请数量" + " " * 20_000 + "1  1  1  1  1  1  6"]
    lines = [*head, *body] * 40
    assert aligned(lines) == lines
