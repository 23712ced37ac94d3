"""Whose report it is where the page's name for the body leaves a choice, and which bodies came before."""

import pytest

from archive.datadir import DataDir
from archive.links import Link
from archive.schema import tables
from tests.generators.reports import report_html
from tests.pipelines.build import keeping
from tests.pipelines.build.keeping import Keeper, current, query, run_build

GULOU = "鼓楼区教育局"


def keep(data: DataDir, monkeypatch: pytest.MonkeyPatch, *pages: tuple[str, str, int]) -> None:
    """Keep a page for each (host, body, year)."""
    for number, (host, body, year) in enumerate(pages, 1):
        monkeypatch.setattr(keeping, "SITE", f"http://{host}")
        with Keeper(data, f"c{number}", number) as keeper:
            keeper.page(f"/{number}.html", report_html(body, year, seed=year))


def doubts(data: DataDir) -> list[str]:
    rows = query(current(data).archive, "SELECT detail FROM problems WHERE kind = 'body_doubtful' ORDER BY detail")
    return [str(row[0]) for row in rows]


def test_a_host_decides_between_places_of_one_name_and_is_named_as_the_source(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(data, monkeypatch, ("www.kaifeng.gov.cn", GULOU, 2022), ("www.njgl.gov.cn", GULOU, 2022))
    run_build(data)
    rows = query(current(data).archive, "SELECT region, body_source FROM reports ORDER BY region")
    assert [str(region) for region, _ in rows] == ["320106", "410204"]
    assert "region by host www.njgl.gov.cn" in str(rows[0][1])
    assert "region by host www.kaifeng.gov.cn" in str(rows[1][1])
    (doubt,) = doubts(data)  # only the one whose initials fit
    assert "njgl" in doubt


def test_a_doubt_is_of_the_report_that_stands_on_a_strange_host(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(
        data,
        monkeypatch,
        ("dj.longwan.gov.cn", "衢江区湖南镇人民政府", 2021),
        ("www.qjq.gov.cn", "衢江区湖南镇人民政府", 2022),
    )
    run_build(data)
    (row,) = query(
        current(data).archive,
        "SELECT r.year, p.detail FROM problems AS p JOIN reports AS r USING (report) WHERE p.kind = 'body_doubtful'",
    )
    assert row[0] == 2021
    assert "龙湾区" in str(row[1])


def test_a_report_that_its_own_site_has_too_is_not_doubted(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "衢江区湖南镇人民政府"
    keep(data, monkeypatch, ("dj.longwan.gov.cn", body, 2021), ("www.qjq.gov.cn", body, 2021))
    run_build(data)
    assert query(current(data).archive, "SELECT count(*) FROM reports WHERE current = 1") == [(1,)]
    assert doubts(data) == []


def test_a_body_leads_to_those_before_and_after_it(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(
        data,
        monkeypatch,
        ("www.example.gov.cn", "上海市卢湾区人民政府", 2009),
        ("www.example.gov.cn", "淮安市国土资源局", 2017),
        ("www.example.gov.cn", "淮安市自然资源和规划局", 2020),
    )
    run_build(data)
    rows = query(
        current(data).archive, "SELECT predecessor_name, successor_name, year, kind, zh FROM body_links ORDER BY 3"
    )
    assert rows == [
        ("卢湾区人民政府", "黄浦区人民政府", 2011, "merged", "2011年，卢湾区人民政府并入黄浦区人民政府"),
        (
            "淮安市国土资源局",
            "淮安市自然资源和规划局",
            2018,
            "merged",
            "2018年，淮安市国土资源局并入淮安市自然资源和规划局",
        ),
    ]
    assert Link._fields == tuple(column.name for column in tables()["body_links"].columns)


def test_a_department_that_took_another_name_keeps_its_years_and_its_old_names(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = "淮安市环境保护局", "淮安市生态环境局"
    keep(data, monkeypatch, ("www.example.gov.cn", old, 2016), ("www.example.gov.cn", new, 2020))
    run_build(data)
    archive = current(data).archive
    ((body, name),) = query(archive, "SELECT body, name FROM bodies")
    assert name == new
    assert query(archive, "SELECT year FROM reports WHERE body = ? ORDER BY year", body) == [(2016,), (2020,)]
    assert (old, 2018) in query(archive, "SELECT alias, valid_to FROM body_names WHERE body = ?", body)
