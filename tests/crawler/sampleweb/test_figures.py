"""The invented reports add up except where they are wrong on purpose; the real ones are unaltered."""

import pytest

from crawler.sampleweb.bodies import SampleBody, sample_bodies
from crawler.sampleweb.figures import PrintedFigures, invent
from crawler.sampleweb.mistakes import CHANGED, MISTAKES, printed
from crawler.sampleweb.real import real_reports
from crawler.sampleweb.returns import SUMS, invent_return

ALL = [(body, year) for body in sample_bodies() for year in body.years]


def _sums_hold(figures: PrintedFigures) -> bool:
    rows = {code: [int(text) for text in row] for code, row in figures.requests.items()}
    results = [row for code, row in rows.items() if code.startswith("res_") and code != "res_total"]
    across = all(sum(row[:6]) == row[6] for row in rows.values())
    down = [sum(column) for column in zip(*results, strict=True)] == rows["res_total"]
    ends = zip(rows["req_new"], rows["req_carried_in"], rows["res_total"], rows["req_carried_out"], strict=True)
    disputes = [int(text) for text in figures.disputes]
    return (
        across
        and down
        and all(new + carried == closed + out for new, carried, closed, out in ends)
        and all(sum(disputes[at : at + 4]) == disputes[at + 4] for at in (0, 5, 10))
    )


@pytest.mark.parametrize(("body", "year"), ALL, ids=lambda value: getattr(value, "key", value))
def test_invented_figures_add_up(body: SampleBody, year: int) -> None:
    assert _sums_hold(invent(body, year))


def test_invented_returns_add_up() -> None:
    earlier = [(body, year) for body in sample_bodies() for year in body.earlier]
    assert earlier
    for body, year in earlier:
        values = invent_return(body, year)
        assert min(values.values()) >= 0
        assert [total for total, parts in SUMS.items() if values[total] != sum(values[part] for part in parts)] == []
        assert values["reply_total"] == values["req_closed"] == values["req_received"]


def test_carried_over_continues_from_year_to_year() -> None:
    for body in sample_bodies():
        for year in range(2020, 2026):
            assert invent(body, year).requests["req_carried_in"] == invent(body, year - 1).requests["req_carried_out"]


def test_every_mistake_changes_its_report() -> None:
    bodies = {body.key: body for body in sample_bodies()}
    for key, year in MISTAKES:
        assert year in bodies[key].years
        assert printed(bodies[key], year, 1) != invent(bodies[key], year)


def test_only_the_named_report_changes_at_the_second_crawl() -> None:
    changed = [(body.key, year) for body, year in ALL if printed(body, year, 1) != printed(body, year, 2)]
    assert changed == [CHANGED]


def test_invention_does_not_depend_on_the_run() -> None:
    police = next(body for body in sample_bodies() if body.key == "jz-police")
    assert invent(police, 2023).requests["req_new"] == ("69", "1", "0", "1", "1", "0", "72")


def test_real_reports_have_every_cell() -> None:
    cells = {
        report.body.name: len(report.figures.disclosure)
        + 7 * len(report.figures.requests)
        + len(report.figures.disputes)
        for report in real_reports()
    }
    assert cells == {
        "泾源县人民政府": 198,
        "上海市人民政府办公厅": 198,
        "淮安市人民政府": 200,
        "淮安市洪泽区人民政府": 186,
    }


def test_invented_bodies_have_codes_of_the_demonstration() -> None:
    assert len(sample_bodies()) >= 15
    assert all(body.region.startswith("99") for body in sample_bodies())
