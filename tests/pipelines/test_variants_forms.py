"""The forms are told by what they print, never by the year; every oddity of the generator alone is read right."""

from itertools import cycle

import pytest

from tests.generators.comparison import score
from tests.generators.documents import make
from tests.generators.documents.plan import DAMAGES, plan_with, quirks_of
from tests.pipelines.variants import FORMATS, as_printed, assert_clean, plan, report_of, sheet_with


@pytest.mark.parametrize("format_", ["html", "pdf", "docx", "text"])
@pytest.mark.parametrize(
    ("form", "year"), [("F2019", 2019), ("F2019", 2022), ("F2019", 2025), ("F2021", 2021), ("F2021", 2019)]
)
def test_the_form_is_told_by_its_headers_whatever_the_year(form: str, year: int, format_: str) -> None:
    sheet = sheet_with(plan(form, format_, year=year), {})
    report = report_of(sheet)
    assert (report.form, report.about.year.value) == (form, year)
    assert_clean(report, as_printed(sheet))


def alone() -> list[tuple[str, str, str]]:
    """Every oddity once on every kind of form, the formats that can carry it taken in turn."""
    found: dict[tuple[str, str], str] = {}
    for form in ("F2021", "F2019", "F2014", "F2008", "prose"):
        turn = cycle(FORMATS)
        carried = {
            name: [f for f in FORMATS if name in names_of(f, form)] for f in FORMATS for name in names_of(f, form)
        }
        for name in sorted(carried):
            found[name, form] = next(format_ for format_ in turn if format_ in carried[name])
    return [(name, form, format_) for (name, form), format_ in found.items()]


def names_of(format_: str, form: str) -> set[str]:
    return {name for names in quirks_of(format_, form).values() for name in names}


@pytest.mark.parametrize(("quirk", "form", "format_"), alone())
def test_an_oddity_alone_is_read_right(quirk: str, form: str, format_: str) -> None:
    variant = "fujian" if form == "F2008" else ""
    seed = 5 if quirk == "no_outer_lines" else 4  # a row alone on its page would have no line around it: it is named
    result = score(make(plan_with(quirk, seed=seed, format_=format_, form=form, variant=variant), "made"))
    assert not result.bad(), result.details
    if quirk not in DAMAGES:
        assert result.details == []
        assert result.counts["flagged"] <= 7  # a printed sum that is wrong may cost its row
