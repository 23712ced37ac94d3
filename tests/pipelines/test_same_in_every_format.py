"""One report gives the same figures in every format, wherever its pages break and however its labels are wrapped."""

import random
from dataclasses import replace

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import readers
from tests.generators.comparison import read_wholly
from tests.generators.documents import make, make_office, render
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.layout import Sheet, lay_out
from tests.generators.documents.plan import NEW_FORMS, Plan, make_plan, plan_with, quirks_of
from tests.generators.documents.wording import wording
from tests.generators.reach import left_out

# Each format with the reader that takes it.
CHEAP = {
    "html": "html", "pdf": "pdf", "docx": "docx", "text": "text", "markdown": "text", "odt": "odt", "rtf": "rtf",
    "xlsx": "xlsx", "xls": "xls", "et": "xls", "ofd": "ofd", "mhtml": "mhtml", "zip": "zip",
}  # fmt: skip
SLOW = {"doc": "doc", "wps": "doc", "scan_pdf": "pdf", "png": "image", "jpg": "image", "tiff": "image"}
OTHER_TESTS = {"wordxml"}  # compared with the same document as .docx beside its reader
COMMON = frozenset.intersection(*(frozenset(q for names in quirks_of(f).values() for q in names) for f in CHEAP))
FORMS = [("F2021", ""), ("F2019", ""), ("F2019", "hubei"), ("F2014", ""), ("F2008", "fujian"), ("F2008", "coded"),
         ("prose", "")]  # fmt: skip
READ_FORMS = [form for form in FORMS if form[0] not in left_out()]
Figures = dict[str, tuple[object, str]]


def figures_of(data: bytes) -> Figures:
    reports = [report for report in assemble(read_wholly(data), ReportContext()) if report.is_report]
    assert len(reports) == 1
    found: Figures = {
        f"{number} {stated.code}": (stated.scaled, "".join(stated.text.split()))
        for number, stated in enumerate(reports[0].narrative)
    }
    return found | {figure.code: (figure.value, "".join(figure.text.split())) for figure in reports[0].figures}


def figures(plan: Plan, format_: str) -> Figures:
    return figures_of(make(replace(plan, format=format_, quirks=plan.quirks & COMMON), "made").data)


def plain(form: str, variant: str, format_: str = "html", seed: int = 3) -> Plan:
    return replace(plan_with("none", seed=seed, form=form, variant=variant, format_=format_), quirks=frozenset())


def formats_read() -> list[str]:
    return [name for name in CHEAP if name not in left_out()]


def test_every_reader_is_compared() -> None:
    assert readers() <= {*CHEAP.values(), *SLOW.values(), *OTHER_TESTS}


@pytest.mark.parametrize("number", range(10))
def test_one_report_gives_the_same_figures_in_every_format(number: int) -> None:
    plan = make_plan(11, number)
    if plan.form in left_out():
        plan = replace(plan, form="F2021", variant="")
    expected = figures(plan, "html")
    assert len(expected) > (100 if plan.form in NEW_FORMS else 5)
    for format_ in formats_read()[1:]:
        assert figures(plan, format_) == expected, format_


@pytest.mark.parametrize(("form", "variant"), READ_FORMS)
def test_every_form_gives_the_same_figures_in_every_format(form: str, variant: str) -> None:
    expected = figures(plain(form, variant), "html")
    assert len(expected) > 5
    for format_ in formats_read()[1:]:
        assert figures(plain(form, variant), format_) == expected, format_


@pytest.mark.parametrize("format_", ["doc", "wps"])
def test_legacy_word_files_give_the_same_figures(format_: str) -> None:
    if format_ in left_out():
        pytest.skip(left_out()[format_])
    plans = {f"{form}{variant}": plain(form, variant, format_) for form, variant in READ_FORMS}
    made = list(make_office(plans))
    assert len(made) == len(plans)
    for each in made:
        assert figures_of(each.data) == figures(each.plan, "html"), each.file


@pytest.mark.parametrize("format_", ["scan_pdf", "tiff"])
def test_a_clean_scan_gives_the_same_figures(format_: str) -> None:
    if format_ in left_out():
        pytest.skip(left_out()[format_])
    plan = replace(plain("F2021", "", format_), quirks=frozenset({"clean_scan"}))
    expected = {code: value for code, (value, _) in figures(plan, "html").items() if not code.startswith("nar_")}
    found = figures_of(make(plan, "made").data)
    assert {code: value for code, (value, _) in found.items() if code in expected} == expected


def breaks(form: str) -> list[int]:
    return {"F2021": [*range(3, 28)], "F2019": [*range(4, 26, 3)], "F2014": [*range(2, 66, 7)]}[form]


@pytest.mark.parametrize("format_", ["pdf", "ofd"])
@pytest.mark.parametrize(("form", "row"), [
    (form, row) for form, _ in READ_FORMS if form in ("F2021", "F2019", "F2014") for row in breaks(form)
])  # fmt: skip
def test_a_page_may_break_before_any_row(form: str, row: int, format_: str) -> None:
    plan = plain(form, "", format_)
    broken = figures_of(make(replace(plan, quirks=frozenset({f"broken_row_{row}"})), "made").data)
    assert broken == figures(plan, "html")


def wrapped(sheet: Sheet, seed: int) -> None:
    """Break labels of a document's tables over two lines, at any letter."""
    dice = random.Random(seed)  # noqa: S311 (repeatable test data)
    for part in sheet.parts:
        for cell in (cell for row in part.rows for cell in row) if isinstance(part, Grid) else ():
            if not cell.code and len(cell.text) > 3 and not cell.text[0].isdecimal() and dice.random() < 0.7:
                cut = dice.randrange(1, len(cell.text))
                cell.text = f"{cell.text[:cut]}\n{cell.text[cut:]}"


@pytest.mark.parametrize("format_", ["html", "pdf", "docx", "odt", "rtf", "xlsx", "xls", "ofd"])
@pytest.mark.parametrize(("form", "variant"), [form for form in READ_FORMS if form[0] != "prose"])
def test_wrapping_labels_changes_nothing(form: str, variant: str, format_: str) -> None:
    sheet = lay_out(plain(form, variant, format_))
    wrapped(sheet, 5)
    assert figures_of(render(sheet)) == figures(sheet.plan, "html")


@pytest.mark.parametrize("at", ["first", "last"])
@pytest.mark.parametrize("format_", ["html", "pdf", "docx", "text", "odt", "rtf", "xlsx", "xls", "ofd"])
@pytest.mark.parametrize(("form", "variant"), [form for form in READ_FORMS if form[0] != "prose"])
def test_a_row_of_text_in_a_table_changes_nothing(form: str, variant: str, format_: str, at: str) -> None:
    sheet = lay_out(plain(form, variant, format_))
    write = wording(sheet.plan)
    for part in sheet.parts:
        if isinstance(part, Grid):
            text = "填报说明：本表由各单位如实填写。" if at == "last" else "单位：件"
            part.rows.insert(0 if at == "first" else len(part.rows), [Cell(write(text), part.width())])
    assert figures_of(render(sheet)) == figures(sheet.plan, "html")
