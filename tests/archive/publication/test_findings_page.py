"""The page of findings: kinds apart, counted, filtered and in pages that together have every finding once."""

from collections import Counter
from pathlib import Path

import pytest
import sqlite_utils
from lxml import html

from archive.publication import listing
from archive.publication.answers import Ask
from archive.publication.listing import Choice
from archive.publication.site import Site
from archive.publication.views import findings
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, COUNTY_ID, Maker


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An archive of 12 reports of two provinces and three years, with 3 to 5 findings each, one of them withheld."""
    maker = Maker(Path(tmp_path_factory.mktemp("findings")))
    maker.codebook()
    number = 0
    for report in range(12):
        region = f"{(32, 44)[report % 2]}0100"
        body = f"{region}-{report:08d}"
        maker.insert("bodies", body=body, name=body, region=region, kind="government", level="county", demonstration=0)
        maker.insert("documents", document=str(report), withheld="x" if report == 3 else "")
        maker.insert(
            "reports", report=report, body=body, year=2021 + report % 3, scope="unknown", form="F2021", current=1,
            document=str(report), region=region, demonstration=0,
        )  # fmt: skip
        checks = [("t3_balance", "hard"), ("xy_carry_total", "soft"), ("xy_gap", "heuristic")]
        for check, severity in checks + checks[1 : 1 + report % 3]:
            number += 1
            maker.insert(
                "findings", finding=number, report=report, check_id=check, severity=severity, where_codes="",
                stated_at="", found=number,
            )  # fmt: skip
    return maker.finish()


def ask(site: Site) -> Ask:
    return Ask(db=site.connection(), site=site, language="en", prefix="/en", path="/findings")


@pytest.mark.parametrize("few", [0, 8000])
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"check": "xy_carry_total"},
        {"province": "32"},
        {"year": 2022},
        {"province": "44", "check": "xy_carry_total"},
    ],
    ids=str,
)
def test_pages_have_every_finding_once_and_newest_years_first(
    many: Site, given: dict[str, object], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    choice = Choice(severity="soft", **given)  # type: ignore[arg-type]
    held = listing.counts(ask(many), choice).get("soft", {})
    found = [one for start in range(0, 30, 2) for one in listing.page(ask(many), choice, held, start, 2)]
    query = """SELECT f.finding, f.check_id, r.year, r.region FROM findings f JOIN reports r USING (report)
               WHERE f.severity = 'soft' AND f.report <> 3"""
    wanted = {
        row["finding"]: row["year"]
        for row in sqlite_utils.Database(many.connection()).query(query)
        if row["region"].startswith(str(given.get("province", "")))
        and row["check_id"] == given.get("check", row["check_id"])
        and row["year"] == given.get("year", row["year"])
    }
    assert wanted
    assert sorted(found) == sorted(wanted)
    assert [wanted[one] for one in found] == sorted((wanted[one] for one in found), reverse=True)
    assert held == Counter(wanted.values())


def test_a_body_s_findings_are_counted_without_the_summary(many: Site) -> None:
    held = listing.counts(ask(many), Choice(body="320100-00000002"))
    assert {severity: sum(years.values()) for severity, years in held.items()} == {"hard": 1, "soft": 2, "heuristic": 2}
    assert listing.counts(ask(many), Choice(body="440100-00000003")) == {}


def test_hard_and_soft_stand_apart_under_their_own_headings(get: Get) -> None:
    page = html.fromstring(get("/en/findings").text)
    sections = page.xpath("//main/section")
    assert [section.xpath("string(h2/span)") for section in sections] == [
        "does not add up", "to ask about", "worth a look"
    ]  # fmt: skip
    for section, kind in zip(sections, ("hard", "soft", "heuristic"), strict=True):
        assert {one.get("class") for one in section.xpath("article")} == {f"finding {kind}"}
    assert [section.xpath("string(h2/small)") for section in sections] == ["1", "1", "1"]


def test_filters_are_kept_from_page_to_page(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "SHOWN", 1)
    page = html.fromstring(get(f"/en/findings?severity=hard&province=99&year=2020&body={COUNTY_ID}").text)
    assert COUNTY in page.xpath("string(//main)")
    assert page.xpath("//select[@name='province']/option[@selected]/@value") == ["99"]
    assert len(page.xpath("//main/section")) == 1
    for query in ("severity=hard&year=2019", "province=11", "check=no_such", "year=9999&body=nobody"):
        assert not html.fromstring(get(f"/en/findings?{query}").text).xpath("//article")
    for query in ("severity=odd", "year=20x0", "page=x", "check=%27"):
        assert get(f"/zh/findings?{query}").status_code == 200
    assert get("/en/findings?severity=hard&page=2").status_code == 404
